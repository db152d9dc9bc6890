"""Sections of the pages of resources: stored queries whose head says `page: <class> N`, asked with the resource."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from fulian_kg.errors import InputError
from fulian_kg.query.run import ask, columns, value_of
from fulian_kg.query.stored import SUFFIX
from fulian_kg.vocabulary import Iris, named

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from fulian_kg.graph.store import OpenStore
    from fulian_kg.query.stored import Column, StoredQuery

RESOURCE = "resource"
NAMED = "_of"
"""Ends the name of a column with the IRI of what the column before the ending names."""


@dataclass(frozen=True, slots=True)
class Value:
    """A cell: its text, its language, and the resource that it names."""

    text: str
    lang: str | None
    iri: str | None


@dataclass(frozen=True, slots=True)
class PageSection:
    """What a query tells of a resource."""

    id: str
    title: Mapping[str, str]
    """By language: zh, en."""
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]


def page_sections(
    store: OpenStore, queries: Iterable[StoredQuery], classes: Collection[str], iri: str
) -> tuple[PageSection, ...]:
    """Sections that say something, in their order, for a resource of classes given by their local names."""
    asked = sorted(
        (each.page, each.name, each) for each in queries if each.page is not None and each.page[0] in classes
    )
    found = (_section(store, query, iri) for _, _, query in asked)
    return tuple(section for section in found if section.rows)


def _section(store: OpenStore, query: StoredQuery, iri: str) -> PageSection:
    file = f"queries/{query.folder}/{query.name}{SUFFIX}"
    answer = ask(store, query.text, {ox.Variable(RESOURCE): named(iri)}, file=file)
    if not isinstance(answer, ox.QuerySolutions):
        message = "a section of a page is a SELECT query"
        raise InputError(message, file=file)
    names = columns(answer)
    shown = [column for column in query.columns if column.name != RESOURCE and not column.name.endswith(NAMED)]
    prefixes = Iris(store.base).prefixes()
    rows = []
    for solution in answer:
        row = dict(zip(names, solution, strict=True))
        rows.append(tuple(_value(row, column.name, prefixes) for column in shown))
    filled = [at for at in range(len(shown)) if any(row[at].text for row in rows)]
    kept = tuple(dict.fromkeys(tuple(row[at] for at in filled) for row in rows))
    return PageSection(query.name, query.summary, tuple(shown[at] for at in filled), kept)


def _value(row: Mapping[str, Any], name: str, prefixes: Mapping[str, str]) -> Value:
    term, node = row.get(name), row.get(f"{name}{NAMED}")
    text = value_of(term, prefixes)
    shown = {None: "", True: "✓", False: "—"}.get(text, text) if text is None or isinstance(text, bool) else text
    return Value(str(shown), getattr(term, "language", None), node.value if isinstance(node, ox.NamedNode) else None)
