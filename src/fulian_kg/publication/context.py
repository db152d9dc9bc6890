"""The JSON-LD context: short names for our terms, made from the ontology and the list of prefixes."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from fulian_kg.publication.reference import ontology
from fulian_kg.vocabulary import PREFIXES, RDF, RDFS, compact

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fulian_kg.resources import Library

OBJECT = ox.NamedNode("http://www.w3.org/2002/07/owl#ObjectProperty")
NAME = "fl:"


@cache
def context(library: Library) -> dict[str, Any]:
    """Prefixes, then a name for each term of ours; properties take IRIs, or the datatype of their range."""
    triples = ontology(library)
    things = {triple.subject for triple in triples if (triple.predicate, triple.object) == (RDF.type, OBJECT)}
    ranges = {triple.subject: triple.object for triple in triples if triple.predicate == RDFS.range}
    terms = sorted({compact(triple.subject.value) for triple in triples if isinstance(triple.subject, ox.NamedNode)})
    found: dict[str, Any] = dict(sorted(PREFIXES.items()))
    for short in terms:
        if short.startswith(NAME):
            found[short.removeprefix(NAME)] = _term(short, things, ranges)
    return found


def context_document(library: Library) -> str:
    """The context as a JSON-LD document, to be named by others."""
    return json.dumps({"@context": context(library)}, ensure_ascii=False, indent=1) + "\n"


def _term(short: str, things: set[Any], ranges: dict[Any, Any]) -> Any:
    node = ox.NamedNode(PREFIXES["fl"] + short.removeprefix(NAME))
    if node in things:
        return {"@id": short, "@type": "@id"}
    datatype = compact(ranges[node].value) if isinstance(ranges.get(node), ox.NamedNode) else ""
    if datatype.startswith("xsd:") and datatype != "xsd:string":
        return {"@id": short, "@type": datatype}
    return short


def used(whole: dict[str, Any], iris: Iterable[str]) -> dict[str, Any]:
    """The part of a context that these IRIs need."""
    shorts = [compact(iri) for iri in set(iris)]
    names = {short.removeprefix(NAME) for short in shorts if short.startswith(NAME)} & whole.keys()
    prefixes = {iri for iri in map(_prefix, shorts) if iri in whole} | {"fl"}
    for name in names:
        if isinstance(whole[name], dict):
            prefixes |= {_prefix(value) for value in whole[name].values() if _prefix(value) in whole}
    return {name: value for name, value in whole.items() if name in names | prefixes}


def _prefix(short: str) -> str:
    return short.partition(":")[0]
