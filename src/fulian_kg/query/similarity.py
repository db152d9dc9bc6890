"""Who else does this: practices alike by shared words, components, themes and kind, in a measure that can be redone.

The likeness of two practices is the sum of the weights of what they share, each printed. A weight is a rarity,
ln(1 + practices ÷ practices that have it) squared. Weights are whole hundredths, so that what is printed adds up.
"""

from __future__ import annotations

import math
from array import array
from collections import defaultdict
from dataclasses import dataclass
from heapq import nlargest
from typing import TYPE_CHECKING, Literal

from fulian_kg.errors import UsageError
from fulian_kg.query.features import Features, Reader
from fulian_kg.query.phrases import bare, phrases
from fulian_kg.vocabulary import is_iri

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from fulian_kg.query.practices import Practice, Stock
    from fulian_kg.resources import Library

Aspect = Literal["word", "step", "theme", "kind"]
HUNDRED = 100
THEME = 2
"""How many times its rarity a theme weighs: it is the thing itself, a word one of its names."""
COMMON, FEW = 10, 10
"""A word counts in no more than one practice of ten, or in ten at most where there are few practices."""
LONGEST_NUMBER = 10
"""Digits from which a text is no case number."""
TIE = 1 << 32
"""Above every sum of weights."""
AHEAD = 4
"""How many times as many practices are looked at as are wanted, and again if these do not suffice."""
MEASURE = {
    "zh": "相似度＝共有各项的权重之和。词：ln²(1＋条目数÷含此词的条目数)，超过一成条目都有的词和口号词不计；"
    "要素中的词再计一次，按要素中有此词的条目数；举措类型同法；主题加倍，减去双方用词中已计的最重的词。",
    "en": "likeness = the sum of the weights of what both have. A word: ln²(1 + items ÷ items that have it); words of "
    "more than a tenth of the items and words of rhetoric do not count. A word of components counts once more, by the "
    "items with it in a component; a kind of initiative likewise; a theme twice, less the heaviest of the words "
    "already counted by which both name it.",
}
"""The measure in words."""


@dataclass(frozen=True, slots=True)
class SharedWords:
    """Words that both have, each with its weight in hundredths."""

    words: tuple[tuple[str, int], ...]

    @property
    def weight(self) -> int:
        """Weight of all words together."""
        return sum(weight for _, weight in self.words)


@dataclass(frozen=True, slots=True)
class Phrase(SharedWords):
    """Words that stand together in both quotes."""

    text: str


@dataclass(frozen=True, slots=True)
class SharedComponent(SharedWords):
    """A component of each that have words in common; weights are those of words of components."""

    query: str
    result: str


@dataclass(frozen=True, slots=True)
class SharedTheme:
    """A theme of both, with the labels by which each text names it; none where only the graph says so."""

    theme: str
    weight: int
    """What counts: the full weight less that of the heaviest word which both labels have, for it counts already."""
    full: int
    query: tuple[str, ...]
    result: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Likeness:
    """A practice that is like the one asked about, and why."""

    practice: Practice
    score: int
    """In hundredths, the sum of all weights below."""
    phrases: tuple[Phrase, ...]
    components: tuple[SharedComponent, ...]
    themes: tuple[SharedTheme, ...]
    kind: int | None
    """Weight of the kind of initiative, where both are of one kind."""


