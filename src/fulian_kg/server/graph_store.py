"""`/graph-store`: whole graphs by name, for reading (SPARQL 1.1 Graph Store HTTP Protocol, indirect names)."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

import pyoxigraph as ox
from starlette.concurrency import run_in_threadpool
from starlette.routing import Route

from fulian_kg.server.answering import Job
from fulian_kg.server.asked import client_of, formats_of, iri, one, parameters
from fulian_kg.server.asking import respond
from fulian_kg.server.offers import AVAILABLE, taken, unacceptable
from fulian_kg.server.problems import Problem

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

EVERYTHING = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"


async def graph_store(request: Request) -> Response:
    """A named graph (`?graph=IRI`), or the union of all (`?default`)."""
    given = parameters(request)
    graph = one([value for name, value in given if name == "graph"], "graph")
    if (graph is None) == all(name != "default" for name, _ in given):
        raise Problem(HTTPStatus.BAD_REQUEST, "name one graph: ?graph=IRI, or ?default")
    if graph is not None:
        await run_in_threadpool(_known, request, iri(graph, "graph"))
    takes = taken(request.headers.get("accept"), formats_of(given))
    if takes.graph is None:
        detail = "graphs are written in RDF"
        raise unacceptable(detail, AVAILABLE["rdf"])
    dataset = (None, None) if graph is None else ((graph,), ())
    job = Job(EVERYTHING, client_of(request), None, takes.graph.format, *dataset)
    return await respond(request, job, takes)


def _known(request: Request, name: str) -> None:
    """Raise `Problem` for a graph that the store does not have."""
    store = request.app.state.generations.current().store.rdf
    if not store.contains_named_graph(ox.NamedNode(name)):
        raise Problem(HTTPStatus.NOT_FOUND, "the store has no such graph; the service description lists them")


ROUTES = [Route("/graph-store", graph_store, methods=["GET"], name="graph-store")]
