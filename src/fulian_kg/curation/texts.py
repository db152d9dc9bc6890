"""The texts of a build as decisions see them: where a passage stands, in which case, and what can be said there."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from fulian_kg.curation.anchoring import Passages, Place
from fulian_kg.extraction.cases import case_view
from fulian_kg.extraction.gate import Gate, ground
from fulian_kg.extraction.ids import Ids
from fulian_kg.extraction.pipeline import pages_of
from fulian_kg.model import Candidate, Fact, Rejection
from fulian_kg.source.view import view_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from fulian_kg.curation.anchoring import Failure
    from fulian_kg.curation.decisions import Anchor, Words
    from fulian_kg.model import Case, CaseFacts, Compilation, Reading, Slot, SourceText, Span
    from fulian_kg.resources import Library
    from fulian_kg.source.view import View


class CaseText:
    """One case of one source."""

    def __init__(self, compilation: Compilation, read: CaseFacts, library: Library) -> None:
        self.compilation = compilation
        self.read = read
        self._library = library

    @property
    def case(self) -> Case:
        """The case itself."""
        return self.read.case

    @property
    def spans(self) -> tuple[Span, ...]:
        """Where it stands: its body, its heading, its entry."""
        return tuple(span for span in (self.case.body, self.case.heading, self.case.entry) if span)

    def judge(
        self, kind: str, slots: Mapping[str, Slot], derived: Collection[str], span: Span, rule: str
    ) -> Fact | Rejection:
        """What the gate says of a fact with these slots on this passage."""
        view = self._view(kind, span)
        start, end = (view.index(span.start), view.index(span.end)) if view else (0, 0)
        proposed = Candidate(kind, slots, start, end, rule, 1.0, frozenset(derived) & slots.keys())
        if view is None:
            return Rejection(proposed, "outside-of-the-case")
        source = self.compilation.source
        ids, pages = Ids(self.case, source), pages_of(self.case, source)
        return Gate(source, self.case, view, self._library, ids, pages).judge(proposed)

    def grounded(self, quote: str) -> list[Span]:
        """Every place of the case where a quote stands exactly."""
        views = [self.body] if self.case.body else []
        views += [self._head] if self._head else []
        return sorted({view.span(start, end) for view in views for start, end in ground(view, quote)})

    def _view(self, kind: str, span: Span) -> View | None:
        """The view that facts of this kind are read from; the case itself from its heading or entry."""
        if kind != "case" and self.case.body and self.case.body.contains(span):
            return self.body
        head = self._head
        return head if head and head.starts[0] <= span.start and span.end <= head.ends[-1] else None

    @cached_property
    def body(self) -> View:
        """The body, normalised; empty without one."""
        return view_of(self.compilation.source.text, self.case.body) if self.case.body else view_of("")

    @cached_property
    def _head(self) -> View | None:
        view = case_view(self.case, self.compilation.source)
        return view if view and view.text else None


class SourceTexts:
    """One source with its cases."""

    def __init__(self, reading: Reading, library: Library) -> None:
        self.source = reading.compilation.source
        self.name = reading.compilation.name
        self.cases = tuple(CaseText(reading.compilation, read, library) for read in reading.cases)
        self.passages = Passages(self.source)

    def case_at(self, span: Span) -> CaseText | None:
        """The case that a passage stands in."""
        return next((case for case in self.cases if any(each.contains(span) for each in case.spans)), None)

    def within(self, anchor: Anchor) -> tuple[Span, ...]:
        """Where the case of an anchor stands: the one of its number, outside of a compilation the one of its title."""
        return tuple(span for case in self.cases if _is(case.case, anchor) for span in case.spans)


def _is(case: Case, anchor: Anchor) -> bool:
    return case.number == anchor.case and (anchor.case is not None or case.title == anchor.case_title)


@dataclass(frozen=True, slots=True)
class Located:
    """A passage of a decision, found."""

    source: SourceText
    case: CaseText | None
    """None where the text, as it is read, has no case there."""
    place: Place
    moved: bool
    """Whether it was looked for, since the text is another one or the words stand elsewhere in it."""

    @property
    def span(self) -> Span:
        """Where it stands."""
        return self.place.span

    @property
    def quote(self) -> str:
        """What stands there."""
        return self.source.text[self.span.start : self.span.end]


class Texts:
    """All sources of a build."""

    def __init__(self, readings: Iterable[Reading], library: Library) -> None:
        self.sources = tuple(SourceTexts(reading, library) for reading in readings)

    def locate(self, anchor: Anchor, words: Words) -> Located | Failure:
        """Where a passage stands now: in the text with its hash, else in that of its name or compilation.

        A text of another name counts only where quote and context stand in it exactly, and nowhere else.
        """
        same = next((each for each in self.sources if each.source.sha256 == anchor.sha256), None)
        if same is not None:
            if place := same.passages.at(words):
                return Located(same.source, same.case_at(place.span), place, moved=False)
            return _found(same, same.passages.find(words, same.within(anchor)))
        tried = [_found(each, each.passages.find(words, each.within(anchor))) for each in self._namesakes(anchor)]
        if not tried:
            tried = [_found(each, place) for each in self.sources for place in each.passages.exactly(words)]
        return _only(tried)

    def reads(self, anchor: Anchor) -> bool:
        """Whether a text of this hash, name or compilation is among the sources."""
        return any(each.source.sha256 == anchor.sha256 for each in self.sources) or bool(self._namesakes(anchor))

    def _namesakes(self, anchor: Anchor) -> Sequence[SourceTexts]:
        named = [each for each in self.sources if each.source.file == anchor.file]
        return named or [each for each in self.sources if anchor.compilation and each.name == anchor.compilation]


def _found(source: SourceTexts, place: Place | Failure) -> Located | Failure:
    if not isinstance(place, Place):
        return place
    return Located(source.source, source.case_at(place.span), place, moved=True)


def _only(tried: Iterable[Located | Failure]) -> Located | Failure:
    """The one that was found; of several there is none to choose."""
    tried = list(tried)
    found = [each for each in tried if isinstance(each, Located)]
    if len(found) == 1:
        return found[0]
    return "ambiguous" if found or "ambiguous" in tried else "not-found"
