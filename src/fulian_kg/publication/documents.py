"""What is published beside the data: documents about the data set, and everything that its catalogue offers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fulian_kg.formats import FORMATS
from fulian_kg.publication.dumps import dumps
from fulian_kg.publication.executables import executables
from fulian_kg.publication.links import links
from fulian_kg.publication.quality import quality
from fulian_kg.publication.settings import dataset_settings
from fulian_kg.publication.shacl_report import shacl_report
from fulian_kg.publication.tables import MEDIA_TYPE, published, title

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    import pyoxigraph as ox

    from fulian_kg.graph.store import OpenStore
    from fulian_kg.publication.addresses import Addresses
    from fulian_kg.resources import Library

    Make = Callable[[OpenStore, Library, Addresses], tuple[ox.Quad, ...]]

DOCUMENTS: Mapping[str, Make] = {
    "queries": executables,
    "quality": quality,
    "report": shacl_report,
    "links": links,
}
"""What makes each document, by its path."""
FILE_TYPE = {
    "text/csv": "CSV",
    "text/turtle": "RDF_TURTLE",
    "application/trig": "RDF_TRIG",
    "application/n-triples": "RDF_N_TRIPLES",
    "application/n-quads": "RDF_N_QUADS",
    "application/ld+json": "JSON_LD",
    "application/rdf+xml": "RDF_XML",
}
"""Names in the authority list of file types that the European data portal reads, by media type."""


@dataclass(frozen=True, slots=True)
class Offered:
    """A file that the catalogue names."""

    path: str
    """Below the base; without `download/` it is the name of its entry."""
    page: str
    """Path of the page that offers it."""
    title: Mapping[str, str]
    content_type: str
    packed: bool = False

    @property
    def name(self) -> str:
        """Name of the entry in the catalogue."""
        return self.path.removeprefix("download/")


def offered(library: Library, store: OpenStore) -> Iterator[Offered]:
    """Every file that is offered of a store, in the order of the catalogue."""
    settings = dataset_settings(library)
    for dump in dumps().values():
        held = settings.dumps[dump.kind]
        yield Offered(f"download/{dump.name}", "download", held, dump.content_type, dump.packed)
    turtle = FORMATS["turtle"]
    for name in DOCUMENTS:
        yield Offered(f"{name}.{turtle.extension}", "download", settings.documents[name], turtle.media_type)
    for entry in published(library, store).values():
        yield Offered(entry.path, "download", title(entry, library), MEDIA_TYPE)
