"""The constraint components of SHACL Core, as functions made from their parameters.

Each maker takes the values that a shape gives the parameter, and yields checks. A check takes the index, the focus node
and the set of its value nodes, and yields the sh:value of each result, None for a result without. Sections are those
of the Recommendation of 20 July 2017; where pySHACL reads it in its own way, so do we, since it has the last word.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import inf
from operator import ge, le
from typing import TYPE_CHECKING, NamedTuple, Protocol

import pyoxigraph as ox

from fulian_kg.graph.checking.index import TYPE, name_of
from fulian_kg.graph.checking.reading import count, iri, literal, one, refuse, string, switch
from fulian_kg.graph.checking.values import compared, has_datatype, less, normal, text
from fulian_kg.vocabulary import RDFS, SH

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from fulian_kg.graph.checking.index import Index
    from fulian_kg.graph.checking.reading import ShapesGraph
    from fulian_kg.vocabulary import Term

    Check = Callable[[Index, Term, Sequence[Term]], Iterable[Term | None]]
    Values = tuple[Term, ...]
    Maker = Callable[[Values, "Owner"], Iterator[Check]]


class Judge(Protocol):
    """A shape that nodes conform to or not (SHACL 3.4.4)."""

    def conforms(self, index: Index, node: Term) -> bool:
        """Whether validating the node gives no result."""


class Owner(Protocol):
    """The shape that a constraint is made for."""

    @property
    def node(self) -> Term:
        """Its name in the shapes graph."""

    @property
    def shapes(self) -> ShapesGraph:
        """The shapes graph."""

    @property
    def has_path(self) -> bool:
        """Whether it is a property shape."""

    def judge(self, node: Term, *, node_shape: bool = False) -> Judge:
        """Another shape; `node_shape` where only such a one will do."""

    def parameter(self, prop: ox.NamedNode) -> Values:
        """Values of a further parameter."""


class Component(NamedTuple):
    """A constraint component: its name, and how its checks are made."""

    name: str
    make: Maker
    with_path: bool = False
    """Whether only property shapes may have it."""


@dataclass(frozen=True, slots=True)
class Each:
    """A check of every value node by itself."""

    passes: Callable[[Index, Term], bool]

    def __call__(self, index: Index, _: Term, values: Sequence[Term]) -> list[Term]:
        """The value nodes that do not pass."""
        return [value for value in values if not self.passes(index, value)]


@dataclass(frozen=True, slots=True)
class Number:
    """A check of how many value nodes there are."""

    least: int
    most: float = inf

    def __call__(self, _: Index, __: Term, values: Sequence[Term]) -> Sequence[None]:
        """One result where they are too few or too many."""
        return () if self.least <= len(values) <= self.most else (None,)


def among(index: Index, node: Term, name: str) -> set[Term]:
    """The values of a property as a set."""
    return {*map(normal, index.objects(node, name))}


def has_class(values: Values, _: Owner) -> Iterator[Check]:
    """4.1.1: a value node that is no SHACL instance of the class, as no literal is."""
    for value in values:
        cls = iri(value)
        yield Each(lambda index, node, cls=cls: not isinstance(node, ox.Literal) and index.is_instance(node, cls))  # type: ignore[misc]


def of_datatype(values: Values, _: Owner) -> Iterator[Check]:
    """4.1.2: a value node that is no literal of the datatype, or an ill-typed one."""
    datatype = iri(one(values))
    if datatype == RDFS.Datatype:
        refuse("rdfs:Datatype as a datatype")
    yield Each(lambda _, node: isinstance(node, ox.Literal) and has_datatype(node, datatype))


NODE_KINDS: dict[ox.NamedNode, tuple[type, ...]] = {
    SH.IRI: (ox.NamedNode,),
    SH.BlankNode: (ox.BlankNode, ox.Triple),
    SH.Literal: (ox.Literal,),
    SH.BlankNodeOrIRI: (ox.BlankNode, ox.Triple, ox.NamedNode),
    SH.BlankNodeOrLiteral: (ox.BlankNode, ox.Triple, ox.Literal),
    SH.IRIOrLiteral: (ox.NamedNode, ox.Literal),
}
"""Triple terms are blank nodes to rdflib, which does not know them."""


def of_kind(values: Values, _: Owner) -> Iterator[Check]:
    """4.1.3: a value node of another kind."""
    kinds = NODE_KINDS.get(iri(one(values)))
    if kinds is None:
        refuse("a kind of node")
    yield Each(lambda _, node: isinstance(node, kinds))


def at_least(values: Values, _: Owner) -> Iterator[Check]:
    """4.2.1: fewer value nodes."""
    yield Number(count(one(values)))


def at_most(values: Values, _: Owner) -> Iterator[Check]:
    """4.2.2: more value nodes."""
    yield Number(0, count(one(values)))


def in_range(allowed: frozenset[int]) -> Maker:
    """4.3: a value node that does not compare with the bound so, or not at all."""

    def make(values: Values, _: Owner) -> Iterator[Check]:
        bound = literal(one(values))
        yield Each(lambda _, node: isinstance(node, ox.Literal) and compared(node, bound) in allowed)

    return make


def with_length(fits: Callable[[int, int], bool], unless: int | None = None) -> Maker:
    """4.4.1 and 4.4.2: a value node whose text is too short or long, or a blank node."""

    def make(values: Values, _: Owner) -> Iterator[Check]:
        number = count(one(values))
        if number != unless:
            yield Each(lambda _, node: isinstance(node, TEXTS) and fits(len(text(node)), number))

    return make


TEXTS = (ox.NamedNode, ox.Literal)
FLAGS = {"i": re.IGNORECASE, "m": re.MULTILINE}
"""The flags that the reference heeds."""


def matching(values: Values, owner: Owner) -> Iterator[Check]:
    """4.4.3: a value node whose text the pattern does not match, or a blank node."""
    letters = "".join(map(string, owner.parameter(SH.flags)))
    if len(owner.parameter(SH.flags)) > 1 or set(letters) - set(FLAGS):
        refuse(f"flags {letters}")
    flags = 0
    for letter in letters:
        flags |= FLAGS[letter]
    for value in values:
        try:
            pattern = re.compile(string(value), flags)
        except re.error as error:
            refuse(f"a pattern: {error}")
        yield Each(lambda _, node, found=pattern.search: isinstance(node, TEXTS) and found(text(node)) is not None)  # type: ignore[misc]


def in_languages(values: Values, owner: Owner) -> Iterator[Check]:
    """4.4.4: a value node without one of the languages."""
    wanted = {string(item).lower() for item in owner.shapes.items(one(values))}

    def passes(_: Index, node: Term) -> bool:
        language = node.language.lower() if isinstance(node, ox.Literal) and node.language else ""
        return bool(language) and ("*" in wanted or language in wanted or language.partition("-")[0] in wanted)

    yield Each(passes)


def of_unique_language(values: Values, _: Owner) -> Iterator[Check]:
    """4.4.5: a language of more than one value node."""
    if not switch(one(values)):
        return

    def check(_: Index, __: Term, found: Sequence[Term]) -> Iterable[None]:
        if len(found) < 2:  # noqa: PLR2004  a pair
            return ()
        languages = [node.language.lower() for node in found if isinstance(node, ox.Literal) and node.language]
        return [None for language in set(languages) if languages.count(language) > 1]

    yield check


def equal_to(values: Values, _: Owner) -> Iterator[Check]:
    """4.5.1: a value node that is no value of the property, or the other way round."""
    for name in map(name_of, map(iri, values)):

        def check(index: Index, node: Term, found: Sequence[Term], name: str = name) -> Iterable[Term]:
            if len(others := index.objects(node, name)) == len(found) == 1 and others[0] == found[0]:
                return ()
            return {*map(normal, found)} ^ {*map(normal, others)}

        yield check


def disjoint_with(values: Values, _: Owner) -> Iterator[Check]:
    """4.5.2: a value node that is a value of the property."""
    for name in map(name_of, map(iri, values)):

        def check(index: Index, node: Term, found: Sequence[Term], name: str = name) -> Iterable[Term]:
            others = among(index, node, name)
            return [value for value in found if normal(value) in others]

        yield check


def less_than(*, or_equal: bool) -> Maker:
    """4.5.3 and 4.5.4: a value node, once for each value of the property that it is not less than."""

    def make(values: Values, _: Owner) -> Iterator[Check]:
        for name in map(name_of, map(iri, values)):

            def check(index: Index, node: Term, found: Sequence[Term], name: str = name) -> Iterable[Term]:
                others = among(index, node, name)
                return [value for value in found for other in others if not less(value, other, or_equal=or_equal)]

            yield check

    return make


def not_conforming(values: Values, owner: Owner) -> Iterator[Check]:
    """4.6.1: a value node that conforms to the shape."""
    for value in values:
        other = owner.judge(value)
        yield Each(lambda index, node, other=other: not other.conforms(index, node))  # type: ignore[misc]


def conforming_to(fits: Callable[[Iterable[bool]], bool]) -> Maker:
    """4.6.2 to 4.6.4: a value node that does not conform to as many of the shapes as it should."""

    def make(values: Values, owner: Owner) -> Iterator[Check]:
        for value in values:
            others = [owner.judge(item) for item in owner.shapes.items(value)]
            if not others:
                refuse("a list of no shapes")
            yield Each(lambda index, node, others=others: fits(other.conforms(index, node) for other in others))  # type: ignore[misc]

    return make


def as_node(values: Values, owner: Owner) -> Iterator[Check]:
    """4.7.1: a value node that does not conform to the node shape."""
    for value in values:
        other = owner.judge(value, node_shape=True)
        yield Each(other.conforms)


def qualified(fits: Callable[[int, int], bool]) -> Maker:
    """4.7.3: too few or many value nodes that conform to the shape, and to none of the sibling shapes if asked."""

    def make(values: Values, owner: Owner) -> Iterator[Check]:
        number, wanted = count(one(values)), one(owner.parameter(SH.qualifiedValueShape))
        other, siblings = owner.judge(wanted), [owner.judge(node) for node in _siblings(wanted, owner)]

        def counts(index: Index, node: Term) -> bool:
            return other.conforms(index, node) and not any(sibling.conforms(index, node) for sibling in siblings)

        yield lambda index, _, found: () if fits(sum(counts(index, node) for node in found), number) else (None,)

    return make


def _siblings(value: Term, owner: Owner) -> set[Term]:
    """4.7.3: the qualified value shapes of the other property shapes around this one."""
    if not any(map(switch, owner.parameter(SH.qualifiedValueShapesDisjoint))):
        return set()
    shapes = owner.shapes
    around = [node for node in shapes.about if owner.node in shapes.values(node, SH.property)]
    beside = (prop for node in around for prop in shapes.values(node, SH.property))
    return {sibling for prop in beside for sibling in shapes.values(prop, SH.qualifiedValueShape)} - {value}


def closed(values: Values, owner: Owner) -> Iterator[Check]:
    """4.8.1: a value of a property that the shape does not list."""
    if not switch(one(values)):
        return
    listed = {item for head in owner.parameter(SH.ignoredProperties) for item in owner.shapes.items(head)}
    listed |= {path for prop in owner.parameter(SH.property) for path in owner.shapes.values(prop, SH.path)}
    known = {name_of(prop) for prop in listed if isinstance(prop, ox.NamedNode)}

    def check(index: Index, _: Term, found: Sequence[Term]) -> Iterable[Term]:
        for node in found:
            for name, objects in index.said(node).items():
                if name not in known:
                    yield from (value for value in {*map(normal, objects)} if (name, value) != ALWAYS)

    yield check


ALWAYS = (TYPE, RDFS.Resource)
"""What the reference lets every node say."""


def having(values: Values, _: Owner) -> Iterator[Check]:
    """4.8.2: no value node is the value."""
    for wanted in map(normal, values):
        yield lambda _, __, found, wanted=wanted: () if any(normal(v) == wanted for v in found) else (None,)  # type: ignore[misc]


def within(values: Values, owner: Owner) -> Iterator[Check]:
    """4.8.3: a value node that is not in the list."""
    allowed = {normal(item) for item in owner.shapes.items(one(values))}
    yield Each(lambda _, node: normal(node) in allowed)


COMPONENTS = {
    SH("class"): Component("Class", has_class),
    SH.datatype: Component("Datatype", of_datatype),
    SH.nodeKind: Component("NodeKind", of_kind),
    SH.minCount: Component("MinCount", at_least, with_path=True),
    SH.maxCount: Component("MaxCount", at_most, with_path=True),
    SH.minExclusive: Component("MinExclusive", in_range(frozenset({1}))),
    SH.minInclusive: Component("MinInclusive", in_range(frozenset({0, 1}))),
    SH.maxExclusive: Component("MaxExclusive", in_range(frozenset({-1}))),
    SH.maxInclusive: Component("MaxInclusive", in_range(frozenset({-1, 0}))),
    SH.minLength: Component("MinLength", with_length(ge, unless=0)),
    SH.maxLength: Component("MaxLength", with_length(le)),
    SH.pattern: Component("Pattern", matching),
    SH.languageIn: Component("LanguageIn", in_languages),
    SH.uniqueLang: Component("UniqueLang", of_unique_language, with_path=True),
    SH.equals: Component("Equals", equal_to),
    SH.disjoint: Component("Disjoint", disjoint_with),
    SH.lessThan: Component("LessThan", less_than(or_equal=False), with_path=True),
    SH.lessThanOrEquals: Component("LessThanOrEquals", less_than(or_equal=True), with_path=True),
    SH("not"): Component("Not", not_conforming),
    SH("and"): Component("And", conforming_to(all)),
    SH("or"): Component("Or", conforming_to(any)),
    SH.xone: Component("Xone", conforming_to(lambda found: sum(found) == 1)),
    SH.node: Component("Node", as_node),
    SH.qualifiedMinCount: Component("QualifiedMinCount", qualified(ge), with_path=True),
    SH.qualifiedMaxCount: Component("QualifiedMaxCount", qualified(le), with_path=True),
    SH.closed: Component("Closed", closed),
    SH.hasValue: Component("HasValue", having),
    SH("in"): Component("In", within),
}
"""By parameter; sh:property (4.7.2), whose results are those of the shapes it names, is beside the table."""
FURTHER = {
    SH.flags: {SH.pattern},
    SH.qualifiedValueShape: {SH.qualifiedMinCount, SH.qualifiedMaxCount},
    SH.qualifiedValueShapesDisjoint: {SH.qualifiedMinCount, SH.qualifiedMaxCount},
    SH.ignoredProperties: {SH.closed},
}
"""Parameters that only go with one of others."""
