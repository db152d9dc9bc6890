"""Word lists as regexes that stay fast when the lists grow."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import groupby, takewhile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def alternation(words: Iterable[str]) -> str:
    """A regex that matches any of the words, the longest first; nothing where there are none.

    Words that begin alike share their beginning (村, 村委会, 村民 → 村(?:委会|民)?), so that the time of a match
    depends on the length of the words and not on their number.
    """
    return _alternation(frozenset(words))


@lru_cache(maxsize=1024)
def _alternation(words: frozenset[str]) -> str:
    """Of the same words the same regex, made once."""
    return _branch(sorted(words - {""})) or "(?!)"


def _branch(words: list[str]) -> str:
    """Regex of sorted words; an empty one among them makes the rest optional."""
    ends = bool(words) and not words[0]
    groups = [list(group) for _, group in groupby(words[1:] if ends else words, key=lambda word: word[0])]
    branches = [_begun(group) for group in groups]
    if not branches:
        return ""
    joined = branches[0] if len(branches) == 1 and not ends else f"(?:{'|'.join(branches)})"
    return f"{joined}?" if ends else joined


def _begun(words: list[str]) -> str:
    """Regex of sorted words that begin alike; calls nest as deep as words branch, not as long as they are."""
    pairs = zip(words[0], words[-1], strict=False)
    shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
    return re.escape(words[0][:shared]) + _branch([word[shared:] for word in words])
