"""Labels of what the graph gives none: passages, claims, sources, and the terms of other vocabularies.

Viewers that show resources by labels alone load them beside the graph, which does without them: what they tell can be
read off it, and off the definitions of others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from fulian_kg.errors import InputError
from fulian_kg.vocabulary import PREFIXES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fulian_kg.graph.store import OpenStore
    from fulian_kg.resources import Library

MADE = "publication/labels.rq"
"""Makes the labels of resources."""
TERMS = "publication/terms.ttl"
"""Labels of the terms that only descriptions of the data set use."""


def labels(store: OpenStore, library: Library) -> Iterator[ox.Triple]:
    """All of them, as they come; raises `InputError` for files of one's own that are no SPARQL or no Turtle."""
    try:
        terms = ox.parse(library.read("templates", TERMS).encode(), format=ox.RdfFormat.TURTLE)
        yield from (quad.triple for quad in terms)
        text = library.read("templates", MADE)
        made = store.rdf.query(text, prefixes=dict(PREFIXES), use_default_graph_as_union=True)
        yield from made  # type: ignore[misc]
    except SyntaxError as error:
        raise InputError(str(error), file=f"templates/{MADE} or {TERMS}") from None


def line(triple: ox.Triple) -> bytes:
    """A triple as a line of N-Triples."""
    return f"{triple.subject} {triple.predicate} {triple.object} .\n".encode()
