"""The least route that hands queries to the workers, for tests and measurements of the workers alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import Response
from starlette.routing import Route

from fulian_kg.formats import FORMATS
from fulian_kg.server.answering import Job

if TYPE_CHECKING:
    from starlette.applications import Starlette
    from starlette.requests import Request

CLIENT = "x-client"
"""Header that names a client, for many come from one address here."""


async def sparql(request: Request) -> Response:
    """Answer a query as JSON or Turtle."""
    query = (await request.body()).decode() if request.method == "POST" else request.query_params["query"]
    client = request.headers.get(CLIENT) or (request.client.host if request.client else "")
    results = FORMATS[request.query_params.get("results", "json")]
    job = Job(query, client, results, FORMATS["turtle"])
    answer = await request.app.state.answering.answer(job)
    return Response(answer.body, media_type=answer.format.media_type, headers={"x-generation": answer.generation})


def with_route(app: Starlette, path: str = "/sparql") -> Starlette:
    """The application, with the route unless it has one of its own."""
    if path not in {getattr(route, "path", None) for route in app.routes}:
        app.router.routes.append(Route(path, sparql, methods=["GET", "POST"]))
    return app
