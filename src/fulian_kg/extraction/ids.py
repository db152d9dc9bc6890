"""Ids of facts: stable when something else in the text changes, or a figure is corrected, and never random.

An id derives from the case (number and title; outside of a compilation the file's name), the type, the
normalised quote with 16 characters of context on both sides, the key slots, and the ordinal among identical ones.
Normalised means without the digits: a figure is what a fact states, not what it is called.
"""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING

from fulian_kg.extraction.printed import figures
from fulian_kg.model import digest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from fulian_kg.model import Case, Slot, SourceText

CONTEXT = 16
"""Characters that enter the id on both sides of the quote."""
REACH = 1 << 20
"""Characters back to which identical stretches are told apart by their order."""
DIGITS = dict.fromkeys(map(ord, "0123456789０１２３４５６７８９"), "0")
TOLERANCE = 1e-9


def case_key(case: Case, source: SourceText) -> str:
    """What names the case in ids: number and title, outside of a compilation the file."""
    return source.file if case.number is None else f"{case.number}\x1e{case.title}"


def key_of(slots: Mapping[str, Slot], key: Iterable[str], quote: str) -> str:
    """The key slots as text; an absent one differs from an empty one.

    A number that the quote has in figures counts by its place among them, whatever it is.
    """
    printed = figures(quote)
    return "\x1e".join(f"{name}={_text(slots[name], printed)}" for name in key if name in slots)


class Wording:
    """A text as ids know it: with one digit for all."""

    def __init__(self, text: str) -> None:
        self._text = text.translate(DIGITS)

    def of(self, start: int, end: int, since: int = 0) -> tuple[str, str, str, int]:
        """The words before a stretch, its own, those after it, and how many such there are from `since` up to it."""
        first = max(0, start - CONTEXT)
        before, words, after = self._text[first:start], self._text[start:end], self._text[end : end + CONTEXT]
        return before, words, after, self._earlier(before + words + after, first, max(since, first - REACH))

    def _earlier(self, stretch: str, first: int, since: int) -> int:
        """Identical stretches that begin before the first character; they may overlap, as cells of a table do."""
        count, found = 0, self._text.find(stretch, since)
        while 0 <= found < first:
            count, found = count + 1, self._text.find(stretch, found + 1)
        return count


wording = lru_cache(maxsize=8)(Wording)
"""The wording of a text that is asked for again and again."""


class Ids:
    """Gives ids within one case; what differs in nothing else is told apart by its order."""

    def __init__(self, case: Case, source: SourceText) -> None:
        """Ids of facts of `case`, read from `source`."""
        self._case = case_key(case, source)
        self._seen: Counter[tuple[object, ...]] = Counter()

    def of(self, kind: str, text: str, start: int, end: int, key: str) -> str:
        """The id of the next fact of this type and key whose quote is a stretch of the view's text."""
        parts = (kind, *wording(text).of(start, end), key)
        self._seen[parts] += 1
        return digest(self._case, *parts, self._seen[parts])


def _text(value: Slot, printed: tuple[float, ...]) -> str:
    if isinstance(value, tuple | list):
        return "\x1d".join(_text(each, printed) for each in value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    place = next((n for n, each in enumerate(printed) if abs(value - each) <= TOLERANCE * abs(value)), None)
    return f"{value:g}" if place is None else f"#{place}"
