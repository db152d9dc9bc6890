"""The stretch of a sentence that belongs to one amount of money: two amounts never share a clause."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fulian_kg.extraction.quantities import numbers_of, pays
from fulian_kg.extraction.tables import cell_at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fulian_kg.extraction.document import Range
    from fulian_kg.extraction.funding_terms import Terms
    from fulian_kg.source.numerals import Atom


@dataclass(frozen=True, slots=True)
class Part:
    """One amount, the clause around it, and how far back its sentence is its own."""

    atom: Atom
    sentence: Range
    start: int
    end: int
    segment: int
    """Where the member of the sentence begins that the amount stands in, after the last ；."""
    free: int
    """Where the text begins that no amount before it claims."""
    first: bool
    """Whether no other amount of the segment stands before it."""
    last: bool
    """Whether no other amount stands behind it in the sentence."""


def parts_of(terms: Terms, sentence: Range) -> Iterator[Part]:
    """The amounts of a sentence that pay for work, in their order."""
    document = terms.document
    within = numbers_of(document).within(sentence.start, sentence.end)
    atoms = [atom for atom in within if pays(document, atom) and not cell_at(document, atom.start, atom.end)]
    for before, atom, after in zip([None, *atoms], atoms, [*atoms[1:], None], strict=False):
        segment = max(document.text.rfind("；", sentence.start, atom.start) + 1, sentence.start)
        joined = before is not None and terms.part_start(atom.start, segment) <= before.start
        parted = "、" in document.text[before.end : atom.start] if before else True
        free = segment if joined and not parted else max(segment, _behind(terms, before) if before else segment)
        start = terms.part_start(atom.start, free)
        end = terms.part_end(atom.end, sentence.end)
        if after and after.start < end and (cut := document.text.find("、", atom.end, after.start)) > 0:
            end = cut
        first = before is None or before.end <= segment or joined
        yield Part(atom, sentence, start, end, segment, free, first, after is None)


def _behind(terms: Terms, atom: Atom) -> int:
    """The first character behind an amount that may begin another clause."""
    text = terms.document.text
    end = terms.part_end(atom.end, len(text))
    cut = text.find("、", atom.end, end)
    return (cut if cut > 0 else min(end, len(text) - 1)) + 1