class Similarity:
    """An index of all practices of a stock by what they have."""

    def __init__(self, stock: Stock, library: Library) -> None:
        """Read every practice once."""
        self.stock = stock
        self._reader = Reader(stock, library)
        self._names = [bare(each.name) for each in stock.practices]
        self._having: dict[tuple[Aspect, str], array[int]] = defaultdict(lambda: array("I"))
        self._naming: dict[tuple[str, str], array[int]] = defaultdict(lambda: array("I"))
        for index, practice in enumerate(stock.practices):
            features = self._reader.read(practice)
            for feature in _all(features):
                self._having[feature].append(index)
            for naming in features.named:
                self._naming[naming].append(index)

    def weight(self, aspect: Aspect, value: str) -> int:
        """The weight of a word, theme or kind in hundredths; 0 where it is too common to count."""
        items, having = len(self.stock.practices), len(self._having.get((aspect, value), ())) or 1
        if aspect in {"word", "step"} and having > max(FEW, items / COMMON):
            return 0
        return round(HUNDRED * math.log(1 + items / having) ** 2) * (THEME if aspect == "theme" else 1)

    def named(self, wanted: str) -> Practice | None:
        """The one practice of that IRI, case number, name or part of a name; None where it is to be taken as a text.

        Raises `UsageError` for an IRI that no practice has, and for the number of several cases.
        """
        practices = self.stock.practices
        if is_iri(wanted):
            found = [each for each in practices if each.iri == wanted]
            if not found:
                message = f"no case and no initiative has the IRI {wanted}: `fulian-kg query practices` lists them all"
                raise UsageError(message)
        elif wanted.isdecimal() and len(wanted) < LONGEST_NUMBER:
            found = [each for each in practices if each.part == "case" and each.number == int(wanted)]
            if len(found) > 1:
                message = f"{len(found)} cases have the number {wanted}: give the IRI, such as {found[0].iri}"
                raise UsageError(message)
        else:
            plain = bare(wanted)
            named = list(zip(self._names, practices, strict=True))
            found = [each for name, each in named if name == plain]
            found = found or [each for name, each in named if plain and plain in name]
        return found[0] if len(found) == 1 else None

    def like(self, query: Practice, limit: int, keep: Callable[[Practice], bool]) -> list[Likeness]:
        """The practices most like it among those to keep, never one of the same case.

        Of two equally alike, that with more words in common comes first, else that which comes first in the stock.
        """
        features = self._reader.read(query)
        practices = self.stock.practices
        sums = self._sums(features)
        best: list[int] = []
        looked = limit
        more = bool(practices)
        while more and len(best) < limit:
            looked *= AHEAD  # some of the best are not to be kept
            first = nlargest(looked, range(len(practices)), key=sums.__getitem__)
            best = [at for at in first if sums[at] and practices[at].case != query.case and keep(practices[at])]
            more = looked < len(practices) and sums[first[-1]] > 0
        return [self._likeness(features, practices[at], query, sums[at] // TIE) for at in best[:limit]]

    def _sums(self, features: Features) -> list[int]:
        """For each practice the weight of all that it shares, times `TIE`, plus the weight of the words among it."""
        sums = [0] * len(self.stock.practices)
        for word in _texts(features):
            self._add(sums, ("word", word), self.weight("word", word) * (TIE + 1))
        for word in features.steps:
            self._add(sums, ("step", word), self.weight("step", word) * TIE)
        for theme in features.themes:
            counted = self._counted(theme, features)
            weight = self.weight("theme", theme)
            for index in self._having.get(("theme", theme), ()):
                sums[index] += max(0, weight - counted.get(index, 0)) * TIE
        if features.kind:
            weight = self.weight("kind", features.kind) * TIE
            for index in self._having.get(("kind", features.kind), ()):
                if sums[index]:
                    sums[index] += weight
        return sums

    def _add(self, sums: list[int], feature: tuple[Aspect, str], weight: int) -> None:
        for index in self._having.get(feature, ()) if weight else ():
            sums[index] += weight

    def _counted(self, theme: str, features: Features) -> dict[int, int]:
        """For practices whose labels of a theme share words with these, the weight of the heaviest such word."""
        counted: dict[int, int] = defaultdict(int)
        for of, word in features.named:
            if of == theme and (weight := self.weight("word", word)):
                for index in self._naming.get((theme, word), ()):
                    counted[index] = max(counted[index], weight)
        return counted

    def _likeness(self, ours: Features, practice: Practice, query: Practice, score: int) -> Likeness:
        theirs = self._reader.read(practice)
        shared = _texts(ours) & _texts(theirs)
        words = [word for word in ours.words if word.text in shared and self.weight("word", word.text)]
        found = phrases(words, ours.text, (query.quote, practice.quote))
        kind = practice.kind if practice.kind == ours.kind else None
        return Likeness(
            practice,
            score,
            tuple(Phrase(self._weights("word", members), text) for text, members in found.items()),
            tuple(self._components(ours, theirs)),
            tuple(self._themes(ours, theirs)),
            self.weight("kind", kind) if kind else None,
        )

    def _components(self, ours: Features, theirs: Features) -> Iterator[SharedComponent]:
        pairs: dict[tuple[str, str], list[str]] = defaultdict(list)
        for word, step in ours.steps.items():
            if word in theirs.steps and self.weight("step", word):
                pairs[step, theirs.steps[word]].append(word)
        for (query, result), words in pairs.items():
            yield SharedComponent(self._weights("step", words), query, result)

    def _themes(self, ours: Features, theirs: Features) -> Iterator[SharedTheme]:
        for theme in sorted(ours.themes.keys() & theirs.themes.keys()):
            naming = (word for of, word in ours.named & theirs.named if of == theme)
            counted = max((self.weight("word", word) for word in naming), default=0)
            full = self.weight("theme", theme)
            yield SharedTheme(theme, max(0, full - counted), full, ours.themes[theme], theirs.themes[theme])

    def _weights(self, aspect: Aspect, words: Iterable[str]) -> tuple[tuple[str, int], ...]:
        return tuple((word, self.weight(aspect, word)) for word in words)


def _texts(features: Features) -> set[str]:
    return {word.text for word in features.words}


def _all(features: Features) -> Iterator[tuple[Aspect, str]]:
    """Everything that a practice has, each once."""
    yield from (("word", word) for word in _texts(features))
    yield from (("step", word) for word in features.steps)
    yield from (("theme", theme) for theme in features.themes)
    if features.kind:
        yield "kind", features.kind
