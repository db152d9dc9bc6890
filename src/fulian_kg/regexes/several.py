"""Several regexes asked of the same texts: a string that many of them need is looked for once."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from fulian_kg.regexes.literals import pairs

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fulian_kg.regexes.search import Search

Sets = frozenset[int]
"""Sets of strings, by number."""


class Several:
    """Searches in an order; the sets of strings that they need are numbered."""

    __slots__ = ("_needed", "_single", "_tellers", "_told")

    def __init__(self, searches: Iterable[Search]) -> None:
        numbers: dict[frozenset[str], int] = {}
        self._needed = [
            frozenset(numbers.setdefault(strings, len(numbers)) for strings in search.strings) for search in searches
        ]
        holding: defaultdict[str, set[int]] = defaultdict(set)
        for strings, number in numbers.items():
            for each in strings:
                holding[each].add(number)
        told: defaultdict[str, list[tuple[str, Sets]]] = defaultdict(list)
        for each in sorted(holding):
            told[each[:2]].append((each, frozenset(holding[each])))
        self._single = [row for pair, rows in told.items() if len(pair) < len("ab") for row in rows]
        self._told = {pair: rows for pair, rows in told.items() if len(pair) == len("ab")}
        self._tellers = frozenset(self._told)

    def possible(self, text: str) -> list[int]:
        """Places, in their order, of those that may match in the text."""
        held: set[int] = set()
        for each, sets in self._single:
            if each in text:
                held |= sets
        for pair in self._tellers & pairs(text):
            for each, sets in self._told[pair]:
                if not sets <= held and each in text:
                    held |= sets
        return [place for place, needed in enumerate(self._needed) if needed <= held]
