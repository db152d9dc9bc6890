"""What values of slots may be: the kinds that are numbers, and the notations of the concept schemes."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import pyoxigraph as ox

from fulian_kg.vocabulary import SKOS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fulian_kg.resources import Library

NUMBERS = frozenset({"decimal", "integer", "year", "year_from", "year_to"})
"""Kinds of value that are numbers and must occur in the quote by value."""


@lru_cache(maxsize=8)
def vocabulary(library: Library) -> Mapping[str, frozenset[str]]:
    """Notations of every concept scheme of `ontology/`: {scheme: ids}, an id being the tail of the concept's IRI."""
    found: dict[str, set[str]] = {}
    for _, text in library.ontology():
        for triple in ox.parse(text.encode(), format=ox.RdfFormat.TURTLE):
            if triple.predicate == SKOS.inScheme:
                scheme = str(triple.object.value).rpartition("/def/")[2]
                concept = str(triple.subject.value).rpartition("/")[2]
                found.setdefault(scheme, set()).update({concept, concept.replace("-", "_")})
    return {scheme: frozenset(names) for scheme, names in found.items()}
