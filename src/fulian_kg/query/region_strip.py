"""What the gazetteer describes of a region, as a chart."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from fulian_kg.query.charts.drawing import Frame
from fulian_kg.query.charts.history import ChangeMark, Day, History, Lane, Version, history_strip
from fulian_kg.query.charts.style import Label, load_style

if TYPE_CHECKING:
    from fulian_kg.query.charts.history import Relation, Sort
    from fulian_kg.resources import Library

Values = dict[str, Any]


def region_strip(found: Values, library: Library, **options: Any) -> str:
    """The SVG of a `Description.resolution`: every candidate with its versions, changes and successors.

    `options` are those of `Frame`: width, prefix, language, standalone.
    """
    histories = tuple(_history(candidate, found["to"]) for candidate in found["candidates"])
    title = Label(f"{found['query']} 的沿革", f"{found['query']} through time")
    frame = Frame(title, _told(found), Label(**found["note"]), **{"prefix": "region"} | options)
    return history_strip(histories, frame, load_style(library))


def _told(found: Values) -> Label:
    """The same in words."""
    zh, en = [], []
    for candidate in found["candidates"]:
        span = f"{candidate['path']} {candidate['key']}: {_day(candidate, 'valid_from')} – {_until(candidate) or ''}"
        zh.append(span)
        en.append(span)
        for change in candidate["changes"]:
            day, passed = _change_day(change), f"{_units(change['before'])} → {_units(change['after'])}"
            zh.append(f"{day} {change['kind_label']['zh']}：{passed}")
            en.append(f"{day} {change['kind_label']['en']}: {passed}")
    return Label("；".join(zh), "; ".join(en))


def _history(candidate: Values, to: str) -> History:
    own = Lane(f"{candidate['name']} {candidate['key']}", tuple(map(_version, candidate["versions"])))
    # A unit that was reconstituted succeeds itself: its own lane shows that.
    heirs = (_heir(each) for each in candidate["successors"] if each["code"] != candidate["code"])
    heading = f"{candidate['path']} {candidate['key']} {candidate['kind_label']['zh']} {candidate['kind_label']['en']}"
    changes = tuple(map(_mark, candidate["changes"]))
    return History(heading, (own, *heirs), changes, Day(date.fromisoformat(to)))


def _heir(successor: Values) -> Lane:
    """From the day on which it took over; what it was before is its own history."""
    since = Day(date.fromisoformat(successor["date"]))
    relation: Relation = "whole" if successor["relation"] == "whole" else "part"
    version = Version(successor["name"], since, None)
    return Lane(f"{successor['name']} {successor['code'] or ''}".rstrip(), (version,), relation)


def _version(version: Values) -> Version:
    return Version(version["path"], _day(version, "valid_from"), _until(version))


def _day(version: Values, bound: str) -> Day:
    precision = version["precision" if bound == "valid_from" else "until_precision"]
    return Day(date.fromisoformat(version[bound]), precision == "year")


def _until(version: Values) -> Day | None:
    return _day(version, "valid_until") if version["valid_until"] else None


def _mark(change: Values) -> ChangeMark:
    return ChangeMark(
        day=_change_day(change),
        sort=_sort(change),
        kind=Label(**change["kind_label"]),
        before=_units(change["before"]),
        after=_units(change["after"]),
        document=change["document"] or "",
        source=change["source"],
        inferred=change["inferred"],
    )


def _change_day(change: Values) -> Day:
    return Day(date.fromisoformat(change["date"]), change["precision"] == "year")


def _sort(change: Values) -> Sort:
    """A partial transfer says so; units of other codes succeed; else the unit is what it was."""
    if change["partial"]:
        return "partial"
    codes = [{unit["code"] or unit["path"] for unit in change[side]} for side in ("before", "after")]
    return "alteration" if codes[0] == codes[1] else "succession"


def _units(units: list[Values]) -> str:
    return "、".join(f"{unit['name']} {unit['code'] or ''}".rstrip() for unit in units)
