"""The static pages: the server's own, asked for in this process and written as files that need no server."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fulian_kg.publication.dumps import dumps
from fulian_kg.publishing.asking import Stored, asking
from fulian_kg.publishing.edition import File
from fulian_kg.publishing.plan import page_settings, published
from fulian_kg.publishing.search_entries import entries
from fulian_kg.query.index import Index
from fulian_kg.query.stored import stored_queries
from fulian_kg.server.app import application
from fulian_kg.server.generations import Generation
from fulian_kg.server.settings import Settings
from fulian_kg.server.words import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from starlette.applications import Starlette

    from fulian_kg.publication.dumps import Made
    from fulian_kg.publishing.asking import Asker
    from fulian_kg.publishing.edition import Edition
    from fulian_kg.server.published import Page, Published

ENTRIES = "search/entries.js"
"""What the page of search looks in."""


def page_files(edition: Edition) -> Iterator[File]:
    """Every page in each language, the files that tell the same in other formats, and what pages load."""
    pages = published(edition)
    generation = _generation(edition)
    with asking(_site(edition, generation, pages)) as asker:
        for page in pages:
            yield from _written(asker, page)
        for path in page_settings(edition.library).files:
            yield File(path, asker.get(f"/{path}"))
    yield File(ENTRIES, entries(generation, pages))


def _written(asker: Asker, page: Page) -> Iterator[File]:
    asked = sorted(page.parameters)
    for language in LANGUAGES:
        yield File(page.file(language).lstrip("/"), asker.get(page.path, (*asked, ("lang", language))))
    for form in page.formats:
        yield File(str(page.data(form)).lstrip("/"), asker.get(page.path, (*asked, ("format", form)), accept="*/*"))


def _site(edition: Edition, generation: Generation, pages: Published) -> Starlette:
    """The application, with what runs beside it on a server replaced by what is at hand."""
    settings = Settings(edition.path, edition.library, published=pages, source_text=edition.source_text)
    app = application(settings, One(generation))
    app.state.answering, app.state.dumps = Stored(generation), Sums(edition)
    return app


def _generation(edition: Edition) -> Generation:
    store = edition.store
    return Generation(store.folder.name, store, edition.library, stored_queries(edition.library), Index(store))


@dataclass(frozen=True, slots=True)
class One:
    """The generation that is published, whatever comes after it."""

    generation: Generation

    def current(self) -> Generation:
        """Always the same."""
        return self.generation


@dataclass(frozen=True, slots=True)
class Sums:
    """What the page of downloads tells of the files of the bundle, which are written before."""

    edition: Edition

    def made(self, generation: Generation) -> Mapping[str, Made]:
        """Sizes and hashes of dumps by name."""
        del generation
        found = {name: self.edition.made.get(f"download/{name}") for name in dumps()}
        return {name: made for name, made in found.items() if made is not None}

    def prepare(self, generation: Generation) -> None:
        """All is there."""
        del generation
