"""Sessions that run backwards while the years run on: the ninth congress in 2003, the eighth in 2008."""

from __future__ import annotations

import re
from itertools import combinations, pairwise
from typing import TYPE_CHECKING, NamedTuple

from fulian_kg.extraction.findings_slips import Slip
from fulian_kg.extraction.patterns import rules
from fulian_kg.extraction.quantities import numbers_of
from fulian_kg.source.numerals import numerals

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fulian_kg.extraction.document import Document

YEAR = 4
REACH = 240
"""Characters between the opening and the closing of a meeting."""


class Session(NamedTuple):
    """A dated session of a body."""

    of: tuple[str, str]
    number: tuple[float, float]
    """Term, where it has one, and session."""
    year: int
    start: int
    end: int


def session_slips(document: Document) -> Iterator[Slip]:
    """Every pair of sessions of one body of which the later has the lower number."""
    for one, other in combinations(_sessions(document), 2):
        early, late = sorted((one, other), key=lambda session: session.year)
        if early.of == late.of and early.year < late.year and early.number > late.number:
            names = {"first": document.text[early.start : early.end], "second": document.text[late.start : late.end]}
            yield Slip("session-order", late.start, late.end, (early.start, early.end), names)
    yield from _renumbered(document)


def _renumbered(document: Document) -> Iterator[Slip]:
    """A meeting that opens as the eleventh and closes as the twelfth."""
    words = rules(document.library, "findings").tables["sessions"]
    read = numerals(document.library).value
    found = [match for _, match in rules(document.library, "findings").finditer(document.text, "session.")]
    for one, other in pairwise(sorted(found, key=lambda match: match.start())):
        same = all(one[name] == other[name] for name in ("org", "term", "body"))
        if not same or read(one["number"]) == read(other["number"]) or other.start() - one.end() > REACH:
            continue
        between = document.text[one.end() : other.start()]
        running = re.search(words["opens"], between) and re.search(words["closes"], document.text[other.end() :])
        if running and not re.search(words["between"], between) and not _new_year(document, one.end(), other.start()):
            values = {"subject": one["body"], "first": one[0], "second": other[0]}
            yield Slip("value-conflict", *other.span(), one.span(), values)


def _new_year(document: Document, start: int, end: int) -> bool:
    """Whether a year is named between two meetings."""
    dates = (atom for atom in numbers_of(document).within(start, end) if atom.kind == "date")
    return any(not date.iso.startswith("--") for date in dates)


def _sessions(document: Document) -> Iterator[Session]:
    read = numerals(document.library).value
    short = rules(document.library, "findings").tables["sessions"]["short"]
    for _, match in rules(document.library, "findings").finditer(document.text, "session."):
        year = _year(document, *match.span())
        if year is not None:
            term = read(match["term"]) if match["term"] else 0.0
            body = short.get(match["body"], match["body"])
            yield Session((match["org"], body), (term, read(match["number"])), year, *match.span())


def _year(document: Document, start: int, end: int) -> int | None:
    """The year that dates a session: right before it in its sentence, or right behind it."""
    dates = [atom for atom in numbers_of(document).atoms if atom.kind == "date" and not atom.iso.startswith("--")]
    text, words = document.text, rules(document.library, "findings").tables["sessions"]
    for date in dates:
        before = date.end <= start and re.fullmatch(words["before"], text[date.end : start])
        after = date.start >= end and re.fullmatch(words["after"], text[end : date.start])
        if before or after:
            return int(date.iso[:YEAR])
    return None
