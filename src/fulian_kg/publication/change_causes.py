"""Why facts changed between two publications: a person's decision, another source text, or another reading of it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import pyoxigraph as ox

from fulian_kg.curation.decisions import AMEND, MERGE, REJECT
from fulian_kg.curation.outcomes import HOLDING
from fulian_kg.proposals import DECIDED
from fulian_kg.publication.changes import REVIEW
from fulian_kg.publication.pairing import key
from fulian_kg.vocabulary import FL, PROV, SKOS, Iris, concept

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fulian_kg.graph.store import OpenStore
    from fulian_kg.model import Fact
    from fulian_kg.publication.changes import Changes, FactChange

DECISION, UNDONE, TEXT, READING = ("decision", "decision_undone", "text", "reading")
"""Notations of the scheme `change-cause`."""


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision that holds, as the graph of curation tells it."""

    iri: str
    kind: str
    who: str
    when: str
    why: str
    slots: frozenset[str]
    """Slots that it changes."""


@dataclass(frozen=True, slots=True)
class Cause:
    """Why a fact changed."""

    kind: str
    decision: Decided | None = None


class Causes:
    """Finds causes in the graph of the later publication."""

    def __init__(self, store: OpenStore, changes: Changes) -> None:
        self._rdf = store.rdf
        self._texts = frozenset(changes.texts)
        self._unpublished = changes.before.unpublished
        self._iris = Iris(store.base)

    def of(self, change: FactChange) -> Cause:
        """The decision that made the change; else that one holds no more; else the text; else the reading of it."""
        if found := self._decision(change):
            return Cause(DECISION, found)
        if self._undone(change):
            return Cause(UNDONE)
        return Cause(TEXT if change.either.file in self._texts else READING)

    def _undone(self, change: FactChange) -> bool:
        """Whether a decision stood behind what was, and none does behind what is."""
        if change.before is None:
            return change.after is not None and key(change.after) in self._unpublished
        return change.before.review in DECIDED and (change.after is None or change.after.review not in DECIDED)

    def _decision(self, change: FactChange) -> Decided | None:
        if change.after is None:
            near = self._judging.get((change.either.type, _words(change.either.quote)), [])
            return _latest(each for each in near if each.kind in {REJECT, MERGE})
        influencing = [self._told(iri) for iri in self._influences(change.after)]
        if change.kind == "added":
            return _latest(each for each in influencing if each.kind not in {AMEND, MERGE})
        changed = {slot.name for slot in change.slots}
        return _latest(each for each in influencing if changed == {REVIEW} or changed & each.slots)

    def _influences(self, fact: Fact) -> Iterable[ox.NamedNode]:
        claim = self._iris.claim(fact.id, fact.file)
        return self._objects(claim, PROV.wasInfluencedBy)

    @cached_property
    def _judging(self) -> dict[tuple[str, str], list[Decided]]:
        """Decisions that hold, by type and words of what they judge; of a merge the words of both."""
        found: dict[tuple[str, str], list[Decided]] = defaultdict(list)
        for state in HOLDING:
            for quad in self._rdf.quads_for_pattern(None, FL.decisionState, concept("decision-state", state)):
                decision: ox.NamedNode = quad.subject  # type: ignore[assignment]
                told, kind = self._told(decision), self._text(decision, FL.judgedType)
                passages = (self._text(each, FL.quote) for each in self._objects(decision, PROV.used))
                for quote in {_words(each) for each in (self._text(decision, FL.judgedQuote), *passages)}:
                    found[kind, quote].append(told)
        return found

    def _told(self, decision: ox.NamedNode) -> Decided:
        kinds = self._objects(decision, FL.decisionKind)
        agents = self._objects(decision, PROV.wasAssociatedWith)
        return Decided(
            iri=decision.value,
            kind=kinds[0].value.rpartition("/")[2] if kinds else "",
            who=self._text(agents[0], SKOS.prefLabel) if agents else "",
            when=self._text(decision, PROV.endedAtTime),
            why=self._text(decision, FL.reason),
            slots=frozenset(self._text(change, FL.changedSlot) for change in self._objects(decision, FL.change)),
        )

    def _objects(self, node: ox.NamedNode, prop: ox.NamedNode) -> list[ox.NamedNode]:
        found = {quad.object for quad in self._rdf.quads_for_pattern(node, prop, None)}
        return sorted((each for each in found if isinstance(each, ox.NamedNode)), key=str)

    def _text(self, node: ox.NamedNode, prop: ox.NamedNode) -> str:
        found = (quad.object for quad in self._rdf.quads_for_pattern(node, prop, None))
        return min((str(getattr(each, "value", each)) for each in found), default="")


def _latest(decisions: Iterable[Decided]) -> Decided | None:
    return max(decisions, key=lambda each: (each.when, each.iri), default=None)


def _words(quote: str) -> str:
    return "".join(quote.split())
