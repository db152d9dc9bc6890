"""Every stored query as something to run: its text, prefixes, parameters and endpoint, as SHACL has executables.

`sh:SPARQLExecutable` and its kinds are of SHACL Advanced Features (https://www.w3.org/TR/shacl-af/#SPARQLExecutable);
that examples of queries are described by them, with `schema:target` for the endpoint, is what editors have agreed on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import Literal

from fulian_kg.graph import literals
from fulian_kg.graph.sink import Sink
from fulian_kg.publication.settings import dataset_settings
from fulian_kg.publication.vocabularies import OWL, SCHEMA
from fulian_kg.query.parameters import CONCEPT, THEME
from fulian_kg.query.stored import stored_queries
from fulian_kg.sparql import form_of
from fulian_kg.vocabulary import FL, RDF, RDFS, SH, SKOS, XSD, Iris, scheme

if TYPE_CHECKING:
    import pyoxigraph as ox

    from fulian_kg.graph.store import OpenStore
    from fulian_kg.publication.addresses import Addresses
    from fulian_kg.query.stored import Parameter, StoredQuery
    from fulian_kg.resources import Library

KINDS = {
    "select": ("SPARQLSelectExecutable", "select"),
    "ask": ("SPARQLAskExecutable", "ask"),
    "construct": ("SPARQLConstructExecutable", "construct"),
}
"""Class and property of an executable, by the form of its query."""
DATATYPES = {"text": XSD.string, "integer": XSD.integer, "year": XSD.integer, "date": XSD.date}
"""By the type of a parameter."""
HEAD = "#+"


def executables(store: OpenStore, library: Library, at: Addresses) -> tuple[ox.Quad, ...]:
    """All stored queries of a library, without blank nodes."""
    sink = Sink(at.of("queries"))
    prefixes, endpoint = _prefixes(store, at, sink), dataset_settings(library).endpoint_at(at)
    for query in stored_queries(library).values():
        if form_of(query.text) not in KINDS:  # SHACL has no executable that describes
            continue
        node = at.of(f"queries#{query.name}")
        _described(query, node, sink)
        sink.add(node, SH.prefixes, prefixes)
        sink.add(node, SCHEMA.target, endpoint)
        sink.add(node, RDFS.seeAlso, at.of(f"queries/{query.name}"))
        for parameter in query.parameters:
            _parameter(parameter, query, at, sink)
    return sink.quads


def _prefixes(store: OpenStore, at: Addresses, sink: Sink) -> ox.NamedNode:
    """The prefixes that texts of queries use without declaring them."""
    node = at.of("queries#prefixes")
    sink.add(node, RDF.type, OWL.Ontology)
    sink.add(node, RDFS.label, literals.zh("查询所用前缀"), literals.en("Prefixes of the queries"))
    for prefix, start in sorted(Iris(store.base).prefixes().items()):
        declared = at.of(f"queries#prefix-{prefix}")
        sink.add(node, SH.declare, declared)
        sink.add(declared, RDF.type, SH.PrefixDeclaration)
        sink.add(declared, RDFS.label, literals.plain(prefix))
        sink.add(declared, SH.prefix, literals.plain(prefix))
        sink.add(declared, SH.namespace, Literal(start, datatype=XSD.anyURI))
    return node


def _described(query: StoredQuery, node: ox.NamedNode, sink: Sink) -> None:
    kind, holds = KINDS[form_of(query.text)]
    sink.add(node, RDF.type, SH.SPARQLExecutable, SH(kind))
    sink.add(node, RDFS.label, *_both(query.summary))
    sink.add(node, RDFS.comment, *_both(query.description or query.summary))
    sink.add(node, SH(holds), literals.plain(bare(query.text)))
    sink.add(node, SCHEMA.keywords, literals.plain(query.folder))


def bare(text: str) -> str:
    """The text of a stored query without its head."""
    return "".join(line for line in text.splitlines(keepends=True) if not line.startswith(HEAD))


def _parameter(parameter: Parameter, query: StoredQuery, at: Addresses, sink: Sink) -> None:
    """A parameter; the local name of its path is the variable that it binds (SHACL, section 6.2.1)."""
    node = at.of(f"queries/{query.name}#parameter-{parameter.name}")
    variable = at.of(f"queries/{query.name}#{parameter.name}")
    names = literals.zh(parameter.zh), literals.en(parameter.en)
    sink.add(at.of(f"queries#{query.name}"), SH.parameter, node)
    sink.add(node, RDF.type, SH.Parameter)
    sink.add(node, RDFS.label, *names)
    sink.add(node, SH.name, *names)
    sink.add(node, SH.path, variable)
    sink.add(node, SH.optional, literals.boolean(not parameter.required))
    sink.add(node, SKOS.example, literals.plain(parameter.example))
    if parameter.default is not None:
        sink.add(node, SH.defaultValue, _default(parameter))
    sink.add(variable, RDF.type, RDF.Property)
    sink.add(variable, RDFS.label, *names)
    _values(parameter.type, node, sink)


def _default(parameter: Parameter) -> Literal:
    return Literal(parameter.default or "", datatype=DATATYPES.get(parameter.type, XSD.string))


def _values(kind: str, node: ox.NamedNode, sink: Sink) -> None:
    """What a parameter of that type takes."""
    if kind in DATATYPES:
        sink.add(node, SH.datatype, DATATYPES[kind])
        return
    sink.add(node, SH.nodeKind, SH.IRI)
    if kind == "region":
        sink.add(node, SH("class"), FL.AdministrativeRegion)
    elif kind == THEME or kind.startswith(CONCEPT):
        sink.add(node, SH("class"), SKOS.Concept)
        sink.add(node, RDFS.seeAlso, scheme(kind.removeprefix(CONCEPT)))


def _both(text: dict[str, str]) -> list[Literal]:
    made = {"zh": literals.zh, "en": literals.en}
    return [made[language](words) for language, words in text.items()]
