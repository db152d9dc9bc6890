"""The description of one resource: what a reader gets who looks up its IRI."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

import pyoxigraph as ox

from fulian_kg.query.resources import LABELS
from fulian_kg.vocabulary import FL, OA

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Quads = frozenset[ox.Quad]
NOTHING: Quads = frozenset()


def describe(rdf: ox.Store, iri: str) -> Quads:
    """All that is said of a resource, the claims about it with their passages, and labels of what it links to.

    IRIs with a fragment are described with the document that they are in. Empty when nothing is said.
    """
    node = ox.NamedNode(iri)
    own = _of(rdf, node)
    if not own:
        return NOTHING
    claims = _union(_of(rdf, claim) for claim in _subjects(rdf, FL.about, node))
    passages = _union(_of(rdf, passage) for passage in _objects(own | claims, FL.evidence))
    return own | claims | passages | _union(_labels(rdf, linked) for linked in _linked(own))


def known(rdf: ox.Store, iri: str) -> bool:
    """Whether anything is said of a resource; nothing is of what is no IRI."""
    try:
        node = ox.NamedNode(iri)
    except (ValueError, UnicodeError):
        return False
    return next(rdf.quads_for_pattern(node, None, None), None) is not None


def subjects(rdf: ox.Store, start: str) -> list[str]:
    """IRIs of what is described below an IRI, without fragments, sorted."""
    found = (quad.subject.value for quad in rdf if isinstance(quad.subject, ox.NamedNode))
    return sorted({iri.partition("#")[0] for iri in found if iri.startswith(start)})


def _of(rdf: ox.Store, node: ox.NamedNode) -> Quads:
    """What is said of a node and of the parts of its document."""
    own = frozenset(rdf.quads_for_pattern(node, None, None))
    start = f"{node.value}#"
    parts = [part for part in _objects(own, OA.hasSelector) if part.value.startswith(start)]
    return own | _union(rdf.quads_for_pattern(part, None, None) for part in parts)


def _labels(rdf: ox.Store, node: ox.NamedNode) -> Iterator[ox.Quad]:
    return chain.from_iterable(rdf.quads_for_pattern(node, prop, None) for prop in LABELS)


def _linked(quads: Quads) -> frozenset[ox.NamedNode]:
    return frozenset(quad.object for quad in quads if isinstance(quad.object, ox.NamedNode))


def _subjects(rdf: ox.Store, prop: ox.NamedNode, node: ox.NamedNode) -> Iterator[ox.NamedNode]:
    for quad in rdf.quads_for_pattern(None, prop, node):
        if isinstance(quad.subject, ox.NamedNode):
            yield quad.subject


def _objects(quads: Quads, prop: ox.NamedNode) -> Iterator[ox.NamedNode]:
    for quad in quads:
        if quad.predicate == prop and isinstance(quad.object, ox.NamedNode):
            yield quad.object


def _union(parts: Iterable[Iterable[ox.Quad]]) -> Quads:
    return frozenset(chain.from_iterable(parts))
