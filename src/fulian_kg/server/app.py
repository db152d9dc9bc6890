"""The ASGI application: routes, what stands around them, and what they share."""

from __future__ import annotations

from contextlib import asynccontextmanager
from itertools import chain
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware

from fulian_kg.server import (
    catalogue,
    comparison,
    curation,
    download,
    gallery,
    graph_store,
    home,
    linked_data,
    openapi,
    operation,
    protocol,
    quality,
    reference,
    resource_pages,
    search,
    static,
    stored_answers,
    terms,
)
from fulian_kg.server.cors import OpenReading
from fulian_kg.server.dumping import Dumps
from fulian_kg.server.generations import Generations
from fulian_kg.server.headers import SafetyHeaders
from fulian_kg.server.refusals import HANDLERS
from fulian_kg.server.workers.pool import WorkerPool

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from fulian_kg.server.generations import Current
    from fulian_kg.server.settings import Settings

ROUTED = (
    *(protocol, graph_store, stored_answers, openapi, gallery, terms),
    *(home, search, comparison, quality, curation),
    *(resource_pages, linked_data, reference, catalogue, download),
    *(operation, static),
)
"""Modules with routes, in the order of trying."""


def application(settings: Settings, generations: Current | None = None) -> Starlette:
    """The server's application; raises `StoreError` when there is nothing to serve.

    `generations` is for who has the store open already.
    """
    app = Starlette(
        routes=list(chain.from_iterable(module.ROUTES for module in ROUTED)),
        middleware=[Middleware(SafetyHeaders), Middleware(OpenReading), Middleware(GZipMiddleware, minimum_size=1000)],
        exception_handlers=dict(HANDLERS),
        lifespan=_lifespan,
    )
    app.router.redirect_slashes = False  # such a redirect would name the host that the client names
    app.state.settings = settings
    app.state.generations = generations or Generations(settings.store, settings.library)
    app.state.curation = curation.desk(settings)
    return app


@asynccontextmanager
async def _lifespan(app: Starlette) -> AsyncIterator[None]:
    """What runs beside the application, from its start to its end."""
    pool, dumps = WorkerPool(app.state.settings), Dumps()
    app.state.answering, app.state.dumps = pool, dumps
    try:
        await pool.start()
        yield
    finally:
        await pool.close()
        dumps.close()
