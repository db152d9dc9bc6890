"""What answers are written as: media types that clients name, the other names of each, and which one a client takes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from http import HTTPStatus
from typing import TYPE_CHECKING

from fulian_kg.formats import FORMATS, RDF, RESULTS, Format
from fulian_kg.server.negotiation import preferred
from fulian_kg.server.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ORDERS = {
    "results": ("json", "xml", "csv", "tsv"),
    "rdf": ("turtle", "ntriples", "jsonld", "rdfxml", "trig", "nquads"),
}
"""The first of each is the default."""
ALIASES: Mapping[str, Mapping[str, str]] = {
    "results": {"application/json": "json", "application/xml": "xml", "text/xml": "xml"},
    "rdf": {
        "application/x-turtle": "turtle",
        "text/n3": "turtle",
        "text/rdf+n3": "turtle",
        "application/json": "jsonld",
        "application/xml": "rdfxml",
        "text/xml": "rdfxml",
        "application/x-trig": "trig",
        "text/x-nquads": "nquads",
    },
}
"""Other media types that clients ask with; what they asked for is what the answer says it is."""
SHORT: Mapping[str, Mapping[str, str]] = {
    "results": {"srj": "json", "srx": "xml"},
    "rdf": {
        "ttl": "turtle",
        "n3": "turtle",
        "nt": "ntriples",
        "n-triples": "ntriples",
        "json": "jsonld",
        "json-ld": "jsonld",
        "xml": "rdfxml",
        "rdf": "rdfxml",
        "rdf+xml": "rdfxml",
        "nq": "nquads",
        "n-quads": "nquads",
    },
}
"""Other names that `format=` takes, beside those of the table of formats: extensions, and what clients send."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A way to write an answer, under the media type that the client named."""

    media_type: str
    format: Format


@dataclass(frozen=True, slots=True)
class Taken:
    """What a client takes: solutions and booleans in one way, triples in another, or not at all."""

    results: Offer | None
    graph: Offer | None

    @property
    def formats(self) -> tuple[Format | None, Format | None]:
        """Formats of results and of triples."""
        return self.results.format if self.results else None, self.graph.format if self.graph else None


def _offers(kind: str) -> dict[str, Offer]:
    """Offers by media type, aliases last."""
    own = {FORMATS[name].media_type: name for name in ORDERS[kind]}
    return {each: Offer(each, FORMATS[name]) for each, name in (own | dict(ALIASES[kind])).items()}


OFFERS = {kind: _offers(kind) for kind in ORDERS}
AVAILABLE = {kind: [FORMATS[name].media_type for name in names] for kind, names in ORDERS.items()}


def taken(accept: str | None, names: Sequence[str]) -> Taken:
    """What a client takes by its Accept header or, where given, by `format=`; raises `Problem` when that is nothing.

    Of several names the first known one counts.
    """
    found = next(filter(_something, map(_named, names)), Taken(None, None)) if names else _accepted(accept)
    if not _something(found):
        detail = "there is no such format" if names else "none of the media types asked for is available"
        raise unacceptable(detail, [*AVAILABLE["results"], *AVAILABLE["rdf"]])
    return found


def unacceptable(detail: str, available: Sequence[str]) -> Problem:
    """A refusal that lists what can be had."""
    return Problem(HTTPStatus.NOT_ACCEPTABLE, detail, {"vary": "Accept"}, available=list(available))


@lru_cache(maxsize=256)
def _accepted(accept: str | None) -> Taken:
    chosen = {kind: preferred(accept, tuple(offers)) for kind, offers in OFFERS.items()}
    results, graph = (None if (each := chosen[kind]) is None else OFFERS[kind][each] for kind in ("results", "rdf"))
    return Taken(results, graph)


def _named(name: str) -> Taken:
    """By name, extension or media type."""
    return Taken(_of(name.lower(), "results", RESULTS), _of(name.lower(), "rdf", RDF))


def _something(takes: Taken) -> bool:
    return takes.results is not None or takes.graph is not None


def _of(name: str, kind: str, names: Sequence[str]) -> Offer | None:
    if name in OFFERS[kind]:
        return OFFERS[kind][name]
    known = SHORT[kind].get(name, name)
    return Offer(FORMATS[known].media_type, FORMATS[known]) if known in names else None
