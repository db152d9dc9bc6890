"""Checking an index: what is found, and what the reference needs to find the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from fulian_kg.graph.checking.index import Index, name_of, uncollected
from fulian_kg.vocabulary import FL

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from fulian_kg.graph.checking.compile import Compiled, Finding, Shape
    from fulian_kg.vocabulary import Term

    Flagged = tuple[Shape, Term]
    """A shape and a focus node that does not meet it."""

TOLD = (name_of(FL.about), name_of(FL.evidence))
"""Properties of a focus node along which a report looks for its name, its words and its page."""


def findings(compiled: Compiled, index: Index) -> Iterator[tuple[Shape, Term, list[Finding]]]:
    """What every shape finds at each of its focus nodes, where it finds anything."""
    with uncollected():
        for target in compiled.targets:
            shape = target.shape
            for focus in target.focus_nodes(index):
                if found := shape.findings(index, focus):
                    yield shape, focus, found


class Watched(Index):
    """An index that remembers what it was asked."""

    def __init__(self, index: Index) -> None:
        """Ask `index`."""
        super().__init__((), ())
        self._asked = index
        self._nodes: dict[Term, None] = {}
        self._edges: dict[ox.Triple, None] = {}

    def said(self, subject: Term) -> Mapping[str, Sequence[Term]]:
        """All that is said of a subject."""
        self._nodes[subject] = None
        return self._asked.said(subject)

    def objects(self, subject: Term, name: str) -> Sequence[Term]:
        """Values of a property."""
        self._nodes[subject] = None
        return self._asked.objects(subject, name)

    def subjects(self, name: str, value: Term) -> Sequence[Term]:
        """Subjects of which a value of a property is said."""
        found = self._asked.subjects(name, value)
        self._edges |= {ox.Triple(subject, ox.NamedNode(name), value): None for subject in found}  # type: ignore[arg-type]
        return found

    def statements(self) -> Iterator[ox.Triple]:
        """All that is said of the nodes asked about and of blank nodes that they lead to, and the edges to them."""
        waiting, seen = list(self._nodes), set(self._nodes)
        while waiting:
            node = waiting.pop()
            for name, values in self._asked.said(node).items():
                yield from (ox.Triple(node, ox.NamedNode(name), value) for value in values)  # type: ignore[arg-type]
                further = {value for value in values if name in TOLD or isinstance(value, ox.BlankNode)} - seen
                waiting += further
                seen |= further
        yield from self._edges


def surroundings(flagged: Iterable[Flagged], index: Index) -> Iterator[ox.Triple]:
    """The statements by which the same shapes find the same at the same focus nodes."""
    watched = Watched(index)
    for shape, focus in flagged:
        watched.said(focus)
        shape.findings(watched, focus)
    return watched.statements()
