"""What the page of search looks in where no server answers: the entries of the index as a script.

Pages that are opened as files can load scripts, but neither modules nor data.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from fulian_kg.query.charts.tiles import tiles
from fulian_kg.query.index import KINDS, QUOTE
from fulian_kg.server.file_links import FileLinks
from fulian_kg.server.links import fragment_of
from fulian_kg.server.words import LANGUAGES
from fulian_kg.source.traditional import forms

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from fulian_kg.resources import Library
    from fulian_kg.server.generations import Generation
    from fulian_kg.server.published import Published

SEARCH, COMPARE, THEME = "/search", "/compare", "theme"
LABELLED = ("province", THEME)
TEXTS = ("full", "title")
THINGS = 'SELECT id, kind, iri, zh, en, names, quote, "case", place, pages FROM things ORDER BY id'
FACETS = "SELECT field, value FROM facets WHERE thing = ? ORDER BY field, value"
LABELS = "SELECT value, zh, en FROM labels WHERE field = ? ORDER BY value"


def entries(generation: Generation, published: Published) -> bytes:
    """The script: one entry a line, with addresses as seen from the page of search in either language."""
    links = _links(published)
    with generation.index.open() as tables:
        labels = {name: tables.execute(LABELS, (name,)).fetchall() for name in LABELLED}
        rows = list(_rows(tables, generation, links, labels)) if links else []
    english = _english(generation.library)
    heads = {
        "kinds": [*KINDS, QUOTE],
        "texts": TEXTS,
        **{name: [[iri, zh, en or english(iri)] for iri, zh, en in found] for name, found in labels.items()},
        "traditional": _traditional(),
    }
    lines = [f"{json.dumps(name)}: {_json(value)},\n" for name, value in heads.items()]
    listed = ",\n".join(map(_json, rows))
    return f'globalThis.fulianSearch = {{\n{"".join(lines)}"entries": [\n{listed}\n]}};\n'.encode()


def _links(published: Published) -> FileLinks | None:
    page, spoken = published.page(SEARCH), LANGUAGES[0]
    if page is None:
        return None
    return FileLinks(here=page.file(spoken), published=published, page=page, spoken=spoken)


def _rows(
    tables: sqlite3.Connection, generation: Generation, links: FileLinks, labels: dict[str, list[tuple[str, str, str]]]
) -> Iterator[list[Any]]:
    """Kind, names, folded names, quote, case by its place, number, pages, facets by places of values, address."""
    values = {name: [row[0] for row in found] for name, found in labels.items()} | {"text": [*TEXTS]}
    places = {name: {value: at for at, value in enumerate(found)} for name, found in values.items()}
    kinds, cases = [*KINDS, QUOTE], dict[str, int]()
    at = 0
    for number, kind, iri, zh, en, names, quote, case, place, pages in tables.execute(THINGS):
        href = _href(links, generation.store.base, kind, iri, case)
        if href is None or (case is not None and case not in cases):
            continue
        if kind == "case":
            cases[iri] = at
        own = _facets(tables, number, places)
        of = [own.get(name, []) for name in (*LABELLED, "text")]
        within = -1 if case is None else cases[case]
        yield [kinds.index(kind), zh, en, names.strip("\n"), quote, within, place, pages or "", *of, href]
        at += 1


def _facets(tables: sqlite3.Connection, thing: int, places: dict[str, dict[str, int]]) -> dict[str, list[int]]:
    """By facet, the places of the values of a thing among all of the facet."""
    found: dict[str, list[int]] = {}
    for name, value in tables.execute(FACETS, (thing,)):
        if value in places.get(name, ()):
            found.setdefault(name, []).append(places[name][value])
    return found


def _href(links: FileLinks, base: str, kind: str, iri: str, case: str | None) -> str | None:
    """Where an entry leads, as the server's hits do; None where it has no page."""
    if kind == THEME:
        return links.to(COMPARE, theme=iri.rpartition("/")[2]) if links.leads(COMPARE) else None
    path = f"/doc/{(case or iri).removeprefix(f'{base}id/')}"
    if not links.leads(path):
        return None
    return links.to(path, fragment_of(iri) if case else "")


def _english(library: Library) -> Any:
    """English names of provinces, which the tile map has."""
    known = {tile.code: tile.label.en for tile in tiles(library)}
    return lambda iri: known.get(iri.rpartition("/")[2], "")


def _traditional() -> list[str]:
    """Suspect characters and what each becomes, then the others: `source/traditional.py`."""
    return ["".join(part) for found in forms() for part in (found.keys(), found.values())]


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
