"""Rates of change that their two values do not give: 由100人增加到120人 is no 增长30%."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fulian_kg.extraction.findings_slips import Interval, Slip, figure, interval, share_interval
from fulian_kg.extraction.patterns import rules
from fulian_kg.extraction.quantities import numbers_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fulian_kg.extraction.document import Document
    from fulian_kg.source.numerals import Atom


def change_slips(document: Document) -> Iterator[Slip]:
    """Every rate that its two values do not explain."""
    atoms = {atom.start: atom for atom in numbers_of(document).atoms}
    for pattern, match in rules(document.library, "findings").finditer(numbers_of(document).masked, "change."):
        first, second, rate = (atoms[match.start(name)] for name in ("first", "second", "rate"))
        points = pattern.id.endswith("points")
        if first.unit != second.unit or not first.value or second.value is None or (points and rate.unit == "%"):
            continue
        found = _change(document, first, second, points=points)
        if not found.meets(share_interval(document, rate, loose=False)):
            yield _slip(document, first, second, rate, found)


def _change(document: Document, first: Atom, second: Atom, *, points: bool) -> Interval:
    """By how much it changed, whichever way: in percentage points, or in per cent of the first value."""
    before, after = interval(document, first), interval(document, second)
    if points:
        before, after = (share_interval(document, atom, loose=False) for atom in (first, second))
        edges = [after.high - before.low, after.low - before.high]
    else:
        edges = [100 * (after.high / max(before.low, 1e-9) - 1), 100 * (after.low / before.high - 1)]
    low, high = sorted(map(abs, edges))
    return Interval(low, high)


def _slip(document: Document, first: Atom, second: Atom, rate: Atom, found: Interval) -> Slip:
    printed = [document.text[atom.start : atom.end] for atom in (first, second, rate)]
    values = dict(zip(("part", "whole", "printed"), printed, strict=True))
    values["found"] = f"{figure((found.low + found.high) / 2)}{'%' if rate.unit == '%' else rate.unit}"
    return Slip("change-mismatch", rate.start, rate.end, (first.start, second.end), values)
