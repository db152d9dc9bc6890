"""Links out: what regions and concepts are called elsewhere, each with the source that says so, none without one."""

from __future__ import annotations

import csv
import io
import re
import tomllib
from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from fulian_kg.errors import InputError
from fulian_kg.graph import literals
from fulian_kg.graph.sink import Sink
from fulian_kg.model import digest
from fulian_kg.publication.reference import ontology
from fulian_kg.publication.vocabularies import WDT
from fulian_kg.vocabulary import DCTERMS, FL, FOAF, PREFIXES, PROV, RDF, RDFS, XSD, compact, curie, named

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from fulian_kg.graph.store import OpenStore
    from fulian_kg.publication.addresses import Addresses
    from fulian_kg.resources import Library
    from fulian_kg.vocabulary import Term

FILE = "publication/links.toml"
ISO_CODES = "publication/iso3166-2.csv"
OWN = frozenset({PREFIXES["fl"], PREFIXES["def"]})
P442 = WDT("P442")
PAIR = re.compile(r"\d\d")
ZEROS = "00"
DATES = {len("2026-11-26"): XSD.date, len("2026-11"): XSD.gYearMonth}


@dataclass(frozen=True, slots=True)
class Link:
    """A statement that leads out, and the sources on which it rests, by their names."""

    subject: ox.NamedNode
    predicate: ox.NamedNode
    value: Term
    sources: tuple[str, ...]


def links(store: OpenStore, library: Library, at: Addresses) -> tuple[ox.Quad, ...]:
    """All links with their sources, without blank nodes."""
    sink, settings = Sink(at.of("links")), _settings(library)
    found = list(_links(store, library))
    for link in found:
        _written(link, at, sink)
    for name in sorted({source for link in found for source in link.sources}):
        _source(settings["sources"][name], at.of(f"links#{name}"), sink)
    return sink.quads


def _links(store: OpenStore, library: Library) -> Iterator[Link]:
    settings = _settings(library)
    coded = sorted(_codes(store), key=str)
    for region, code in coded:
        if iso := _iso_codes(library).get(code):
            yield Link(region, FL.isoCode, literals.plain(iso), ("codes", "iso-3166-2"))
        if spaced := wikidata_form(code, settings["p442"]["pattern"]):
            yield Link(region, P442, literals.plain(spaced), ("codes", "p442"))
    properties = {curie(name) for name in settings["vocabulary"]["properties"]}
    for triple in ontology(library):
        if triple.predicate in properties and isinstance(triple.subject, ox.NamedNode):
            yield Link(triple.subject, triple.predicate, triple.object, ("ontology",))


def leading_out(store: OpenStore, library: Library) -> Mapping[tuple[str, str], int]:
    """How many triples of a store lead from our terms and concepts out, by property and start of the other IRI."""
    found: Counter[tuple[str, str]] = Counter()
    for name in _settings(library)["vocabulary"]["linksets"]:
        triples = {quad.triple for quad in store.rdf.quads_for_pattern(None, curie(name), None)}
        for triple in triples:
            if isinstance(triple.object, ox.NamedNode) and (start := _start(triple.object.value)) not in OWN:
                found[curie(name).value, start] += 1
    return found


def _start(iri: str) -> str:
    """The IRI up to its last part."""
    return iri[: max(iri.rfind("#"), iri.rfind("/")) + 1]


def wikidata_form(code: str, pattern: str) -> str | None:
    """A code of GB/T 2260 as Wikidata writes it: `31 01 10`, `11`; None where it does not allow the result."""
    pairs = PAIR.findall(code)
    while pairs and pairs[-1] == ZEROS:
        pairs.pop()
    spaced = " ".join(pairs)
    return spaced if re.fullmatch(pattern, spaced) else None


def _codes(store: OpenStore) -> Iterator[tuple[ox.NamedNode, str]]:
    """Regions over time with their codes."""
    for quad in store.rdf.quads_for_pattern(None, RDF.type, FL.AdministrativeRegion):
        for code in store.rdf.quads_for_pattern(quad.subject, FL.gbCode, None):
            if isinstance(quad.subject, ox.NamedNode) and isinstance(code.object, ox.Literal):
                yield quad.subject, code.object.value


def _written(link: Link, at: Addresses, sink: Sink) -> None:
    """The statement, and what it rests on, as a statement about it."""
    sink.add(link.subject, link.predicate, link.value)  # type: ignore[arg-type]
    node = at.of(f"links#{digest(link.subject.value, link.predicate.value, str(link.value))}")
    shown = f"{_last(link.subject)} → {_shown(link.value)}"
    sink.add(node, RDF.type, RDF.Statement, PROV.Entity)
    sink.add(node, RDFS.label, literals.zh(f"对应：{shown}"), literals.en(f"Link: {shown}"))
    sink.add(node, RDF.subject, link.subject)
    sink.add(node, RDF.predicate, link.predicate)
    sink.add(node, RDF.object, link.value)  # type: ignore[arg-type]
    sink.add(node, PROV.wasDerivedFrom, *(at.of(f"links#{name}") for name in link.sources))


def _last(node: ox.NamedNode) -> str:
    return node.value.rpartition("/")[2]


def _shown(term: Term) -> str:
    return compact(term.value) if isinstance(term, ox.NamedNode) else str(getattr(term, "value", term))


def _source(read: dict[str, Any], node: ox.NamedNode, sink: Sink) -> None:
    title, told = read["title"], read["description"]
    sink.add(node, RDF.type, PROV.Entity)
    sink.add(node, DCTERMS.title, literals.zh(title["zh"]), literals.en(title["en"]))
    sink.add(node, DCTERMS("description"), literals.zh(told["zh"]), literals.en(told["en"]))
    sink.add(node, FOAF.page, named(read["page"]))
    sink.add(node, DCTERMS.date, ox.Literal(read["date"], datatype=DATES[len(read["date"])]))


@cache
def _settings(library: Library) -> dict[str, Any]:
    try:
        return tomllib.loads(library.read("templates", FILE))
    except tomllib.TOMLDecodeError as error:
        raise InputError(str(error), file=f"templates/{FILE}") from None


@cache
def _iso_codes(library: Library) -> dict[str, str]:
    """ISO 3166-2 codes by code of GB/T 2260."""
    rows: Iterable[dict[str, str]] = csv.DictReader(io.StringIO(library.read("templates", ISO_CODES)))
    return {row["code"]: row["iso"] for row in rows}
