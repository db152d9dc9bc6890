"""How much a store holds, counted once: statements, entities, and each class and property of them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from fulian_kg.graph.sorting import ordered
from fulian_kg.publication.remembering import once_a_store
from fulian_kg.vocabulary import RDF

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fulian_kg.graph.sorting import Ordered
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
def statistics(store: OpenStore, found: Ordered | None = None) -> Statistics:
    """The counts of a store; memory grows with its classes and properties only. `found`: its statements in order."""
    if found is None:
        with ordered(store.rdf) as sorted_now:
            return _counted(store, sorted_now)
    return _counted(store, found)


def _counted(store: OpenStore, found: Ordered) -> Statistics:
    count = _Count(f"{store.base}id/")
    objects = found.sorter.sorted(map(count.object_of, found.triples(_every)))
    with objects.open("rb") as lines:
        return count.result(sum(1 for _ in lines))


def _every(graph: str) -> bool:
    """Whether the triples of a graph are counted."""
    del graph
    return True


class _Count:
    """Counts triples that come sorted by subject, its classes first."""

    def __init__(self, start: str) -> None:
        self._start = start
        self._triples = self._subjects = self._entities = 0
        self._classes: Counter[str] = Counter()
        self._properties: Counter[str] = Counter()
        self._firsts: dict[str, str] = {}
        self._last: object = None
        self._entity: object = None

    def object_of(self, triple: ox.Triple) -> bytes:
        """The object of a triple, which is counted."""
        self._triples += 1
        self._properties[triple.predicate.value] += 1
        if triple.subject != self._last:
            self._last = triple.subject
            self._subjects += 1
        if triple.predicate == RDF.type and isinstance(triple.object, ox.NamedNode):
            self._instance(triple.subject, triple.object.value)
        return f"{triple.object}\n".encode()

    def _instance(self, subject: object, kind: str) -> None:
        self._classes[kind] += 1
        if not isinstance(subject, ox.NamedNode) or not subject.value.startswith(self._start):
            return
        self._firsts[kind] = min(self._firsts.get(kind, subject.value), subject.value)
        if subject != self._entity:
            self._entity = subject
            self._entities += 1

    def result(self, objects: int) -> Statistics:
        """All counts; those of objects come from whoever sorted them."""
        return Statistics(
            triples=self._triples,
            subjects=self._subjects,
            objects=objects,
            entities=self._entities,
            classes=dict(sorted(self._classes.items())),
            properties=dict(sorted(self._properties.items())),
            examples=tuple(sorted(set(self._firsts.values()))),
        )
