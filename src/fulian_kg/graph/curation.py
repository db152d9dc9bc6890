"""The graph of curation: every decision as an activity, who took it, on which words, and what became of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from fulian_kg.curation.decisions import SPLIT
from fulian_kg.curation.matching import CREATING
from fulian_kg.curation.outcomes import HOLDING
from fulian_kg.curation.settling import RULE
from fulian_kg.extraction.pipeline import pages_of
from fulian_kg.fact_schema import fact_schemas
from fulian_kg.facts_io import plain
from fulian_kg.graph import literals
from fulian_kg.graph.evidence import Evidence
from fulian_kg.model import Fact
from fulian_kg.proposals import REJECTED
from fulian_kg.vocabulary import FL, PROV, RDF, SKOS, concept

if TYPE_CHECKING:
    from pyoxigraph import NamedNode

    from fulian_kg.curation.decisions import Decision
    from fulian_kg.curation.outcomes import Curated, Outcome
    from fulian_kg.curation.texts import CaseText, Located
    from fulian_kg.graph.sink import Sink
    from fulian_kg.model import Slot
    from fulian_kg.resources import Library
    from fulian_kg.vocabulary import Iris


def describe_decisions(curated: Curated, library: Library, iris: Iris, sink: Sink) -> None:
    """State every decision of a build."""
    claimed = {
        (fact.file, fact.id) for reading in curated.readings for fact in reading.facts if fact.review != REJECTED
    }
    for outcome in curated.outcomes:
        _Activity(outcome, library, iris, sink).write(claimed)


class _Activity:
    """One decision."""

    def __init__(self, outcome: Outcome, library: Library, iris: Iris, sink: Sink) -> None:
        self._outcome = outcome
        self._decision: Decision = outcome.decision
        self._library = library
        self._iris = iris
        self._sink = sink
        self._iri = iris.decision(self._decision.id)

    def write(self, claimed: set[tuple[str, str]]) -> None:
        """Everything about it; `claimed` are the facts, by file and id, that have a claim."""
        decision, add = self._decision, self._sink.add
        add(self._iri, RDF.type, FL.CurationActivity)
        add(self._iri, FL.decisionId, literals.plain(decision.id))
        add(self._iri, FL.decisionKind, concept("decision-kind", decision.decision))
        add(self._iri, FL.decisionState, concept("decision-state", self._outcome.state))
        add(self._iri, PROV.endedAtTime, literals.moment(decision.when))
        agent = self._iris.person(decision.who)
        add(self._iri, PROV.wasAssociatedWith, agent)
        add(agent, RDF.type, PROV.Person)
        add(agent, SKOS.prefLabel, literals.zh(" ".join(decision.who.split())))
        if decision.why.strip():
            add(self._iri, FL.reason, literals.plain(decision.why))
        if self._outcome.reason:
            add(self._iri, FL.unappliedBecause, literals.plain(self._outcome.reason))
        add(self._iri, FL.inPlaceOf, *map(self._iris.decision, decision.replaces))
        self._judged()
        self._changes()
        if self._outcome.state in HOLDING:
            self._influenced(claimed)

    def _judged(self) -> None:
        """The words that it judges, as recorded, and the passages where they stand now."""
        decision = self._decision
        if decision.anchor:
            self._sink.add(self._iri, FL.judgedType, literals.plain(str(decision.type)))
            self._sink.add(self._iri, FL.judgedQuote, literals.plain(decision.anchor.words.quote))
        for located in self._outcome.located:
            if located.case:
                self._sink.add(self._iri, PROV.used, self._passage(located, located.case))

    def _passage(self, located: Located, text: CaseText) -> NamedNode:
        case, source = text.case, located.source
        path = self._iris.case_path(case.number, text.compilation.name, source.file)
        words = Fact(
            id="",
            file=source.file,
            sha256=source.sha256,
            case=case.number,
            type="",
            slots={},
            quote=located.quote,
            start=located.span.start,
            end=located.span.end,
            pages=pages_of(case, source)(located.span),
            derived=(),
            rule="",
            confidence=1.0,
        )
        return Evidence(source, self._iris, self._sink).passage(words, path, case)

    def _changes(self) -> None:
        """What an amendment changed: the property, the value that the person saw, the value that it is to have."""
        for name, before, after in self._decision.changes:
            schema = fact_schemas(self._library)[str(self._decision.type)].slots.get(name)
            if schema is None:  # no slot of ours: the gate lets no such decision pass
                continue
            change = self._iris.change(self._iri, name)
            self._sink.add(self._iri, FL.change, change)
            self._sink.add(change, RDF.type, FL.ValueChange)
            self._sink.add(change, FL.changedSlot, literals.plain(name))
            self._sink.add(change, FL.changedProperty, schema.property)
            for prop, value in ((FL.valueBefore, before), (FL.valueAfter, after)):
                if value not in (None, ""):
                    self._sink.add(change, prop, literals.plain(_shown(value)))

    def _influenced(self, claimed: set[tuple[str, str]]) -> None:
        """The claims of the facts that it is about; it made those that no rule reads."""
        for number, (_, fact) in enumerate(self._outcome.members):
            if (fact.file, fact.id) in claimed:
                claim = self._iris.claim(fact.id, fact.file)
                self._sink.add(claim, PROV.wasInfluencedBy, self._iri)
                makes = self._decision.decision in CREATING or (self._decision.decision == SPLIT and number == 1)
                if makes and fact.rule.startswith(RULE):
                    self._sink.add(claim, PROV.wasGeneratedBy, self._iri)


def _shown(value: Slot) -> str:
    return value if isinstance(value, str) else json.dumps(plain(value), ensure_ascii=False)
