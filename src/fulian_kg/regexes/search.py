"""Regexes that are tried only where the strings that they need let a match begin.

Every answer is that of the regex itself. The engine of `re` tries a regex at every character of a text; most need some
string that stands only here and there, and stands at most so far from where the match begins.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from fulian_kg.regexes.literals import Literals
from fulian_kg.regexes.required import TELLING, anchored, required, shortest

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from fulian_kg.regexes.required import Required

CALL = 4
"""Places at which the engine tries a regex by itself in the time in which it can be called for one."""
COMMON = 0.03
"""Share of the characters of a text that are some one character: only the order of the estimates matters."""
LINE = 100
"""Characters of a line."""
WORTH = 4.0
"""Places tried for each character of a text, by the estimate, from which on it is not worth while to look for them."""
Windows = list[tuple[int, int]]
"""Stretches in which a match may begin, in order, half-open."""


class Search:
    """A regex and the strings that it needs."""

    def __init__(self, regex: re.Pattern[str]) -> None:
        self.regex = regex
        self._needed = required(regex)

    @cached_property
    def strings(self) -> tuple[frozenset[str], ...]:
        """Of each of these sets a text holds a string in which the regex matches."""
        return tuple(each.strings for each in self._needed)

    @cached_property
    def _literals(self) -> tuple[Literals, ...]:
        return tuple(map(Literals, self.strings))

    @cached_property
    def _near(self) -> tuple[Required, Literals] | None:
        """What tells best where a match may begin, if anything tells it well."""
        near = min(self._needed, key=_trials, default=None)
        worth = near and _trials(near) < WORTH and shortest(self.regex) and not anchored(self.regex)
        return (near, Literals(near.strings)) if near and worth else None

    def may_match(self, text: str) -> bool:
        """False only where the regex matches nowhere in the text."""
        for literals in self._literals:  # noqa: SIM110  a generator would cost as much as what it asks
            if not literals.occur(text):
                return False
        return True

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Every match in the text."""
        return self.found(text) if self.may_match(text) else iter(())

    def found(self, text: str) -> Iterator[re.Match[str]]:
        """Every match in a text that was asked whether the regex may match."""
        windows = self._windows(text)
        few = sum(stop - first for first, stop in windows) * CALL < len(text)
        return self._found(text, windows) if few else self.regex.finditer(text)

    def begun(self, text: str, starts: Sequence[int]) -> Iterator[re.Match[str]]:
        """The match at each of these places, given in order, at which one begins; they may overlap."""
        for first, stop in self._windows(text):
            for start in starts[bisect_left(starts, first) : bisect_left(starts, stop)]:
                if match := self.regex.match(text, start):
                    yield match

    def _windows(self, text: str) -> Windows:
        if self._near is None:
            return [(0, len(text) + 1)]
        need, literals = self._near
        return _windows(text, literals.places(text), need)

    def _found(self, text: str, windows: Windows) -> Iterator[re.Match[str]]:
        match, at = self.regex.match, 0
        for first, stop in windows:
            at = max(at, first)
            while at < stop:
                if found := match(text, at):
                    yield found
                    at = found.end()
                else:
                    at += 1


@lru_cache(maxsize=256)
def search_for(regex: str) -> Search:
    """The same of a regex that is not of a file of rules, made once."""
    return Search(re.compile(regex))


def _windows(text: str, places: list[int], need: Required) -> Windows:
    """Where matches may begin that have a string at one of the places."""
    windows: Windows = []
    stop = 0
    for place in places:
        first = max(stop, place - need.most)
        if need.inline and first < place:
            first = max(first, text.rfind("\n", first, place) + 1)
        stop = max(stop, place - need.least + 1)
        if first < stop:
            windows.append((first, stop))
    return windows


def _trials(need: Required) -> float:
    """Places at which the regex is tried for each character of a text, estimated."""
    found = sum(COMMON ** min(len(each), TELLING) for each in need.strings)
    return found * (min(need.most, LINE if need.inline else need.most) - need.least + 1)
