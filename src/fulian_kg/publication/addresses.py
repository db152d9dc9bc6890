"""Where a publication is reached, and the IRIs of what its catalogue describes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fulian_kg.vocabulary import named

if TYPE_CHECKING:
    from pyoxigraph import NamedNode


@dataclass(frozen=True, slots=True)
class Addresses:
    """Addresses below one base, which is configured and never taken from a request."""

    base: str
    """Ends with a slash."""

    def of(self, path: str) -> NamedNode:
        """The address of a path of the site, which begins without a slash."""
        return named(self.base + path)

    def entry(self, name: str) -> NamedNode:
        """The IRI of an entry of the catalogue: `catalogue`, `dataset`, `sparql`, or the name of a dump."""
        return self.of(f"catalog#{name}")

    def partition(self, kind: str, iri: str) -> NamedNode:
        """The IRI of the part of the data set that has one class or property."""
        return self.of(f"void#{kind}-{_flat(iri)}")

    def within(self, part: NamedNode, iri: str) -> NamedNode:
        """The IRI of the part of a part that has one property, or leads to one class."""
        return named(f"{part.value}.{_flat(iri)}")


def _flat(iri: str) -> str:
    return iri.replace("://", "-").replace("/", "-").replace("#", "-")
