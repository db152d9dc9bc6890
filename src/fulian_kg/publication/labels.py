"""Labels of what the graph gives none: passages, claims, sources, and the terms of other vocabularies.

Viewers that show resources by labels alone load them beside the graph, which does without them: what they tell can be
read off it, and off the definitions of others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from fulian_kg.errors import InputError
from fulian_kg.graph import literals
from fulian_kg.vocabulary import PREFIXES, RDFS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fulian_kg.graph.store import OpenStore
    from fulian_kg.resources import Library

MADE = "publication/labels.rq"
"""Asks for the labels of resources."""
COLUMNS = frozenset({"node", "zh", "en", "start", "end"})
TERMS = "publication/terms.ttl"
"""Labels of the terms that only descriptions of the data set use."""


def labels(store: OpenStore, library: Library) -> Iterator[ox.Triple]:
    """All of them, as they come; raises `InputError` for files of one's own that are no SPARQL or no Turtle."""
    try:
        terms = ox.parse(library.read("templates", TERMS).encode(), format=ox.RdfFormat.TURTLE)
        yield from (quad.triple for quad in terms)
        text = library.read("templates", MADE)
        found = store.rdf.query(text, prefixes=dict(PREFIXES), use_default_graph_as_union=True)
    except SyntaxError as error:
        raise InputError(str(error), file=f"templates/{MADE} or {TERMS}") from None
    if not isinstance(found, ox.QuerySolutions) or {each.value for each in found.variables} != COLUMNS:
        message = f"the query has to SELECT {' '.join(f'?{name}' for name in sorted(COLUMNS))}"
        raise InputError(message, file=f"templates/{MADE}")
    for row in found:
        yield from _made(row)


def _made(row: ox.QuerySolution) -> Iterator[ox.Triple]:
    """The words in each language, with the place in the text where there is one."""
    start, end = (getattr(row[name], "value", None) for name in ("start", "end"))
    place = "" if start is None or end is None else f" {start}–{end}"
    for words, make in ((row["zh"], literals.zh), (row["en"], literals.en)):
        if isinstance(words, ox.Literal):
            yield ox.Triple(row["node"], RDFS.label, make(f"{words.value}{place}"))


def line(triple: ox.Triple) -> bytes:
    """A triple as a line of N-Triples."""
    return f"{triple.subject} {triple.predicate} {triple.object} .\n".encode()
