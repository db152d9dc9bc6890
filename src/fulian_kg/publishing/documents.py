"""What the bundle has beside the data: documents about it, and tables with their descriptions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from fulian_kg.errors import InputError
from fulian_kg.formats import FORMATS
from fulian_kg.model import day
from fulian_kg.publication.documents import DOCUMENTS
from fulian_kg.publication.settings import Stated
from fulian_kg.publication.tables import metadata_path, published, written
from fulian_kg.publication.writing import document
from fulian_kg.publishing.dumped import FOLDER
from fulian_kg.publishing.edition import File
from fulian_kg.publishing.news import history
from fulian_kg.vocabulary import DCTERMS

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator
    from pathlib import Path

    from fulian_kg.publication.dumps import Made
    from fulian_kg.publishing.edition import Edition

TURTLE = FORMATS["turtle"]
CATALOGUE = "catalog.ttl"


def documents(edition: Edition) -> Iterator[File]:
    """Documents about the data set, in Turtle."""
    for name, make in DOCUMENTS.items():
        quads = make(edition.store, edition.library, edition.at)
        yield File(f"{name}.{TURTLE.extension}", document(quads, TURTLE, edition.at.base, edition.library))


def table_files(edition: Edition) -> Iterator[File]:
    """Tables, each with its description beside it; none of very many cases."""
    for entry in published(edition.library, edition.store).values():
        found = written(entry, edition.store, edition.library)
        yield File(entry.path, found.csv)
        yield File(metadata_path(entry), found.metadata)


def made_files(edition: Edition) -> dict[str, Made]:
    """Sizes and hashes of the files that were written, by the names of their entries in the catalogue."""
    return {path.removeprefix(FOLDER): each for path, each in edition.made.items()}


def stated(edition: Edition) -> Stated:
    """What the publisher says of this edition; the first one's day is kept from the bundle before."""
    issued = edition.date
    if edition.date is not None and edition.previous is not None:
        issued = _issued(edition.previous, edition.at.entry("dataset")) or edition.date
    return Stated(issued, edition.date, history(edition).version)


def _issued(bundle: Path, dataset: ox.NamedNode) -> dt.date | None:
    """The day on which the data set was first issued, as the catalogue of a bundle has it."""
    file = bundle / CATALOGUE
    try:
        found = [
            str(getattr(quad.object, "value", ""))
            for quad in ox.parse(file.read_bytes(), format=ox.RdfFormat.TURTLE)
            if quad.subject == dataset and quad.predicate == DCTERMS.issued
        ]
    except FileNotFoundError:
        return None
    except (OSError, SyntaxError) as error:
        raise InputError(str(error), file=str(file)) from None
    return day(min(found)) if found else None
