"""Totals that name how many parts they have (三个街道共37支), and shares of one scale that make more than all."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING

from fulian_kg.extraction.findings_slips import Interval, Slip, clause, exact, figure, interval, share_interval, total
from fulian_kg.extraction.patterns import rules
from fulian_kg.extraction.quantities import numbers_of
from fulian_kg.source.numerals import numerals

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from fulian_kg.extraction.document import Document
    from fulian_kg.source.numerals import Atom

COUNTED = frozenset({"count", "measure", "money"})
BETWEEN = 24
"""Characters between two parts, or between the last and the total."""
FAR = 2.0
ALL = Interval(100.0, 100.0)
CLASSES = 3
"""Shares of one scale that are taken for its classes."""


def total_slips(document: Document) -> Iterator[Slip]:
    """Every total that the parts before it do not make, and every scale whose classes are not all."""
    atoms = [atom for atom in numbers_of(document).atoms if atom.kind in COUNTED]
    for at in range(2, len(atoms)):
        parts = _parts(document, atoms, at) if exact(atoms[at]) else []
        if parts:
            yield from _checked(document, atoms[at], parts)
    yield from _classes(document)


def _parts(document: Document, atoms: Sequence[Atom], at: int) -> list[Atom]:
    """As many numbers before the total as it says to have parts; none where they are more or fewer."""
    whole = atoms[at]
    last = next(
        (i for i in range(at - 1, -1, -1) if atoms[i].unit == whole.unit and not _size_of(document, atoms[i])), 0
    )
    lead = document.text[atoms[last].end : whole.start]
    counted = re.search(rules(document.library, "findings").tables["sums"]["counted"], lead)
    if not counted or at - last > CLASSES or len(lead) > 2 * BETWEEN or "\n" in lead:
        return []
    parts, edge = [], atoms[last].end
    for atom in reversed(atoms[: last + 1]):
        if atom.unit != whole.unit or not exact(atom) or not _joined(document, atom.end, edge):
            break
        parts.append(atom)
        edge = atom.start
    before = document.text[max(0, edge - BETWEEN) : edge]
    size = _size(document, counted["size"], before)
    if len(parts) == size + 1 and parts[-1].value == size:  # 两个乡分别有26个和31个
        parts.pop()
    return parts[::-1] if len(parts) == size else []


def _size_of(document: Document, atom: Atom) -> bool:
    """Whether the number, right behind a comma, says how many parts there are: ，四个片区加起来."""
    clause = document.clause_at(atom.start)
    counted = re.match(
        r"[^，。；\d]{0,8}?(?:一共|总共|共计|合计|总计|累计|相加|加起来|共)", document.text[atom.end : clause.end]
    )
    return atom.spelt and atom.start == clause.start and counted is not None


def _size(document: Document, printed: str, before: str) -> int:
    """How many parts are meant: a year has two where it is told by halves."""
    halves = rules(document.library, "findings").tables["sums"]["halves"]
    if printed == halves["whole"]:
        return 2 if halves["first"] in before else 0
    return int(numerals(document.library).value(printed))


def _joined(document: Document, start: int, end: int) -> bool:
    """Whether two numbers may stand in one list."""
    between = document.text[start:end]
    breaks = rules(document.library, "findings").tables["sums"]["breaks_list"]
    return len(between) <= BETWEEN and "\n" not in between and not re.search(breaks, between)


def _checked(document: Document, whole: Atom, parts: Sequence[Atom]) -> Iterator[Slip]:
    made = total([interval(document, atom) for atom in parts])
    if made.meets(interval(document, whole)) or not made.low / FAR <= (whole.value or 0) <= made.high * FAR:
        return
    values = {"found": figure(sum(atom.value or 0 for atom in parts)), "whole": figure(whole.value or 0)}
    other = clause(document, parts[0].start, parts[-1].end)
    yield Slip("sum-mismatch", whole.start, whole.end, other, values)


def _classes(document: Document) -> Iterator[Slip]:
    """Runs of shares of one scale within a sentence that make more than all, or less where they leave out nothing."""
    atoms = [atom for atom in numbers_of(document).atoms if atom.kind == "share" and atom.unit == "%"]
    sums = rules(document.library, "findings").tables["sums"]
    for _, found in groupby(atoms, key=lambda atom: document.sentence_at(atom.start).start):
        group = list(found)
        edges = [document.sentence_at(group[0].start).start, *(atom.end for atom in group)]
        labels = [document.text[edge : atom.start] for edge, atom in zip(edges, group, strict=False)]
        for words in sums["classes"].values():
            pairs = zip(labels, group, strict=True)
            for scaled, run in groupby(pairs, key=lambda row: _labelled(words, sums["apart"], row[0])):
                if scaled:
                    yield from _all(document, list(run))


def _labelled(words: str, apart: str, label: str) -> bool:
    """Whether the clause right before the share names a class of the scale."""
    last = re.split("[，；、：]", label.rstrip("，"))[-1]
    return bool(re.search(words, last)) and not re.search(apart, label)


def _all(document: Document, run: Sequence[tuple[str, Atom]]) -> Iterator[Slip]:
    """Classes that are not all; nested ones (30岁以下, 40岁以下) are no classes."""
    labels, atoms = [label for label, _ in run], [atom for _, atom in run]
    words = rules(document.library, "findings").tables["sums"]
    low, high = (sum(bool(re.search(words[side], label)) for label in labels) for side in ("below", "above"))
    if len(run) < CLASSES or low > 1 or high > 1 or any(atom.bound != "exact" for atom in atoms):
        return
    made = total([share_interval(document, atom, loose=False) for atom in atoms])
    if made.low <= ALL.high and (made.high >= ALL.low or not (low and high)):
        return
    found = f"{figure(sum(atom.value or 0 for atom in atoms))}%"
    yield Slip(
        "sum-mismatch", *clause(document, atoms[0].start, atoms[-1].end), None, {"found": found, "whole": "100%"}
    )
