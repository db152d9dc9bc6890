"""SPARQL results as the tables of pages: what each cell shows and where it leads."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from wcwidth import wcwidth

from fulian_kg.vocabulary import shortest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fulian_kg.server.pages import View

MOST = 1000
"""Rows that a page shows; files hold them all."""
WIDE = 2
WEB = ("http://", "https://")


@dataclass(frozen=True, slots=True)
class Shown:
    """A cell."""

    text: str
    href: str | None = None
    """Where an IRI leads: our page of it, or the web; other schemes lead nowhere."""
    iri: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Tabulated:
    """An answer as a table."""

    names: tuple[str, ...]
    rows: tuple[tuple[Shown | None, ...], ...]
    """The first `MOST`."""
    total: int
    boolean: bool | None = None
    """Answer of an ASK, which has no rows."""


def tabulated(answer: bytes, view: View, prefixes: Mapping[str, str]) -> Tabulated:
    """The table of an answer in `application/sparql-results+json`."""
    read = json.loads(answer)
    if "boolean" in read:
        return Tabulated((), (), 0, read["boolean"])
    names, found = tuple(read["head"]["vars"]), read["results"]["bindings"]
    rows = tuple(tuple(_shown(row.get(name), view, prefixes) for name in names) for row in found[:MOST])
    return Tabulated(names, rows, len(found))


def pointed(line: str, column: int) -> str:
    """What stands below a line so that a caret points at a column, counted in characters from 1."""
    return "".join(_blank(character) for character in line[: column - 1]) + "^"


def _shown(term: dict[str, Any] | None, view: View, prefixes: Mapping[str, str]) -> Shown | None:
    if term is None:
        return None
    value = term["value"]
    if term["type"] == "uri":
        href = view.links.resource(value, view.base) if value.lower().startswith(WEB) else None
        return Shown(_short(value, view, prefixes), href, value)
    if term["type"] == "bnode":
        return Shown(f"_:{value}")
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return Shown(text, language=term.get("xml:lang"))


def _short(iri: str, view: View, prefixes: Mapping[str, str]) -> str:
    """An IRI by its prefix; one of ours that has none by what is its own."""
    found = shortest(iri, prefixes)
    return iri.removeprefix(f"{view.base}id/") if found == iri else found


def _blank(character: str) -> str:
    """As wide as a character is in a font of fixed widths."""
    if character == "\t":
        return character
    return "\u3000" if wcwidth(character) == WIDE else " "
