"""`/queries/<name>`: answers of stored queries as data, their parameters in the address.

`.csv`, `.json` and the like choose the format by name; browsers get the page that shows the query.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.routing import Route

from fulian_kg.errors import UsageError
from fulian_kg.query.parameters import bindings
from fulian_kg.server.answering import Job
from fulian_kg.server.asked import client_of, formats_of, parameters
from fulian_kg.server.asking import respond
from fulian_kg.server.gallery import query_page
from fulian_kg.server.offers import OFFERS, taken
from fulian_kg.server.problems import Problem
from fulian_kg.server.protocol import browses

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from fulian_kg.query.stored import StoredQuery
    from fulian_kg.server.generations import Generation

OURS = ("format", "lang")
"""Parameters of the site, not of queries."""


async def stored(request: Request) -> Response:
    """The answer of a stored query, or its page."""
    name, dot, extension = request.path_params["name"].partition(".")
    generation: Generation = request.app.state.generations.current()
    if name not in generation.queries:
        raise Problem(HTTPStatus.NOT_FOUND, "there is no stored query of that name; /queries lists them")
    given = parameters(request)
    forms = (extension,) if dot else formats_of(given)
    if browses(request, forms, tuple(OFFERS["results"])):
        return await run_in_threadpool(query_page, request)
    query = generation.queries[name]
    takes = taken(request.headers.get("accept"), forms)
    values = await run_in_threadpool(bound, query, given, generation)
    job = Job(query.text, client_of(request), *takes.formats, substitutions=values)
    return await respond(request, job, takes)


def bound(query: StoredQuery, given: list[tuple[str, str]], generation: Generation) -> dict[str, str]:
    """Values of the parameters as N-Triples; an empty one is not given.

    Raises `Problem`, which does not tell what was sent.
    """
    values: dict[str, str] = {}
    for name, value in given:
        if name in OURS or not value.strip():
            continue
        if name in values:
            raise Problem(HTTPStatus.BAD_REQUEST, "a parameter stands twice: give it once")
        values[name] = value
    known = [parameter.name for parameter in query.parameters]
    if not values.keys() <= {*known}:
        detail = f"unknown parameter: this query has {', '.join(known) or 'none'}"
        raise Problem(HTTPStatus.BAD_REQUEST, detail, parameters=known)
    for parameter in query.parameters:
        if parameter.required and parameter.name not in values:
            detail = f"the parameter {parameter.name} ({parameter.zh}) is missing"
            raise Problem(HTTPStatus.BAD_REQUEST, detail, parameter=parameter.name, example=parameter.example)
    try:
        terms = bindings(query.parameters, values, generation.store.rdf)
    except UsageError as error:
        raise Problem(HTTPStatus.BAD_REQUEST, _silent(str(error), values)) from None
    return {variable.value: str(value) for variable, value in terms.items()}


def _silent(message: str, values: dict[str, str]) -> str:
    """A message without the value that it complains of."""
    for value in values.values():
        for shown in (repr(value), ascii(value)):
            message = message.replace(shown, "the value given")
    return message


ROUTES = [Route("/queries/{name}", stored, methods=["GET"], name="query")]
