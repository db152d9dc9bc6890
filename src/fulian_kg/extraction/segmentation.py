"""Words of a case as a segmenter parts them: where a rule must not cut, and where a verb begins.

Patterns find the end of what is counted by the characters that may follow it, and many of these are parts of longer
words as well: 建 of 建湖县 and 建档立卡, 现 of 现场, 中 of 高中. The segmenter (rjieba: the dictionary and the parts of
speech of jieba) says which characters belong together; it guesses no words that its dictionary lacks.
"""

from __future__ import annotations

from bisect import bisect_left
from functools import lru_cache, partial
from itertools import accumulate
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

import rjieba

from fulian_kg.extraction.mentions import place_mentions, region_mentions
from fulian_kg.extraction.quantities import numbers_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from fulian_kg.extraction.document import Document

VERB = "v"
NAMES = frozenset({"n", "nr", "ns", "nt", "nz", "j", "l", "i", "s", "t", "b", "z", "a", "ad", "an", "vn"})
"""Parts of speech of words that name or qualify: nouns, names, places, times, set phrases."""
PHRASE = NAMES | {"f", "ng", "nrt", "zg", "k", "h"}
"""Parts of speech inside a noun phrase: names, and single characters such as 县 or 村 beside them."""
LONG = 3
"""Characters from which a word is a set phrase, whatever its part of speech: 建档立卡."""


class Word(NamedTuple):
    """A word and its part of speech, in offsets of the view."""

    start: int
    end: int
    tag: str

    @property
    def names(self) -> bool:
        """Whether it names or qualifies something, so that no rule may cut it."""
        return self.end - self.start > 1 and (self.tag in NAMES or self.end - self.start >= LONG)


START, END = attrgetter("start"), attrgetter("end")
WORD: Callable[[tuple[int, int, str]], Word] = partial(tuple.__new__, Word)
"""What `Word._make` does, without a step in Python a word."""


@lru_cache(maxsize=4)
def words_of(document: Document) -> tuple[Word, ...]:
    """All words of a case in the order of the text; regions and places before the segmenter's own.

    Numbers part words, so that a counting unit is not taken for the beginning of one (5名女能人).
    """
    known = {(m.start, m.end) for m in region_mentions(document) if m.start < m.end}
    known |= {(m.start, m.end) for m in place_mentions(document)}
    names = [Word(start, end, "ns") for start, end in sorted(known)]
    text = list(document.text)
    for atom in numbers_of(document).atoms:
        text[atom.start : atom.end] = " " * (atom.end - atom.start)
    words = sorted((*names, *_segmented("".join(text))), key=END, reverse=True)
    return tuple(sorted(words, key=START))


def is_verb(document: Document, start: int, end: int) -> bool:
    """Whether a stretch is one word, and a verb."""
    words = words_of(document)
    at = bisect_left(words, start, key=START)
    return at < len(words) and (words[at].start, words[at].end, words[at].tag) == (start, end, VERB)


def phrase_start(document: Document, index: int) -> int:
    """Where the noun phrase begins that goes on at `index`: after the last verb, preposition, particle or mark."""
    words = words_of(document)
    at = bisect_left(words, index, key=START)
    start = index
    for word in map(words.__getitem__, range(at - 1, -1, -1)):
        if word.end > start:
            continue
        if word.end < start or not (word.tag in PHRASE or word.names):
            break
        start = word.start
    return start


def _segmented(text: str) -> Iterator[Word]:
    words, tags = zip(*rjieba.tag(text, hmm=False), strict=True) if text else ((), ())
    bounds = tuple(accumulate(map(len, words), initial=0))
    return map(WORD, zip(bounds, bounds[1:], tags, strict=False))


def parts_word(text: str, index: int) -> bool:
    """Whether a cut of `text` at `index` would go through a word that names something."""
    return any(word.names and word.start < index < word.end for word in _segmented(text))
