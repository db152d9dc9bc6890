"""Ontology, concept schemes and shapes, at the addresses that their IRIs lead to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fulian_kg.publication import reference
from fulian_kg.publication.writing import document, quads_of
from fulian_kg.publishing.edition import File
from fulian_kg.publishing.resources import FORMS
from fulian_kg.vocabulary import PREFIXES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fulian_kg.publication.reference import Triples
    from fulian_kg.publishing.edition import Edition


def reference_files(edition: Edition) -> Iterator[File]:
    """The vocabulary, each scheme, all schemes, and the shapes."""
    library, start = edition.library, PREFIXES["def"]
    yield from _forms(edition, "ns", reference.vocabulary(library))
    for iri in reference.schemes(library):
        yield from _forms(edition, f"def/{iri.removeprefix(start)}", reference.scheme_triples(library, iri))
    yield from _forms(edition, "def", reference.all_schemes(library))
    yield from _forms(edition, "shapes", reference.shapes(library))


def _forms(edition: Edition, name: str, triples: Triples) -> Iterator[File]:
    for form in FORMS:
        yield File(f"{name}.{form.extension}", document(quads_of(triples), form, edition.store.base, edition.library))
