"""`/sparql`: the SPARQL 1.1 protocol, for reading.

Without a query it describes itself: as RDF to programs, as a page to browsers.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response
from starlette.routing import Route

from fulian_kg.formats import FORMATS
from fulian_kg.server.answering import Job
from fulian_kg.server.asked import TAKEN, asked, client_of
from fulian_kg.server.asking import VARY, respond
from fulian_kg.server.description import description
from fulian_kg.server.negotiation import preferred
from fulian_kg.server.offers import AVAILABLE, OFFERS, taken, unacceptable
from fulian_kg.server.problems import Problem
from fulian_kg.server.responses import whole
from fulian_kg.server.workbench import answered_page, workbench_page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.requests import Request

    from fulian_kg.server.asked import Asked

ALLOWED = "GET, HEAD, POST, OPTIONS"
HTML = "text/html"
SHOWN = (FORMATS["json"], FORMATS["turtle"])
"""How answers are written that become pages."""


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
    default, named = question.dataset
    if browses(request, question.formats, (*OFFERS["results"], *OFFERS["rdf"])):
        return await answered_page(request, Job(query, client_of(request), *SHOWN, default, named))
    takes = taken(request.headers.get("accept"), question.formats)
    job = Job(query, client_of(request), *takes.formats, default, named)
    return await respond(request, job, takes)


def browses(request: Request, formats: Sequence[str], offered: Sequence[str]) -> bool:
    """Whether somebody looks who wants a page more than what else is offered, and has named no format."""
    return not formats and preferred(request.headers.get("accept"), (*offered, HTML)) == HTML


def _described(request: Request, names: Sequence[str]) -> Response:
    """The workbench or the service description."""
    if browses(request, names, tuple(OFFERS["rdf"])):
        return workbench_page(request)
    offer = taken(request.headers.get("accept"), names).graph
    if offer is None:
        detail = "the endpoint describes itself in RDF"
        raise unacceptable(detail, AVAILABLE["rdf"])
    body = description(request.app.state.generations.current().store, offer.format)
    return whole(request, body, offer.media_type, VARY)


ROUTES = [Route(path, sparql, methods=["GET", "POST", "OPTIONS"], name="sparql") for path in ("/sparql", "/sparql/")]
