"""Strings of which a text may hold one: to look for them costs less than to try the regexes that need them."""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from operator import add
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator


@lru_cache(maxsize=64)
def pairs(text: str) -> frozenset[str]:
    """Every two neighbouring characters of a text, read once for all that is looked for in it."""
    return frozenset(map(add, text, text[1:]))


class Literals:
    """Strings of which a text may hold one: looked for where a pair of characters tells that they may be there."""

    __slots__ = ("_single", "_tellers", "_told")

    def __init__(self, strings: Iterable[str], tell: Callable[[str], str] = lambda string: string[:2]) -> None:
        told: defaultdict[str, list[str]] = defaultdict(list)
        for each in strings:
            told[tell(each)].append(each)
        self._single = tuple(sorted(pair for pair in told if len(pair) < len("ab")))
        self._told = {pair: tuple(each) for pair, each in told.items() if pair not in self._single}
        self._tellers = frozenset(self._told)

    def occur(self, text: str) -> bool:
        """Whether the text holds one of the strings."""
        return any(map(text.__contains__, self._likely(text)))

    def places(self, text: str) -> list[int]:
        """Where one of them begins, in the order of the text."""
        found: list[int] = []
        for each in self._likely(text):
            at = text.find(each)
            while at >= 0:
                found.append(at)
                at = text.find(each, at + 1)
        return sorted(found)

    def _likely(self, text: str) -> Iterator[str]:
        """The strings that may be there by their pairs."""
        yield from self._single
        for pair in self._tellers & pairs(text):
            yield from self._told[pair]
