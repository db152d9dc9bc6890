"""Spoils graphs by chance, the same way for the same seed, so that two validators can be held against each other."""

from __future__ import annotations

from collections import Counter
from itertools import chain
from random import Random
from typing import TYPE_CHECKING

import pyoxigraph as ox
from rdflib import Graph
from rdflib import URIRef as Iri
from rdflib.namespace import SH

from fulian_kg.graph.checking.compile import compile_shapes
from fulian_kg.graph.checking.index import Index
from fulian_kg.graph.checking.run import findings
from fulian_kg.graph.shacl import add, check, plain_term
from fulian_kg.vocabulary import RDF, XSD
from fulian_kg.vocabulary import SH as SHACL

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

    from rdflib.term import Node

    from fulian_kg.vocabulary import Term

    Result = tuple[str, str, str, str | None]
    """Shape, component, focus node, value; shapes without a name are called ""."""

LITERALS = (
    *(ox.Literal(text) for text in ("", " ", "x", "元", "1", "2010-01-01", "true", "110101", "between")),
    *(ox.Literal(text, language=tag) for text in ("", "妇联", "x") for tag in ("zh", "en", "zh-hant", "fr")),
    *(
        ox.Literal(text, datatype=XSD.integer)
        for text in ("0", "-1", "1", "01", "+7", "100", "20077", "99999999", "1.5", "x", "")
    ),
    *(ox.Literal(text, datatype=XSD.decimal) for text in ("0", "-0.5", "0.0", "1.0", "1.5", "100", "1e3", "x")),
    *(ox.Literal(text, datatype=XSD.date) for text in ("1800-01-01", "2010-13-45", "2010-1-1", "2999-12-31", "x")),
    *(ox.Literal(text, datatype=XSD.boolean) for text in ("true", "false", "1", "yes")),
    ox.Literal("2026-01-31T09:00:00+08:00", datatype=XSD.dateTime),
    ox.Literal("2026-01-31", datatype=XSD.dateTime),
    ox.Literal("1.5", datatype=XSD.double),
    ox.Literal("2010", datatype=XSD.gYear),
    ox.Literal("0g", datatype=XSD.hexBinary),
    ox.Literal("7", datatype=XSD.nonNegativeInteger),
    ox.Literal("-7", datatype=XSD.nonNegativeInteger),
)
"""Values of every kind that a graph of ours may hold, well-formed and not."""


