"""The fact schema of `ontology/facts.toml` as the gate and the pipeline need it."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import pyoxigraph as ox

from fulian_kg.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fulian_kg.resources import Library

IN_SCHEME = ox.NamedNode("http://www.w3.org/2004/02/skos/core#inScheme")
NUMBERS = frozenset({"decimal", "integer", "year", "year_from", "year_to"})
"""Kinds of value that are numbers and must occur in the quote by value."""


@dataclass(frozen=True, slots=True)
class TypeSchema:
    """One fact type: its slots in the order of the contract, with the kind of value of each, and the key of its id."""

    slots: Mapping[str, str]
    key: tuple[str, ...]


@lru_cache(maxsize=8)
def schema(library: Library) -> Mapping[str, TypeSchema]:
    """Types of `ontology/facts.toml`; raises `InputError` when the file is not as its head says."""
    try:
        table = tomllib.loads(library.read("ontology", "facts.toml"))
        return {
            name: TypeSchema({slot: row["value"] for slot, row in entry["slots"].items()}, tuple(entry["key"]))
            for name, entry in table.items()
            if "slots" in entry
        }
    except (tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        message = f"the fact schema cannot be read: {error}"
        raise InputError(message, file="ontology/facts.toml") from None


@lru_cache(maxsize=8)
def vocabulary(library: Library) -> Mapping[str, frozenset[str]]:
    """Notations of every concept scheme of `ontology/`: {scheme: ids}, an id being the tail of the concept's IRI."""
    found: dict[str, set[str]] = {}
    for _, text in library.walk("ontology", ".ttl"):
        for triple in ox.parse(text.encode(), format=ox.RdfFormat.TURTLE):
            if triple.predicate == IN_SCHEME:
                scheme = str(triple.object.value).rpartition("/def/")[2]
                concept = str(triple.subject.value).rpartition("/")[2]
                found.setdefault(scheme, set()).update({concept, concept.replace("-", "_")})
    return {scheme: frozenset(names) for scheme, names in found.items()}
