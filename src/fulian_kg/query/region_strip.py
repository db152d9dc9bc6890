"""What the gazetteer describes of a region, as a chart."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from fulian_kg.query.charts.drawing import Frame
from fulian_kg.query.charts.history import ChangeMark, Day, History, Lane, Version, history_strip
from fulian_kg.query.charts.style import Label, load_style

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fulian_kg.gazetteer.gazetteer import Gazetteer
    from fulian_kg.gazetteer.units import Change, Unit
    from fulian_kg.query.charts.history import Relation, Sort
    from fulian_kg.resources import Library

Values = dict[str, Any]


def region_strip(found: Values, gazetteer: Gazetteer, library: Library, **options: Any) -> str:
    """The SVG of a `Description.resolution`: every candidate with its versions, changes and heirs, hop by hop.

    `options` are those of `Frame`: width, prefix, language, standalone.
    """
    histories = tuple(_history(candidate, gazetteer, found["to"]) for candidate in found["candidates"])
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


def _history(candidate: Values, gazetteer: Gazetteer, to: str) -> History:
    own = Lane(f"{candidate['name']} {candidate['key']}", tuple(map(_version, candidate["versions"])))
    heading = f"{candidate['path']} {candidate['key']} {candidate['kind_label']['zh']} {candidate['kind_label']['en']}"
    since, last = date.fromisoformat(candidate["valid_from"]), date.fromisoformat(to)
    heirs = _heirs(candidate["key"], gazetteer, since, last)
    return History(heading, (own, *heirs), tuple(map(_mark, candidate["changes"])), Day(last))


def _heirs(key: str, gazetteer: Gazetteer, since: date, last: date) -> Iterator[Lane]:
    """Units to which the territory passed, hop by hop; a unit that succeeds itself is on its own lane already."""
    open_: list[tuple[str, Relation, date]] = [(key, "whole", since)]
    seen = {key}
    while open_:
        current, relation, day = open_.pop(0)
        for change in (each for unit in gazetteer.versions(current)[-1:] for each in gazetteer.changes_of(unit)):
            if change.partial or not day <= change.date <= last or all(each.key != current for each in change.before):
                continue
            share: Relation = "whole" if relation == "whole" and len(change.after) == 1 else "part"
            for unit in change.after:
                if unit.key not in seen:
                    seen.add(unit.key)
                    open_.append((unit.key, share, change.date))
                    yield Lane(f"{unit.name} {unit.key}", tuple(_since(change, unit, gazetteer, last)), share)


def _since(change: Change, unit: Unit, gazetteer: Gazetteer, last: date) -> Iterator[Version]:
    """Versions of an heir from the day on which it took over."""
    for version in gazetteer.versions(unit.key) or (unit,):
        until = version.valid_until
        if version.valid_from <= last and (until is None or until > change.date):
            day, precision = max(
                (change.date, change.precision), (version.valid_from, version.precision), key=lambda each: each[0]
            )
            end = None if until is None or until > last else Day(until, version.until_precision == "year")
            yield Version(version.path, Day(day, precision == "year"), end, version.name)


def _version(version: Values) -> Version:
    return Version(version["path"], _day(version, "valid_from"), _until(version), version["name"])


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
