"""The first page: what is in here, where it comes from, and a way in for every kind of reader."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from starlette.routing import Route

from fulian_kg.query.cases import NEEDED, QUERY
from fulian_kg.query.charts.tiles import tiles
from fulian_kg.query.kept import Answers
from fulian_kg.query.pictures import CORPS
from fulian_kg.server.pages import page, view_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.requests import Request
    from starlette.responses import Response

    from fulian_kg.query.charts.tiles import Tile
    from fulian_kg.server.pages import View

FULL = """CASE full_text WHEN 'true' THEN "case" END"""
COUNTED = f'province, province_name, code, COUNT(DISTINCT "case"), COUNT(DISTINCT {FULL})'


@dataclass(frozen=True, slots=True)
class Province:
    """A province-level unit with its cases."""

    iri: str
    name: str
    cases: int
    full_texts: int


def home(request: Request) -> Response:
    """The page."""
    view = view_of(request)
    ledger = view.generation.store.manifest["ledger"]
    provinces = {code or CORPS: each for code, each in _provinces(view)}
    values: dict[str, Any] = {
        "cases": ledger["cases"],
        "statements": len(view.generation.store.rdf),
        "facts": sum(ledger["facts"].values()),
        "sources": ledger["sources"],
        "provinces": sum(each.cases > 0 for each in provinces.values()),
        "tiles": [(tile, provinces.get(tile.code)) for tile in _by_row(view)],
    }
    return page(request, view, "home.html", **values)


def _provinces(view: View) -> Iterator[tuple[str | None, Province]]:
    """Province-level units by code, in the order of comparisons."""
    answers = Answers(view.generation.store, view.generation.library)
    rest = "WHERE province IS NOT NULL GROUP BY province ORDER BY MIN(rowid)"
    for iri, name, code, cases, full in answers.select(QUERY, NEEDED, COUNTED, rest):
        yield code, Province(iri, name or "", cases, full)


def _by_row(view: View) -> list[Tile]:
    """From north to south and west to east: the order in which they are read out."""
    return sorted(tiles(view.generation.library), key=lambda tile: (tile.row, tile.column))


ROUTES = [Route("/", home, methods=["GET"], name="home")]
