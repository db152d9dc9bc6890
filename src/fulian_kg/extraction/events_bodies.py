"""What befell bodies, as annals tell it: founded, renamed, merged, dissolved, restored; and congresses by number."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from fulian_kg.extraction.events_dates import ordinal
from fulian_kg.extraction.events_reading import LONGEST, Draft
from fulian_kg.extraction.scope import scope_of
from fulian_kg.extraction.wording import heading_above
from fulian_kg.source.dates import find_dates

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from fulian_kg.extraction.events_reading import Reader

CONGRESS = re.compile("妇女代表大会|代表大会|妇代会")
NUMBER = re.compile(r"[一二三四五六七八九十]+|\d+")


def _founded(reader: Reader, match: re.Match[str]) -> Iterator[Draft]:
    name = match["name"] or match["name2"]
    if not reader.of_many(name):
        yield reader.dated(Draft(match.start(), match.end(), {"name": name}, hosted=False), LONGEST)


def _history(reader: Reader, match: re.Match[str]) -> Iterator[Draft]:
    draft = Draft(match.start(), match.end(), {"name": match["name"]}, hosted=False)
    draft.core = match.span("name")
    yield reader.dated(draft, LONGEST)


def _changed(reader: Reader, match: re.Match[str]) -> Iterator[Draft]:
    """The end or the return of a body; of anything else (生产恢复) it is none."""
    subject = match["subject"]
    if not subject or re.search(reader.known.tables["bodies"]["concerned"], subject):
        yield from _history(reader, match)


def _set_up(reader: Reader, match: re.Match[str]) -> Iterator[Draft]:
    subject = match["subject"].rstrip("，")
    if reader.of_many(subject) or reader.of_many(match["what"]):
        return
    draft = Draft(match.start(), match.end(), {"name": match["name"]}, hosted=False)
    draft.core = match.span("name")
    draft = reader.dated(draft, LONGEST)
    if re.search(reader.known.tables["bodies"]["acting"], subject):
        draft.slots["organizer"] = subject.partition("在")[0] or subject
    yield draft


def _series(reader: Reader, match: re.Match[str]) -> Iterator[Draft]:
    """第七、八、九次, each with the date that stands at its place in the list of dates."""
    span = match.span("dates")
    dates = [found.iso for found in find_dates(reader.document.text[slice(*span)])]
    numbers = list(NUMBER.finditer(match["numbers"]))
    if len(dates) != len(numbers):
        return
    for date, number in zip(dates, numbers, strict=True):
        slots = {"name": f"第{number[0]}{match['unit']}{match['noun']}", "date": date, "ordinal": ordinal(number[0])}
        start = match.start("numbers") + number.start()
        draft = Draft(match.start(), match.end(), slots, {"name"}, hosted=False)
        draft.core = (start, start + len(number[0]))
        yield draft


def _item(reader: Reader, match: re.Match[str]) -> Iterator[Draft]:
    noun = CONGRESS.search(heading_above(reader.document, match.start()))
    if noun is None:
        return
    region = scope_of(reader.document).region_name or ""
    slots = {"name": f"{region}{match['number']}{noun[0]}", "ordinal": ordinal(match["ordinal"])}
    if match["place"]:
        slots["place"] = match["place"]
    yield reader.dated(Draft(match.start(), match.end(), slots, {"name"}, hosted=False))


HISTORIES: dict[str, Callable[[Reader, re.Match[str]], Iterator[Draft]]] = {
    "event.founded": _founded,
    "event.reform": _history,
    "event.body.renamed": _history,
    "event.body.merged": _history,
    "event.body.set_up": _set_up,
    "event.body.changed": _changed,
    "event.body.placed": _changed,
    "event.body.since": _history,
    "event.congress.series": _series,
    "event.congress.item": _item,
}
"""Reader of each pattern of `rules/events.toml` that tells the history of a body."""
