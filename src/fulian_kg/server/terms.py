"""`/api/terms`: what an editor can complete: classes, properties and concepts in both languages, prefixes, examples."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from starlette.routing import Route

from fulian_kg.server.responses import whole
from fulian_kg.vocabulary import RDF, RDFS, SKOS, Iris, Namespace, named, shortest

if TYPE_CHECKING:
    import pyoxigraph as ox
    from starlette.requests import Request
    from starlette.responses import Response

    from fulian_kg.query.stored import StoredQuery
    from fulian_kg.server.generations import Generation

OWL = Namespace("owl")
CLASSES = (OWL.Class, RDFS.Class)
PROPERTIES = (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty, RDF.Property)
LABELS = (SKOS.prefLabel, RDFS.label)
ABOUT = (SKOS.definition, RDFS.comment)


def terms(request: Request) -> Response:
    """The terms of the current generation."""
    generation: Generation = request.app.state.generations.current()
    kept: tuple[str, str] | None = getattr(request.app.state, "terms", None)
    if kept is None or kept[0] != generation.name:
        kept = request.app.state.terms = (generation.name, json.dumps(collected(generation), ensure_ascii=False))
    return whole(request, kept[1], "application/json")


def collected(generation: Generation) -> dict[str, Any]:
    """Terms by kind, by name."""
    store, prefixes = generation.store.rdf, Iris(generation.store.base).prefixes()
    return {
        "prefixes": dict(prefixes),
        "classes": _named(store, CLASSES, prefixes),
        "properties": _named(store, PROPERTIES, prefixes),
        "concepts": _named(store, (SKOS.Concept,), prefixes),
        "examples": [
            {"name": query.name, **query.summary, "query": headless(query)} for query in generation.queries.values()
        ],
    }


def headless(query: StoredQuery) -> str:
    """The text of a stored query with one line that says what it asks in place of its head."""
    lines = [line for line in query.text.splitlines(keepends=True) if not line.startswith("#+")]
    return f"# {query.summary['zh']} · {query.summary['en']}\n{''.join(lines)}"


def _named(store: ox.Store, kinds: tuple[ox.NamedNode, ...], prefixes: Any) -> list[dict[str, Any]]:
    """Terms of these kinds that a query can name, with labels and definitions."""
    iris = {quad.subject.value for kind in kinds for quad in store.quads_for_pattern(None, RDF.type, kind)}  # type: ignore[union-attr]
    return [_described(store, iri, prefixes) for iri in sorted(iris)]


def _described(store: ox.Store, iri: str, prefixes: Any) -> dict[str, Any]:
    short = shortest(iri, prefixes)
    labels, about = _texts(store, iri, LABELS), _texts(store, iri, ABOUT)
    return {
        "name": short if short != iri else f"<{iri}>",
        "zh": labels.get("zh", ""),
        "en": labels.get("en", ""),
        "about": [about[language] for language in ("zh", "en") if language in about],
    }


def _texts(store: ox.Store, iri: str, properties: tuple[ox.NamedNode, ...]) -> dict[str, str]:
    """The first text in each language."""
    found: dict[str, str] = {}
    for prop in properties:
        for quad in store.quads_for_pattern(named(iri), prop, None):
            language = (getattr(quad.object, "language", None) or "").lower().partition("-")[0]
            found.setdefault(language, str(quad.object.value))  # type: ignore[union-attr]
    return found


ROUTES = [Route("/api/terms", terms, methods=["GET"], name="terms")]
