"""Whether a quote prints a unit: in its spelling, in one that means it (名 for 人), or by a noun that implies it."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from fulian_kg.extraction.patterns import rules
from fulian_kg.llm.settings import settings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fulian_kg.resources import Library

SHARES: Final = ("%", "‰")
KINDS: Final = ("count", "measure", "money", "point", "time", "age")
"""Lists of `rules/units.toml` whose words are units of a value."""


def unit_printed(unit: str, quote: str, library: Library) -> bool:
    """Whether the unit is a known one that the quote prints."""
    if unit in SHARES:
        return settings(library).share.search(quote) is not None
    return any(word in quote for word in _spellings(library).get(unit, ()))


@lru_cache(maxsize=8)
def _spellings(library: Library) -> Mapping[str, frozenset[str]]:
    table = rules(library, "units").tables
    found: dict[str, set[str]] = {unit: set(nouns) for unit, nouns in table["bare"].items()}
    for word in (word for kind in KINDS for word in table["words"][kind]):
        found.setdefault(table["canonical"].get(word, word), set()).add(word)
    return {unit: frozenset(words) for unit, words in found.items()}
