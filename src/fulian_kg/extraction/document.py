"""One case as the rules see it: its view, its clauses, and what is known of it before reading."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from fulian_kg.source.view import view_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from fulian_kg.gazetteer import Gazetteer, Unit
    from fulian_kg.model import Candidate, Case, SourceText
    from fulian_kg.resources import Library
    from fulian_kg.source.view import View

CLAUSE_END = re.compile(r"[，。；：！？,;:!?\n]")
PAUSES = "，；：、"
LONGEST_SENTENCE = 400
"""Characters after which a sentence is no sentence but a list: no quote reaches so far."""
SENTENCE_END = re.compile(r"[。！？!?\n]")


@dataclass(frozen=True, slots=True)
class Range:
    """A half-open range of the view."""

    start: int
    end: int


@dataclass(frozen=True, eq=False)
class Document:
    """A case with full text. All offsets of rules count characters of `view.text`. Two are equal when they are one."""

    source: SourceText
    case: Case
    date: date
    gazetteer: Gazetteer
    library: Library
    region: Unit | None
    """The administrative unit of the case's federation, or of a file that names one as its subject."""

    @cached_property
    def view(self) -> View:
        """The body, normalised."""
        return view_of(self.source.text, self.case.body)

    @cached_property
    def text(self) -> str:
        """The view's text."""
        return self.view.text

    @cached_property
    def clauses(self) -> tuple[Range, ...]:
        """Runs of text between marks of punctuation, the closing mark left out, empty ones dropped."""
        return tuple(_split(self.text, CLAUSE_END))

    @cached_property
    def sentences(self) -> tuple[Range, ...]:
        """Sentences, the closing mark left out; an endless one in pieces of whole clauses."""
        return tuple(piece for sentence in _split(self.text, SENTENCE_END) for piece in self._pieces(sentence))

    def _pieces(self, sentence: Range) -> Iterator[Range]:
        start = sentence.start
        while sentence.end - start > LONGEST_SENTENCE:
            cut = max(self.text.rfind(mark, start, start + LONGEST_SENTENCE) for mark in PAUSES) + 1
            stop = cut if cut > start else start + LONGEST_SENTENCE
            yield Range(start, stop)
            start = stop
        if start < sentence.end:
            yield Range(start, sentence.end)

    def clause_at(self, index: int) -> Range:
        """The clause that holds view character `index` (or the last one that begins before it)."""
        return self.clauses[max(0, bisect_right(self._clause_starts, index) - 1)]

    def sentence_at(self, index: int) -> Range:
        """The sentence that holds view character `index`."""
        return self.sentences[max(0, bisect_right(self._sentence_starts, index) - 1)]

    @cached_property
    def _clause_starts(self) -> list[int]:
        return [clause.start for clause in self.clauses]

    @cached_property
    def _sentence_starts(self) -> list[int]:
        return [sentence.start for sentence in self.sentences]


class Extractor(Protocol):
    """One kind of reading; those that others install are `plugins.Plugin`."""

    @property
    def name(self) -> str:
        """Machine name, the head of every rule id."""
        ...

    @property
    def version(self) -> str:
        """Changes when the same text may give other facts."""
        ...

    def extract(self, document: Document) -> Iterable[Candidate]:
        """Candidates in view offsets; the gate decides which become facts."""
        ...


def _split(text: str, mark: re.Pattern[str]) -> Iterable[Range]:
    start = 0
    for match in mark.finditer(text):
        if match.start() > start:
            yield Range(start, match.start())
        start = match.end()
    if start < len(text):
        yield Range(start, len(text))
