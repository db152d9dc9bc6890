"""The service description: what the endpoint speaks, which graphs it has and how large they are (SPARQL 1.1, sd:)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from fulian_kg.formats import FORMATS
from fulian_kg.graph.canonical import order, write
from fulian_kg.model import digest
from fulian_kg.server.offers import ORDERS
from fulian_kg.vocabulary import PREFIXES, RDF, XSD, Namespace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fulian_kg.formats import Format
    from fulian_kg.graph.store import OpenStore

SD = "http://www.w3.org/ns/sparql-service-description#"
FORMAT_IRIS = "http://www.w3.org/ns/formats/"
W3C_NAMES = {
    "json": "SPARQL_Results_JSON",
    "xml": "SPARQL_Results_XML",
    "csv": "SPARQL_Results_CSV",
    "tsv": "SPARQL_Results_TSV",
    "turtle": "Turtle",
    "ntriples": "N-Triples",
    "jsonld": "JSON-LD",
    "rdfxml": "RDF_XML",
    "trig": "TriG",
    "nquads": "N-Quads",
}
"""Names of formats at the W3C."""
VOID = Namespace("void")
ENDPOINT = "sparql"


def description(store: OpenStore, form: Format) -> bytes:
    """The description in an RDF format."""
    prefixes = {"sd": SD, **{name: PREFIXES[name] for name in ("rdf", "void", "xsd")}}
    return write(sorted(set(_statements(store)), key=order), form.writer, prefixes)  # type: ignore[arg-type]


def _sd(local: str) -> ox.NamedNode:
    return ox.NamedNode(SD + local)


def _statements(store: OpenStore) -> Iterator[ox.Triple]:
    endpoint = ox.NamedNode(store.base + ENDPOINT)
    service, dataset, union = (ox.NamedNode(f"{endpoint.value}#{part}") for part in ("service", "dataset", "union"))
    yield ox.Triple(service, RDF.type, _sd("Service"))
    yield ox.Triple(service, _sd("endpoint"), endpoint)
    yield ox.Triple(service, _sd("supportedLanguage"), _sd("SPARQL11Query"))
    yield ox.Triple(service, _sd("feature"), _sd("UnionDefaultGraph"))
    for name in (*ORDERS["results"], *ORDERS["rdf"]):
        yield ox.Triple(service, _sd("resultFormat"), ox.NamedNode(FORMAT_IRIS + W3C_NAMES[FORMATS[name].name]))
    yield ox.Triple(service, _sd("defaultDataset"), dataset)
    yield ox.Triple(dataset, RDF.type, _sd("Dataset"))
    yield ox.Triple(dataset, _sd("defaultGraph"), union)
    yield ox.Triple(union, RDF.type, _sd("Graph"))
    for name, entry in store.manifest["graphs"].items():
        yield from _named(endpoint, dataset, name, entry["statements"], store.base)


def _named(endpoint: ox.NamedNode, dataset: ox.NamedNode, name: str, triples: int, base: str) -> Iterator[ox.Triple]:
    """A graph of the dataset."""
    local = name.removeprefix(base) if name.startswith(base) else digest(name)
    entry = ox.NamedNode(f"{endpoint.value}#named/{local}")
    content = ox.NamedNode(f"{endpoint.value}#content/{local}")
    yield ox.Triple(dataset, _sd("namedGraph"), entry)
    yield ox.Triple(entry, RDF.type, _sd("NamedGraph"))
    yield ox.Triple(entry, _sd("name"), ox.NamedNode(name))
    yield ox.Triple(entry, _sd("graph"), content)
    yield ox.Triple(content, RDF.type, _sd("Graph"))
    yield ox.Triple(content, VOID.triples, ox.Literal(str(triples), datatype=XSD.integer))
