"""Property paths (SHACL 2.3.1) as functions from a node to its value nodes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from fulian_kg.graph.checking.index import name_of
from fulian_kg.graph.checking.reading import Unknown, only, refuse
from fulian_kg.graph.checking.values import unique
from fulian_kg.vocabulary import RDF, SH

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from fulian_kg.graph.checking.index import Index
    from fulian_kg.graph.checking.reading import ShapesGraph
    from fulian_kg.vocabulary import Term

    Path = Callable[[Index, Term], Sequence[Term]]

FIRST = name_of(RDF.first)
DEEPEST = 6
"""Paths within paths; the reference gives up at 10."""


def path_of(node: Term, shapes: ShapesGraph, depth: int = 0) -> Path:
    """The function of a path; raises `Unknown` for what the specification does not have."""
    if isinstance(node, ox.NamedNode):
        return Predicate(name_of(node))
    if not isinstance(node, ox.BlankNode) or depth > DEEPEST:
        refuse("a path")
    said = shapes.said(node)
    if FIRST in said:
        return _sequence([path_of(part, shapes, depth + 1) for part in _several(node, shapes)])
    if len(said) != 1:
        refuse("a path")
    kind = ox.NamedNode(next(iter(said)))
    inner = only(shapes, node, kind)
    if kind == SH.inversePath:
        return _inverse(inner, shapes)
    if kind == SH.alternativePath:
        return _alternative([path_of(part, shapes, depth + 1) for part in _several(inner, shapes)])
    if kind in REPEATED:
        return REPEATED[kind](path_of(inner, shapes, depth + 1))
    raise Unknown(kind.value)


def _several(node: Term, shapes: ShapesGraph) -> tuple[Term, ...]:
    parts = shapes.items(node)
    if len(parts) < 2:  # noqa: PLR2004  SHACL 2.3.1.2 and 2.3.1.3: at least two members
        refuse("a path of one member")
    return parts


@dataclass(frozen=True, slots=True)
class Predicate:
    """SHACL 2.3.1.1."""

    name: str

    def __call__(self, index: Index, node: Term) -> Sequence[Term]:
        """Values of the property."""
        return index.objects(node, self.name)


def _inverse(inner: Term, shapes: ShapesGraph) -> Path:
    """SHACL 2.3.1.4; of a predicate only, which is all that the reference turns correctly."""
    if not isinstance(inner, ox.NamedNode):
        refuse("an inverse of more than a property")
    name = name_of(inner)
    shapes.turned.add(name)
    return lambda index, node: index.subjects(name, node)


def _sequence(steps: list[Path]) -> Path:
    """SHACL 2.3.1.2."""

    def follow(index: Index, node: Term) -> Sequence[Term]:
        nodes: Sequence[Term] = (node,)
        for step in steps:
            nodes = [value for each in nodes for value in step(index, each)]
            if len(nodes) > 1:
                nodes = unique(nodes)
        return nodes

    return follow


def _alternative(choices: list[Path]) -> Path:
    """SHACL 2.3.1.3."""
    return lambda index, node: [value for choice in choices for value in choice(index, node)]


def _zero_or_more(step: Path) -> Path:
    """SHACL 2.3.1.5."""
    return lambda index, node: _closure(step, index, [node])


def _one_or_more(step: Path) -> Path:
    """SHACL 2.3.1.6."""
    return lambda index, node: _closure(step, index, [*step(index, node)])


def _zero_or_one(step: Path) -> Path:
    """SHACL 2.3.1.7."""
    return lambda index, node: [node, *step(index, node)]


def _closure(step: Path, index: Index, waiting: list[Term]) -> Sequence[Term]:
    found: dict[Term, None] = {}
    while waiting:
        node = waiting.pop()
        if node not in found:
            found[node] = None
            waiting += step(index, node)
    return tuple(found)


REPEATED = {SH.zeroOrMorePath: _zero_or_more, SH.oneOrMorePath: _one_or_more, SH.zeroOrOnePath: _zero_or_one}
