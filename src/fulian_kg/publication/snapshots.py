"""What was published at one time, as far as two of them are compared: facts, statements, terms and the history so far.

Read from a store, or from the folder of a bundle, which is all that a publisher may have kept.
"""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, cast

import pyoxigraph as ox

from fulian_kg.errors import InputError
from fulian_kg.facts_io import facts_in
from fulian_kg.formats import FORMATS
from fulian_kg.graph.canonical import canonical
from fulian_kg.graph.store import FACTS, is_store, open_store
from fulian_kg.model import digest
from fulian_kg.proposals import published
from fulian_kg.publication.reference import ontology, shapes
from fulian_kg.vocabulary import FL, RDF, Iris

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from fulian_kg.graph.store import OpenStore
    from fulian_kg.model import Fact
    from fulian_kg.publication.reference import Triples
    from fulian_kg.resources import Library

CHANGES, WITHDRAWN = "changes.ttl", "withdrawn.ttl"
WHOLE = f"fulian.{FORMATS['ntriples'].extension}.gz"
"""The dump of a bundle that is read again: all statements, a line each."""
FRAGMENTS = "changes#"
"""Releases and changes are fragments of one document."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One of two publications that are compared."""

    base: str
    content: str | None
    """Hash of what was published; None of a bundle, whose history has it."""
    facts: Callable[[], Iterator[Fact]]
    """All facts, one at a time, those included that are not in the graph."""
    triples: Callable[[], Iterator[ox.Triple]]
    """All statements, one at a time."""
    ontology: Triples
    shapes: Triples | None
    """None where they are not kept: a store has their hash only."""
    includes_proposals: bool = False
    history: Triples = ()
    """Releases up to this one, with their changes."""
    gone: Triples = ()
    """Names that were withdrawn before."""

    def publishes(self, fact: Fact) -> bool:
        """Whether the graph states the fact."""
        return published(fact, include_proposed=self.includes_proposals)


def snapshot(path: Path, library: Library) -> Snapshot:
    """The publication in a folder, a bundle or a store; raises `InputError` for another folder."""
    if is_store(path):
        found = open_store(path)
        graph = ox.NamedNode(f"{found.base}graph/ontology")
        terms = canonical(quad.triple for quad in found.rdf.quads_for_pattern(None, None, None, graph))
        digests = found.manifest["library"]
        same = digests["shapes"] == library.digests()["shapes"]
        return _of_store(found, digests, tuple(terms), shapes(library) if same else None)
    if not (path / CHANGES).is_file():
        message = "holds neither a bundle that `publish` wrote nor a store that `build` made: name one of them"
        raise InputError(message, file=str(path))
    return _of_bundle(path)


def present(store: OpenStore, library: Library) -> Snapshot:
    """What is published now."""
    return _of_store(store, library.digests(), ontology(library), shapes(library))


def content_of(store: OpenStore, digests: Mapping[str, str]) -> str:
    """Hash of what is published of a store with a library: the same for the same, wherever and whenever built."""
    graphs = (f"{name} {entry['sha256']}" for name, entry in sorted(store.manifest["graphs"].items()))
    return digest(*graphs, digests["ontology"], digests["shapes"], length=8)


def _of_store(store: OpenStore, digests: Mapping[str, str], terms: Triples, known_shapes: Triples | None) -> Snapshot:
    def facts() -> Iterator[Fact]:
        return facts_in(store.facts_lines(), FACTS)

    return Snapshot(
        base=store.base,
        content=content_of(store, digests),
        facts=facts,
        triples=lambda: (quad.triple for quad in store.rdf),
        ontology=terms,
        shapes=known_shapes,
        includes_proposals=bool(store.manifest["include_proposed"]),
    )


def _of_bundle(folder: Path) -> Snapshot:
    download = folder / "download"
    for name in (WHOLE, FACTS, "ontology.ttl", "shapes.ttl"):
        if not (download / name).is_file():
            message = f"the bundle lacks download/{name}: publish it anew, or name its store instead"
            raise InputError(message, file=str(folder))

    def facts() -> Iterator[Fact]:
        with (download / FACTS).open(encoding="utf-8", newline="\n") as lines:
            yield from facts_in(lines, str(download / FACTS))

    def triples() -> Iterator[ox.Triple]:
        with gzip.open(download / WHOLE) as packed:
            for quad in ox.parse(cast("IO[bytes]", packed), format=ox.RdfFormat.N_TRIPLES):
                yield quad.triple

    history = _turtle(folder / CHANGES)
    return Snapshot(
        base=_base(history, folder),
        content=None,
        facts=facts,
        triples=triples,
        ontology=tuple(canonical(_turtle(download / "ontology.ttl"))),
        shapes=tuple(canonical(_turtle(download / "shapes.ttl"))),
        includes_proposals=any(triple.predicate == FL.includesProposals for triple in history),
        history=history,
        gone=_turtle(folder / WITHDRAWN) if (folder / WITHDRAWN).is_file() else (),
    )


def _turtle(file: Path) -> Triples:
    try:
        return tuple(quad.triple for quad in ox.parse(path=file, format=ox.RdfFormat.TURTLE))
    except SyntaxError as error:
        message = f"not Turtle: {error}"
        raise InputError(message, file=str(file), line=error.lineno) from None


def _base(history: Triples, folder: Path) -> str:
    """The base under which a bundle was published, read off its releases."""
    for triple in history:
        if triple.predicate == RDF.type and triple.object == FL.Release and isinstance(triple.subject, ox.NamedNode):
            return Iris(triple.subject.value.partition(FRAGMENTS)[0]).base
    message = "tells of no release"
    raise InputError(message, file=str(folder / CHANGES))
