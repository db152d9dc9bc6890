"""Reading a shapes graph: what a shape says, and the refusal of what we do not know."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

import pyoxigraph as ox

from fulian_kg.graph.checking.index import Index, name_of
from fulian_kg.vocabulary import RDF, XSD

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from fulian_kg.vocabulary import Term


class Unknown(Exception):  # noqa: N818  it is no error: such a shape is for pySHACL
    """A shape says something that is not compiled, or that it may not say; the text names it."""


def refuse(why: str) -> NoReturn:
    """Leave a shape to pySHACL."""
    raise Unknown(why)


class ShapesGraph(Index):
    """The statements about shapes."""

    def __init__(self, statements: Iterable[ox.Triple | ox.Quad]) -> None:
        """Index them; `turned` will name the properties that are followed against their direction."""
        super().__init__(statements, ())
        self.turned: set[str] = set()

    def values(self, node: Term, prop: ox.NamedNode) -> Sequence[Term]:
        """Values of a property."""
        return self.objects(node, name_of(prop))

    def says(self, node: Term, prop: ox.NamedNode) -> bool:
        """Whether a property has a value."""
        return bool(self.values(node, prop))

    def items(self, head: Term) -> tuple[Term, ...]:
        """The members of an RDF list (SHACL 1.2: well-formed); raises `Unknown` for anything else."""
        found: list[Term] = []
        seen: set[Term] = set()
        while head != RDF.nil:
            if head in seen:
                refuse("a list that is a circle")
            seen.add(head)
            found.append(only(self, head, RDF.first))
            head = only(self, head, RDF.rest)
        return tuple(found)


def only(shapes: ShapesGraph, node: Term, prop: ox.NamedNode) -> Term:
    """The one value of a property; raises `Unknown` where there is none or several."""
    values = set(shapes.values(node, prop))
    if len(values) != 1:
        refuse(f"{len(values)} values of {prop.value}")
    [value] = values
    return value


def one(values: tuple[Term, ...]) -> Term:
    """The one value of a parameter that takes no more."""
    if len(values) != 1:
        refuse("several values of a parameter that takes one")
    return values[0]


def iri(term: Term) -> ox.NamedNode:
    """A parameter that is to be an IRI."""
    if not isinstance(term, ox.NamedNode):
        refuse("a parameter that is no IRI")
    return term


def literal(term: Term) -> ox.Literal:
    """A parameter that is to be a literal."""
    if not isinstance(term, ox.Literal):
        refuse("a parameter that is no literal")
    return term


def count(term: Term) -> int:
    """A parameter that is to be a whole number from 0."""
    found = literal(term)
    if found.datatype != XSD.integer or not found.value.isdecimal() or not found.value.isascii():
        refuse("a parameter that is no number from 0")
    return int(found.value)


def switch(term: Term) -> bool:
    """A parameter that is to be true or false."""
    found = literal(term)
    if found.datatype != XSD.boolean or found.value not in {"true", "false"}:
        refuse("a parameter that is neither true nor false")
    return found.value == "true"


def string(term: Term) -> str:
    """A parameter that is to be a plain string."""
    found = literal(term)
    if found.datatype != XSD.string:
        refuse("a parameter that is no string")
    return found.value
