"""Finding the passage of a decision in a text: exactly where it can be, by alignment where the text was read anew.

Quote and context are compared as the view has them, without white space and markup. Only here is anything compared
loosely, and what is found so decides only *where* to look: what is said there must still be printed there.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from rapidfuzz.distance import Levenshtein

from fulian_kg.curation.decisions import Nth, Words
from fulian_kg.model import Span
from fulian_kg.source.characters import normalised

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from rapidfuzz.distance import Opcode

    from fulian_kg.model import SourceText

CONTEXT = 32
"""Characters, white space not counted, that a decision keeps on both sides of its quote."""
LEAST = 0.8
"""Share of quote and context that must be alike."""
MARGIN = 0.03
"""Two places whose likeness differs by no more are equally good."""
GRAM, COMMON = 3, 400
"""Characters of a seed, and the number of places from which one says nothing."""
BUCKET, SLACK, WINDOWS = 16, 12, 8
"""Width of a diagonal, characters to spare on both sides of a window, windows that are looked into."""
NARROW = 3
"""Characters to spare once the place is known: with many, the ends of the words stray into them."""
Failure = Literal["ambiguous", "not-found"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a passage stands in a text."""

    span: Span
    likeness: float = 1.0


class Passages:
    """The passages of one text."""

    def __init__(self, source: SourceText) -> None:
        """Nothing is indexed before something must be looked for."""
        self._source = source

    def words_at(self, span: Span) -> Words:
        """A passage of this text by its words and those around it."""
        start, end = self._range(span)
        text = self._run.text
        needle = text[max(0, start - CONTEXT) : end + CONTEXT]
        places = [place + min(start, CONTEXT) for place in _occurrences(text, needle)]
        return Words(
            self._around(max(0, start - CONTEXT), start),
            self._source.text[span.start : span.end],
            self._around(end, min(len(text), end + CONTEXT)),
            span.start,
            Nth(places.index(start) + 1, len(places)) if len(places) > 1 else None,
        )

    def at(self, words: Words) -> Place | None:
        """The passage where its offset says, if its words stand there: for the very text that it was taken from."""
        end = words.start + len(words.quote)
        return Place(Span(words.start, end)) if self._source.text[words.start : end] == words.quote else None

    def exactly(self, words: Words) -> list[Place]:
        """Every place where quote and context stand as they are."""
        before, quote, after = _folded(words)
        found = _occurrences(self._run.text, before + quote + after) if quote else []
        return [self._place(at + len(before), at + len(before) + len(quote)) for at in found]

    def find(self, words: Words, within: Sequence[Span]) -> Place | Failure:
        """The one passage with these words; where several have them, the one that lies `within`, or the nth."""
        found = self.exactly(words) or [place for place in self._alike(words) if place.likeness >= LEAST]
        inside = [place for place in found if any(span.contains(place.span) for span in within)]
        for some in (found, inside):
            if words.nth and len(some) == words.nth.of:
                return sorted(some, key=lambda place: place.span)[words.nth.number - 1]
        return _best(inside or found)

    def _alike(self, words: Words) -> list[Place]:
        """Places whose words are nearly these, none of which overlaps a better one."""
        before, quote, after = _folded(words)
        needle = before + quote + after
        found: list[Place] = []
        for window in self._windows(needle):
            first, last, _ = self._aligned(needle, (len(before), len(before) + len(quote)), window)
            tight = (max(0, first - len(before) - NARROW), last + len(after) + NARROW)
            first, last, cost = self._aligned(needle, (len(before), len(before) + len(quote)), tight)
            if first < last:
                found.append(self._place(first, last, 1 - cost / len(needle)))
        found.sort(key=lambda place: (-place.likeness, place.span))
        return [
            place
            for number, place in enumerate(found)
            if not any(place.span.overlaps(better.span) for better in found[:number])
        ]

    def _aligned(self, needle: str, quote: tuple[int, int], window: tuple[int, int]) -> tuple[int, int, int]:
        """Where the quote has gone when all words are laid over a window, and how many characters differ."""
        ops = Levenshtein.opcodes(needle, self._run.text[slice(*window)])
        first, last = _mapped(ops, quote[0], first=True), _mapped(ops, quote[1], first=False)
        return window[0] + first, window[0] + last, _cost(ops, len(needle))

    def _windows(self, needle: str) -> Iterator[tuple[int, int]]:
        """Stretches of the text that share most seeds with the words, in the same order and distance."""
        votes: Counter[int] = Counter()
        for at in range(len(needle) - GRAM + 1):
            places = self._seeds.get(needle[at : at + GRAM], ())
            if len(places) <= COMMON:
                votes.update((place - at) // BUCKET for place in places)
        both = {bucket: votes[bucket] + votes.get(bucket + 1, 0) for bucket in list(votes)}
        for bucket in sorted(both, key=lambda bucket: (-both[bucket], bucket))[:WINDOWS]:
            start = bucket * BUCKET - SLACK
            yield max(0, start), start + 2 * BUCKET + len(needle) + 2 * SLACK

    @cached_property
    def _run(self) -> _Folded:
        text = self._source.text
        run = normalised(text, (Span(0, len(text)),))
        return _Folded(run.text, tuple(run.starts), tuple(run.ends))

    @cached_property
    def _seeds(self) -> Mapping[str, list[int]]:
        text = self._run.text
        found: dict[str, list[int]] = defaultdict(list)
        for at in range(len(text) - GRAM + 1):
            found[text[at : at + GRAM]].append(at)
        return found

    def _range(self, span: Span) -> tuple[int, int]:
        """The characters of the folded text that come from a span."""
        return self._run.index(span.start), self._run.index(span.end)

    def _place(self, start: int, end: int, likeness: float = 1.0) -> Place:
        return Place(Span(self._run.starts[start], self._run.ends[end - 1]), likeness)

    def _around(self, start: int, end: int) -> str:
        """The source of a stretch in one line."""
        if start >= end:
            return ""
        return " ".join(self._source.text[self._run.starts[start] : self._run.ends[end - 1]].split())


@dataclass(frozen=True, slots=True)
class _Folded:
    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def index(self, offset: int) -> int:
        return bisect_left(self.starts, offset)


def _folded(words: Words) -> tuple[str, str, str]:
    parts = (words.before, words.quote, words.after)
    before, quote, after = (normalised(part, (Span(0, len(part)),)).text for part in parts)
    return before, quote, after


def _occurrences(text: str, needle: str) -> list[int]:
    found = []
    at = text.find(needle)
    while at >= 0:
        found.append(at)
        at = text.find(needle, at + 1)
    return found


def _best(found: Sequence[Place]) -> Place | Failure:
    ranked = sorted(found, key=lambda place: -place.likeness)
    if not ranked:
        return "not-found"
    if len(ranked) > 1 and ranked[1].likeness >= ranked[0].likeness - MARGIN:
        return "ambiguous"
    return ranked[0]


def _mapped(ops: Iterable[Opcode], index: int, *, first: bool) -> int:
    """Where a boundary has gone, before (`first`) or after the character that it belongs to."""
    for op in ops:
        if (op.src_start <= index < op.src_end) if first else (op.src_start < index <= op.src_end):
            return op.dest_start if op.tag == "delete" else min(op.dest_end, op.dest_start + index - op.src_start)
    return 0


def _cost(ops: Iterable[Opcode], size: int) -> int:
    """Characters that differ; what the window has before and after the words does not count."""
    return sum(
        max(op.src_end - op.src_start, op.dest_end - op.dest_start)
        for op in ops
        if op.tag != "equal" and not (op.tag == "insert" and op.src_start in {0, size})
    )
