"""Dates that cannot be: in the wrong order where the text orders them, past ones in the future, the 31st of April."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from fulian_kg.extraction.findings_slips import Slip
from fulian_kg.extraction.patterns import rules
from fulian_kg.extraction.quantities import numbers_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fulian_kg.extraction.document import Document
    from fulian_kg.source.numerals import Atom

YEAR = 4


def date_slips(document: Document) -> Iterator[Slip]:
    """Every date or pair of dates that is at fault, each pair once."""
    found = {(slip.start, slip.end): slip for slip in (*_ordered(document), *_printed(document))}
    yield from found.values()
    yield from _issued(document)
    yield from _future(document)


def _ordered(document: Document) -> Iterator[Slip]:
    """Dates that the text puts in an order which they do not have."""
    numbers = numbers_of(document)
    dates = {atom.start: atom for atom in numbers.atoms if atom.kind == "date"}
    for pattern, match in rules(document.library, "findings").finditer(numbers.masked, "date."):
        earlier = "first" if match["first"] else "born"
        first, second = dates[match.start(earlier)], dates[match.start("second")]
        if pattern.id == "date.next_year":
            wrong = _years(first, second) and int(second.iso[:YEAR]) != int(first.iso[:YEAR]) + 1
        else:
            wrong = _before(second, first)
        if wrong:
            yield _slip(document, (first.start, first.end), (second.start, second.end))


def _issued(document: Document) -> Iterator[Slip]:
    """Acts on the ground of a document that was numbered in a later year: 2010年3月，根据市委〔2012〕8号文件."""
    numbers = numbers_of(document)
    dates = {atom.start: atom for atom in numbers.atoms if atom.kind == "date"}
    other = rules(document.library, "findings").tables["issued"]["other"]
    for _, match in rules(document.library, "findings").finditer(numbers.masked, "issued."):
        date = dates[match.start("date")]
        number = re.match(r"[〔\[(（【](\d{4})[〕\])）】]", document.text[slice(*match.span("number"))])
        told = document.text[date.start : match.start("number")]
        if number and _printed_year(told) and number[1] > date.iso[:YEAR] and not re.search(other, told):
            yield _slip(document, match.span("number"), (date.start, date.end))


def _printed_year(text: str) -> bool:
    return bool(re.match(r"\d{4}|[一二][〇零○一二三四五六七八九]{3}", text))


def _years(*dates: Atom) -> bool:
    return not any(date.iso.startswith("--") for date in dates)


def _before(one: Atom, other: Atom) -> bool:
    """Whether one is earlier, as far as both are printed."""
    size = min(len(one.iso), len(other.iso))
    return _years(one, other) and one.iso[:size] < other.iso[:size]


def _slip(document: Document, first: tuple[int, int], second: tuple[int, int]) -> Slip:
    values = {"first": document.text[slice(*first)], "second": document.text[slice(*second)]}
    return Slip("date-order", *second, first, values)


def _printed(document: Document) -> Iterator[Slip]:
    """Spans of years and days that end before they begin, days and months that no year has."""
    for pattern, match in rules(document.library, "findings").finditer(document.text, "raw."):
        if pattern.id == "raw.impossible":
            yield Slip("date-impossible", *match.span("date"), None, {"first": match["date"]})
        elif int(match["second"]) < int(match["first"]):
            yield _slip(document, match.span("first"), match.span("second"))


def _future(document: Document) -> Iterator[Slip]:
    """Dates after the text speaks, of what it tells as past."""
    numbers = numbers_of(document)
    dates = {atom.start: atom for atom in numbers.atoms if atom.kind == "date"}
    speaks = document.date.isoformat()
    seen: set[int] = set()
    for _, match in rules(document.library, "findings").finditer(numbers.masked, "past."):
        date = dates[match.start("date")]
        absolute = _printed_year(document.text[date.start : date.end])
        if absolute and date.start not in seen and date.iso[:YEAR] > speaks[:YEAR]:
            seen.add(date.start)
            values = {"first": speaks, "second": document.text[date.start : date.end]}
            yield Slip("date-future", date.start, match.end(), None, values)
