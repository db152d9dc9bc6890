"""Changes in per cent, in times and in doublings that stand apart from their two values, in whatever words."""

from __future__ import annotations

import re
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from fulian_kg.extraction.findings_slips import Interval, Slip, figure, interval, share_interval
from fulian_kg.extraction.patterns import rules
from fulian_kg.extraction.quantities import numbers_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from fulian_kg.extraction.document import Document
    from fulian_kg.source.numerals import Atom

COUNTED = frozenset({"count", "measure", "money", "share"})
REACH = 220
"""Characters back to the two values of a change."""
BEFORE = 24
"""Characters before a value that may say that it is the earlier one."""
FAR = 2.6
"""Times by which a wrong change may differ from the right one."""
DOUBLED = (0.9, 1.2)


class Grown(NamedTuple):
    """A change: times the earlier value that the later one is, or the difference in the unit of both."""

    start: int
    end: int
    times: Interval
    down: bool


def growth_slips(document: Document) -> Iterator[Slip]:
    """Every change that the only two values before it do not make."""
    yield from _increments(document)
    for pattern, match in rules(document.library, "findings").finditer(numbers_of(document).masked, "grown."):
        grown = _grown(document, match) if pattern.id == "grown.rate" else None
        if grown is None:
            continue
        near = _near(document, grown)
        if not any(_makes(document, grown, one, other) for one, other in combinations(near, 2)):
            yield from _slip(document, grown, near)


def _increments(document: Document) -> Iterator[Slip]:
    """余额3.6亿元，较年初净增0.9亿元，增幅25%: it was 2.7, so that it grew by a third."""
    atoms = {atom.start: atom for atom in numbers_of(document).atoms}
    for pattern, match in rules(document.library, "findings").finditer(numbers_of(document).masked, "grown."):
        if pattern.id != "grown.by":
            continue
        second, by, rate = (atoms[match.start(name)] for name in ("second", "by", "rate"))
        if second.unit != by.unit or rate.unit != "%" or not second.value or not by.value:
            continue
        now, change = interval(document, second), interval(document, by)
        down = _down(document, match["verb"])
        first = (
            Interval(now.low + change.low, now.high + change.high)
            if down
            else Interval(now.low - change.high, now.high - change.low)
        )
        if first.low <= 0:
            continue
        found = Interval(100 * change.low / first.high, 100 * change.high / first.low)
        if not found.meets(share_interval(document, rate, loose=False)):
            values = {"part": figure((first.low + first.high) / 2), "whole": document.text[second.start : second.end]}
            values |= {
                "printed": document.text[rate.start : rate.end],
                "found": f"{figure((found.low + found.high) / 2)}%",
            }
            yield Slip("change-mismatch", rate.start, rate.end, (second.start, by.end), values)


def _words(document: Document) -> Mapping[str, str]:
    found: Mapping[str, str] = rules(document.library, "findings").tables["grown"]
    return found


def _down(document: Document, verb: str) -> bool:
    return bool(re.search(rules(document.library, "findings").tables["change"]["down"], verb))


def _grown(document: Document, match: re.Match[str]) -> Grown | None:
    if match["doubled"]:
        digits = rules(document.library, "numerals").tables["digits"]
        times = 2.0 ** (int(digits[match["times"]]) if match["times"] else 1)
        high = times * (2 if match["more"] else DOUBLED[1])
        return Grown(*match.span("doubled"), Interval(times * DOUBLED[0], high), down=False)
    atoms = {atom.start: atom for atom in numbers_of(document).atoms}
    atom, down = atoms[match.start("rate")], _down(document, match["verb"])
    if atom.unit == "%" and atom.value:
        stated = share_interval(document, atom, loose=atom.bound != "exact")
        low, high = (-stated.high, -stated.low) if down else stated
        return Grown(atom.start, atom.end, Interval(1 + low / 100, 1 + high / 100), down)
    if atom.unit == "倍" and atom.value and not down:
        stated = interval(document, atom)
        low = stated.low + 1 if atom.bound == "exact" else stated.low
        return Grown(atom.start, atom.end, Interval(low, 1 + stated.high), down)
    return None


def _near(document: Document, grown: Grown) -> list[Atom]:
    start = max(document.view.block_at(grown.start).start, grown.start - REACH)
    atoms = numbers_of(document).within(start, grown.start)
    return [a for a in atoms if a.kind in COUNTED and a.value and a.unit not in {"倍", "期", "年"}]


def _makes(document: Document, grown: Grown, one: Atom, other: Atom) -> bool:
    """Whether the two values make the change, in either order."""
    if one.unit != other.unit:
        return False
    first, second = (interval(document, atom) for atom in (one, other))
    pairs = ((first, second), (second, first))
    return any(a.low > 0 and Interval(b.low / a.high, b.high / a.low).meets(grown.times) for a, b in pairs)


def _slip(document: Document, grown: Grown, near: Sequence[Atom]) -> Iterator[Slip]:
    """The change held against the two values, where one of them is told as the earlier one."""
    units = [a.unit for a in near if a.kind != "share"]
    pairs = [[a for a in near if a.unit == unit] for unit in dict.fromkeys(reversed(units)) if units.count(unit) == 2]  # noqa: PLR2004
    if not pairs or any(units.count(unit) > 2 for unit in units):  # noqa: PLR2004
        return
    one, other = pairs[0]
    if not _contrasted(document, one, other, grown):
        return
    low, high = sorted((one.value or 0, other.value or 0))
    times = low / high if grown.down else high / low
    right, said = abs(times - 1), abs((grown.times.low + grown.times.high) / 2 - 1)
    if right and said and max(right, said) <= FAR * min(right, said):
        values = {"part": document.text[one.start : one.end], "whole": document.text[other.start : other.end]}
        values |= {"printed": document.text[grown.start : grown.end], "found": f"{figure(100 * (times - 1))}%"}
        yield Slip("change-mismatch", grown.start, grown.end, (one.start, other.end), values)


def _contrasted(document: Document, one: Atom, other: Atom, grown: Grown) -> bool:
    """Whether the words before the two values set them against each other in time."""
    masked, words = numbers_of(document).masked, _words(document)
    starts = [max(document.clause_at(a.start).start, a.start - BEFORE) for a in (one, other)]
    leads = [
        text[start : a.start + 2] + masked[start : a.start]
        for start, text, a in zip(starts, (document.text,) * 2, (one, other), strict=True)
    ]
    between = masked[one.end : grown.start]
    if "\n" in between or re.search(words["apart"], between):
        return False
    return any(re.search(words["earlier"], lead) for lead in leads) and (
        any(re.search(words["later"], lead) for lead in leads) or bool(re.search(words["earlier"], leads[1]))
    )
