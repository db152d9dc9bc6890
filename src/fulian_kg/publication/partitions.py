"""Which properties the instances of each class have, and what those lead to: the partitions within class partitions.

Editors complete properties and draw the shape of the data from them (VoID, section 4.4).
"""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING

import pyoxigraph as ox

from fulian_kg.publication.remembering import once_a_store
from fulian_kg.vocabulary import RDF

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from fulian_kg.graph.store import OpenStore

KEPT = 20_000
"""Resources whose classes are remembered while others are looked at."""
Uses = Counter[tuple[str, str]]
"""Triples by property and class of their objects; empty for literals and for what has no class."""


@once_a_store
def uses(store: OpenStore) -> Mapping[str, Uses]:
    """Triples of the instances of each class, every triple once however many graphs have it."""
    classes_of = _remembered(store.rdf)
    found: dict[str, Uses] = {}
    for name in sorted(_classes(store.rdf)):
        counts: Uses = Counter()
        for subject in _instances(store.rdf, name):
            said = {(quad.predicate, quad.object) for quad in store.rdf.quads_for_pattern(subject, None, None)}
            for prop, value in said:
                targets = classes_of(value) if isinstance(value, ox.NamedNode) else ()
                counts.update((prop.value, target) for target in ("", *targets))
        found[name] = counts
    return found


def _classes(rdf: ox.Store) -> set[str]:
    objects = (quad.object for quad in rdf.quads_for_pattern(None, RDF.type, None))
    return {each.value for each in objects if isinstance(each, ox.NamedNode)}


def _instances(rdf: ox.Store, name: str) -> Iterator[ox.NamedNode]:
    """Instances of a class, each once: where several graphs tell of one, the index has those one after the other."""
    quads = rdf.quads_for_pattern(None, RDF.type, ox.NamedNode(name))
    for subject, _ in groupby(quads, key=lambda quad: quad.subject):
        if isinstance(subject, ox.NamedNode):
            yield subject


def _remembered(rdf: ox.Store) -> Callable[[ox.NamedNode], tuple[str, ...]]:
    """What tells the classes of a resource."""

    @lru_cache(KEPT)
    def classes(node: ox.NamedNode) -> tuple[str, ...]:
        objects = {quad.object for quad in rdf.quads_for_pattern(node, RDF.type, None)}
        return tuple(sorted(each.value for each in objects if isinstance(each, ox.NamedNode)))

    return classes
