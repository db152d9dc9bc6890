"""Words of the genre as optical recognition may misread them: 几童之家 is no word, and one character from 儿童之家."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import lru_cache
from operator import add
from typing import TYPE_CHECKING, NamedTuple

from fulian_kg.extraction.patterns import rules
from fulian_kg.regexes.literals import Literals, pairs

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from fulian_kg.resources import Library

HEAD = 2
"""Characters of the shortest of them."""


class Misread(NamedTuple):
    """A string that is no word, the word it may stand for, and the words around it that make it right."""

    printed: str
    meant: str
    not_after: re.Pattern[str] | None = None
    not_before: re.Pattern[str] | None = None


def misread_in(text: str, library: Library) -> Iterator[tuple[int, Misread]]:
    """Every place of a misread word, the longest there."""
    if not _literals(library).occur(text):
        return
    heads = _by_head(library)
    for at, head in enumerate(map(add, text, text[1:])):
        for each in heads.get(head, ()):
            if text.startswith(each.printed, at) and not _right(text, at, each):
                yield at, each
                break


@lru_cache(maxsize=8)
def _literals(library: Library) -> Literals:
    """The strings, each told by a pair of characters that the word which it may stand for does not have."""
    known = misreadings(library)
    return Literals(known, lambda printed: min(pairs(printed) - pairs(known[printed]), default=printed[:HEAD]))


def _right(text: str, at: int, each: Misread) -> bool:
    before = each.not_after is not None and at > 0 and each.not_after.match(text[at - 1])
    return bool(before or (each.not_before is not None and each.not_before.match(text, at + len(each.printed))))


@lru_cache(maxsize=8)
def _by_head(library: Library) -> Mapping[str, tuple[Misread, ...]]:
    tables = rules(library, "doubts").tables
    found: defaultdict[str, list[Misread]] = defaultdict(list)
    for printed, meant in misreadings(library).items():
        guards = (tables[name].get(printed) for name in ("misread_not_after", "misread_not_before"))
        found[printed[:HEAD]].append(Misread(printed, meant, *(re.compile(each) if each else None for each in guards)))
    return {head: tuple(sorted(each, key=lambda row: -len(row.printed))) for head, each in found.items()}


@lru_cache(maxsize=8)
def misreadings(library: Library) -> Mapping[str, str]:
    """Strings that are no words, each with the word that it may stand for: listed ones, and one confusion away."""
    genre = rules(library, "doubts_words").tables["genre"]
    words = tuple(dict.fromkeys(genre["words"].split()))
    right = {*genre["right"].split(), *_inside(words)}
    found: dict[str, str] = {}
    for printed, meant in _confused(words, _alike(genre["alike"].split())):
        if printed not in right:
            found.setdefault(printed, meant)
    listed: dict[str, str] = rules(library, "doubts").tables["misread"]
    return found | listed


def _alike(groups: list[str]) -> Mapping[str, tuple[str, ...]]:
    """Characters that each character may be printed as."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for group in groups:
        for char in group:
            found[char] |= {*group} - {char}
    return {char: tuple(sorted(others)) for char, others in found.items()}


def _confused(words: tuple[str, ...], alike: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, str]]:
    """Every word with one character confused, and the word."""
    for word in words:
        for at, char in enumerate(word):
            for other in alike.get(char, ()):
                yield word[:at] + other + word[at + 1 :], word


def _inside(words: tuple[str, ...]) -> Iterator[str]:
    """Every piece of a word that may itself be taken for a word."""
    for word in words:
        for start in range(len(word) - 1):
            yield from (word[start:end] for end in range(start + HEAD, len(word) + 1))
