"""The ASGI application: routes, what stands around them, and what they share."""

from __future__ import annotations

from contextlib import asynccontextmanager
from itertools import chain
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware

from fulian_kg.errors import FulianError
from fulian_kg.server import gallery, operation, static, terms, workbench
from fulian_kg.server.generations import Generations
from fulian_kg.server.headers import SafetyHeaders
from fulian_kg.server.problems import Problem, on_error, on_problem

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from fulian_kg.server.settings import Settings

ROUTED = (workbench, terms, gallery, operation, static)
"""Modules with routes, in the order of trying."""


def application(settings: Settings) -> Starlette:
    """The server's application; raises `StoreError` when there is nothing to serve."""
    app = Starlette(
        routes=list(chain.from_iterable(module.ROUTES for module in ROUTED)),
        middleware=[Middleware(SafetyHeaders), Middleware(GZipMiddleware, minimum_size=1000)],
        exception_handlers={Problem: on_problem, FulianError: on_error},
        lifespan=_lifespan,
    )
    app.state.settings = settings
    app.state.generations = Generations(settings.store, settings.library)
    return app


@asynccontextmanager
async def _lifespan(app: Starlette) -> AsyncIterator[None]:
    """What runs beside the application, from its start to its end."""
    del app
    yield
