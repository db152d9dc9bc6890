"""Masked text for the patterns of statistics, in which words are whole and verbs after a noun are marked.

Two characters that no text uses stand for what the segmenter knows: `HELD` hides the beginning of a stop inside a
word (建湖县 → 龥湖县), `VERB_BEGINS` marks a verb that follows those who act (企业带来 → 企业龤来).
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from fulian_kg.extraction.patterns import rules
from fulian_kg.extraction.quantities import numbers_of
from fulian_kg.extraction.segmentation import VERB, words_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fulian_kg.extraction.document import Document
    from fulian_kg.source.numerals import Atom

HELD = "龥"
VERB_BEGINS = "龤"


def focused(document: Document, atom: Atom, start: int, end: int) -> str:
    """The masked range of the view for a pattern asked about `atom`."""
    numbers = numbers_of(document)
    chars = list(_held(document)[start:end])
    chars[atom.start - start] = numbers.focused(atom, start, end)[atom.start - start]
    clause = document.clause_at(atom.start)
    for index in verb_beginnings(document):
        if atom.end < index < min(clause.end, end):
            chars[index - start] = VERB_BEGINS
    return "".join(chars)


@lru_cache(maxsize=4)
def _held(document: Document) -> str:
    """Masked text with every stop that lies inside a longer word hidden."""
    text = numbers_of(document).masked
    known = rules(document.library, "statistics")
    stop, whole = known.pattern("words.stop").regex.match, known.words["whole"]
    chars = list(text)
    for word in words_of(document):
        if not (word.names or text[word.start : word.end] in whole):
            continue
        for index in range(word.start, word.end):
            found = stop(text, index)
            if found and (index > word.start or found.end() < word.end):
                chars[index] = HELD
    return "".join(chars)


@lru_cache(maxsize=4)
def verb_beginnings(document: Document) -> tuple[int, ...]:
    """Where a verb begins right after those who act."""
    return tuple(_beginnings(document))


def _beginnings(document: Document) -> Iterator[int]:
    known, text = rules(document.library, "statistics"), document.text
    nominal, agent = (known.pattern(f"words.{name}").regex for name in ("nominal", "agent"))
    for word in words_of(document):
        if word.tag != VERB or word.end - word.start == 1:
            continue
        if not word.start or not agent.match(text, word.start - 1, word.start):
            continue
        kind = nominal.match(text, word.start)
        if kind is None or kind.end() != word.end:
            yield word.start
