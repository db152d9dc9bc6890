"""Whom and what the words of a slot mean within a case: a federation, a region, a place, an initiative, a decision."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

from fulian_kg.extraction.printed import words
from fulian_kg.graph.federations import nearest
from fulian_kg.model import digest
from fulian_kg.vocabulary import FL, ORG

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pyoxigraph import NamedNode

    from fulian_kg.extraction.document import Document
    from fulian_kg.gazetteer import Unit
    from fulian_kg.graph.federations import Federations
    from fulian_kg.model import Fact, Slot
    from fulian_kg.vocabulary import Iris

PLACES = ("place", "facility")
MINTED_LENGTH = 8
AMENDED = "amended"


@dataclass(frozen=True, slots=True)
class Identity:
    """What a fact describes, where a person found that it is what other facts describe too."""

    iri: NamedNode
    label: str
    """Its one name."""
    silent: frozenset[str] = frozenset()
    """Slots of the fact that are not stated, since a fact before it has them with another value."""


NONE: Mapping[tuple[str, str], Identity] = MappingProxyType({})
"""Identities are known by file and id of the fact."""


class CaseNames:
    """Resolves names within one case.

    What no fact describes is minted by its name: `minted` holds IRI → (class, name, the fact that named it first).
    """

    def __init__(
        self,
        document: Document,
        facts: tuple[Fact, ...],
        federations: Federations,
        iris: Iris,
        compilation: str | None,
        merged: tuple[Fact, ...] = (),
        identities: Mapping[tuple[str, str], Identity] = NONE,
    ) -> None:
        """`merged` are facts that are mentions of others of the case now: their names still mean what they named."""
        self.document = document
        self.iris = iris
        self.federations = federations
        self.path = iris.case_path(document.case.number, compilation, document.source.file)
        self.case = iris.case(self.path)
        self.units: dict[str, Unit] = {}
        """Units that names of this case resolved to, by version."""
        self.unresolved: dict[str, Fact] = {}
        """Names of regions that mean no unit or several, each with the fact that has it."""
        self.minted: dict[NamedNode, tuple[NamedNode, str, Fact]] = {}
        self._facts = facts
        self._merged = merged
        self._identities = identities

    def subject(self, fact: Fact) -> NamedNode:
        """The resource that a fact describes."""
        if same := self.identity(fact):
            return same.iri
        if fact.type == "case":
            return self.case
        if fact.type == "concept":
            return self.iris.policy_concept(str(fact.slots["name"]))
        if fact.type == "federation":
            return self._federation(str(fact.slots["name"])) or self._own(fact)
        if fact.type == "region":
            unit = self.unit(str(fact.slots.get("code") or fact.slots["name"]), fact)
            return self._own(fact, "place") if unit is None else self.iris.region_version(unit.version)
        return self._own(fact)

    def states(self, fact: Fact) -> bool:
        """Whether the fact is one of the case, and not a mention of another."""
        return all(fact.id != merged.id for merged in self._merged)

    def identity(self, fact: Fact) -> Identity | None:
        """What a person found the fact to describe in common with others, if so."""
        return self._identities.get((fact.file, fact.id))

    def told(self, fact: Fact) -> Mapping[str, Slot]:
        """The slots of a fact that are stated of what it describes."""
        same = self.identity(fact)
        return {name: value for name, value in fact.slots.items() if same is None or name not in same.silent}

    def is_reference(self, fact: Fact) -> bool:
        """Whether a fact names what the reference data describe: a version of a region."""
        return fact.type == "region" and self._unit(str(fact.slots.get("code") or fact.slots["name"])) is not None

    def agent(self, name: str, fact: Fact) -> NamedNode:
        """A body: a federation, an organization that the case describes, else one known by its name only."""
        found = self._federation(name) or self._described(name, "federation") or self._described(name, "organization")
        return found or self._mint(self.iris.agent(self.path, words(name)), ORG.Organization, name, fact)

    def region(self, name: str, fact: Fact) -> NamedNode | None:
        """The version of a region that the name means at the case's date."""
        unit = self.unit(name, fact)
        return None if unit is None else self.iris.region_version(unit.version)

    def place(self, name: str, fact: Fact) -> NamedNode:
        """A place or facility of the case, a region, else a place known by its name only."""
        for kind in PLACES:
            if found := self._described(name, kind):
                return found
        if unit := self._unit(name):
            return self.iris.region_version(self._met(unit).version)
        return self._minted("place", FL.Place, name, fact)

    def initiative(self, name: str, fact: Fact) -> NamedNode:
        """An initiative of the case."""
        return self._described(name, "initiative") or self._minted("initiative", FL.Initiative, name, fact)

    def decision(self, meeting: str, fact: Fact) -> NamedNode:
        """The decision that the case describes (区委十届29次常委会 by its 十届29次), else one known by the meeting."""
        for other in self._facts:
            if other.type == "decision" and words(str(other.slots.get("session", meeting))) in words(meeting):
                return self._own(other)
        return self._minted("decision", FL.Decision, meeting, fact)

    def unit(self, name: str, fact: Fact) -> Unit | None:
        """The unit that a name or code means, kept in `units`; a name without one is kept in `unresolved`."""
        unit = self._unit(name)
        if unit is None:
            self.unresolved.setdefault(name, fact)
            return None
        return self._met(unit)

    def _unit(self, name: str) -> Unit | None:
        name = self._codes.get(words(name), name)
        home = self.document.region
        if home is not None and words(name) in {words(home.path), words(home.name)}:
            return home
        found = self.document.gazetteer.resolve(words(name), self.document.date).candidates
        return nearest(found, home)

    def _met(self, unit: Unit) -> Unit:
        return self.units.setdefault(unit.version, unit)

    def _federation(self, name: str) -> NamedNode | None:
        found = self.federations.named(name, self.document)
        return None if found is None else found.iri

    def _described(self, name: str, kind: str) -> NamedNode | None:
        fact = self._by_name.get((kind, words(name)))
        return None if fact is None else self.subject(fact)

    @cached_property
    def _by_name(self) -> dict[tuple[str, str], Fact]:
        found: dict[tuple[str, str], Fact] = {}
        for fact in (*self._facts, *self._merged):
            if "name" in fact.slots:
                found.setdefault((fact.type, words(str(fact.slots["name"]))), fact)
        return found

    @cached_property
    def _codes(self) -> dict[str, str]:
        """Codes of regions that a person gave: their names mean them everywhere in the case."""
        return {words(str(fact.slots["name"])): str(fact.slots["code"]) for fact in explained(self._facts)}

    def _own(self, fact: Fact, kind: str | None = None) -> NamedNode:
        return self.iris.resource(kind or fact.type, self.path, fact.id)

    def _minted(self, kind: str, cls: NamedNode, name: str, fact: Fact) -> NamedNode:
        iri = self.iris.resource(kind, self.path, digest(words(name), length=MINTED_LENGTH))
        return self._mint(iri, cls, name, fact)

    def _mint(self, iri: NamedNode, cls: NamedNode, name: str, fact: Fact) -> NamedNode:
        self.minted.setdefault(iri, (cls, name, fact))
        return iri


def explained(facts: Iterable[Fact]) -> Iterator[Fact]:
    """Regions whose code a person gave."""
    return (fact for fact in facts if fact.type == "region" and fact.review == AMENDED and "code" in fact.slots)
