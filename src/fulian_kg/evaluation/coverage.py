"""Which numerals of a text some fact states: what no one explains may have been overlooked."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING

from fulian_kg.evaluation.definition import definition
from fulian_kg.evaluation.likeness import figure, letters
from fulian_kg.evaluation.matching import concise
from fulian_kg.evaluation.slots import listed
from fulian_kg.model import Span
from fulian_kg.resources import Library
from fulian_kg.source.numerals import numerals

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from fulian_kg.evaluation.gold import Statement

Stated = tuple[tuple[Span, ...], frozenset[float], str]
"""Where a fact stands, the numbers of its slots, and the letters of all its slots."""


def numerals_of(text: str, scope: Span) -> Iterator[Span]:
    """Every numeral of the range that says something about the case."""
    ignored = _ignored(text)
    for match in definition().numeral.finditer(text, scope.start, scope.end):
        found = Span(*match.span())
        before = bisect_right(ignored, found.start, key=attrgetter("start"))
        if not before or not ignored[before - 1].contains(found):
            yield found


@lru_cache(1)
def _ignored(text: str) -> tuple[Span, ...]:
    """What is no numeral, in order; a text has many cases."""
    return tuple(Span(*match.span()) for match in definition().ignored.finditer(text))


def uncovered(text: str, found: Sequence[Span], facts: Sequence[Statement]) -> list[Span]:
    """Numerals that no fact over them states in a slot."""
    stated = [_stated(fact) for fact in facts if fact.type != "case" and concise(fact)]
    return [numeral for numeral in found if not _covered(numeral, text[numeral.start : numeral.end], stated)]


def _stated(fact: Statement) -> Stated:
    slots = definition().slots[fact.type]
    values = [value for slot in slots if slot in fact.slots for value in _flat(fact.slots[slot])]
    figures = frozenset(number for value in values if (number := figure(value)) is not None)
    return fact.spans, figures, letters(" ".join(map(str, values)))


def _flat(value: object) -> list[object]:
    return [value] if value is None else listed(value)


def _covered(numeral: Span, printed: str, stated: list[Stated]) -> bool:
    value = numerals(Library()).value(unicodedata.normalize("NFKC", printed))
    forms = (letters(printed), f"{value:g}")
    return any(
        any(span.contains(numeral) for span in spans) and (value in figures or any(form in words for form in forms))
        for spans, figures, words in stated
    )
