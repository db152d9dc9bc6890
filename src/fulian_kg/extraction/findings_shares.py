"""Shares that are not the shares of the counts they stand beside: 19 of 200 is not 9.7 %."""

from __future__ import annotations

import math
import re
from itertools import pairwise, takewhile
from typing import TYPE_CHECKING, NamedTuple

from fulian_kg.extraction.findings_slips import Interval, Slip, clause, figure, interval, share, share_interval, total
from fulian_kg.extraction.patterns import rules
from fulian_kg.extraction.quantities import numbers_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from fulian_kg.extraction.document import Document
    from fulian_kg.source.numerals import Atom

COUNTED = frozenset({"count", "measure", "money"})
ALL = 100
LIKELY = math.log10(3)
POINT = 0.02
"""Powers of ten by which a wrong share may differ, and by which one with a misplaced point may miss a whole power."""


class Stated(NamedTuple):
    """A share with the count that it is the share of its whole for."""

    part: Atom
    share: Atom
    wholes: tuple[Atom, ...]
    """Counts that may be the whole, in the order of the text."""
    of: str
    """The whole in words, where the text has them."""
    rate: bool
    loose: bool


def share_slips(document: Document) -> Iterator[Slip]:
    """Every share that no count before it explains."""
    stated = list(_stated(document))
    for each in stated:
        if (whole := _contradicted(document, each, stated)) is not None:
            yield _slip(document, each, whole)
    yield from _beyond(document)


def _stated(document: Document) -> Iterator[Stated]:
    atoms = [a for a in numbers_of(document).atoms if a.kind in COUNTED or (a.kind == "share" and a.unit == "%")]
    for at, (part, found) in enumerate(pairwise(atoms)):
        if found.kind != "share" or part.kind not in COUNTED or not part.value or found.value is None:
            continue
        within = at and atoms[at - 1].kind in COUNTED and _named_whole(document, atoms[at - 1], part, found)
        if within:
            yield Stated(atoms[at - 1], found, (part,), "", rate=False, loose=_loose(document, atoms[at - 1], found))
        elif (read := _read(document, part, found)) is not None:
            of, rate = read
            wholes = _wholes(document, (atoms[i] for i in range(at - 1, -1, -1)), part, rate=rate)
            yield Stated(part, found, wholes, of, rate, _loose(document, part, found))


def _named_whole(document: Document, part: Atom, whole: Atom, found: Atom) -> bool:
    """Whether the whole stands between: 19名，占全县200名主任的9.5%."""
    text = document.text
    between, rest = text[part.end : whole.start], text[whole.end : found.start]
    opens = re.fullmatch(r"[^，。；、\n]{0,14}，?(?:约|仅|只)?占[^，。；、\n]{0,8}", between)
    return bool(opens and re.fullmatch(r"[^，。；、\n占]{0,14}的(?:约|近|比例为)?", rest)) and (part.unit == whole.unit)


def _read(document: Document, part: Atom, found: Atom) -> tuple[str, bool] | None:
    """The words for the whole, and whether it is a rate; None when the share is of something else."""
    known = rules(document.library, "findings").tables["share"]
    lead = document.text[part.end : found.start]
    if "\n" in lead or "。" in lead:
        return None
    if match := re.search(known["of_part"], lead):
        return None if re.search(known["other"], match["of"]) else (match["of"], False)
    rate = re.search(known["rate"], lead)
    return ("", True) if rate and not re.search(known["other"], lead) else None


def _loose(document: Document, part: Atom, found: Atom) -> bool:
    around = document.text[part.end : found.start] + document.text[found.end : found.end + 2]
    return bool(re.search(rules(document.library, "findings").tables["share"]["loose"], around))


def _wholes(document: Document, before: Iterable[Atom], part: Atom, *, rate: bool) -> tuple[Atom, ...]:
    """Counts of the part's unit before it in its paragraph, or its sentence for a rate, that are no less."""
    home = document.sentence_at(part.start) if rate else document.view.block_at(part.start)
    near = takewhile(lambda atom: atom.start >= home.start, before)
    alike = (atom for atom in near if (atom.kind, atom.unit) == (part.kind, part.unit) and atom.value)
    return tuple(atom for atom in alike if interval(document, atom).high >= (part.value or 0))[::-1]


def _explains(document: Document, stated: Stated, whole: Interval) -> bool:
    if whole.low <= 0:
        return True
    printed = share_interval(document, stated.share, loose=stated.loose)
    return any(share(part, whole).meets(printed) for part in _parts(document, stated.part))


def _parts(document: Document, part: Atom) -> Iterator[Interval]:
    """The count itself, or with those that its sentence lists before it: A 12人、B 15人，占90%."""
    home = document.sentence_at(part.start)
    before = numbers_of(document).within(home.start, part.end)
    listed = [interval(document, atom) for atom in before if (atom.kind, atom.unit) == (part.kind, part.unit)]
    yield from (total(listed[at:]) for at in range(len(listed) - 1, -1, -1))


