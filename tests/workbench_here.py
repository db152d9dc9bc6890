"""The application that tests of workbench and gallery speak to: queries are answered in this process."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import uvicorn
from starlette.responses import Response
from starlette.routing import Route

from answering_here import answering_application
from fulian_kg.formats import FORMATS
from fulian_kg.server.answering import Job
from fulian_kg.server.workbench import answered_page, workbench_page
from serving import _address

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from starlette.applications import Starlette
    from starlette.requests import Request


def workbench_application(store: Path, **settings: Any) -> Starlette:
    """The application over a store."""
    app = answering_application(store, **settings)
    if "sparql" not in {getattr(route, "name", None) for route in app.routes}:
        app.router.routes.append(Route("/sparql", endpoint, methods=["GET", "POST"], name="sparql"))
    return app


async def endpoint(request: Request) -> Response:
    """As much of the protocol as the workbench needs."""
    given = {**request.query_params, **{key: str(value) for key, value in (await request.form()).items()}}
    query, form = given.get("query"), given.get("format") or None
    if query is None:
        return workbench_page(request)
    if form is None and "text/html" in request.headers.get("accept", ""):
        return await answered_page(request, query, "here")
    chosen = FORMATS[form or "json"]
    results, graph = (chosen, FORMATS["turtle"]) if chosen.kind == "results" else (None, chosen)
    answer = await request.app.state.answering.answer(Job(query, "here", results, graph))
    return Response(answer.body, media_type=answer.format.media_type)


@contextmanager
def workbench_served(store: Path, **settings: Any) -> Iterator[str]:
    """The application on a free port of loopback; yields its address."""
    app = workbench_application(store, **settings)
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning", server_header=False))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield _address(server, thread)
    finally:
        server.should_exit = True
        thread.join()
