"""The schema of facts, read from `ontology/facts.toml`: types, slots in the order of the contract, and their RDF."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from string import Formatter
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Self

from fulian_kg.errors import InputError, UsageError
from fulian_kg.vocabulary import curie

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyoxigraph import NamedNode

    from fulian_kg.resources import Library


@dataclass(frozen=True, slots=True)
class SlotSchema:
    """A slot of a fact and the property that it becomes."""

    name: str
    property: NamedNode
    value: str
    """Kind of value, as the head of `ontology/facts.toml` lists them; `concept` for `concept:…`."""
    scheme: str | None
    """Concept scheme whose notations are the values, for a `concept`."""


@dataclass(frozen=True, slots=True)
class Naming:
    """A way to name a fact after its slots, as `{subject}（{unit}）`."""

    form: str
    slots: tuple[str, ...]
    """Those that it takes; it serves facts that have all of them."""

    @classmethod
    def of(cls, form: str) -> Self:
        """Raises `ValueError` for a form with unpaired braces."""
        return cls(form, tuple(slot for _, slot, _, _ in Formatter().parse(form) if slot is not None))


@dataclass(frozen=True, slots=True)
class FactSchema:
    """A fact type, its class, and its slots in contract order."""

    type: str
    cls: NamedNode
    key: tuple[str, ...]
    """Slots that enter a fact's id."""
    label: tuple[Naming, ...]
    """Ways to name it, the first that it has all slots for."""
    slots: Mapping[str, SlotSchema]


VALUE_KINDS = frozenset(
    {
        "decimal",
        "integer",
        "boolean",
        "text",
        "string",
        "strings",
        "year",
        "year_from",
        "year_to",
        "date",
        "concept",
        "agent",
        "agents",
        "region",
        "place",
        "initiative",
        "steps",
        "session",
    }
)


@lru_cache(maxsize=8)
def fact_schemas(library: Library) -> Mapping[str, FactSchema]:
    """The schema of every fact type; raises `InputError` when `ontology/facts.toml` does not make sense."""
    try:
        table = tomllib.loads(library.read("ontology", "facts.toml"))
        return MappingProxyType({name: _fact_schema(name, entry) for name, entry in table.items()})
    except (tomllib.TOMLDecodeError, KeyError, TypeError, AttributeError, ValueError, UsageError) as error:
        message = f"the schema of facts is not usable: {error}"
        raise InputError(message, file="ontology/facts.toml") from error


def _fact_schema(name: str, entry: Mapping[str, Any]) -> FactSchema:
    slots = {slot: _slot_schema(slot, row) for slot, row in entry["slots"].items()}
    key: tuple[str, ...] = tuple(entry["key"])
    label = tuple(map(Naming.of, entry.get("label", ())))
    if unknown := {*key, *(slot for naming in label for slot in naming.slots)} - set(slots):
        message = f"key or label of {name} name unknown slots: {', '.join(sorted(unknown))}"
        raise ValueError(message)
    return FactSchema(name, curie(str(entry["class"])), key, label, MappingProxyType(slots))


def _slot_schema(name: str, row: Mapping[str, str]) -> SlotSchema:
    value, _, of = row["value"].partition(":")
    if value not in VALUE_KINDS or (value == "concept") is not bool(of):
        message = f"slot {name} has the unknown kind of value {row['value']!r}"
        raise ValueError(message)
    return SlotSchema(name, curie(row["property"]), value, of or None)
