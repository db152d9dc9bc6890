"""Which strings a text must hold before a regex can match in it; to look for them costs less than to try the regex.

`required` reads them from the parsed regex, by the same steps as RE2 and code search do: a run of literals, and every
branch of an alternation, is kept as the finite set of strings that it stands for, as long as there are few. Of the
sets that a match must hold a member of, those that a text is least likely to hold are kept.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import lru_cache
from operator import add
from re import _constants as sre
from re import _parser as parser
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

MOST = 64
"""Strings that a run of literals may stand for; one that would stand for more is cut."""
BRANCHES = 512
"""Strings that all branches of an alternation may have; one that would have more says nothing."""
SETS = 3
"""Sets that are kept of a regex."""
TELLING = 3
"""Characters of a literal from which on more of them tell no more."""
RARE = 0.05
"""Share of texts that hold some one character: only the order of the estimates matters."""

Strings = frozenset[str]
NOTHING: Strings = frozenset({""})


@lru_cache(maxsize=64)
def pairs(text: str) -> Strings:
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
        if self._single and any(each in text for each in self._single):
            return True
        return any(each in text for pair in self._tellers & pairs(text) for each in self._told[pair])


def required(regex: re.Pattern[str]) -> tuple[Literals, ...]:
    """Sets of strings, of each of which every text holds one in which the regex matches anywhere."""
    if regex.flags & re.IGNORECASE:
        return ()
    _, needed = _read(parser.parse(regex.pattern, regex.flags & ~re.UNICODE))
    return tuple(map(Literals, sorted(needed, key=_likely)[:SETS]))


def _sequence(parsed: Iterable[tuple[Any, Any]]) -> tuple[Strings | None, Strings | None]:
    """All strings that the sequence matches, if they are few; and a set of which each match holds a member."""
    whole, needed = _read(parsed)
    return whole, min(needed, key=_likely, default=None)


def _read(parsed: Iterable[tuple[Any, Any]]) -> tuple[Strings | None, list[Strings]]:
    """All strings that the sequence matches, if they are few; and every set of which each match holds a member."""
    run, whole = NOTHING, True
    needed: list[Strings] = []
    for code, argument in parsed:
        strings, inside = _item(code, argument)
        needed += [inside] if inside else []
        if strings is not None and len(run) * len(strings) <= MOST:
            run = frozenset(head + tail for head in run for tail in strings)
            continue
        needed.append(run)
        run, whole = strings or NOTHING, False
    needed.append(run)
    return run if whole else None, [each for each in needed if "" not in each]


def _item(code: Any, argument: Any) -> tuple[Strings | None, Strings | None]:
    """The same of one item of a sequence; what is not known here matches anything and needs nothing."""
    if code in {sre.LITERAL, sre.IN}:
        return _characters([(code, argument)] if code is sre.LITERAL else argument), None
    if code is sre.SUBPATTERN:
        return _sequence(argument[3]) if not argument[1] & re.IGNORECASE else (None, None)
    if code is sre.BRANCH:
        return _branches([_sequence(each) for each in argument[1]])
    if code in {sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT}:
        return _repeated(*argument)
    if code is sre.ASSERT:
        return None, _sequence(argument[1])[1]
    return (NOTHING if code in {sre.ASSERT_NOT, sre.AT} else None), None


def _characters(choices: Iterable[tuple[Any, Any]]) -> Strings | None:
    """The characters of a class, if they are few."""
    found: set[str] = set()
    for code, argument in choices:
        first, last = (argument, argument) if code is sre.LITERAL else argument if code is sre.RANGE else (0, MOST)
        if last - first >= MOST:
            return None
        found.update(map(chr, range(first, last + 1)))
    return frozenset(found) if len(found) <= MOST else None


def _branches(parts: list[tuple[Strings | None, Strings | None]]) -> tuple[Strings | None, Strings | None]:
    return _union([whole for whole, _ in parts], MOST), _union([inside for _, inside in parts], BRANCHES)


def _union(parts: list[Strings | None], most: int) -> Strings | None:
    known = [each for each in parts if each is not None]
    union = frozenset().union(*known) if len(known) == len(parts) else None
    return union if union is not None and len(union) <= most else None


def _repeated(least: int, most: int, parsed: Iterable[tuple[Any, Any]]) -> tuple[Strings | None, Strings | None]:
    strings, inside = _sequence(parsed)
    if least:
        return strings if most == 1 else None, inside
    return strings | NOTHING if strings is not None and most == 1 else None, None


def _likely(strings: Strings) -> float:
    return sum(RARE ** min(len(each), TELLING) for each in strings)
