"""First-stated years of practices as the columns of a comparison: what spread where, and since when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fulian_kg.query.claims import Claim, Column, Mark
from fulian_kg.query.diffusion import diffusion

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from fulian_kg.graph.store import OpenStore
    from fulian_kg.query.diffusion import First
    from fulian_kg.query.evidence import Evidence
    from fulian_kg.resources import Library

MEASURE = "diffusion"
TITLE = {"zh": "对比：各做法首次写明的年份", "en": "Comparison: first-stated years of practices"}


class FirstYears:
    """Statements whose columns are practices and whose values are the years first stated in a province."""

    def __init__(self, store: OpenStore, library: Library) -> None:
        """Reads them all: they are few."""
        self._firsts = diffusion(store, library)
        self._claims = [(first, evidence) for first in self._firsts for evidence in first.evidence]

    def columns(self) -> list[Column]:
        """Every practice, in the order of its first year."""
        practices = dict.fromkeys(first.practice for first in self._firsts)
        return [Column(each.id, each.zh, each.en) for each in practices]

    def marks(self) -> Iterator[Mark]:
        """Every claim that states a first year."""
        for key, (first, evidence) in enumerate(self._claims):
            yield Mark(evidence.case, first.practice.id, absent=False, key=key)

    def claims(self, keys: Sequence[int]) -> Iterator[Claim]:
        """The claims behind marks."""
        return (_claim(*self._claims[key]) for key in keys)


def _claim(first: First, evidence: Evidence) -> Claim:
    where = (evidence.iri, evidence.case, evidence.quote, evidence.start, evidence.end, evidence.pages)
    return Claim(*where, value=str(first.year))
