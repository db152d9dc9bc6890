"""Totals that their parts do not make: 共12人，其中男5人、女6人."""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Any

from fulian_kg.extraction.findings_slips import Slip, clause, exact, figure, interval, total
from fulian_kg.extraction.patterns import rules
from fulian_kg.extraction.quantities import numbers_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from fulian_kg.extraction.document import Document
    from fulian_kg.source.numerals import Atom

COUNTED = frozenset({"count", "measure", "money"})
NEAR = 0.9
"""Share of the total from which parts of an open scale are taken to be all of them."""
FAR = 2.0
"""Times by which parts and total differ when they have nothing to do with each other."""
LABEL = 14
"""Characters between two numbers that may label the second."""
REACH = 90
"""Characters back from a sentence of parts to their total."""
DIGITS = 3
"""Digits from which on a total that has all but one of the sum is no chance."""
MOST_PARTS = 20
"""Numbers that a total can be divided into; what lists more adds nothing up."""
PEOPLE = frozenset({"人", "户", "元"})
"""Units that count one thing only, whatever noun goes with them."""


def sum_slips(document: Document) -> Iterator[Slip]:
    """Every total that its parts contradict, sentence by sentence."""
    atoms = [atom for atom in numbers_of(document).atoms if atom.kind in COUNTED]
    starts = [sentence.start for sentence in document.sentences]
    for at, group in groupby(atoms, key=lambda atom: bisect_right(starts, atom.start) - 1):
        found = list(group)
        slips = (*_divided(document, found), *_headed(document, atoms, found), *_totalled(document, found, starts[at]))
        yield from {(slip.start, slip.end): slip for slip in slips}.values()


def _divided(document: Document, atoms: Sequence[Atom]) -> Iterator[Slip]:
    """Totals before their parts."""
    known = rules(document.library, "findings").tables["sums"]
    for at, whole in enumerate(atoms[:-1]):
        first = atoms[at + 1]
        between = document.text[whole.end : first.start]
        if not exact(whole) or first.unit != whole.unit:
            continue
        parts = _run(document, atoms[at + 1 :], whole.unit)
        if len(parts) > 1 and re.search(known["all"], between):
            if _near(whole, parts):
                yield from _checked(document, whole, parts)
            continue
        some = re.search(known["some"], between) and not re.search(known["rate"], document.text[: whole.start][-8:])
        if some and whole.unit in PEOPLE and (first.value or 0) > (whole.value or 0) and exact(first):
            yield _exceeding(document, whole, first)
        else:
            yield from _scaled(document, whole, parts, known, marked=bool(some))
            named = re.search("总[一-龥]{0,4}$", document.text[: whole.start][-8:])
            if len(parts) > (1 if named else 2) and _misprinted(whole, parts):
                yield from _checked(document, whole, parts)
            if some and whole.kind == "measure" and sum(atom.value or 0 for atom in parts) > (whole.value or 0):
                yield from _checked(document, whole, parts)


def _headed(document: Document, every: Sequence[Atom], atoms: Sequence[Atom]) -> Iterator[Slip]:
    """Parts in the sentence behind that of their total: 登记信访1043件。按渠道分，来访418件，来电537件，来信88件."""
    sentence = document.sentence_at(atoms[0].start)
    head = re.match(rules(document.library, "findings").tables["sums"]["headed"], document.text[sentence.start :])
    if head is None or atoms[0].start < sentence.start + head.end() or not exact(atoms[0]):
        return
    before = [
        a for a in every if a.end <= sentence.start and a.end > sentence.start - REACH and a.unit == atoms[0].unit
    ]
    home = [a for a in before if document.sentence_at(a.start) == document.sentence_at(sentence.start - 2)]
    parts = _run(document, atoms, atoms[0].unit)
    if len(home) == 1 and exact(home[0]) and len(parts) > 1 and "\n" not in document.text[home[0].end : sentence.start]:
        certain = head["all"] or (len(parts) > 2 and _misprinted(home[0], parts))  # noqa: PLR2004
        if certain and _near(home[0], parts):
            yield from _checked(document, home[0], parts)


def _misprinted(whole: Atom, parts: Sequence[Atom]) -> bool:
    """Whether the sum has the digits of the total but for one, or two that changed places: 286 and 296."""
    made, printed = (f"{value:g}".rstrip("0") for value in (sum(a.value or 0 for a in parts), whole.value or 0))
    differ = [at for at, (one, other) in enumerate(zip(made, printed, strict=False)) if one != other]
    alike = len(made) == len(printed) >= DIGITS
    return alike and (len(differ) == 1 or (len(differ) == 2 and sorted(made) == sorted(printed)))  # noqa: PLR2004


