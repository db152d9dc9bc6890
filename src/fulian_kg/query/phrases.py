"""The words by which practices are compared, where they stand, and the phrases that two texts have in common.

The segmenter (rjieba) parts a text into words of its dictionary; a word that shorter ones make up completely counts as
these (农村妇女: 农村, 妇女). It would take what the field says in single characters for nothing (党建带妇建, 双学双比):
labels of themes and names of initiatives that it does not know become words of their own.
"""

from __future__ import annotations

import re
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

import rjieba

from fulian_kg.lexicon.words import alternation
from fulian_kg.source.characters import ENTITY

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

SHORTEST, LONGEST = 2, 5
"""Characters of a word that counts, and of a label or name that becomes a word."""
HAN = re.compile("[一-鿿]+")
COUNTS = re.compile(r"[^\W\d_]")
"""A word has a letter or a Chinese character."""
ENTITIES = re.compile(ENTITY)
MARKS = re.compile("[“”‘’\"'《》]")
QUOTED = re.compile("“([^“”]+)”")


class Word(NamedTuple):
    """A word, or a label of a theme, and where it stands in its text."""

    start: int
    end: int
    text: str


def bare(name: str) -> str:
    """A name without white space and quotation marks."""
    return MARKS.sub("", "".join(name.split()))


class Segmenter:
    """Parts texts into the words of a store."""

    def __init__(self, labels: Collection[str], names: Iterable[str], idle: Collection[str]) -> None:
        """`labels` of themes, which it finds as well; `names` of initiatives; `idle` words that do not count."""
        self._jieba = rjieba.Jieba()
        self._known: dict[str, tuple[Word, ...]] = {}
        self._labels = re.compile(alternation(labels))
        self._idle = frozenset(idle)
        new = {*filter(self._broken, labels), *filter(self._lost, _short(names))}
        self._own = {word for word in new if SHORTEST <= len(word) <= LONGEST and HAN.fullmatch(word)}
        for word in sorted(self._own):
            self._jieba.add_word(word, None, None)

    def words(self, text: str) -> list[Word]:
        """Words of two characters and more, in the order of the text."""
        plain = ENTITIES.sub(_blank, text) if "&" in text else text
        return [
            Word(start + at, start + end, part)
            for word, start, _ in self._jieba.tokenize(plain, hmm=False)
            for at, end, part in self._parts(word)
        ]

    def labels(self, text: str) -> list[Word]:
        """Labels of themes in a text, in its order; a longer one hides what it contains."""
        return [Word(*match.span(), match[0]) for match in self._labels.finditer(text)]

    def _broken(self, label: str) -> bool:
        """Whether parts of a label would be single characters."""
        return any(len(word) == 1 for word in self._jieba.cut(label, hmm=False))

    def _lost(self, name: str) -> bool:
        """Whether nothing of a name but single characters would be left."""
        return all(len(word) == 1 for word in self._jieba.cut(name, hmm=False))

    def _parts(self, word: str) -> tuple[Word, ...]:
        """Those words in a word that count, by their places in it."""
        known = self._known.get(word)
        if known is None:
            parts = self._tiled(word)
            ends = list(accumulate(map(len, parts)))
            words = (Word(end - len(part), end, part) for part, end in zip(parts, ends, strict=True))
            known = self._known[word] = tuple(each for each in words if self._tells(each.text))
        return known

    def _tells(self, word: str) -> bool:
        return len(word) >= SHORTEST and word not in self._idle and bool(COUNTS.search(word))

    def _tiled(self, word: str) -> tuple[str, ...]:
        """The shorter words that make up a word completely, each as long as can be; else the word itself."""
        if len(word) < SHORTEST + SHORTEST or word in self._own:
            return (word,)
        found = self._jieba.tokenize(word, mode="search", hmm=False)
        at_least_two = [(text, start) for text, start, _ in found if SHORTEST <= len(text) < len(word)]
        parts: list[str] = []
        at = 0
        while at < len(word):
            part = max((text for text, start in at_least_two if start == at), key=len, default="")
            if not part:
                return (word,)
            parts.append(part)
            at += len(part)
        return tuple(parts)


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])


def _short(names: Iterable[str]) -> Iterator[str]:
    """Names, and what is in quotation marks in them: “两癌”."""
    for name in names:
        yield bare(name)
        yield from QUOTED.findall(name)


def phrases(words: Iterable[Word], text: str, quotes: Collection[str]) -> dict[str, list[str]]:
    """The longest phrases that words of a text make up and all quotes print → the words in each.

    Every word belongs to the first phrase in which it stands.
    """
    found: list[tuple[int, int, list[str]]] = []
    seen: set[str] = set()
    for word in words:
        if word.text in seen:
            continue
        seen.add(word.text)
        start, end, members = found[-1] if found else (0, -1, [])
        if word.start == end and all(text[start : word.end] in quote for quote in quotes):
            found[-1] = (start, word.end, [*members, word.text])
        else:
            found.append((word.start, word.end, [word.text]))
    return {text[start:end]: members for start, end, members in found}
