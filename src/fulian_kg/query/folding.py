"""Texts as a search compares them: width, case, script and white space folded, with the way back to the characters.

妇聯, 妇 联 and 妇联 are the same; so are ６Ｓ, 6s and 6S. Punctuation parts words and is not looked for.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from fulian_kg.source.traditional import simplified

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

BETWEEN = " "
"""Parts words in a folded text."""
WIDTH = 5
"""Hexadecimal digits of a character in a gram: enough for every one that there is."""


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text; `places` has the offset in the text before for each character."""

    text: str
    places: tuple[int, ...]

    def spans(self, terms: Sequence[str]) -> list[tuple[int, int]]:
        """Where terms stand in the text before, those that touch joined."""
        found = sorted(span for term in terms for span in self._spans(term))
        joined: list[tuple[int, int]] = []
        for start, end in found:
            if joined and start <= joined[-1][1]:
                joined[-1] = joined[-1][0], max(end, joined[-1][1])
            else:
                joined.append((start, end))
        return joined

    def _spans(self, term: str) -> Iterator[tuple[int, int]]:
        at = self.text.find(term)
        while at >= 0 and term:
            yield self.places[at], self.places[at + len(term) - 1] + 1
            at = self.text.find(term, at + len(term))


def fold(text: str) -> Folded:
    """The text folded: words with one space between, none between Chinese characters."""
    chars: list[str] = []
    places: list[int] = []
    parted, broken = False, False
    for place, char in enumerate(simplified(text)):
        if char.isspace():
            broken = True
            continue
        plain = _plain(char)
        if not plain:
            parted = True
            continue
        spaced = broken and not (_chinese(char) and chars and _chinese(chars[-1]))
        if chars and (parted or spaced):
            chars.append(BETWEEN)
            places.append(place)
        parted = broken = False
        chars += plain
        places += [place] * len(plain)
    return Folded("".join(chars), tuple(places))


def terms(text: str) -> list[str]:
    """The words of what is looked for, each once."""
    return list(dict.fromkeys(word for part in text.split() for word in fold(part).text.split()))


def grams(text: str) -> str:
    """A folded text as tokens of two characters each, the last of a word alone: what an index takes.

    Digits stand for characters, so that no text can mean anything to the index.
    """
    return " ".join(gram for word in text.split(BETWEEN) for gram in _grams(word))


def phrase(term: str) -> str:
    """What finds a term in an index of grams, wherever in a word it stands."""
    if len(term) == 1:
        return f"{_digits(term)}*"
    pairs = (term[at : at + 2] for at in range(len(term) - 1))
    return f'"{" ".join(map(_digits, pairs))}"'


def _grams(word: str) -> Iterator[str]:
    return (_digits(word[at : at + 2]) for at in range(len(word)))


def _digits(chars: str) -> str:
    return "".join(f"{ord(char):0{WIDTH}x}" for char in chars)


@lru_cache(maxsize=8192)
def _plain(char: str) -> str:
    """What a character is compared as; nothing for punctuation."""
    return "".join(each for each in unicodedata.normalize("NFKC", char).casefold() if each.isalnum())


def _chinese(char: str) -> bool:
    return "㐀" <= char <= "鿿" or char >= "\U00020000"
