"""What the measure compares and in what way: `rules/evaluation.toml` and the schema of facts, read once.

It is our own file that is read, whatever `--with` adds: a measure that a library could change would measure nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from fulian_kg.extraction.patterns import rules
from fulian_kg.fact_schema import fact_schemas
from fulian_kg.resources import Library

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Definition:
    """The data of the measure."""

    slots: Mapping[str, tuple[str, ...]]
    """Slots that are compared, by type, in contract order."""
    coded: frozenset[str]
    defaults: Mapping[str, Any]
    units: Mapping[str, str]
    neighbours: frozenset[frozenset[str]]
    shortened: frozenset[str]
    """Types whose names may also be printed short."""
    numeral: re.Pattern[str]
    ignored: re.Pattern[str]
    """Numerals, and stretches whose numerals state nothing, in the source as it is."""


@cache
def definition() -> Definition:
    """The definition that the data files give."""
    library = Library()
    table = rules(library, "evaluation").tables
    unscored = set(table["slots"]["unscored"])
    return Definition(
        {
            name: tuple(slot for slot in schema.slots if slot not in unscored)
            for name, schema in fact_schemas(library).items()
        },
        frozenset(table["slots"]["coded"]),
        table["slots"]["defaults"],
        table["units"],
        frozenset(map(frozenset, table["matching"]["neighbours"])),
        frozenset(table["matching"]["shortened"]),
        _any(library, "evaluation.numeral."),
        _any(library, "evaluation.ignored."),
    )


def _any(library: Library, prefix: str) -> re.Pattern[str]:
    """One pattern for all with that prefix: what the first takes, no later one sees."""
    found = (p.regex.pattern for p in rules(library, "evaluation").patterns if p.id.startswith(prefix))
    return re.compile("|".join(found))
