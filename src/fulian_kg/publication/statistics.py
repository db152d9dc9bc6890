"""How much a store holds, counted once: statements, entities, and each class and property of them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from fulian_kg.publication.remembering import once_a_store
from fulian_kg.vocabulary import RDF

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fulian_kg.graph.store import OpenStore


@dataclass(frozen=True, slots=True)
class Statistics:
    """Counts of distinct things over all graphs."""

    triples: int
    subjects: int
    objects: int
    entities: int
    """Resources under the base that have a class."""
    classes: Mapping[str, int]
    """Instances by class."""
    properties: Mapping[str, int]
    """Triples by property."""
    examples: tuple[str, ...]
    """The first resource of each class."""


@once_a_store
def statistics(store: OpenStore) -> Statistics:
    """The counts of a store."""
    triples = {quad.triple for quad in store.rdf}
    start = f"{store.base}id/"
    classes: dict[str, set[str]] = {}
    for triple in triples:
        if triple.predicate == RDF.type and isinstance(triple.object, ox.NamedNode):
            classes.setdefault(triple.object.value, set()).add(str(getattr(triple.subject, "value", triple.subject)))
    instances = {iri for found in classes.values() for iri in found if iri.startswith(start)}
    firsts = {min(own) for found in classes.values() if (own := found & instances)}
    return Statistics(
        triples=len(triples),
        subjects=len({triple.subject for triple in triples}),
        objects=len({triple.object for triple in triples}),
        entities=len(instances),
        classes={iri: len(found) for iri, found in sorted(classes.items())},
        properties=dict(sorted(Counter(triple.predicate.value for triple in triples).items())),
        examples=tuple(sorted(firsts)),
    )
