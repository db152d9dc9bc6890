"""When two values say the same: figures by value, names by their letters, free text by its bigrams."""

from __future__ import annotations

import html
import math
import re
import unicodedata
from collections import Counter
from functools import lru_cache
from itertools import pairwise
from typing import Any

from fulian_kg.extraction.printed import words

TAG = re.compile(r"<[^>]*>")
CONTAINED = 0.6
"""Length ratio from which a name within another is the same name."""
HALF = 0.5
"""Likeness of bigrams from which two texts say the same."""
TOLERANCE = 1e-6
TAIL = 2
"""Characters that a short form must have."""


def letters(value: Any) -> str:
    """What is compared of a value: its words without white space, markup, quotation marks and width."""
    return _letters(str(value))


@lru_cache(maxsize=65536)
def _letters(text: str) -> str:
    return words(unicodedata.normalize("NFKC", TAG.sub("", html.unescape(text))))


def likeness(one: Any, other: Any) -> float:
    """Dice coefficient of the bigrams of two texts, each bigram as often as it occurs; 1 for equal ones."""
    left, right = _bigrams(letters(one)), _bigrams(letters(other))
    return 2 * (left & right).total() / (left.total() + right.total())


def _bigrams(text: str) -> Counter[str]:
    """Pairs of neighbours; a single character, or nothing, stands for itself."""
    return Counter(map("".join, pairwise(text))) or Counter([text])


def by_length(one: Any, other: Any) -> tuple[str, str]:
    """The letters of both, the shorter first."""
    left, right = letters(one), letters(other)
    return (left, right) if len(left) <= len(right) else (right, left)


def same_name(one: Any, other: Any) -> bool:
    """Whether two names are equal, or one holds the other and is not much longer."""
    short, long = by_length(one, other)
    return bool(short) and short in long and len(short) / len(long) >= CONTAINED


def ends(one: Any, other: Any) -> bool:
    """Whether the longer text ends in the shorter, as full names do in their short forms."""
    short, long = by_length(one, other)
    return len(short) >= TAIL and long.endswith(short)


def alike(one: Any, other: Any) -> bool:
    """Whether two free texts say the same."""
    return same_name(one, other) or ends(one, other) or likeness(one, other) >= HALF


def figure(value: Any) -> float | None:
    """The value as a number, if it is one; true and false are none."""
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def same_figure(one: Any, other: Any) -> bool:
    """Whether both are numbers of one value."""
    left, right = figure(one), figure(other)
    if left is None or right is None:
        return False
    return math.isclose(left, right, rel_tol=TOLERANCE, abs_tol=TOLERANCE)
