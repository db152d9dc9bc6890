"""The words of funding as the ontology of a store has them: labels, kinds of funds, periods that convert.

What counts as one purpose, what a rate may be multiplied by and which periods convert is data of the ontology, no code.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import pyoxigraph as ox

from fulian_kg.lexicon.words import alternation
from fulian_kg.vocabulary import FL, RDFS, SKOS, scheme

if TYPE_CHECKING:
    from fulian_kg.vocabulary import Term

FUND = "fund"
STATED_NONE = "stated_none"
DECISION = "decision"
PROPERTIES = {STATED_NONE: FL.statedAbsent, DECISION: FL.Decision}
"""Kinds of steps whose names are those of terms of the ontology, not of concepts."""
STEPS = ("status", "document-kind", "event-kind")
"""Schemes whose concepts are kinds of steps, the first that has one of that notation."""
NAMES = (SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel)
ALONE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Label:
    """A notation and what people call it."""

    id: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Region:
    """A region over time by the name and code of one of its versions."""

    iri: str
    name: str
    code: str | None


def id_of(iri: str) -> str:
    """The value that facts use for a concept, by its IRI: `def:bound/at-least` is `at_least`."""
    return iri.rpartition("/")[2].replace("-", "_")


@dataclass(frozen=True)
class FundingWords:
    """Labels and conversions of a store's ontology."""

    store: ox.Store

    def label(self, of: str, notation: str) -> Label:
        """What a concept of a scheme is called; the notation itself where there is no such concept."""
        node = self._concepts(of).get(notation)
        return Label(notation, notation, notation) if node is None else self._named(notation, node, SKOS.prefLabel)

    def step(self, notation: str) -> Label:
        """What a kind of step is called: a status, a kind of document or event, a decision, a statement of absence."""
        if notation in PROPERTIES:
            return self._named(notation, PROPERTIES[notation], RDFS.label)
        of = next((each for each in STEPS if notation in self._concepts(each)), STEPS[0])
        return self.label(of, notation)

    def fund_in(self, text: str) -> str | None:
        """The kind of fund that the words name, by the longest name of a kind in them."""
        found = [match[0] for match in self._pattern.finditer(ALONE.sub("", text))]
        return self._funds[max(found, key=len)] if found else None

    def fund_called(self, name: str) -> str | None:
        """The kind of fund that a name means: that with which it ends, for what a noun is stands last in Chinese."""
        plain = ALONE.sub("", name)
        found = [word for word in self._funds if plain.endswith(word)]
        return self._funds[max(found, key=len)] if found else None

    def fund_of_basis(self, basis: str) -> str | None:
        """The kind of fund that a rate on this basis means where it names no purpose."""
        return self._by_basis.get(basis)

    def times_a_year(self, period: str | None) -> int | None:
        """How often a year a period pays; None for one that is not declared to convert."""
        node = self._concepts("period").get(period or "")
        found = "" if node is None else next(iter(self._values(node, FL.timesAYear)), "")
        return int(found) if found.isdecimal() else None

    @cached_property
    def _schemes(self) -> dict[str, dict[str, ox.NamedNode]]:
        return {}

    def _concepts(self, of: str) -> dict[str, ox.NamedNode]:
        """Concepts of a scheme by notation, and by the end of their IRI where that is another name."""
        if of not in self._schemes:
            quads = self.store.quads_for_pattern(None, SKOS.inScheme, scheme(of))
            nodes = sorted({quad.subject for quad in quads if isinstance(quad.subject, ox.NamedNode)}, key=str)
            ends = {node.value.rpartition("/")[2]: node for node in nodes}
            self._schemes[of] = ends | {each: node for node in nodes for each in self._values(node, SKOS.notation)}
        return self._schemes[of]

    @cached_property
    def _funds(self) -> dict[str, str]:
        """Kinds of funds by their Chinese names."""
        return {
            ALONE.sub("", str(quad.object.value)): notation  # type: ignore[union-attr]
            for notation, node in self._concepts(FUND).items()
            for prop in NAMES
            for quad in self.store.quads_for_pattern(node, prop, None)
            if getattr(quad.object, "language", None) == "zh"
        }

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return re.compile(alternation(self._funds))

    @cached_property
    def _by_basis(self) -> dict[str, str]:
        return {
            basis: kind
            for basis, node in self._concepts("basis").items()
            for kind, fund in self._concepts(FUND).items()
            if any(True for _ in self.store.quads_for_pattern(fund, SKOS.related, node))
        }

    def name(self, iri: str) -> str:
        """The Chinese label of a resource, else its IRI."""
        if iri not in self._names:
            self._names[iri] = self._named(iri, ox.NamedNode(iri), SKOS.prefLabel).zh
        return self._names[iri]

    def code(self, iri: str) -> str | None:
        """The GB/T 2260 code of a region or of one of its versions."""
        return next(iter(self._values(ox.NamedNode(iri), FL.gbCode)), None)

    def region(self, version: str) -> Region:
        """What a version of a region is called, and of which region it is one."""
        if version not in self._regions:
            node = ox.NamedNode(version)
            regions, names = self._values(node, FL.versionOf), self._values(node, FL.fullName)
            self._regions[version] = Region((*regions, version)[0], (*names, version)[0], self.code(version))
        return self._regions[version]

    @cached_property
    def _names(self) -> dict[str, str]:
        return {}

    @cached_property
    def _regions(self) -> dict[str, Region]:
        return {}

    def _named(self, notation: str, node: ox.NamedNode, prop: ox.NamedNode) -> Label:
        names: dict[str, str] = {}
        for quad in self.store.quads_for_pattern(node, prop, None):
            literal: Term = quad.object
            if isinstance(literal, ox.Literal):
                names[literal.language or "zh"] = literal.value
        return Label(notation, names.get("zh", notation), names.get("en", notation))

    def _values(self, node: ox.NamedNode, prop: ox.NamedNode) -> list[str]:
        return sorted(str(quad.object.value) for quad in self.store.quads_for_pattern(node, prop, None))  # type: ignore[union-attr]
