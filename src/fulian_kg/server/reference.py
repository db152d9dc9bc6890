"""The terms, schemes, shapes and graphs behind the data, each at its own IRI."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

import pyoxigraph as ox
from starlette.routing import Route

from fulian_kg.publication import reference
from fulian_kg.publication.terms import concepts, sections, term
from fulian_kg.publication.writing import quads_of
from fulian_kg.server.pages import page, view_of
from fulian_kg.server.problems import Problem
from fulian_kg.server.rdf import UNKNOWN, VARY, answer, asked, chosen, extension, see_other, wanted
from fulian_kg.vocabulary import ONTOLOGY, PREFIXES

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from fulian_kg.formats import Format
    from fulian_kg.publication.reference import Triples
    from fulian_kg.resources import Library


def vocabulary(request: Request) -> Response:
    """All terms: a page, or RDF."""
    triples = reference.vocabulary(_library(request))
    form = extension(request) or wanted(request)
    if form is None:
        about = term(triples, ONTOLOGY.value)
        return page(request, view_of(request), "vocabulary.html", about=about, sections=sections(triples))
    return _triples(request, triples, form, "/ns", ONTOLOGY.value)


def version(request: Request) -> Response:
    """The name of the version that is served leads to it."""
    named = f"<{ONTOLOGY.value}/{request.path_params['version']}>"
    triples = reference.about(reference.ontology(_library(request)), ONTOLOGY.value)
    if named not in {str(triple.object) for triple in triples}:
        raise _unknown()
    return see_other(request, "/ns")


def definition(request: Request) -> Response:
    """A scheme with its concepts, a page or RDF; a concept leads to its place there, or to RDF of its own."""
    library = _library(request)
    path, form = asked(request.path_params["path"])
    here, iri = f"/def/{path}", PREFIXES["def"] + path
    triples = reference.scheme_triples(library, iri)
    concept = () if triples else reference.about(reference.ontology(library), iri)
    if form is not None and (triples or concept):
        return _triples(request, triples or concept, form, here, iri)
    if concept:
        wished = wanted(request)
        if wished is None:
            scheme, _, anchor = here.rpartition("/")
            return see_other(request, scheme, anchor)
        return see_other(request, f"{here}.{wished.extension}")
    if not triples:
        raise _unknown()
    if (wished := wanted(request)) is None:
        about = term(triples, iri)
        return page(request, view_of(request), "scheme.html", about=about, concepts=concepts(triples))
    return _triples(request, triples, wished, here, iri)


def schemes(request: Request) -> Response:
    """All concept schemes: a page, or RDF of all of them."""
    library = _library(request)
    triples = reference.all_schemes(library)
    form = extension(request) or wanted(request)
    if form is None:
        found = [term(triples, iri) for iri in reference.schemes(library)]
        return page(request, view_of(request), "schemes.html", schemes=found)
    return _triples(request, triples, form, "/def", PREFIXES["def"])


def shapes(request: Request) -> Response:
    """All shapes, as RDF."""
    form = extension(request) or chosen(request)
    return _triples(request, reference.shapes(_library(request)), form, "/shapes", PREFIXES["shapes"])


def shape(request: Request) -> Response:
    """One shape leads to RDF of it."""
    path, form = asked(request.path_params["path"])
    here, iri = f"/shapes/{path}", PREFIXES["shapes"] + path
    triples = reference.about(reference.shapes(_library(request)), iri)
    if not triples:
        raise _unknown()
    if form is None:
        return see_other(request, f"{here}.{chosen(request).extension}")
    return _triples(request, triples, form, here, iri)


def contributors(request: Request) -> Response:
    """Who made the vocabulary leads to the vocabulary, which tells of them."""
    form = wanted(request)
    return see_other(request, "/ns" if form is None else f"/ns.{form.extension}")


def graph(request: Request) -> Response:
    """A named graph: what one source states, where it states it, or what all sources share."""
    generation = request.app.state.generations.current()
    path, form = asked(request.path_params["path"])
    iri = f"{generation.store.base}graph/{path}"
    if iri not in generation.store.manifest["graphs"]:
        raise _unknown()
    quads = list(generation.store.rdf.quads_for_pattern(None, None, None, ox.NamedNode(iri)))
    return answer(request, generation, quads, form or chosen(request), f"/graph/{path}", iri)


def _triples(request: Request, triples: Triples, form: Format, path: str, iri: str) -> Response:
    return answer(request, request.app.state.generations.current(), quads_of(triples), form, path, iri)


def _library(request: Request) -> Library:
    library: Library = request.app.state.settings.library
    return library


def _unknown() -> Problem:
    return Problem(HTTPStatus.NOT_FOUND, UNKNOWN, {"vary": VARY})


GET = ["GET"]
ROUTES = [
    Route("/ns", vocabulary, methods=GET, name="vocabulary"),
    Route("/ns.{extension:str}", vocabulary, methods=GET, name="vocabulary-as"),
    Route("/ns/{version:str}", version, methods=GET, name="vocabulary-version"),
    Route("/def", schemes, methods=GET, name="schemes"),
    Route("/def.{extension:str}", schemes, methods=GET, name="schemes-as"),
    Route("/def/{path:path}", definition, methods=GET, name="definition"),
    Route("/shapes", shapes, methods=GET, name="shapes"),
    Route("/shapes.{extension:str}", shapes, methods=GET, name="shapes-as"),
    Route("/shapes/{path:path}", shape, methods=GET, name="shape"),
    Route("/contributors", contributors, methods=GET, name="contributors"),
    Route("/graph/{path:path}", graph, methods=GET, name="graph"),
]
