"""Patterns are data: `rules/<name>.toml`, each with its own examples, which are tests.

    [[pattern]]
    id = "document.titled"
    regex = '《(?P<name>[^《》]+)》'
    confidence = 0.95                      # optional
    set = { kind = "report" }              # optional: slots that the pattern fixes
    positive = ["下发了《关于…的意见》"]       # each must match
    negative = ["下发了意见"]                # none may match

`<<NAME>>` in a regex stands for a macro of `rules/macros.toml` (`NAME = "…"`), which may use others.
Word lists are `[words]` tables: `kind = ["词", …]`.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from fulian_kg.errors import InputError
from fulian_kg.regexes.search import Search
from fulian_kg.regexes.several import Several

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from fulian_kg.resources import Library

MACRO = re.compile(r"<<([A-Z_]+)>>")


@dataclass(frozen=True)
class Pattern:
    """One rule: `id` is what facts name as their `rule`."""

    id: str
    regex: re.Pattern[str]
    confidence: float
    fixed: Mapping[str, Any]
    positive: tuple[str, ...]
    negative: tuple[str, ...]

    @cached_property
    def search(self) -> Search:
        """The regex, tried only where it may match."""
        return Search(self.regex)


@dataclass(frozen=True, eq=False)
class Rules:
    """One file of `rules/`. Two are equal when they are one, so that what is made of them can be kept."""

    patterns: tuple[Pattern, ...]
    words: Mapping[str, tuple[str, ...]]
    """Word lists, longest word first."""
    tables: Mapping[str, Any]
    """The whole file as parsed, for tables of other shapes."""

    @cached_property
    def _named(self) -> dict[str, Pattern]:
        return {pattern.id: pattern for pattern in reversed(self.patterns)}

    def pattern(self, name: str) -> Pattern:
        """The pattern whose id is `name`."""
        return self._named[name]

    @lru_cache(maxsize=256)  # noqa: B019  the files of rules are few, and kept
    def starting(self, prefix: str) -> tuple[Pattern, ...]:
        """The patterns whose id starts with `prefix`, in the order of the file."""
        return tuple(pattern for pattern in self.patterns if pattern.id.startswith(prefix))

    @lru_cache(maxsize=256)  # noqa: B019  the same
    def _together(self, prefix: str) -> Several:
        return Several(pattern.search for pattern in self.starting(prefix))

    def possible(self, text: str, prefix: str = "") -> Iterator[Pattern]:
        """Of the same patterns those that may match in the text; much faster than to try them."""
        return map(self.starting(prefix).__getitem__, self._together(prefix).possible(text))

    def finditer(self, text: str, prefix: str = "") -> Iterator[tuple[Pattern, re.Match[str]]]:
        """Every match of every pattern whose id starts with `prefix`, by place, then by order in the file."""
        found = [
            (match.start(), order, pattern, match)
            for order, pattern in enumerate(self.possible(text, prefix))
            for match in pattern.search.found(text)
        ]
        yield from ((pattern, match) for _, _, pattern, match in sorted(found, key=lambda row: row[:2]))

    def occur(self, text: str, prefix: str) -> bool:
        """Whether any of them matches."""
        return any(next(pattern.search.found(text), None) for pattern in self.possible(text, prefix))


@lru_cache(maxsize=64)
def rules(library: Library, name: str) -> Rules:
    """Read `rules/<name>.toml`; raises `InputError` naming the file and the pattern at fault."""
    table = _table(library, name)
    macros = _table(library, "macros")
    patterns = tuple(_pattern(row, macros, name) for row in table.get("pattern", ()))
    words = {key: tuple(sorted(value, key=lambda w: (-len(w), w))) for key, value in table.get("words", {}).items()}
    return Rules(patterns, words, table)


def _table(library: Library, name: str) -> dict[str, Any]:
    try:
        return tomllib.loads(library.read("rules", f"{name}.toml"))
    except tomllib.TOMLDecodeError as error:
        raise InputError(str(error), file=f"rules/{name}.toml") from None


def _pattern(row: Mapping[str, Any], macros: Mapping[str, str], name: str) -> Pattern:
    label = str(row.get("id", "a pattern without id"))
    try:
        regex = re.compile(_expanded(row["regex"], macros))
    except (KeyError, re.error) as error:
        message = f"pattern {label} cannot be used: {error}"
        raise InputError(message, file=f"rules/{name}.toml") from None
    return Pattern(
        label,
        regex,
        float(row.get("confidence", 0.9)),
        row.get("set", {}),
        tuple(row.get("positive", ())),
        tuple(row.get("negative", ())),
    )


def _expanded(regex: str, macros: Mapping[str, str]) -> str:
    while MACRO.search(regex):
        regex = MACRO.sub(lambda match: macros[match[1]], regex)
    return regex
