"""What the bundle says of itself to portals, crawlers and programs: the same documents as the server gives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fulian_kg.formats import FORMATS
from fulian_kg.publication.catalogue import catalogue
from fulian_kg.publication.checksums import checksums
from fulian_kg.publication.context import context_document
from fulian_kg.publication.sitemap import LARGEST, ROBOTS, site_map
from fulian_kg.publication.void import void
from fulian_kg.publication.writing import document
from fulian_kg.publishing.documents import made_files, stated
from fulian_kg.publishing.edition import File
from fulian_kg.publishing.plan import sections
from fulian_kg.publishing.resources import described

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    import pyoxigraph as ox

    from fulian_kg.publishing.edition import Edition

CATALOGUE = ("turtle", "jsonld", "rdfxml")
"""Formats that harvesters take."""
VOID = ("turtle", "jsonld")


def metadata_files(edition: Edition) -> Iterator[File]:
    """Catalogue with checksums beside it, VoID, context, site map."""
    store, library, at = edition.store, edition.library, edition.at
    made = made_files(edition)
    offered = catalogue(store, library, at, made, stated(edition))
    yield from _forms(edition, "catalog", offered, CATALOGUE)
    yield from _forms(edition, "checksums", checksums(at, made), ("turtle",))
    held = void(store, library, at)
    yield from _forms(edition, "void", held, VOID)
    yield File(".well-known/void", document(held, FORMATS["turtle"], store.base, library))
    yield File("context.jsonld", context_document(library).encode())
    yield from _maps(edition)
    yield File("robots.txt", ROBOTS.format(base=store.base).encode())


def _forms(edition: Edition, name: str, quads: Collection[ox.Quad], forms: tuple[str, ...]) -> Iterator[File]:
    for form in map(FORMATS.__getitem__, forms):
        yield File(f"{name}.{form.extension}", document(quads, form, edition.store.base, edition.library))


def _maps(edition: Edition) -> Iterator[File]:
    """The site map of the pages that there are: with parts where one file may not hold all."""
    found = (*sections(edition), *(f"doc/{path}" for path in described(edition.store, edition.pages)))
    yield File("sitemap.xml", (site_map(found, edition.at) or "").encode())
    part = 1 if len(found) > LARGEST else 0
    while part and (text := site_map(found, edition.at, part)) is not None:
        yield File(f"sitemap-{part}.xml", text.encode())
        part += 1
