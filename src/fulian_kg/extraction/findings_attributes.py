"""What one thing has one value of, and the text gives two: its area, its hotline, her age, the price of a pound."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from fulian_kg.extraction.findings_slips import Slip, exact
from fulian_kg.extraction.patterns import rules
from fulian_kg.extraction.quantities import numbers_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from fulian_kg.extraction.document import Document
    from fulian_kg.source.numerals import Atom

QUANTITIES = frozenset({"count", "measure", "money", "share", "age"})
BESIDE = 8
"""Characters beside a number in which two mentions of one thing share a word."""
DIGITS = 3
"""Digits from which on two numbers of the same ones are no chance."""
FEW = 12
"""Numbers behind one that it is held against."""
SERVICE = 5
"""Digits of a service line; longer numbers that differ in one digit may be two lines of one office."""
AGES = 0.5
"""Part of an age by which another one meant for it may differ."""
NEAR = 1.6
"""Times by which two values meant for one may differ."""


class Attribute(NamedTuple):
    """A value of an attribute: the number, what it is for each of, and whether the text refers back to it."""

    name: str
    atom: Atom
    each: str
    again: bool


def attribute_slips(document: Document) -> Iterator[Slip]:
    """Every value that contradicts one of the same thing before it."""
    yield from _attributes(document)
    yield from _swapped(document)
    yield from _ages(document)
    yield from _lines(document)


def _words(document: Document) -> Mapping[str, str]:
    found: Mapping[str, str] = rules(document.library, "findings").tables["attributes"]
    return found


def _slip(document: Document, home: tuple[int, int], again: tuple[int, int], subject: str) -> Slip:
    values = {"subject": subject, "first": document.text[slice(*home)], "second": document.text[slice(*again)]}
    return Slip("value-conflict", *again, home, values)


def _attributes(document: Document) -> Iterator[Slip]:
    found = [each for atom in numbers_of(document).atoms if (each := _attribute(document, atom)) is not None]
    for one, other in _near_pairs(document, found, lambda each: each.atom):
        if not _alike(one.name, other.name) and not (
            one.each != other.each and _shared(document, one.atom, other.atom)
        ):
            continue
        home, again = _span(document, one), _span(document, other)
        if one.each == other.each:
            if one.atom.unit == other.atom.unit and one.atom.value != other.atom.value and _meant(document, one, other):
                yield _slip(document, home, again, other.name)
        elif one.atom.value == other.atom.value and {one.each, other.each} in _rivals(document):
            yield _slip(document, home, again, other.name)


def _near_pairs(document: Document, found: Sequence[Any], atom_of: Callable[[Any], Atom]) -> Iterator[tuple[Any, Any]]:
    """Pairs within one paragraph, each with the few behind it."""
    for at, one in enumerate(found):
        end = document.view.block_at(atom_of(one).start).end
        for other in found[at + 1 : at + 1 + FEW]:
            if atom_of(other).start >= end:
                break
            yield one, other


def _attribute(document: Document, atom: Atom) -> Attribute | None:
    """The attribute whose name stands right before the number, or right behind it: 8600平方米的建筑面积."""
    if atom.kind not in QUANTITIES or not exact(atom) or not atom.value:
        return None
    words, text = _words(document), document.text
    start = document.clause_at(atom.start).start
    lead = text[start : atom.start]
    before = re.search(
        f"(?P<name>{words['names']})(?:{words['is']})?(?P<each>{words['each']})?(?:{words['is']})?$", lead
    )
    after = re.match(f"的(?P<name>[一-龥]{{0,4}}?(?:{words['names']}))", text[atom.end :])
    each = re.search(f"(?P<each>{words['each']})$", lead)
    if after:
        return Attribute(after["name"], atom, each["each"] if each else "", again=True)
    if before and not re.search(words["other"], lead):
        return Attribute(before["name"], atom, before["each"] or "", again=bool(re.search(words["again"], lead)))
    return None


def _span(document: Document, found: Attribute) -> tuple[int, int]:
    each = len(found.each) if document.text[: found.atom.start].endswith(found.each) else 0
    return found.atom.start - each, found.atom.end


def _alike(one: str, other: str) -> bool:
    """Whether two names are of one attribute: 保底收购价 and 保底价, 建筑面积 and no 占地面积."""
    return one.endswith(other) or other.endswith(one) or (one[:2] == other[:2] and one[-1] == other[-1])


def _meant(document: Document, one: Attribute, other: Attribute) -> bool:
    """Whether the second is the first again: the text says so, or it has the same digits; and nothing changed."""
    low, high = sorted((one.atom.value or 0, other.atom.value or 0))
    if _changed(document, one.atom, other.atom):
        return False
    return (other.again and high <= NEAR * low) or _same_digits(one.atom, other.atom)


def _rivals(document: Document) -> list[set[str]]:
    rows: list[list[str]] = rules(document.library, "findings").tables["attributes"]["rivals"]
    return [{f"每{one}", f"每{other}"} for one, other in rows]


def _same_digits(one: Atom, other: Atom) -> bool:
    """Whether two values have the same digits in another order: 158 and 185."""
    first, second = (f"{atom.value:g}".replace(".", "").rstrip("0") for atom in (one, other))
    return len(first) >= DIGITS and first != second and sorted(first) == sorted(second) and one.value != other.value


def _swapped(document: Document) -> Iterator[Slip]:
    """Two counts of the same digits in another order beside the same word."""
    atoms = [a for a in numbers_of(document).atoms if a.kind in {"count", "measure", "money"} and exact(a) and a.value]
    for one, other in _near_pairs(document, atoms, lambda atom: atom):
        if one.unit == other.unit and _same_digits(one, other):
            sentences = {document.sentence_at(a.start).start for a in (one, other)}
            noun = _shared(document, one, other)
            if len(sentences) > 1 and noun and not _changed(document, one, other):
                yield _slip(document, (one.start, one.end), (other.start, other.end), noun)


def _changed(document: Document, *atoms: Atom) -> bool:
    """Whether the clause of a number says that it changed, or is of something else."""
    clauses = (document.text[slice(*_clause(document, atom.start))] for atom in atoms)
    return any(re.search(_words(document)["changed"], clause) for clause in clauses)


def _shared(document: Document, one: Atom, other: Atom) -> str | None:
    """A word of two characters that stands beside both numbers in their clauses."""
    nearby = [_beside(document, atom) for atom in (one, other)]
    return next((word for word in nearby[1] if word in nearby[0]), None)


def _beside(document: Document, atom: Atom) -> list[str]:
    clause = document.clause_at(atom.start)
    before = document.text[max(clause.start, atom.start - BESIDE) : atom.start]
    after = document.text[atom.end : min(atom.end + BESIDE, document.clause_at(atom.end - 1).end)]
    general = _words(document)["general"]
    return sorted(word for word in _pairs(after) | _pairs(before) if not re.search(general, word))


def _ages(document: Document) -> Iterator[Slip]:
    """One person of two present ages: 42岁的绣娘吴小妹 … 这位45岁的苗家女子."""
    ages = [a for a in numbers_of(document).atoms if a.kind == "age" and exact(a)]
    for at, again in enumerate(ages):
        lead = document.text[document.clause_at(again.start).start : again.start]
        block = document.view.block_at(again.start).start
        before = [a for a in ages[max(0, at - FEW) : at] if a.start >= block]
        if not before or {a.value for a in before} != {before[0].value} or before[-1].value == again.value:
            continue
        home = before[-1]
        this = re.search("(?:这位|这名|这个|该)(?:年[仅方近满过])?$", lead)
        apart = abs((home.value or 0) - (again.value or 0))
        if this and not _then(document, home, again, lead) and apart < AGES * (home.value or 0):
            yield _slip(document, (home.start, home.end), (again.start, again.end), "年龄")


def _then(document: Document, home: Atom, again: Atom, lead: str) -> bool:
    """Whether one of the ages is of then, or of somebody else."""
    words = _words(document)
    told = document.text[document.clause_at(home.start).start : home.start]
    between = document.text[home.end : again.start]
    return any(re.search(words["past"], each) for each in (told, lead)) or bool(re.search(words["time"], between))


def _lines(document: Document) -> Iterator[Slip]:
    """Two numbers of one hotline: the same length, one digit or the order of two apart, and the same word beside."""
    found = [(m.start(), m[0]) for m in re.finditer(r"(?<!\d)\d{5,12}(?!\d)", document.text) if _called(document, m)]
    for (start, first), (again, second) in (
        (one, other) for i, one in enumerate(found) for other in found[i + 1 : i + FEW]
    ):
        differ = [at for at, (a, b) in enumerate(zip(first, second, strict=False)) if a != b]
        swapped = len(differ) == 2 and sorted(first) == sorted(second)  # noqa: PLR2004
        if len(first) != len(second) or not (swapped or (len(differ) == 1 and len(first) == SERVICE)):
            continue
        one, other = (_pairs(document.text[slice(*_clause(document, at))]) for at in (start, again))
        if any(not re.search(_words(document)["general_line"], word) for word in one & other):
            yield _slip(document, (start, start + len(first)), (again, again + len(second)), "热线")


def _clause(document: Document, at: int) -> tuple[int, int]:
    clause = document.clause_at(at)
    return clause.start, clause.end


def _called(document: Document, match: re.Match[str]) -> bool:
    """Whether the number is one to be called."""
    before, after = (
        document.text[max(0, match.start() - 12) : match.start()],
        document.text[match.end() : match.end() + 8],
    )
    words = _words(document)["line"]
    return bool(re.search(f"(?:{words})[^，。；]{{0,6}}$", before) or re.match(f"[^，。；]{{0,5}}(?:{words})", after))


def _pairs(text: str) -> set[str]:
    """Every two Chinese characters that stand side by side."""
    return {text[at : at + 2] for at in range(len(text) - 1) if re.fullmatch("[一-龥]{2}", text[at : at + 2])}
