"""What a query asks of the workers, and what they give back: the seam between protocol and processes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fulian_kg.formats import Format

Form = Literal["solutions", "boolean", "graph"]


@dataclass(frozen=True, slots=True)
class Job:
    """A query with all that decides its answer."""

    query: str
    client: str
    """Whom its cost is charged to: an address."""
    results: Format | None
    """How solutions and booleans are written; None: the client takes neither."""
    graph: Format | None
    """How triples are written; None: the client takes none."""
    default_graphs: tuple[str, ...] | None = None
    """IRIs of the protocol's dataset; None: what the query says, else the union of all graphs."""
    named_graphs: tuple[str, ...] | None = None
    substitutions: Mapping[str, str] = field(default_factory=dict)
    """Values of variables, as N-Triples terms."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer."""

    body: bytes
    form: Form
    format: Format
    generation: str
    """Name of the generation that was asked."""


class Answering(Protocol):
    """Answers queries within limits."""

    async def answer(self, job: Job) -> Answer:
        """The whole answer; raises `Problem` with the status that says whose fault it is."""
        ...

    async def close(self) -> None:
        """Stop: answers under way are given up."""
        ...