def _run(document: Document, atoms: Sequence[Atom], unit: str) -> list[Atom]:
    """Numbers of one unit that are listed one after the other; none where they are too many to be parts."""
    breaks = rules(document.library, "findings").tables["sums"]["breaks"]
    found: list[Atom] = []
    for atom in atoms:
        label = _label(document, found[-1], atom) if found else ""
        if atom.unit != unit or not exact(atom) or len(label) > LABEL or re.search(breaks, label):
            break
        if len(found) == MOST_PARTS:
            return []
        found.append(atom)
    return found


def _label(document: Document, before: Atom, atom: Atom) -> str:
    """Words between two numbers, without a share that belongs to the first."""
    masked = numbers_of(document).masked[before.end : atom.start]
    return re.sub(r"^[，（]?占?[^，。；Ⓟ]{0,6}Ⓟ﹍*[）]?", "", masked)


def _scaled(
    document: Document, whole: Atom, parts: list[Atom], known: Mapping[str, Any], *, marked: bool
) -> Iterator[Slip]:
    """Parts along one scale: closed ones must make the total, open ones when they nearly do or go beyond."""
    edges = [whole.end, *(atom.end for atom in parts)]
    ranges = list(zip(parts, edges, strict=False))
    for words in known["closed"].values():
        run = [[atom for atom, edge in ranges if _labelled(document, atom, edge, label)] for label in words]
        if all(len(each) == 1 for each in run):
            closed = [each[0] for each in run]
            if _near(whole, closed) and not _makes(document, whole, parts):
                yield from _checked(document, whole, sorted(closed, key=lambda atom: atom.start))
            return
    for words in known["open"].values():
        scale = [atom for atom, edge in ranges if _labelled(document, atom, edge, words)]
        made, wanted = sum(atom.value or 0 for atom in scale), whole.value or 0
        if marked and len(scale) > 1 and (made > wanted or (made >= NEAR * wanted and scale[2:])):
            yield from _checked(document, whole, scale)
            return


def _labelled(document: Document, atom: Atom, edge: int, words: str) -> bool:
    """Whether the words right before the number, or right after it, name this part; `edge` ends the number before."""
    text = document.text
    before = re.split("[，。；、：\n]|其中|和", text[max(edge, atom.start - LABEL) : atom.start])[-1]
    after = re.match(r"[^，。；、：\n和\d]{0,6}", text[atom.end :])
    return bool(re.search(rf"^[^\d]{{0,6}}(?:{words})", before) or (not before and after and re.match(words, after[0])))


def _totalled(document: Document, atoms: Sequence[Atom], start: int) -> Iterator[Slip]:
    """Totals after their parts: A 12人、B 15人，共27人."""
    known = rules(document.library, "findings").tables["sums"]
    for at, whole in enumerate(atoms):
        lead = document.text[(atoms[at - 1].end if at else start) : whole.start]
        if not exact(whole) or not re.search(known["after"], lead) or not _bare(document, whole):
            continue
        parts = _run(document, atoms[at - 1 :: -1], whole.unit) if at else []
        parts = _linked(document, parts)
        ends = [parts[:size] for size in range(2, len(parts) + 1)]
        if ends and _near(whole, parts) and not any(_makes(document, whole, each) for each in ends):
            yield from _checked(document, whole, parts[::-1])


def _linked(document: Document, backwards: list[Atom]) -> list[Atom]:
    """Parts, the last first, up to the first whose label begins something new or that is divided into the others."""
    known = rules(document.library, "findings").tables["sums"]
    for size, (later, earlier) in enumerate(pairwise(backwards), 1):
        label = _label(document, earlier, later)
        if len(label) > LABEL or re.search(known["breaks"], label):
            return backwards[:size]
    return backwards


def _bare(document: Document, whole: Atom) -> bool:
    """Whether no noun follows: 共27人， counts what stands before it."""
    return document.text[whole.end : whole.end + 1] in {"", "，", "。", "；", "）", "\n", "、"}


def _near(whole: Atom, parts: Sequence[Atom]) -> bool:
    made = sum(atom.value or 0 for atom in parts)
    return made / FAR <= (whole.value or 0) <= made * FAR


def _makes(document: Document, whole: Atom, parts: Sequence[Atom]) -> bool:
    return total([interval(document, atom) for atom in parts]).meets(interval(document, whole))


def _checked(document: Document, whole: Atom, parts: Sequence[Atom]) -> Iterator[Slip]:
    if _makes(document, whole, parts):
        return
    start, end = clause(document, parts[0].start, parts[-1].end)
    values = {"found": figure(sum(atom.value or 0 for atom in parts)), "whole": figure(whole.value or 0)}
    home = clause(document, whole.start, whole.end)
    yield Slip("sum-mismatch", start, end, home, values)


def _exceeding(document: Document, whole: Atom, part: Atom) -> Slip:
    values = {"part": figure(part.value or 0), "whole": figure(whole.value or 0)}
    home = clause(document, whole.start, whole.end)
    return Slip("part-exceeds-whole", *clause(document, part.start, part.end), home, values)
