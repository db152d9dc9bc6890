"""Which strings a text must hold before a regex can match in it, and how far from the match they may stand.

They are read from the parsed regex, by the same steps as RE2 and code search do: a run of literals, and every branch of
an alternation, is kept as the finite set of strings that it stands for, as long as there are few. Of the sets that a
match must hold a member of, those that a text is least likely to hold are kept.
"""

from __future__ import annotations

import re
from functools import lru_cache
from re import _constants as sre
from re import _parser as parser
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

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
LINE_FEED = ord("\n")
ALIASED = frozenset("IKSiks")
"""Letters that equal one beyond ASCII where case is nothing: K is the Kelvin sign, too."""

Strings = frozenset[str]
NOTHING: Strings = frozenset({""})


class Required(NamedTuple):
    """Strings of which every match needs one."""

    strings: Strings
    least: int
    """Characters from the beginning of the match to that of the string, at the least; fewer than none before it."""
    most: int
    """The same at the most."""
    inline: bool
    """Whether a string that stands behind the beginning of the match stands in the same line."""

    def behind(self, before: parser.SubPattern) -> Required:
        """The same of the whole that has another sequence before it."""
        least, most = before.getwidth()
        return self._replace(least=self.least + least, most=self.most + most, inline=self.inline and _in_line(before))


def required(regex: re.Pattern[str]) -> tuple[Required, ...]:
    """Sets of strings, of each of which every text holds one in which the regex matches anywhere."""
    if regex.flags & re.DOTALL:
        return ()
    _, needed = _read(_parsed(regex), caseless=bool(regex.flags & re.IGNORECASE))
    return tuple(sorted(needed, key=_likely)[:SETS])


def shortest(regex: re.Pattern[str]) -> int:
    """Characters that a match has at the least."""
    least: int = _parsed(regex).getwidth()[0]
    return least


def anchored(regex: re.Pattern[str]) -> bool:
    """Whether it matches only at the beginning of a text."""
    return list(_parsed(regex)[:1]) == [(sre.AT, sre.AT_BEGINNING)]


@lru_cache(maxsize=1)
def _parsed(regex: re.Pattern[str]) -> parser.SubPattern:
    return parser.parse(regex.pattern, regex.flags & ~re.UNICODE)


Read = tuple[Strings | None, Required | None]
"""All strings that a part of a regex matches, if they are few; and a set of which each match holds a member."""
UNKNOWN: Read = None, None


def _sequence(parsed: parser.SubPattern, *, caseless: bool) -> Read:
    whole, needed = _read(parsed, caseless=caseless)
    return whole, min(needed, key=_likely, default=None)


def _read(parsed: parser.SubPattern, *, caseless: bool) -> tuple[Strings | None, list[Required]]:
    """All strings that the sequence matches, if they are few; and every set of which each match holds a member."""
    run, begun, whole = NOTHING, 0, True
    needed: list[Required] = []
    for index, (code, argument) in enumerate(parsed):
        strings, inside = _item(code, argument, caseless=caseless)
        needed += [inside.behind(parsed[:index])] if inside else []
        if strings is not None and len(run) * len(strings) <= MOST:
            run = frozenset(head + tail for head in run for tail in strings)
            continue
        needed.append(_run(run).behind(parsed[:begun]))
        run, begun, whole = (NOTHING, index + 1, False) if strings is None else (strings, index, False)
    needed.append(_run(run).behind(parsed[:begun]))
    return run if whole else None, [each for each in needed if "" not in each.strings]


def _run(strings: Strings) -> Required:
    return Required(strings, 0, 0, inline=True)


def _item(code: Any, argument: Any, *, caseless: bool) -> Read:
    """The same of one item of a sequence; what is not known here matches anything and needs nothing."""
    if code in {sre.LITERAL, sre.IN}:
        found = _characters([(code, argument)] if code is sre.LITERAL else argument)
        return _both_cases(found) if found and caseless else found, None
    if code is sre.SUBPATTERN:
        caseless = bool((caseless or argument[1] & re.IGNORECASE) and not argument[2] & re.IGNORECASE)
        return _sequence(argument[3], caseless=caseless) if not argument[1] & re.DOTALL else UNKNOWN
    if code is sre.BRANCH:
        return _branches([_sequence(each, caseless=caseless) for each in argument[1]])
    if code in {sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT}:
        return _repeated(*argument, caseless=caseless)
    if code is sre.ASSERT:
        return None, _asserted(*argument, caseless=caseless)
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


def _both_cases(characters: Strings) -> Strings | None:
    """The characters in either case; nothing is known of letters with more forms than two."""
    if any(char in ALIASED or not (char.isascii() or char.lower() == char.upper()) for char in characters):
        return None
    return frozenset(case for char in characters for case in (char.lower(), char.upper()))


def _branches(parts: list[Read]) -> Read:
    strings = _union([whole for whole, _ in parts], MOST)
    inside = [each for _, each in parts if each]
    union = _union([each.strings for each in inside], BRANCHES)
    if union is None or len(inside) < len(parts):
        return strings, None
    least, most = min(each.least for each in inside), max(each.most for each in inside)
    return strings, Required(union, least, most, inline=all(each.inline for each in inside))


def _union(parts: list[Strings | None] | list[Strings], most: int) -> Strings | None:
    known = [each for each in parts if each is not None]
    union = frozenset().union(*known) if len(known) == len(parts) else None
    return union if union is not None and len(union) <= most else None


def _repeated(least: int, most: int, parsed: parser.SubPattern, *, caseless: bool) -> Read:
    strings, inside = _sequence(parsed, caseless=caseless)
    if least:
        return strings if most == 1 else None, inside
    return strings | NOTHING if strings is not None and most == 1 else None, None


def _asserted(direction: int, parsed: parser.SubPattern, *, caseless: bool) -> Required | None:
    """What is needed of the text around: what stands before the place is as wide as the assertion."""
    inside = _sequence(parsed, caseless=caseless)[1]
    if inside is None or direction > 0:
        return inside
    width, _ = parsed.getwidth()
    return inside._replace(least=inside.least - width, most=inside.most - width)


def _in_line(parsed: Iterable[tuple[Any, Any]]) -> bool:
    """Whether no text that the sequence matches holds the end of a line."""
    return all(_keeps_line(code, argument) for code, argument in parsed)


def _keeps_line(code: Any, argument: Any) -> bool:
    if code in {sre.LITERAL, sre.NOT_LITERAL}:
        return (argument == LINE_FEED) is (code is sre.NOT_LITERAL)
    if code is sre.IN:
        return not _admits(argument)
    if code is sre.SUBPATTERN:
        return not argument[1] & re.DOTALL and _in_line(argument[3])
    if code is sre.BRANCH:
        return all(map(_in_line, argument[1]))
    if code in {sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT}:
        return _in_line(argument[2])
    return code in {sre.ANY, sre.ASSERT, sre.ASSERT_NOT, sre.AT}


def _admits(choices: Iterable[tuple[Any, Any]]) -> bool:
    """Whether a class of characters admits the end of a line."""
    negated, found = False, False
    for code, argument in choices:
        if code is sre.NEGATE:
            negated = True
        elif code is sre.CATEGORY:
            found = found or argument not in {sre.CATEGORY_DIGIT, sre.CATEGORY_WORD, sre.CATEGORY_NOT_SPACE}
        else:
            first, last = (argument, argument) if code is sre.LITERAL else argument
            found = found or first <= LINE_FEED <= last
    return found is not negated


def _likely(needed: Required) -> float:
    return sum(RARE ** min(len(each), TELLING) for each in needed.strings)
