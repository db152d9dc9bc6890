"""What the data set says of itself, to portals, crawlers and programs."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from starlette.routing import Route

from fulian_kg.publication.addresses import Addresses
from fulian_kg.publication.catalogue import catalogue
from fulian_kg.publication.context import context_document
from fulian_kg.publication.sitemap import ROBOTS, paths, site_map
from fulian_kg.publication.void import void
from fulian_kg.server.problems import Problem
from fulian_kg.server.rdf import UNKNOWN, answer, chosen, extension
from fulian_kg.server.responses import whole

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

XML = "application/xml"


def void_description(request: Request) -> Response:
    """The data set in VoID."""
    generation = request.app.state.generations.current()
    at = Addresses(generation.store.base)
    quads = void(generation.store, generation.library, at)
    return answer(request, generation, quads, extension(request) or chosen(request), "/void", at.of("void").value)


def dcat_catalogue(request: Request) -> Response:
    """The catalogue in DCAT-AP."""
    generation = request.app.state.generations.current()
    at = Addresses(generation.store.base)
    quads = catalogue(generation.store, generation.library, at, request.app.state.dumps.made(generation))
    return answer(request, generation, quads, extension(request) or chosen(request), "/catalog", at.of("catalog").value)


def json_ld_context(request: Request) -> Response:
    """The context that our JSON-LD documents bring along in part."""
    return whole(request, context_document(request.app.state.settings.library), "application/ld+json")


def sitemap(request: Request) -> Response:
    """The site map, an index of several, or one of them."""
    store = request.app.state.generations.current().store
    text = site_map(paths(store), Addresses(store.base), request.path_params.get("part"))
    if text is None:
        raise Problem(HTTPStatus.NOT_FOUND, UNKNOWN)
    return whole(request, text, XML)


def robots(request: Request) -> Response:
    """What crawlers may read."""
    base = request.app.state.generations.current().store.base
    return whole(request, ROBOTS.format(base=base), "text/plain")


GET = ["GET"]
ROUTES = [
    Route("/.well-known/void", void_description, methods=GET, name="well-known-void"),
    Route("/void", void_description, methods=GET, name="void"),
    Route("/void.{extension:str}", void_description, methods=GET, name="void-as"),
    Route("/catalog", dcat_catalogue, methods=GET, name="catalogue"),
    Route("/catalog.{extension:str}", dcat_catalogue, methods=GET, name="catalogue-as"),
    Route("/context.jsonld", json_ld_context, methods=GET, name="context"),
    Route("/sitemap.xml", sitemap, methods=GET, name="sitemap"),
    Route("/sitemap-{part:int}.xml", sitemap, methods=GET, name="sitemap-part"),
    Route("/robots.txt", robots, methods=GET, name="robots"),
]
