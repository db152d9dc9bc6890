"""Triples with blank nodes, written the same way every time: canonical names, sorted lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from fulian_kg.formats import well_formed
from fulian_kg.vocabulary import RDF

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


def turtle(triples: Iterable[ox.Triple], prefixes: Mapping[str, str]) -> bytes:
    """Turtle of triples whose blank nodes have no names that last."""
    return write(canonical(triples), ox.RdfFormat.TURTLE, prefixes)


def canonical(triples: Iterable[ox.Triple]) -> list[ox.Triple]:
    """The triples with blank nodes named by RDF Dataset Canonicalization (RDFC-1.0), sorted."""
    dataset = ox.Dataset(ox.Quad(t.subject, t.predicate, t.object) for t in triples)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return sorted((quad.triple for quad in dataset), key=order)


def write(items: Iterable[ox.Triple] | Iterable[ox.Quad], form: ox.RdfFormat, prefixes: Mapping[str, str]) -> bytes:
    """The items in the order given."""
    return well_formed(ox.serialize(items, format=form, prefixes=dict(prefixes)) or b"", form)


def order(triple: ox.Triple) -> tuple[str, bool, str, str]:
    """Sort key: subjects together, their classes first."""
    return str(triple.subject), triple.predicate != RDF.type, str(triple.predicate), str(triple.object)
