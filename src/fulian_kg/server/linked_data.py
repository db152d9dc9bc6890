"""Linked data: each IRI of a resource leads to a page or to its description, by what the client wants."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import quote

from starlette.routing import Route

from fulian_kg.publication.description import describe, known
from fulian_kg.publication.withdrawn import withdrawn
from fulian_kg.server.problems import Problem
from fulian_kg.server.rdf import SAFE, UNKNOWN, VARY, answer, asked, chosen, local, see_other, wanted

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from fulian_kg.server.generations import Generation

ID, DATA, DOC = "/id/", "/data/", "/doc/"


def resource(request: Request) -> Response:
    """303 to the page or the data of a resource; an extension names the format of the data."""
    generation = request.app.state.generations.current()
    path, form = asked(request.path_params["path"])
    if not known(generation.store.rdf, f"{generation.store.base}id/{path}"):
        raise absence(request, generation, path)
    form = form or wanted(request)
    return see_other(request, DOC + path if form is None else f"{DATA}{path}.{form.extension}")


def data(request: Request) -> Response:
    """The description of a resource, in the format of the extension or of Accept."""
    generation = request.app.state.generations.current()
    path, form = asked(request.path_params["path"])
    iri = f"{generation.store.base}id/{path}"
    if not known(generation.store.rdf, iri):
        raise absence(request, generation, path)
    quads = describe(generation.store.rdf, iri)
    return answer(request, generation, quads, form or chosen(request), DATA + path, iri)


def absence(request: Request, generation: Generation, path: str) -> Problem:
    """410 for what a person withdrew, with what took its place; else 404."""
    base = generation.store.base
    gone = withdrawn(generation.store)
    iri = f"{base}id/{path}"
    if iri not in gone:
        return Problem(HTTPStatus.NOT_FOUND, UNKNOWN, {"vary": VARY})
    detail, headers = "a person's decision withdrew this name, or found it to be the same as another", {"vary": VARY}
    successor = gone[iri]
    if successor is None or not successor.startswith(f"{base}id/"):
        return Problem(HTTPStatus.GONE, detail, headers)
    here = local(request, f"/id/{successor.removeprefix(f'{base}id/')}")
    headers["link"] = f'<{here}>; rel="successor-version", <{quote(successor, safe=SAFE + "%")}>; rel="related"'
    return Problem(HTTPStatus.GONE, detail, headers, successor=successor)


ROUTES = [
    Route("/id/{path:path}", resource, methods=["GET"], name="resource"),
    Route("/data/{path:path}", data, methods=["GET"], name="data"),
]
