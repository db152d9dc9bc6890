"""Validation for tests: our shapes over small graphs, beside the ontology; which terms exist."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pyshacl
from rdflib import RDF, RDFS, XSD, Graph, Namespace, URIRef
from rdflib.namespace import DCAT, DCTERMS, FOAF, ORG, OWL, PROV, SDO, SH, SKOS, VANN, VOID

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rdflib.term import Node

ROOT = Path(__file__).parents[1]
SHAPES = Namespace("https://w3id.org/fulian/shapes/")
FL = Namespace("https://w3id.org/fulian/ns#")
DEF = Namespace("https://w3id.org/fulian/def/")
OA = Namespace("http://www.w3.org/ns/oa#")
ABOUT_ONTOLOGY = ROOT / "shapes" / "ontology.ttl"

CLOSED = (DCAT, DCTERMS, FOAF, ORG, OWL, PROV, RDF, RDFS, SDO, SH, SKOS, VANN, VOID, XSD)
"""Vocabularies of others whose terms rdflib knows."""
MORE = tomllib.loads((ROOT / "tests" / "data" / "terms.toml").read_text("utf-8"))
"""What we use of vocabularies that rdflib does not know, or not in their present version, by namespace."""
EXTRAS = {f"{vocabulary}{term}" for vocabulary in CLOSED for term in getattr(vocabulary, "_extras", ())}
"""Terms of theirs that are no names in Python: `sh:class`."""
LISTED = {f"{start}{term}" for start, terms in MORE.items() for term in terms}
KNOWN = frozenset(str(term) for vocabulary in CLOSED for term in dir(vocabulary)) | EXTRAS | LISTED
KNOWN_NAMESPACES = (*map(str, CLOSED), *MORE, str(FL), str(DEF))


def parsed(*files: Path) -> Graph:
    """The union of Turtle files."""
    graph = Graph()
    for file in files:
        graph.parse(file, format="turtle")
    return graph


@cache
def ontology() -> Graph:
    """Vocabulary, schemes and themes; not the examples below them. Not to be changed."""
    return parsed(*sorted((ROOT / "ontology").glob("*.ttl")))


@cache
def instance_shapes() -> Graph:
    """Every shape over instance data. Not to be changed."""
    return parsed(*sorted(set((ROOT / "shapes").glob("*.ttl")) - {ABOUT_ONTOLOGY}))


@cache
def ontology_shapes() -> Graph:
    """The shapes over the ontology itself. Not to be changed."""
    return parsed(ABOUT_ONTOLOGY)


def reported(data: Graph, shapes: Graph) -> set[str]:
    """Local names of the shapes that `data` does not meet, whatever their severity."""
    _, report, text = pyshacl.validate(data, shacl_graph=shapes, inplace=True, inference="none", advanced=False)
    assert isinstance(report, Graph), text
    return {
        str(report.value(result, SH.sourceShape)).removeprefix(SHAPES) for result in report.objects(None, SH.result)
    }


def reported_beside(base: Graph, data: Iterable[tuple[Node, Node, Node]], shapes: Graph) -> set[str]:
    """The same for `data` joined to `base`, which is left as it was: much quicker than a new union each time."""
    added = [triple for triple in data if triple not in base]
    try:
        for triple in added:
            base.add(triple)
        return reported(base, shapes)
    finally:
        for triple in added:
            base.remove(triple)


def undeclared(terms: Iterable[Node]) -> Iterator[str]:
    """IRIs in our namespaces that the ontology does not declare, and in those of others that they do not have."""
    for term in terms:
        iri = str(term)
        ours = (term, RDF.type, None) in ontology()
        if isinstance(term, URIRef) and not ours and iri not in KNOWN and iri.startswith(KNOWN_NAMESPACES):
            yield iri
