"""Names of people: where one begins after a post or ends before one, told by its characters and what stands around."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from fulian_kg.lexicon.words import alternation

if TYPE_CHECKING:
    from fulian_kg.extraction.patterns import Rules

HAN = "一"
LONGEST = 4
"""Characters of the longest name without a dot: a double surname and two more."""
WHOLE = 2
"""Characters of a given name that tells itself."""


@dataclass(frozen=True, slots=True)
class NameWords:
    """The word lists that a name is told by, as regexes and sets of characters."""

    dotted: re.Pattern[str]
    minority: re.Pattern[str]
    paired: re.Pattern[str]
    """Names of minorities of two pieces or more."""
    surname: re.Pattern[str]
    common: re.Pattern[str]
    """Words that begin like a name and are none."""
    after: re.Pattern[str]
    joined: re.Pattern[str]
    """Words of which a name must not end with the beginning."""
    not_given: frozenset[str]
    given: frozenset[str]
    distinct: frozenset[str]
    """Characters that hardly stand anywhere but in given names."""
    doubtful: frozenset[str]
    """Surnames that are words as often."""


@lru_cache(maxsize=4)
def name_words(known: Rules) -> NameWords:
    """What names are told by, compiled once."""
    words, tables = known.words, known.tables
    after = (*words["after_name"], *words["posts"])
    patterns = (alternation(each) for each in (words["surnames"], words["not_names"], after, words["joined"]))
    surname, common, follows, joined = map(re.compile, patterns)
    pieces = alternation(tables["minority"]["pieces"])
    return NameWords(
        re.compile(tables["parts"]["dotted"]),
        re.compile(rf"(?:{pieces})+"),
        re.compile(rf"(?:{pieces}){{2,}}"),
        surname,
        common,
        follows,
        joined,
        frozenset(words["not_given"]),
        frozenset(tables["given"]["characters"]),
        frozenset(tables["given"]["distinct"]),
        frozenset(words["doubtful"]),
    )


def name_at(text: str, start: int, known: Rules) -> str | None:
    """The name of two to four characters that begins there: a surname, a given name, and a word that may follow one."""
    words = name_words(known)
    if dotted := words.dotted.match(text, start):
        return dotted[0]
    if minority := words.minority.match(text, start):
        return minority[0]
    surname = words.surname.match(text, start)
    if surname is None or words.common.match(text, start):
        return None
    sizes = [size for size in (2, 1) if _ends(text, surname.end(), size, surname[0], words)]
    apart = [size for size in sizes if not words.joined.match(text, surname.end() + size - 1)]
    size = next(iter(apart or [size for size in sizes if size == WHOLE]), 0)
    return text[start : surname.end() + size] if size else None


def _ends(text: str, start: int, size: int, surname: str, words: NameWords) -> bool:
    """Whether a given name of `size` characters may stand at `start`, by itself or by what follows it."""
    given, end = text[start : start + size], start + size
    if len(given) < size or any(char < HAN for char in given):
        return False
    followed = end == len(text) or words.after.match(text, end) is not None
    usual = all(char in words.given for char in given)
    telling = any(char in words.distinct for char in given)
    if surname in words.doubtful:
        return usual and followed and (telling or not any(char in words.not_given for char in given))
    if followed and not any(char in words.not_given for char in given):
        return True
    return size == WHOLE and usual and (followed or (telling and not words.after.match(text, end - 1)))


def is_name(text: str, known: Rules) -> bool:
    """Whether the whole text reads as a name."""
    return name_at(f"{text}，", 0, known) == text


def name_before(text: str, end: int, known: Rules) -> str | None:
    """The longest name that ends there."""
    for size in range(LONGEST, 1, -1):
        if end >= size and is_name(text[end - size : end], known):
            return text[end - size : end]
    return None


def tells(name: str, known: Rules) -> bool:
    """Whether a name has a character that hardly stands anywhere but in names, so that it needs no post before it."""
    return is_name(name, known) and any(char in name_words(known).distinct for char in name[1:])
