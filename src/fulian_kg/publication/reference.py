"""Ontology and shapes as triples of the library, and the part of them that one of their IRIs names."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pyoxigraph as ox

from fulian_kg.errors import InputError
from fulian_kg.graph.canonical import canonical
from fulian_kg.graph.reference import ontology_quads
from fulian_kg.vocabulary import ONTOLOGY, PREFIXES, SKOS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from fulian_kg.resources import Library

Triples = tuple[ox.Triple, ...]


@cache
def ontology(library: Library) -> Triples:
    """Vocabulary and schemes, sorted; blank nodes are named canonically."""
    return tuple(canonical(quad.triple for quad in ontology_quads(library, ONTOLOGY)))


@cache
def shapes(library: Library) -> Triples:
    """All shapes, sorted; blank nodes are named canonically. Raises `InputError` for a file that is not Turtle."""
    found: list[ox.Triple] = []
    for path, text in library.walk("shapes", ".ttl"):
        try:
            parsed = ox.parse(text.encode(), format=ox.RdfFormat.TURTLE, rename_blank_nodes=True)
            found += [quad.triple for quad in parsed]
        except SyntaxError as error:
            message = f"not Turtle: {error}"
            raise InputError(message, file=f"shapes/{path}.ttl", line=error.lineno) from None
    return tuple(canonical(found))


def vocabulary(library: Library) -> Triples:
    """The ontology without its schemes: our terms, and who made them."""
    return _closed(ontology(library), lambda iri: not iri.startswith(PREFIXES["def"]))


def schemes(library: Library) -> list[str]:
    """IRIs of all concept schemes, sorted."""
    kind = SKOS.ConceptScheme
    return sorted({triple.subject.value for triple in ontology(library) if triple.object == kind})  # type: ignore[union-attr]


def scheme_triples(library: Library, iri: str) -> Triples:
    """A concept scheme with all its concepts; empty for another IRI."""
    if iri not in schemes(library):
        return ()
    return _closed(ontology(library), lambda other: other == iri or other.startswith(f"{iri}/"))


def all_schemes(library: Library) -> Triples:
    """Every concept scheme with its concepts, one after the other."""
    return tuple(triple for iri in schemes(library) for triple in scheme_triples(library, iri))


def about(triples: Triples, iri: str) -> Triples:
    """What is said of an IRI, with the anonymous parts of it; empty when nothing is."""
    return _closed(triples, iri.__eq__)


def _closed(triples: Triples, wanted: Callable[[str], bool]) -> Triples:
    """Triples of the wanted subjects and of the blank nodes that they lead to, in their order."""
    taken: set[object] = {t.subject for t in triples if isinstance(t.subject, ox.NamedNode) and wanted(t.subject.value)}
    by_subject = _blank(triples)
    waiting = [t.object for t in triples if t.subject in taken and isinstance(t.object, ox.BlankNode)]
    while waiting:
        node = waiting.pop()
        if node not in taken:
            taken.add(node)
            waiting += [t.object for t in by_subject.get(node, ()) if isinstance(t.object, ox.BlankNode)]
    return tuple(triple for triple in triples if triple.subject in taken)


def _blank(triples: Iterable[ox.Triple]) -> dict[object, list[ox.Triple]]:
    found: dict[object, list[ox.Triple]] = {}
    for triple in triples:
        if isinstance(triple.subject, ox.BlankNode):
            found.setdefault(triple.subject, []).append(triple)
    return found


def iris_of(triples: Iterable[ox.Triple]) -> Iterator[str]:
    """Every IRI that is named in triples, datatypes included."""
    for triple in triples:
        for term in triple:
            if isinstance(term, ox.NamedNode):
                yield term.value
            elif isinstance(term, ox.Literal):
                yield term.datatype.value
