"""Totals of so many at so much each: 450 packages at 120 yuan are 54,000 yuan, and no 58,000."""

from __future__ import annotations

import re
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

from fulian_kg.extraction.findings_slips import Interval, Slip, clause, exact, figure, interval
from fulian_kg.extraction.patterns import rules
from fulian_kg.extraction.quantities import numbers_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from fulian_kg.extraction.document import Document
    from fulian_kg.source.numerals import Atom

COUNTED = frozenset({"count", "measure", "money"})
BEFORE = 34
"""Characters before a number in which 每户 or 单价 may stand."""
FAR = 1.35
PERIODS = (1.0, 12.0, 4.0, 2.0, 10.0)
"""Times that are paid in a year without being printed: once, monthly, quarterly, by halves, in months of school."""
ROUNDED = 0.005
"""Part by which a product that is printed with few digits may be wrong."""


class Each(NamedTuple):
    """So much for each, and the unit that each is counted in."""

    atom: Atom
    unit: str
    mean: bool


def product_slips(document: Document) -> Iterator[Slip]:
    """Every total that its only count and its only rate do not make, in the sentence or with the one before."""
    atoms = [atom for atom in numbers_of(document).atoms if atom.kind in COUNTED]
    for sentence, before in _windows(document):
        here = [atom for atom in atoms if before <= atom.start < sentence[1]]
        if any(atom.start >= sentence[0] for atom in here):
            yield from _checked(document, here, sentence)


def _windows(document: Document) -> Iterator[tuple[tuple[int, int], int]]:
    last = 0
    for sentence in document.sentences:
        block = document.view.block_at(sentence.start)
        yield (sentence.start, sentence.end), max(last, block.start)
        last = sentence.start


def _words(document: Document) -> Mapping[str, str]:
    found: Mapping[str, str] = rules(document.library, "findings").tables["products"]
    return found


def _checked(document: Document, atoms: list[Atom], sentence: tuple[int, int]) -> Iterator[Slip]:
    rates = [each for atom in atoms if (each := _each(document, atom)) is not None]
    totals = [atom for atom in atoms if _total(document, atom, [rate.atom for rate in rates])]
    if len(totals) != 1 or not exact(totals[0]):
        return
    whole = totals[0]
    pairs = [
        (rate, _counted(atoms, rate, whole)) for rate in rates if _unit(rate.atom) == _unit(whole) and exact(rate.atom)
    ]
    pairs = [(rate, counts) for rate, counts in pairs if counts]
    made = any(
        _makes(document, rate.atom, count, whole, times)
        for rate, counts in pairs
        for count, times in product(counts, _times(document, atoms))
    )
    if not made and len(pairs) == 1 and max(whole.start, pairs[0][0].atom.start) >= sentence[0]:
        yield from _slip(document, *pairs[0], whole)


def _unit(atom: Atom) -> str:
    return "人" if atom.unit == "人次" else atom.unit


def _counted(atoms: list[Atom], rate: Each, whole: Atom) -> list[Atom]:
    return [a for a in atoms if a not in {rate.atom, whole} and a.kind == "count" and _counts(rate, a) and a.value]


def _slip(document: Document, rate: Each, counts: list[Atom], whole: Atom) -> Iterator[Slip]:
    lead = document.text[max(0, rate.atom.start - BEFORE) : rate.atom.start]
    monthly = "每月" in lead and re.search("一年|全年|每年|年", document.text[rate.atom.end : whole.start])
    made = (rate.atom.value or 0) * (counts[0].value or 0) * (12 if monthly else 1)
    single = len({count.value for count in counts}) == 1 and exact(counts[0])
    if single and made / FAR <= (whole.value or 0) <= made * FAR:
        first, last = sorted((rate.atom, counts[0]), key=lambda atom: atom.start)
        values = {"first": figure(counts[0].value or 0), "second": figure(rate.atom.value or 0)}
        values |= {"found": figure(made), "whole": figure(whole.value or 0)}
        yield Slip("product-mismatch", whole.start, whole.end, clause(document, first.start, last.end), values)


def _each(document: Document, atom: Atom) -> Each | None:
    """The number as a rate, where the words before it in its clause make it one."""
    start = max(document.clause_at(atom.start).start, atom.start - BEFORE)
    lead = document.text[start : atom.start]
    if "、" in lead and "每" in lead and not re.search("、[^，。]{0,10}$", lead):
        return None
    if re.search(_words(document)["time"], lead):
        return None
    match = re.search(_words(document)["each"], lead)
    if match is None or re.search(r"\d", lead[match.end() :]):
        return None
    return Each(atom, match["unit"] or "", mean=bool(match["mean"]))


def _total(document: Document, atom: Atom, rates: list[Atom]) -> bool:
    start = max(document.clause_at(atom.start).start, atom.start - BEFORE)
    others = [other.end for other in numbers_of(document).within(start, atom.start)]
    lead = document.text[max([start, *others]) : atom.start]
    return atom not in rates and bool(re.search(_words(document)["total"], lead))


def _counts(rate: Each, atom: Atom) -> bool:
    """Whether the count is of what the rate is for each of."""
    canonical = {"名": "人", "位": "人", "": atom.unit}.get(rate.unit, rate.unit)
    return canonical == atom.unit != rate.atom.unit


def _times(document: Document, atoms: list[Atom]) -> tuple[float, ...]:
    """How many times it may have been paid: by the year, or as often as the text says."""
    start, end = min(a.start for a in atoms), max(a.end for a in atoms)
    printed = [a.value for a in numbers_of(document).within(start - 20, end + 20) if a.kind == "time" and a.value]
    return tuple({one * other for one, other in product((*PERIODS, *printed), (1.0, *printed))})


def _makes(document: Document, rate: Atom, count: Atom, whole: Atom, times: float) -> bool:
    one, many = interval(document, rate), interval(document, count)
    made = Interval(one.low * many.low * times, one.high * many.high * times)
    slack = ROUNDED * (whole.value or 0)
    wanted = interval(document, whole)
    return made.meets(Interval(wanted.low - slack, wanted.high + slack))
