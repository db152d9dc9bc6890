"""`/sparql`: the SPARQL 1.1 protocol, for reading.

Without a query it describes itself: as RDF to programs, as a page to browsers.
"""

from __future__ import annotations

import importlib.util
from functools import cache
from http import HTTPStatus
from importlib import import_module
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response
from starlette.routing import Route

from fulian_kg.server.answering import Job
from fulian_kg.server.asked import TAKEN, asked, client_of
from fulian_kg.server.asking import VARY, respond
from fulian_kg.server.description import description
from fulian_kg.server.negotiation import preferred
from fulian_kg.server.offers import AVAILABLE, OFFERS, taken, unacceptable
from fulian_kg.server.problems import Problem
from fulian_kg.server.responses import whole

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from starlette.requests import Request

    from fulian_kg.server.asked import Asked

ALLOWED = "GET, HEAD, POST, OPTIONS"
HTML = "text/html"


async def sparql(request: Request) -> Response:
    """The answer of a query, or what the endpoint is."""
    if request.method == "OPTIONS":
        headers = {"allow": ALLOWED, "accept-post": ", ".join(TAKEN)}
        return Response(status_code=HTTPStatus.NO_CONTENT, headers=headers)
    question = await asked(request)
    if question.query is not None:
        return await _answered(request, question.query, question)
    if request.method == "POST":
        raise Problem(HTTPStatus.BAD_REQUEST, "there is no query: the parameter query is missing")
    return await run_in_threadpool(_described, request, question.formats)


async def _answered(request: Request, query: str, question: Asked) -> Response:
    takes = taken(request.headers.get("accept"), question.formats)
    default, named = question.dataset
    job = Job(query, client_of(request), *takes.formats, default, named)
    return await respond(request, job, takes)


def _described(request: Request, names: Sequence[str]) -> Response:
    """The workbench or the service description."""
    accept = request.headers.get("accept")
    page = page_of("workbench", "workbench_page")
    browses = not names and preferred(accept, (*OFFERS["rdf"], HTML)) == HTML
    if browses and page is not None:
        return page(request)
    offer = taken(None if browses else accept, names).graph
    if offer is None:
        detail = "the endpoint describes itself in RDF"
        raise unacceptable(detail, AVAILABLE["rdf"])
    body = description(request.app.state.generations.current().store, offer.format)
    return whole(request, body, offer.media_type, VARY)


@cache
def page_of(module: str, function: str) -> Callable[[Request], Response] | None:
    """The function of another module of the server that makes the page for people, where there is one."""
    name = f"fulian_kg.server.{module}"
    if importlib.util.find_spec(name) is None:
        return None
    found: Callable[[Request], Response] | None = getattr(import_module(name), function, None)
    return found


ROUTES = [Route(path, sparql, methods=["GET", "POST", "OPTIONS"], name="sparql") for path in ("/sparql", "/sparql/")]
