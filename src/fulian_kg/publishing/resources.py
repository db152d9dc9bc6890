"""One file an IRI: what `/data/` answers, in the formats that readers of linked data ask for."""

from __future__ import annotations

from itertools import groupby, islice
from typing import TYPE_CHECKING

import pyoxigraph as ox

from fulian_kg.formats import FORMATS
from fulian_kg.publication.description import describe, subjects
from fulian_kg.publication.remembering import once_a_store
from fulian_kg.publication.writing import document
from fulian_kg.publishing.edition import File
from fulian_kg.vocabulary import FL, RDF

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from fulian_kg.graph.store import OpenStore
    from fulian_kg.publishing.edition import Edition, Pages

FORMS = (FORMATS["turtle"], FORMATS["jsonld"])
"""Formats of files of single things: those that web servers are told to choose from."""
MOST = 20_000
"""So many resources get files of their own unless the publisher decides otherwise."""


def described(store: OpenStore, pages: Pages) -> Sequence[str]:
    """Paths of the resources that get files of their own, sorted: `case/a65d4c6c/012`."""
    if pages == "none":
        return ()
    return _cases(store) if pages == "cases" else _everything(store)


def usual(store: OpenStore) -> Pages:
    """As many pages as a folder can well hold: of all resources, of cases, or none."""
    if next(islice(_iris_of_cases(store), MOST, None), None) is not None:
        return "none"
    return "cases" if _are_more(store, MOST) else "all"


def data_files(edition: Edition) -> Iterator[File]:
    """The description of each resource."""
    store = edition.store
    for path in described(store, edition.pages):
        quads = describe(store.rdf, f"{store.base}id/{path}")
        for form in FORMS:
            yield File(f"data/{path}.{form.extension}", document(quads, form, store.base, edition.library))


def _are_more(store: OpenStore, most: int) -> bool:
    """Whether more resources than that are described; no more than those are looked at."""
    start, found = f"{store.base}id/", set[str]()
    for quad in store.rdf:
        if isinstance(quad.subject, ox.NamedNode) and quad.subject.value.startswith(start):
            found.add(quad.subject.value.partition("#")[0])
            if len(found) > most:
                return True
    return False


@once_a_store
def _everything(store: OpenStore) -> Sequence[str]:
    start = f"{store.base}id/"
    return tuple(iri.removeprefix(start) for iri in subjects(store.rdf, start))


@once_a_store
def _cases(store: OpenStore) -> Sequence[str]:
    start = f"{store.base}id/"
    return tuple(sorted(iri.removeprefix(start) for iri in _iris_of_cases(store) if iri.startswith(start)))


def _iris_of_cases(store: OpenStore) -> Iterator[str]:
    """Each once: where several graphs tell of one, the index has those one after the other."""
    quads = store.rdf.quads_for_pattern(None, RDF.type, FL.Case)
    for subject, _ in groupby(quads, key=lambda quad: quad.subject):
        if isinstance(subject, ox.NamedNode):
            yield subject.value
