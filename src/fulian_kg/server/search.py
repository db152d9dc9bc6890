"""The page of search, and its answer as JSON."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from starlette.routing import Route

from fulian_kg.errors import UsageError
from fulian_kg.query.cases import read_cases
from fulian_kg.query.charts.tiles import tiles
from fulian_kg.query.kept import Answers
from fulian_kg.query.search import FACETS, LONGEST, Found, Wanted, search
from fulian_kg.server.pages import page, view_of
from fulian_kg.server.problems import Problem
from fulian_kg.server.responses import whole

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from fulian_kg.query.search import Hit, Value
    from fulian_kg.server.pages import View

SHOWN = 12
"""Values of a facet that are open; the others unfold."""
MOST_VALUES = 50
"""Values of facets that one search may choose."""
MOST_CASES = 5000
"""Cases that a page lists."""
DIGITS = 6
"""Of the number of a page."""


def found(request: Request) -> Response:
    """Hits with their facets; `format=json` for programs."""
    view = view_of(request)
    wanted = _wanted(request)
    if view.as_files:
        return page(request, view, "search_files.html", longest=LONGEST, **_listed(view))
    as_json = request.query_params.get("format") == "json"
    try:
        answer = search(view.generation.index, wanted)
    except UsageError as error:
        if as_json:
            raise Problem(HTTPStatus.BAD_REQUEST, str(error)) from None
        values = _values(view, Wanted(wanted.text[:LONGEST], wanted.facets), Found(0, 1, 1, (), {}))
        return page(request, view, "search.html", HTTPStatus.BAD_REQUEST, **values, error=True)
    if as_json:
        text = json.dumps(_object(view, wanted, answer), ensure_ascii=False, indent=2) + "\n"
        return whole(request, text, "application/json", {"vary": "Accept-Language"})
    return page(request, view, "search.html", **_values(view, wanted, answer), error=False)


def _wanted(request: Request) -> Wanted:
    given = request.query_params
    number = given.get("page", "1")
    at = int(number) if number.isascii() and number.isdecimal() and len(number) <= DIGITS else 1
    facets = {name: list(dict.fromkeys(each for each in given.getlist(name) if each)) for name in FACETS}
    if sum(map(len, facets.values())) > MOST_VALUES:
        raise Problem(HTTPStatus.BAD_REQUEST, f"a search chooses at most {MOST_VALUES} values")
    return Wanted(given.get("q", ""), facets, at)


def _values(view: View, wanted: Wanted, answer: Found) -> dict[str, Any]:
    names = _names(view)
    return {
        "wanted": wanted,
        "found": answer,
        "asked": {"q": wanted.text or None, **{name: values or None for name, values in wanted.facets.items()}},
        "facets": [(name, [(each, names(name, each)) for each in values]) for name, values in answer.facets.items()],
        "longest": LONGEST,
        "shown": SHOWN,
        "href": lambda hit: _href(view, hit),
    }


def _listed(view: View) -> dict[str, Any]:
    """All cases, for whoever has no script that searches."""
    _, cases = read_cases(Answers(view.generation.store, view.generation.library))
    return {"cases": cases[:MOST_CASES], "all_cases": len(cases)}


def _names(view: View) -> Any:
    """What tells the title of a facet's value in the language of the page."""
    english = {tile.code: tile.label.en for tile in tiles(view.generation.library)}

    def name(facet: str, each: Value) -> str:
        if facet in {"kind", "text"}:
            return view.words["search"][f"{facet}_{each.value}"]
        if view.language == "en":
            return each.en or english.get(each.value.rpartition("/")[2]) or each.zh
        return each.zh or each.value

    return name


def _href(view: View, hit: Hit) -> str:
    """Where a hit leads: a theme to its comparison, a quote to its place in the case, all else to its page."""
    if hit.kind == "theme":
        return view.links.to("/compare", theme=hit.iri.rpartition("/")[2])
    if hit.case is not None:
        return view.links.quote(hit.case, hit.iri, view.base)
    return view.links.resource(hit.iri, view.base)


def _object(view: View, wanted: Wanted, answer: Found) -> dict[str, Any]:
    names = _names(view)
    return {
        "query": wanted.text,
        "total": answer.total,
        "page": answer.page,
        "pages": answer.pages,
        "facets": {
            name: [
                {"value": each.value, "title": names(name, each), "count": each.count, "chosen": each.chosen}
                for each in values
            ]
            for name, values in answer.facets.items()
        },
        "hits": [_hit(view, hit) for hit in answer.hits],
    }


def _hit(view: View, hit: Hit) -> dict[str, Any]:
    return {
        "iri": hit.iri,
        "kind": hit.kind,
        "label": {"zh": hit.zh, "en": hit.en},
        "found_in": hit.grade,
        "snippet": "".join(run for run, _ in hit.snippet),
        "marked": [run for run, met in hit.snippet if met],
        "case": hit.case or (hit.iri if hit.kind == "case" else None),
        "number": hit.number,
        "pages": hit.pages,
        "href": _href(view, hit),
    }


ROUTES = [Route("/search", found, methods=["GET"], name="search")]
