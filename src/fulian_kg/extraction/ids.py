"""Ids of facts: stable when something else in the text changes, and never random.

An id derives from the case (number and title; outside of a compilation the file's name), the type, the
normalised quote with 16 characters of context on both sides, the key slots, and the ordinal among identical ones.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from fulian_kg.model import digest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from fulian_kg.model import Case, Slot, SourceText

CONTEXT = 16
"""Characters of the view that enter the id on both sides of the quote."""


def case_key(case: Case, source: SourceText) -> str:
    """What names the case in ids: number and title, outside of a compilation the file."""
    return source.file if case.number is None else f"{case.number}\x1e{case.title}"


def context_of(view_text: str, start: int, end: int) -> tuple[str, str, str]:
    """The words before a stretch of the view, the stretch, and the words after it."""
    return view_text[max(0, start - CONTEXT) : start], view_text[start:end], view_text[end : end + CONTEXT]


def key_of(slots: Mapping[str, Slot], key: Iterable[str]) -> str:
    """The key slots as text; an absent one differs from an empty one."""
    return "\x1e".join(f"{name}={_text(slots[name])}" for name in key if name in slots)


class Ids:
    """Gives ids within one case; identical facts are told apart by their order in the text."""

    def __init__(self, case: Case, source: SourceText) -> None:
        """Ids of facts of `case`, read from `source`."""
        self._case = case_key(case, source)
        self._seen: Counter[tuple[str, ...]] = Counter()

    def of(self, kind: str, context: tuple[str, str, str], key: str) -> str:
        """The id of the next fact of this type, context and key."""
        parts = (kind, *context, key)
        self._seen[parts] += 1
        return digest(self._case, *parts, self._seen[parts])


def _text(value: Slot) -> str:
    if isinstance(value, tuple | list):
        return "\x1d".join(map(_text, value))
    return f"{value:g}" if isinstance(value, float) else str(value)
