"""Linked data: each IRI of a resource leads to a page or to its description, by what the client wants."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import quote

from starlette.routing import Route

from fulian_kg.publication.description import describe, known
from fulian_kg.publication.withdrawn import withdrawn
from fulian_kg.server.pages import page, view_of
from fulian_kg.server.problems import Problem
from fulian_kg.server.rdf import SAFE, VARY, answer, asked, chosen, local, see_other, wanted, wants_page

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
        return absent(request, generation, path)
    form = form or wanted(request)
    return see_other(request, DOC + path if form is None else f"{DATA}{path}.{form.extension}")


def data(request: Request) -> Response:
    """The description of a resource, in the format of the extension or of Accept."""
    generation = request.app.state.generations.current()
    path, form = asked(request.path_params["path"])
    iri = f"{generation.store.base}id/{path}"
    if not known(generation.store.rdf, iri):
        return absent(request, generation, path)
    quads = describe(generation.store.rdf, iri)
    return answer(request, generation, quads, form or chosen(request), DATA + path, iri)


def absent(request: Request, generation: Generation, path: str) -> Response:
    """410 for what a person withdrew, with what took its place; else 404; a page for browsers."""
    base = generation.store.base
    gone = withdrawn(generation.store)
    iri = f"{base}id/{path}"
    if iri not in gone:
        return refused(request, HTTPStatus.NOT_FOUND, "nothing is known of this name")
    successor, headers = gone[iri], {}
    if successor is not None and successor.startswith(f"{base}id/"):
        here = local(request, f"/id/{successor.removeprefix(f'{base}id/')}")
        headers["link"] = f'<{here}>; rel="successor-version", <{quote(successor, safe=SAFE + "%")}>; rel="related"'
    return refused(request, HTTPStatus.GONE, "a person's decision withdrew this name", headers, successor)


def refused(
    request: Request,
    status: HTTPStatus,
    detail: str,
    headers: dict[str, str] | None = None,
    successor: str | None = None,
) -> Response:
    """A refusal: a page for browsers, else a problem."""
    if not wants_page(request):
        members = {} if successor is None else {"successor": successor}
        return Problem(status, detail, {"vary": VARY, **(headers or {})}, **members).response()
    response = page(
        request, view_of(request), "absent.html", status, gone=status == HTTPStatus.GONE, successor=successor
    )
    response.headers.update(headers or {})
    return response


ROUTES = [
    Route("/id/{path:path}", resource, methods=["GET"], name="resource"),
    Route("/data/{path:path}", data, methods=["GET"], name="data"),
]
