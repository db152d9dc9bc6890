"""Part of a bundle: what this release changed, in words and in RDF, and what stays of names that are withdrawn."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from fulian_kg.formats import FORMATS
from fulian_kg.publication.release_notes import atom, markdown
from fulian_kg.publication.releases import News, Published, news
from fulian_kg.publication.remembering import once
from fulian_kg.publication.snapshots import CHANGES, WITHDRAWN, present, snapshot
from fulian_kg.publication.tombstones import Tombstone, tombstones
from fulian_kg.publication.writing import document, quads_of
from fulian_kg.publishing.edition import File
from fulian_kg.publishing.resources import FORMS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fulian_kg.publication.reference import Triples
    from fulian_kg.publishing.edition import Edition

UNDATED = "没有 --date 就没有 changes.atom，Atom 要日期。No changes.atom without --date: Atom demands one."


def release_files(edition: Edition) -> Iterator[File]:
    """Release notes in Markdown, RDF and Atom, the list of withdrawn names, and what stays of each of them."""
    told, stones = history(edition), gone(edition)
    yield _turtle(CHANGES, told.triples, edition)
    yield File("changes.md", markdown(told.triples, edition.library).encode())
    if (feed := atom(told.triples, edition.library, edition.at)) is not None:
        yield File("changes.atom", feed)
    yield _turtle(WITHDRAWN, tuple(triple for stone in stones for triple in stone.triples), edition)
    start = f"{edition.at.base}id/"
    for stone in stones:
        for form in FORMS:
            quads = quads_of(stone.triples)
            content = document(quads, form, edition.at.base, edition.library)
            yield File(f"data/{stone.iri.removeprefix(start)}.{form.extension}", content)


def history(edition: Edition) -> News:
    """The releases up to this edition."""
    return _told(edition)[0]


def gone(edition: Edition) -> tuple[Tombstone, ...]:
    """Names that are withdrawn in this edition or were before, which a host answers with 410."""
    return _told(edition)[1]


def unsaid(edition: Edition) -> str | None:
    """What a publisher should know is not in the bundle; None where nothing is missing."""
    return None if edition.date else UNDATED


@once
def _told(edition: Edition) -> tuple[News, tuple[Tombstone, ...]]:
    store = edition.store
    sources = store.manifest["ledger"]["sources"]
    dates = {row["file"]: dt.date.fromisoformat(row["date"]) for row in sources if row["date"]}
    now = Published(store, edition.library, edition.at, dates, edition.date)
    before = None if edition.previous is None else snapshot(edition.previous, edition.library)
    told = news(now, present(store, edition.library), before)
    return told, tombstones(now, before, told)


def _turtle(name: str, triples: Triples, edition: Edition) -> File:
    return File(name, document(quads_of(triples), FORMATS["turtle"], edition.at.base, edition.library))
