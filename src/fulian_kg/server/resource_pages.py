"""`/doc/<path>`: a page for everything that the store says something of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.routing import Route

from fulian_kg.errors import UsageError
from fulian_kg.publication.terms import DIGESTS
from fulian_kg.query.page_sections import page_sections
from fulian_kg.query.telling import Teller
from fulian_kg.server.case_page import case_values
from fulian_kg.server.funding_page import funding_values
from fulian_kg.server.linked_data import absence
from fulian_kg.server.pages import page, view_of
from fulian_kg.server.region_page import region_values
from fulian_kg.vocabulary import FL, PREFIXES, SKOS, named

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request
    from starlette.responses import Response

    from fulian_kg.query.telling import Property, Word
    from fulian_kg.server.pages import View

    Values = dict[str, Any]

VOCABULARY = "def/"
"""Below `/doc/`: concepts, whose IRIs do not have the base of instances."""
FORMATS = (
    ("ttl", "text/turtle", "Turtle"),
    ("jsonld", "application/ld+json", "JSON-LD"),
    ("nt", "application/n-triples", "N-Triples"),
)
ABOVE = (FL.inCompilation, FL.statedIn, FL.versionOf, FL.digitizes, FL.withinRegion, FL.parentRegion, SKOS.inScheme)
"""Properties that lead up, for the way back to what a resource is part of."""
MOST_ABOVE = 4
SPECIAL: dict[str, tuple[str, Callable[[Request, View, Teller, str], Values]]] = {
    "Case": ("case.html", case_values),
    "AdministrativeRegion": ("region.html", region_values),
    "FundingPolicy": ("funding.html", funding_values),
}
"""Classes whose pages have more than statements, sections and quotes."""


def doc(request: Request) -> Response:
    """The page of a resource; raises `Problem` where the store knows nothing of it, or nothing any more."""
    view = view_of(request)
    path = request.path_params["path"]
    teller = Teller(view.generation.store, view.language)
    iri = iri_of(path, view.base)
    if iri is None or not teller.known(iri):
        raise absence(request, view.generation, path)
    classes = [each.value.rpartition("#")[2].rpartition("/")[2] for each in teller.classes(iri)]
    special = next((SPECIAL[name] for name in classes if name in SPECIAL), None)
    template, more = special or ("resource.html", _nothing)
    return page(request, view, template, **_values(view, teller, iri, classes), **more(request, view, teller, iri))


def iri_of(path: str, base: str) -> str | None:
    """The IRI that a path below `/doc/` describes; None for what no IRI can be."""
    start = PREFIXES["def"] if path.startswith(VOCABULARY) else f"{base}id/"
    try:
        return named(start + path.removeprefix(VOCABULARY)).value
    except UsageError:
        return None


def address(view: View, iri: str | None, fragment: str = "") -> str | None:
    """Where a page of ours tells of an IRI; None where none does."""
    if iri is None:
        return None
    for start, folder in ((f"{view.base}id/", "/doc/"), (PREFIXES["def"], f"/doc/{VOCABULARY}")):
        if iri.startswith(start):
            path, _, own = iri.removeprefix(start).partition("#")
            return view.links.to(folder + path, fragment or own) if view.links.leads(folder + path) else None
    return None


def _values(view: View, teller: Teller, iri: str, classes: list[str]) -> Values:
    store, queries = view.generation.store, view.generation.queries.values()
    path = iri.removeprefix(f"{view.base}id/") if iri.startswith(f"{view.base}id/") else None
    claims = _claims(teller, iri, classes)
    return {
        "iri": iri,
        "title": teller.name(iri),
        "kinds": [teller.name(each.value) for each in teller.classes(iri)],
        "above": _above(teller, iri),
        "statements": _statements(view, teller, iri, {each.quote for each in claims}),
        "about": teller.about(iri),
        "sections": page_sections(store, queries, classes, iri),
        "claims": claims,
        "data": [(f"/data/{path}.{ending}", kind, name) for ending, kind, name in _formats(view)] if path else [],
        "canonical": view.links.relative(f"/doc/{path}" if path else view.links.here),
        "told": lambda where, fragment="": address(view, where, fragment),
    }


def _statements(view: View, teller: Teller, iri: str, quoted: set[str]) -> list[Property]:
    """What it says itself, but for what its quotes say, and in files what changes with bytes elsewhere."""
    unsaid = {each.value for each in DIGESTS} if view.as_files else set()
    found = (each for each in teller.statements(iri) if each.label.iri not in unsaid)
    return [each for each in found if not {value.text for value in each.values} <= quoted]


def _formats(view: View) -> tuple[tuple[str, str, str], ...]:
    """The first two are published as files, the others are the same triples."""
    return FORMATS[:2] if view.as_files else FORMATS


def _claims(teller: Teller, iri: str, classes: list[str]) -> list[Any]:
    if "Case" in classes:
        return []
    if "Claim" in classes:
        return teller.cited([iri])
    if "Passage" in classes:
        found = [each for each in teller.subjects(FL.evidence, iri) if FL.Claim in teller.classes(each)]
        return [each for each in teller.cited(found) if each.passage == iri]
    return teller.claims_about(iri)


def _above(teller: Teller, iri: str) -> list[Word]:
    """From the outermost to the innermost."""
    found: list[Word] = []
    seen, at = {iri}, iri
    while len(found) < MOST_ABOVE:
        up = next((value for prop in ABOVE if (value := teller.value(at, prop)) and value not in seen), None)
        if up is None:
            break
        seen.add(up)
        found.insert(0, teller.name(up))
        at = up
    return found


def _nothing(request: Request, view: View, teller: Teller, iri: str) -> Values:
    del request, view, teller, iri
    return {}


ROUTES = [Route("/doc/{path:path}", doc, methods=["GET"], name="doc")]
