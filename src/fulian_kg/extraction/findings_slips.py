"""Slips in the view, and the values that a printed number may stand for."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from fulian_kg.extraction.document import Document
    from fulian_kg.source.numerals import Atom

APPROXIMATE = 0.1
"""Part of its value by which a number with 约 may be wrong."""
SPELT_SHARE = 3.0
"""Per cent by which 三分之二 or 六成 may be wrong."""
LOOSE_SHARE = 1.0
PRECISION = re.compile(r"[\d,]+(?:\.(?P<decimals>\d+))?(?P<power>[十百千万亿]*)")
POWERS = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}


@dataclass(frozen=True, slots=True)
class Slip:
    """Two passages of a view that contradict each other, as ranges of it, and the values for the message."""

    kind: str
    start: int
    end: int
    other: tuple[int, int] | None
    values: dict[str, str] = field(default_factory=dict)


class Interval(NamedTuple):
    """The values that a number may have."""

    low: float
    high: float

    def meets(self, other: Interval) -> bool:
        """Whether both may have the same value."""
        slack = 1e-9 * max(1.0, abs(self.low))
        return self.low <= other.high + slack and other.low <= self.high + slack


def total(intervals: list[Interval]) -> Interval:
    """The values that the sum may have."""
    return Interval(sum(each.low for each in intervals), sum(each.high for each in intervals))


def share(part: Interval, whole: Interval) -> Interval:
    """Per cent that the part may be of the whole."""
    return Interval(100 * part.low / whole.high, 100 * part.high / whole.low)


def interval(document: Document, atom: Atom) -> Interval:
    """The values that a number may stand for, by its bound and by the precision with which it is printed."""
    value = atom.value or 0.0
    if atom.value_max is not None:
        return Interval(value, atom.value_max)
    if atom.bound == "at_least":
        printed = document.text[atom.start : atom.end]
        return Interval(value, value + _magnitude(value) if re.search("[余多几数来]", printed) else math.inf)
    if atom.bound == "at_most":
        return Interval(0, value)
    if atom.bound == "approximate":
        return Interval(value * (1 - APPROXIMATE), value * (1 + APPROXIMATE))
    half = _step(document, atom) / 2
    return Interval(value - half, value + half)


def share_interval(document: Document, atom: Atom, *, loose: bool) -> Interval:
    """The values that a printed share may stand for: rounded or cut to its last digit, or only about so much."""
    value = atom.value or 0.0
    if atom.bound in {"at_least", "at_most", "between"}:
        return interval(document, atom)
    if loose or atom.spelt or atom.bound == "approximate":
        slack = max(SPELT_SHARE if atom.spelt else LOOSE_SHARE, 0.05 * value)
        return Interval(value - slack, value + slack)
    printed = PRECISION.search(document.text, atom.start, atom.end)
    step = 10.0 ** -len((printed and printed["decimals"]) or "")
    return Interval(value - step / 2, value + step)


def exact(atom: Atom) -> bool:
    """Whether the number is printed as one exact value."""
    return atom.value is not None and atom.value_max is None and atom.bound == "exact"


def _step(document: Document, atom: Atom) -> float:
    """Unit of the last digit of a number that is rounded: 1.5万 is good to a thousand, 152 and 5万元 are exact."""
    printed = PRECISION.search(document.text, atom.start, atom.end)
    if printed is None or not printed["power"] or (atom.kind == "money" and not printed["decimals"]):
        return 0.0
    return math.prod(POWERS[char] for char in printed["power"]) * 10.0 ** -len(printed["decimals"] or "")


def _magnitude(value: float) -> float:
    return 10.0 ** math.floor(math.log10(value)) if value >= 1 else 1.0


def figure(value: float) -> str:
    """A number for a message: without a useless point, with two decimals at most."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def clause(document: Document, start: int, end: int) -> tuple[int, int]:
    """The passage from the beginning of the clause of `start`."""
    return document.clause_at(start).start, end