class Mutator:
    """Spoils a graph, property by property, so that rare ones are met as often as common ones."""

    def __init__(
        self, statements: Iterable[ox.Triple], seed: int, favoured: Iterable[Collection[ox.NamedNode]] = ()
    ) -> None:
        """Start from these statements; every other change is to a property of each of `favoured` in turn."""
        self.triples = dict.fromkeys(statements)
        self._random = Random(seed)  # noqa: S311  no secret
        self._by_property: dict[ox.NamedNode, list[ox.Triple]] = {}
        for triple in self.triples:
            self._by_property.setdefault(triple.predicate, []).append(triple)
        self._properties = list(self._by_property)
        met = ([prop for prop in self._properties if prop in each] for each in favoured)
        self._favoured = [each for each in met if each] or [self._properties]
        self._resources = list(dict.fromkeys(triple.subject for triple in self.triples))

    def spoil(self, times: int, first: int = 0) -> None:
        """Make so many changes; `first` is the number of the first one, which says what it favours."""
        ways: tuple[Callable[[ox.Triple], None], ...] = (
            *(
                self._remove,
                self._retype,
                self._again,
                self._other_datatype,
                self._borrow,
                self._literal,
                self._literal,
            ),
            *(self._add_literal, self._resource, self._nowhere, self._blank, self._other_language, self._untype),
            self._copy,
        )
        for number in range(first, first + times):
            favoured = self._favoured[number // 2 % len(self._favoured)]
            prop = self._random.choice(favoured if number % 2 else self._properties)
            self._random.choice(ways)(self._random.choice(self._by_property[prop]))

    def _put(self, triple: ox.Triple, value: Term) -> None:
        self.triples.pop(triple, None)
        self.triples[ox.Triple(triple.subject, triple.predicate, value)] = None

    def _remove(self, triple: ox.Triple) -> None:
        for other in self._by_property[triple.predicate]:
            if other.subject == triple.subject:
                self.triples.pop(other, None)

    def _borrow(self, triple: ox.Triple) -> None:
        self._put(triple, self._random.choice(self._by_property[triple.predicate]).object)

    def _again(self, triple: ox.Triple) -> None:
        other = self._random.choice(self._by_property[triple.predicate]).object
        self.triples[ox.Triple(triple.subject, triple.predicate, other)] = None

    def _copy(self, triple: ox.Triple) -> None:
        """The value of another property of the same subject."""
        favoured = dict.fromkeys(chain.from_iterable(self._favoured))
        others = [each for prop in favoured for each in self._by_property[prop] if each.subject == triple.subject]
        if others:
            other = self._random.choice(others)
            self.triples[ox.Triple(triple.subject, other.predicate, triple.object)] = None

    def _literal(self, triple: ox.Triple) -> None:
        self._put(triple, self._random.choice(LITERALS))

    def _add_literal(self, triple: ox.Triple) -> None:
        self.triples[ox.Triple(triple.subject, triple.predicate, self._random.choice(LITERALS))] = None

    def _other_datatype(self, triple: ox.Triple) -> None:
        if isinstance(triple.object, ox.Literal):
            kind = self._random.choice((XSD.string, XSD.integer, XSD.decimal, XSD.date, XSD.boolean, XSD.anyURI))
            self._put(triple, ox.Literal(triple.object.value, datatype=kind))

    def _other_language(self, triple: ox.Triple) -> None:
        if isinstance(triple.object, ox.Literal):
            value = ox.Literal(triple.object.value + "另", language=self._random.choice(("zh", "en", "zh-hans")))
            self.triples[ox.Triple(triple.subject, triple.predicate, value)] = None

    def _resource(self, triple: ox.Triple) -> None:
        self._put(triple, self._random.choice(self._resources))

    def _nowhere(self, triple: ox.Triple) -> None:
        self._put(triple, ox.NamedNode("urn:nowhere"))

    def _blank(self, triple: ox.Triple) -> None:
        """Only where a resource was: the reference gives up when it is to order blank nodes."""
        if isinstance(triple.object, ox.NamedNode):
            self._put(triple, ox.BlankNode(f"b{len(self.triples)}"))

    def _retype(self, triple: ox.Triple) -> None:
        for typed in self._by_property[RDF.type]:
            if typed.subject == triple.subject:
                self._put(typed, self._random.choice(self._by_property[RDF.type]).object)

    def _untype(self, triple: ox.Triple) -> None:
        for typed in self._by_property[RDF.type]:
            if typed.subject == triple.subject:
                self.triples.pop(typed, None)


def constrained(shapes: Sequence[ox.Quad], components: Iterable[str]) -> list[set[ox.NamedNode]]:
    """For each of these components the properties of property shapes that have it."""
    return [_paths({quad.subject for quad in shapes if quad.predicate == SHACL(name)}, shapes) for name in components]


def _paths(having: Collection[Term], shapes: Iterable[ox.Quad]) -> set[ox.NamedNode]:
    paths = (quad.object for quad in shapes if quad.predicate == SHACL.path and quad.subject in having)
    return {path for path in paths if isinstance(path, ox.NamedNode)}


def by_reference(data: Iterable[ox.Triple], shapes: Iterable[ox.Quad]) -> Counter[Result]:
    """What pySHACL finds."""
    _, found = check(add(Graph(), data), add(Graph(), shapes))

    def read(node: Node) -> Iterator[str | None]:
        for prop in (SH.sourceShape, SH.sourceConstraintComponent, SH.focusNode, SH.value):
            term = found.value(node, prop)
            yield None if term is None else "" if prop == SH.sourceShape and not isinstance(term, Iri) else term.n3()

    return Counter(tuple(read(node)) for node in found.objects(None, SH.result))  # type: ignore[misc]


def by_checks(data: Iterable[ox.Triple], shapes: Sequence[ox.Quad]) -> Counter[Result]:
    """What our checks find."""
    compiled = compile_shapes(shapes)
    assert compiled.refused == {}
    everything = (finding for _, _, found in findings(compiled, Index(data, compiled.turned)) for finding in found)
    return Counter(
        (
            f"<{finding.shape.value}>" if isinstance(finding.shape, ox.NamedNode) else "",
            f"<{finding.component.value}>",
            plain_term(finding.focus).n3(),
            None if finding.value is None else plain_term(finding.value).n3(),
        )
        for finding in everything
    )
