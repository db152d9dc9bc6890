"""Everything that can be fetched whole."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from fulian_kg.graph.sorting import ordered
from fulian_kg.publication.dumps import dumps, write_dump
from fulian_kg.publication.statistics import statistics
from fulian_kg.publishing.edition import File

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fulian_kg.publishing.edition import Edition

FOLDER = "download/"


def dump_files(edition: Edition) -> Iterator[File]:
    """The dumps; the counts of VoID are taken meanwhile, while the statements are in order."""
    store, library = edition.store, edition.library
    with ordered(store.rdf, edition.aside) as found:
        statistics(store, found)
        for dump in dumps().values():
            yield File(FOLDER + dump.name, partial(write_dump, dump=dump, store=store, library=library, found=found))
