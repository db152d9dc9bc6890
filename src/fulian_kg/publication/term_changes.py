"""Terms, concepts and shapes that two publications do not have in common, or describe in another way."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import pyoxigraph as ox

from fulian_kg.graph.canonical import canonical
from fulian_kg.publication.terms import term
from fulian_kg.vocabulary import RDF, SKOS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from fulian_kg.publication.reference import Triples
    from fulian_kg.publication.snapshots import Snapshot

Kind = Literal["added", "withdrawn", "changed"]
"""Notations of the scheme `edition-change`."""
Thing = Literal["term", "shape"]


@dataclass(frozen=True, slots=True)
class TermChange:
    """A term, concept or shape that came, went or is described otherwise."""

    kind: Kind
    thing: Thing
    iri: str
    names: tuple[str, str]
    """In Chinese and English; its short name where it has none."""
    of: str | None
    """IRI of the scheme that a concept is of, or of its class."""
    is_concept: bool


def term_changes(before: Snapshot, after: Snapshot) -> tuple[TermChange, ...]:
    """The changes, terms first, each by IRI; nothing is said of shapes that one side has not kept."""
    found = [*_changes("term", before.ontology, after.ontology)]
    if before.shapes is not None and after.shapes is not None:
        found += _changes("shape", before.shapes, after.shapes)
    return tuple(found)


def _changes(thing: Thing, before: Triples, after: Triples) -> Iterator[TermChange]:
    if before == after:
        return
    was, now = _described(before), _described(after)
    for iri in sorted({*was, *now}):
        if was.get(iri) != now.get(iri):
            kind: Kind = "added" if iri not in was else "withdrawn" if iri not in now else "changed"
            own = [t for t in (after if iri in now else before) if t.subject == ox.NamedNode(iri)]
            told = term(own, iri)
            names = (told.names[0] or told.short, told.names[1] or told.short)
            scheme, cls = _first(own, SKOS.inScheme), _first(own, RDF.type)
            yield TermChange(kind, thing, iri, names, scheme or cls, scheme is not None)


def _described(triples: Triples) -> dict[str, frozenset[str]]:
    """What is said of each IRI: names of blank nodes hang on the whole graph, so each is written by itself."""
    parts: dict[object, list[ox.Triple]] = defaultdict(list)
    for triple in triples:
        parts[triple.subject].append(triple)
    found: dict[str, frozenset[str]] = {}
    for subject, said in parts.items():
        if isinstance(subject, ox.NamedNode):
            own = _closed(subject, parts)
            found[subject.value] = frozenset(map(str, canonical(own) if len(own) > len(said) else own))
    return found


def _closed(subject: ox.NamedNode, parts: dict[object, list[ox.Triple]]) -> list[ox.Triple]:
    """What is said of an IRI, with the anonymous parts of it."""
    own: list[ox.Triple] = []
    waiting: list[object] = [subject]
    seen: set[object] = set()
    while waiting:
        node = waiting.pop()
        if node not in seen:
            seen.add(node)
            own += parts.get(node, [])
            waiting += [triple.object for triple in parts.get(node, []) if isinstance(triple.object, ox.BlankNode)]
    return own


def _first(own: Iterable[ox.Triple], prop: ox.NamedNode) -> str | None:
    found = (t.object.value for t in own if t.predicate == prop and isinstance(t.object, ox.NamedNode))
    return min(found, default=None)
