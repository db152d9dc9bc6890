"""What people decide about: the facts of a build with the decisions so far, its work queue, and what an item judges."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from fulian_kg.curation.applying import curate
from fulian_kg.curation.queue import Queue
from fulian_kg.curation.recording import anchor_of
from fulian_kg.curation.texts import Texts
from fulian_kg.gazetteer import load
from fulian_kg.graph.build import statements
from fulian_kg.vocabulary import Iris

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fulian_kg.curation.decisions import Anchor
    from fulian_kg.curation.journal import Journal
    from fulian_kg.curation.queue import Item
    from fulian_kg.curation.texts import CaseText, SourceTexts
    from fulian_kg.gazetteer import Gazetteer
    from fulian_kg.graph.build import Settings
    from fulian_kg.model import Fact, Reading

    Spot = tuple[SourceTexts, CaseText, Fact]

UNSURE = 0.8
"""Confidence below which a fact is in the queue, unless the caller says otherwise."""


class Desk:
    """Facts with their texts, and the decisions about them."""

    def __init__(self, readings: Sequence[Reading], journal: Journal, settings: Settings, options: str = "") -> None:
        """`options` are added to the commands of items: where the store and the decisions are."""
        self.settings = settings
        self.options = options
        self.readings = readings
        self.journal = journal
        self.curated = curate(readings, journal, settings.library)
        self.texts = Texts(self.curated.readings, settings.library)

    @cached_property
    def gazetteer(self) -> Gazetteer:
        """Regions."""
        return load(self.settings.library, self.settings.region_history)

    @property
    def spots(self) -> list[Spot]:
        """Every fact in its case and source."""
        return [
            (source, case, fact) for source in self.texts.sources for case in source.cases for fact in case.read.facts
        ]

    def items(self, below: float = UNSURE) -> list[Item]:
        """The work queue."""
        mapped, _ = statements(self.curated, self.gazetteer, self.settings, Iris())
        unresolved = [pair for each in mapped for pair in each.unresolved]
        queue = Queue(self.curated, self.settings.library, self.options)
        return queue.items(unresolved, self.gazetteer, below)

    def passage(self, item: Item) -> Anchor | None:
        """What a decision about an item that is no fact names; None where the item stands nowhere."""
        for source in self.texts.sources:
            if item.span and source.source.file == item.file and (case := source.case_at(item.span)):
                return anchor_of(source, case, item.span, item.slots)
        return None


def anchor(spot: Spot) -> Anchor:
    """What a decision about a fact names."""
    source, case, fact = spot
    return anchor_of(source, case, fact.span, fact.slots, fact.derived)
