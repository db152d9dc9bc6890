"""The graphs that all sources share: the ontology with its schemes, and the catalogue of compilations."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from fulian_kg.errors import InputError
from fulian_kg.graph import literals
from fulian_kg.model import digest
from fulian_kg.vocabulary import DCTERMS, FL, RDF, SKOS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from fulian_kg.graph.sink import Sink
    from fulian_kg.model import Compilation
    from fulian_kg.resources import Library
    from fulian_kg.vocabulary import Iris


def ontology_quads(library: Library, graph: ox.NamedNode) -> Iterator[ox.Quad]:
    """Vocabulary, schemes and themes; blank nodes are named by file and order, the same on every build."""
    for file, text in library.ontology():
        yield from _parsed(file, text, graph)


def _parsed(file: str, text: str, graph: ox.NamedNode) -> Iterator[ox.Quad]:
    names: dict[ox.BlankNode, ox.BlankNode] = {}

    def named(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> object:
        if not isinstance(term, ox.BlankNode):
            return term
        return names.setdefault(term, ox.BlankNode(f"b{digest(file, len(names))}"))

    try:
        for triple in ox.parse(text.encode(), format=ox.RdfFormat.TURTLE):
            yield ox.Quad(named(triple.subject), triple.predicate, named(triple.object), graph)  # type: ignore[arg-type]
    except SyntaxError as error:
        message = f"not Turtle: {error}"
        raise InputError(message, file=file, line=error.lineno) from None


def describe_sources(compilations: Iterable[Compilation], iris: Iris, sink: Sink) -> None:
    """The compilations and the texts that hold them."""
    for compilation in compilations:
        source = compilation.source
        text = iris.source(source.file)
        sink.add(text, RDF.type, FL.SourceText)
        sink.add(text, FL.sha256, literals.plain(source.sha256))
        sink.add(text, FL.fileName, literals.plain(source.file))
        sink.add(text, FL.referenceDate, literals.day(compilation.date))
        if compilation.name:
            iri = iris.compilation(compilation.name)
            sink.add(iri, RDF.type, FL.Compilation)
            sink.add(iri, DCTERMS.title, literals.zh(compilation.name))
            sink.add(iri, SKOS.prefLabel, literals.zh(compilation.name))
            sink.add(iri, FL.referenceDate, literals.day(compilation.date))
            sink.add(text, FL.digitizes, iri)