def _contradicted(document: Document, stated: Stated, every: Sequence[Stated]) -> Atom | None:
    """The whole that makes the share wrong; None when a whole explains it, or none is certain."""
    wholes = [interval(document, atom) for atom in stated.wholes]
    sums = [total(wholes[at:]) for at in range(len(wholes))]
    sums += [total(list(pair)) for pair in pairwise(wholes)]
    if any(_explains(document, stated, whole) for whole in (*wholes, *sums)):
        return None
    named = [
        atom for atom in reversed(stated.wholes) if _names(document, atom, stated.of) and _of(document, stated, atom)
    ]
    agreeing = [(_agreeing(document, atom, stated, every), atom.start, atom) for atom in named]
    if agreeing and (best := max(agreeing, key=lambda row: row[:2]))[0]:
        return best[-1]
    parts = {other.part for other in every}
    likely = (atom for atom in named if atom not in parts and _likely(stated, atom))
    return next(
        (atom for atom in likely if _certain(document, atom, stated) and not _again(document, atom, stated)), None
    )


def _again(document: Document, whole: Atom, stated: Stated) -> bool:
    """Whether the part is the whole told again: 选择了10家企业 … 这10家企业占80%."""
    return whole.value == stated.part.value and "中" not in document.text[whole.end : stated.part.start]


def _agreeing(document: Document, whole: Atom, stated: Stated, every: Sequence[Stated]) -> int:
    """How many other shares are of the same whole."""
    others = (other for other in every if other is not stated and other.part is not whole and whole in other.wholes)
    return 0 if stated.rate else sum(_explains(document, other, interval(document, whole)) for other in others)


def _likely(stated: Stated, whole: Atom) -> bool:
    """Whether the share is wrong as slips are: not too far off, or by its decimal point alone."""
    times = 100 * (stated.part.value or 0) / (whole.value or 1) / (stated.share.value or 1)
    off = abs(math.log10(times)) if times else math.inf
    return off <= LIKELY or (off > 1 - POINT and abs(off - round(off)) <= POINT)


def _names(document: Document, whole: Atom, of: str) -> bool:
    """Whether the whole may be what the text calls it."""
    if re.search(rules(document.library, "findings").tables["share"]["general"], of):
        return True
    around = document.clause_at(whole.start)
    return of[-2:] in document.text[around.start : around.end] or document.text.startswith(of[-1], whole.end)


def _of(document: Document, stated: Stated, whole: Atom) -> bool:
    """Whether 女书记12人 may be a part of this whole: it counts 书记, or the text names the whole."""
    lead = document.text[document.clause_at(stated.part.start).start : stated.part.start]
    office = re.search("[女男]([一-龥]{2})$", lead)
    around = document.clause_at(whole.start)
    return bool(stated.of) or office is None or office[1] in document.text[around.start : around.end]


def _certain(document: Document, whole: Atom, stated: Stated) -> bool:
    """Whether the text makes this count the whole: it says so, or no other number stands between."""
    text, part = document.text, stated.part
    between = text[whole.end : part.start]
    if stated.rate:
        return bool(re.search("[，中有]", between)) and not _numbers_between(document, whole, part)
    if whole.start > part.start or "其中" in between:
        return True
    lead = text[document.clause_at(whole.start).start : whole.start]
    marked = re.search(rules(document.library, "findings").tables["share"]["total"], lead)
    return bool(marked) or not _numbers_between(document, whole, part)


def _numbers_between(document: Document, whole: Atom, part: Atom) -> bool:
    return any(atom.kind in COUNTED for atom in numbers_of(document).within(whole.end, part.start))


def _slip(document: Document, stated: Stated, whole: Atom) -> Slip:
    found = 100 * (stated.part.value or 0) / (whole.value or 1)
    values = {"part": figure(stated.part.value or 0), "whole": figure(whole.value or 0), "found": f"{figure(found)}%"}
    values["printed"] = document.text[stated.share.start : stated.share.end]
    other = clause(document, whole.start, whole.end)
    return Slip("share-mismatch", *clause(document, stated.part.start, stated.share.end), other, values)


def _beyond(document: Document) -> Iterator[Slip]:
    """Parts of more than all."""
    for atom in numbers_of(document).atoms:
        if atom.kind == "share" and (atom.value or 0) > ALL:
            start, end = clause(document, atom.start, atom.end)
            lead = document.text[start : atom.start]
            if re.search(r"占[^，。；\n]{0,16}$", lead) and not re.search("预算|计划|任务|目标|同期|上年", lead):
                yield Slip("share-range", start, end, None, {"printed": document.text[atom.start : end]})
