"""Changes that their two values do not give: 由100人增加到120人 is no 增长30%, no 增加30人 and no fall."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, NamedTuple

from fulian_kg.extraction.findings_slips import Interval, Slip, figure, interval, share_interval
from fulian_kg.extraction.patterns import rules
from fulian_kg.extraction.quantities import numbers_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fulian_kg.extraction.document import Document
    from fulian_kg.source.numerals import Atom

DOUBLED = (0.9, 1.2)
"""Times by which what is said to have doubled may be less or more than double."""


class Change(NamedTuple):
    """Two values of one thing, the earlier first, and where the text between them says which way it went."""

    first: Atom
    second: Atom
    verb: tuple[int, int] | None
    end: int
    """From here on the text may say by how much."""


class Rate(NamedTuple):
    """What the text says of a change."""

    start: int
    end: int
    unit: str
    """`%` of the earlier value, `倍` of it, else the unit of a difference."""
    values: tuple[Interval, ...]
    """Any of them will do."""


def change_slips(document: Document) -> Iterator[Slip]:
    """Every rate that its two values do not explain, and every rise that is a fall."""
    for change in _changes(document):
        rate = _rate(document, change)
        found = _found(document, change, rate.unit) if rate else None
        if rate and found and not any(found.meets(each) for each in rate.values):
            yield _slip(document, change, (rate.start, rate.end), found, rate.unit)
        elif change.verb and _turned(document, change, change.verb):
            unit = change.first.unit
            yield _slip(document, change, change.verb, _difference(document, change), unit)


def _changes(document: Document) -> Iterator[Change]:
    atoms = {atom.start: atom for atom in numbers_of(document).atoms}
    for _, match in rules(document.library, "findings").finditer(numbers_of(document).masked, "change."):
        first, second = atoms[match.start("first")], atoms[match.start("second")]
        if first.unit == second.unit and first.value and second.value is not None:
            verb = match.span("verb") if "verb" in match.groupdict() else None
            yield Change(first, second, verb, match.end())


def _rate(document: Document, change: Change) -> Rate | None:
    """What is said right behind the two values."""
    numbers = numbers_of(document)
    atoms = {atom.start: atom for atom in numbers.atoms}
    for pattern, match in rules(document.library, "findings").finditer(numbers.masked[change.end :], "rate."):
        start, end = (change.end + at for at in match.span("rate"))
        if pattern.id == "rate.doubled":
            times = 2.0 ** _doublings(document, match["times"])
            high = math.inf if match["more"] else times * DOUBLED[1]
            return Rate(start, end, "倍", (Interval(times * DOUBLED[0], high),))
        atom = atoms[start]
        if atom.value is not None and (pattern.id != "rate.times" or atom.unit == "倍"):
            return Rate(start, end, atom.unit, _values(document, atom, match.groupdict().get("verb")))
    return None


def _doublings(document: Document, printed: str | None) -> int:
    """How many times 翻番 says that it doubled."""
    return int(rules(document.library, "numerals").tables["digits"][printed]) if printed else 1


def _values(document: Document, atom: Atom, verb: str | None) -> tuple[Interval, ...]:
    """What a change may be for a rate to be right: a fall is less than nothing."""
    of_share = atom.unit in {"%", "百分点"}
    stated = share_interval(document, atom, loose=False) if of_share else interval(document, atom)
    if verb and _down(document, verb):
        return (Interval(-stated.high, -stated.low),)
    if verb and atom.unit == "倍":
        more = Interval(stated.low + 1, stated.high + 1)
        return (more,) if atom.bound == "exact" else (more, stated)
    return (stated,)


def _down(document: Document, verb: str) -> bool:
    return bool(re.search(rules(document.library, "findings").tables["change"]["down"], verb))


def _found(document: Document, change: Change, unit: str) -> Interval | None:
    """By how much it changed, in the unit that the text uses; None when the two are no measure of each other."""
    before, after = interval(document, change.first), interval(document, change.second)
    if unit == change.first.unit and unit != "%":
        return _difference(document, change)
    if unit == "百分点" and change.first.unit == "%":
        return _difference(document, change)
    if unit not in {"%", "倍"} or change.first.unit == "%" or before.low <= 0:
        return None
    low, high = after.low / before.high, after.high / before.low
    return Interval(low, high) if unit == "倍" else Interval(100 * (low - 1), 100 * (high - 1))


def _difference(document: Document, change: Change) -> Interval:
    pair = change.first, change.second
    if change.first.unit == "%":
        before, after = (share_interval(document, atom, loose=False) for atom in pair)
    else:
        before, after = (interval(document, atom) for atom in pair)
    return Interval(after.low - before.high, after.high - before.low)


def _turned(document: Document, change: Change, verb: tuple[int, int]) -> bool:
    """Whether the values go the other way than the text says."""
    found = _difference(document, change)
    if change.first.spelt and change.second.spelt and change.first.kind == "share":
        exactly = (change.second.value or 0) - (change.first.value or 0)
        found = Interval(exactly, exactly)
    return found.low > 0 if _down(document, document.text[slice(*verb)]) else found.high < 0


def _slip(document: Document, change: Change, said: tuple[int, int], found: Interval, unit: str) -> Slip:
    text = document.text
    printed = [text[atom.start : atom.end] for atom in (change.first, change.second)]
    values = dict(zip(("part", "whole"), printed, strict=True)) | {"printed": text[slice(*said)]}
    exact = (found.low + found.high) / 2
    values["found"] = figure(exact if math.isfinite(exact) else found.low) + unit
    other = sorted((change.first, change.second), key=lambda atom: atom.start)
    return Slip("change-mismatch", *said, (other[0].start, other[1].end), values)
