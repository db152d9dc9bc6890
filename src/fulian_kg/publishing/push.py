"""Loading a generation into a store elsewhere, so that it can be broken off at any moment and begun again.

The remote keeps receipts in a small graph of its own: a graph that came whole, how many statements it has, and their
hash. A graph with its receipt is skipped; any other is sent again from its beginning, and replaces what is there of it.
Graphs of an earlier edition go at the end. Readers of the remote see the graphs change one after another.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from fulian_kg.endpoint.client import Client
from fulian_kg.endpoint.graph_store import GraphStore
from fulian_kg.endpoint.remote import RECEIPTS, RemoteStore
from fulian_kg.errors import StoreError
from fulian_kg.vocabulary import XSD, Iris, curie

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from fulian_kg.endpoint.address import Endpoint
    from fulian_kg.graph.store import OpenStore

COUNT, HASH = curie("void:triples"), curie("schema:sha256")
Receipts = dict[str, str]
"""Graph → hash of its statements."""
Told = "Callable[[int, int], None]"


@dataclass(frozen=True, slots=True)
class Pushed:
    """What a push did."""

    to: str
    sent: tuple[str, ...]
    """Graphs that were loaded, whole."""
    kept: tuple[str, ...]
    """Graphs that were there already."""
    removed: tuple[str, ...]
    """Graphs of an earlier edition."""
    statements: Mapping[str, int]
    """In each graph, as the remote counts them."""

    def as_object(self) -> dict[str, Any]:
        """Its JSON."""
        return {
            "to": self.to,
            "sent": list(self.sent),
            "kept": list(self.kept),
            "removed": list(self.removed),
            "graphs": dict(self.statements),
            "statements": sum(self.statements.values()),
        }


def push(store: OpenStore, to: Endpoint, told: Callable[[int, int], None], client: Client | None = None) -> Pushed:
    """Make the store elsewhere hold the graphs of a generation; `told` hears how many statements of all are there.

    Raises `StoreError` when the other side fails for good, or counts other numbers than ours at the end.
    """
    client = client or Client()
    remote, graphs = RemoteStore(to, client), GraphStore(to, client)
    wanted = {iri: (int(row["statements"]), str(row["sha256"])) for iri, row in store.manifest["graphs"].items()}
    receipts, there = _receipts(remote, store.base), remote.counts(store.base)
    kept = [iri for iri, (n, digest) in wanted.items() if receipts.get(iri) == digest and there.get(iri) == n]
    _write(graphs, store.base, wanted, kept)
    last = Iris(store.base).graph("ontology").value  # by which readers know a data set: not before it is whole
    total, done = sum(n for n, _ in wanted.values()), sum(wanted[iri][0] for iri in kept)
    told(done, total)
    sent = sorted((iri for iri in wanted if iri not in set(kept)), key=lambda iri: (iri == last, iri))
    for iri in sent:
        graphs.put(iri, _lines(store.rdf, iri))
        graphs.add(Iris(store.base).graph(RECEIPTS).value, _receipt(iri, *wanted[iri]))
        done += wanted[iri][0]
        told(done, total)
    removed = sorted(set(there) - set(wanted))
    for iri in removed:
        graphs.delete(iri)
    counted = remote.counts(store.base)
    _verify(to, {iri: n for iri, (n, _) in wanted.items()}, counted)
    return Pushed(to.given, tuple(sent), tuple(kept), tuple(removed), counted)


def _receipts(remote: RemoteStore, base: str) -> Receipts:
    quads = remote.quads_for_pattern(None, HASH, None, Iris(base).graph(RECEIPTS))
    return {quad.subject.value: quad.object.value for quad in quads}  # type: ignore[union-attr]


def _write(graphs: GraphStore, base: str, wanted: Mapping[str, tuple[int, str]], kept: Iterable[str]) -> None:
    """Receipts of the graphs that stay; those of graphs that are about to change are taken back first."""
    graphs.put(Iris(base).graph(RECEIPTS).value, (line for iri in kept for line in _receipt(iri, *wanted[iri])))


def _receipt(iri: str, statements: int, digest: str) -> Iterator[bytes]:
    count = ox.Literal(str(statements), datatype=XSD.integer)
    for term, value in ((COUNT, count), (HASH, ox.Literal(digest))):
        yield f"{ox.Triple(ox.NamedNode(iri), term, value)} .\n".encode()


def _lines(rdf: ox.Store, iri: str) -> Iterator[bytes]:
    """Statements of a graph as lines of N-Triples."""
    for quad in rdf.quads_for_pattern(None, None, None, ox.NamedNode(iri)):
        yield f"{quad.triple} .\n".encode()


def _verify(to: Endpoint, wanted: Mapping[str, int], counted: Mapping[str, int]) -> None:
    wrong = [
        f"{iri}: {counted.get(iri, 0)} instead of {wanted.get(iri, 0)}"
        for iri in sorted({*wanted, *counted})
        if counted.get(iri, 0) != wanted.get(iri, 0)
    ]
    if wrong:
        message = f"{to.given} counts other numbers of statements than were sent ({'; '.join(wrong[:5])})"
        raise StoreError(message)
