"""Where mapping puts its statements: one named graph, every statement once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import Quad

if TYPE_CHECKING:
    from pyoxigraph import Literal, NamedNode


class Sink:
    """Collects the quads of one named graph, in the order in which they come."""

    def __init__(self, graph: NamedNode) -> None:
        self.graph = graph
        self._quads: dict[Quad, None] = {}

    def add(self, subject: NamedNode, predicate: NamedNode, *objects: NamedNode | Literal) -> None:
        """State one triple an object."""
        for value in objects:
            self._quads[Quad(subject, predicate, value, self.graph)] = None

    @property
    def quads(self) -> tuple[Quad, ...]:
        """Everything stated so far."""
        return tuple(self._quads)
