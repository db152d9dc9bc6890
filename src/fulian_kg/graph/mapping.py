"""Facts to statements: a fact becomes a resource, its slots properties, its quote a passage and a claim."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fulian_kg.extraction.document import Document
from fulian_kg.extraction.regions import province_of
from fulian_kg.fact_schema import fact_schemas
from fulian_kg.graph import literals
from fulian_kg.graph.derivations import derive
from fulian_kg.graph.evidence import Evidence
from fulian_kg.graph.homes import home_of
from fulian_kg.graph.identities import identities_of
from fulian_kg.graph.indications import indications
from fulian_kg.graph.names import CaseNames
from fulian_kg.graph.sink import Sink
from fulian_kg.graph.values import pairs
from fulian_kg.lexicon.themes import ThemeTagger
from fulian_kg.proposals import published
from fulian_kg.vocabulary import DCTERMS, FL, RDF, SKOS, concept

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pyoxigraph import NamedNode, Quad

    from fulian_kg.curation.outcomes import Member
    from fulian_kg.fact_schema import FactSchema
    from fulian_kg.gazetteer import Gazetteer, Unit
    from fulian_kg.graph.federations import Federations
    from fulian_kg.graph.names import Identity
    from fulian_kg.model import Case, CaseFacts, Compilation, Fact, Reading, Slot
    from fulian_kg.resources import Library
    from fulian_kg.vocabulary import Iris

LINKS = {
    "initiative": FL.describes,
    "concept": FL.invokes,
    **dict.fromkeys(("region", "place", "federation", "organization", "person", "document", "facility"), FL.mentions),
}
"""How a case is linked to what a fact of it describes; the rest is reached by fl:statedIn alone."""
SHARED = frozenset({"region"})
"""Types whose resources are reference data: facts say where they are mentioned, not what they are."""
SAID_ONCE = frozenset({SKOS.prefLabel, FL.hasFullText})
"""Properties that are stated of a resource apart from the slots of each of its facts."""
THEMES = ("themes", "themes_text")


@dataclass(frozen=True, slots=True)
class Mapped:
    """The statements of one source, and what they touch."""

    facts: tuple[Quad, ...]
    evidence: tuple[Quad, ...]
    units: dict[str, Unit]
    """Versions of regions that the source names, by version."""
    unresolved: tuple[tuple[str, Fact], ...]
    """Names of regions that mean no unit or several."""


@dataclass(slots=True)
class Mapper:
    """Maps readings of one build; federations are shared among its sources."""

    gazetteer: Gazetteer
    library: Library
    iris: Iris
    federations: Federations
    full_texts: frozenset[str]
    """Paths of cases whose body one of the sources of the build holds."""
    include_proposed: bool = False
    """Whether what a model proposed is mapped before anybody accepted it."""

    identities: dict[tuple[str, str], Identity] = field(default_factory=dict)
    tagger: ThemeTagger = field(init=False)

    def __post_init__(self) -> None:
        """Themes are found again where a body names them."""
        self.tagger = ThemeTagger(self.library)

    def map(self, readings: Iterable[Reading], same: Iterable[Sequence[Member]] = ()) -> list[Mapped]:
        """Statements of each source; what federations are, `Federations` says once for all.

        `same` are facts about one thing each, the one that names it first.
        """
        sources = [self._cases(reading) for reading in readings]
        if same := tuple(same):
            names = {
                (fact.file, fact.id): each.names for _, _, cases in sources for each in cases for fact in each.every
            }
            for group in same:
                label = label_of(group[0].fact, fact_schemas(self.library)[group[0].fact.type])
                self.identities |= identities_of([(names[m.fact.file, m.fact.id], m.fact) for m in group], label)
        return [_mapped(*source) for source in sources]

    def _cases(self, reading: Reading) -> tuple[Sink, Sink, list[_CaseMapper]]:
        source = reading.compilation.source
        facts = Sink(self.iris.facts_graph(source.file))
        evidence = Sink(self.iris.evidence_graph(source.file))
        return facts, evidence, [_CaseMapper(self, reading.compilation, c, facts, evidence) for c in reading.cases]


def _mapped(facts: Sink, evidence: Sink, cases: Sequence[_CaseMapper]) -> Mapped:
    for case in cases:
        case.write()
    units = {version: unit for case in cases for version, unit in case.names.units.items()}
    unresolved = tuple(pair for case in cases for pair in case.names.unresolved.items())
    return Mapped(facts.quads, evidence.quads, units, unresolved)


class _CaseMapper:
    """Writes the statements of one case."""

    def __init__(self, mapper: Mapper, compilation: Compilation, read: CaseFacts, facts: Sink, evidence: Sink) -> None:
        source, case = compilation.source, read.case
        self._facts = tuple(f for f in read.facts if published(f, include_proposed=mapper.include_proposed))
        unit = home_of(case, self._facts, compilation, mapper.gazetteer)
        document = Document(source, case, compilation.date, mapper.gazetteer, mapper.library, unit)
        self._merged = read.merged
        self.names = CaseNames(
            document,
            self._facts,
            mapper.federations,
            mapper.iris,
            compilation.name,
            read.merged,
            mapper.identities,
        )
        self._compilation = compilation
        self._schemas = fact_schemas(mapper.library)
        self._sink = facts
        self._full_text = self.names.path in mapper.full_texts
        self._evidence = Evidence(source, mapper.iris, evidence)
        self._tagger = mapper.tagger

    @property
    def every(self) -> tuple[Fact, ...]:
        """Its facts, those that are mentions of others among them."""
        return (*self._facts, *self._merged)

    def write(self) -> None:
        """The case, its facts, and what they name."""
        self._case(self.names.document.case)
        passages = {fact.id: self._passage(fact) for fact in self._facts}
        for fact in self._facts:
            self._fact(fact, passages[fact.id])
        for iri, (cls, name, fact) in self.names.minted.items():
            self._sink.add(iri, RDF.type, cls)
            self._named(iri, name)
            self._stated(iri, passages[fact.id])
        for fact in self._merged:
            self._also_named(fact, self.names.subject(fact))
        for subject, prop, value in derive(self._facts, self.names):
            self._sink.add(subject, prop, value)

    def _passage(self, fact: Fact) -> NamedNode:
        return self._evidence.passage(fact, self.names.path, self.names.document.case)

    def _case(self, case: Case) -> None:
        """What is known of the case without its facts; a file without catalogue is its case."""
        iri, add = self.names.case, self._sink.add
        add(iri, RDF.type, FL.Case)
        title = " ".join((case.title or self._compilation.source.file).split())
        add(iri, DCTERMS.title, literals.zh(title))
        add(iri, SKOS.prefLabel, literals.zh(title))
        add(iri, FL.hasFullText, literals.boolean(self._full_text))
        if self._compilation.name:
            compilation = self.names.iris.compilation(self._compilation.name)
            add(iri, FL.inCompilation, compilation)
            add(compilation, FL.hasCase, iri)
        document = self.names.document
        if unit := document.region:
            self.names.units.setdefault(unit.version, unit)
            add(iri, FL.inRegion, self.names.iris.region_version(unit.version))
        province = unit.province_key if unit else province_of(case, document.gazetteer, document.date)
        if province:
            add(iri, FL.inProvince, self.names.iris.region(province))
        if case.federation:
            self._author(case.federation)

    def _author(self, name: str) -> None:
        federations = self.names.federations
        if found := federations.named(name, self.names.document):
            federations.call(found, name, author=True)
            self._sink.add(self.names.case, FL.author, found.iri)

    def _fact(self, fact: Fact, passage: NamedNode) -> None:
        schema = self._schemas[fact.type]
        subject = self.names.subject(fact)
        supports: dict[NamedNode, bool] = {}
        if self.names.is_reference(fact):
            supports = {
                slot.property: name in fact.derived for name, slot in schema.slots.items() if name in fact.slots
            }
        else:
            supports = dict(self._describe(fact, subject))
        if fact.type in LINKS:
            self._sink.add(self.names.case, LINKS[fact.type], subject)
        self._evidence.rests_on(subject, passage)
        self._evidence.claim(fact, subject, self.names.case, passage, supports.items())
        for theme, told in indications(fact, self.names.document, self._tagger):
            self._evidence.indicates(fact, self._passage(told), concept("theme", theme))

    def _describe(self, fact: Fact, subject: NamedNode) -> Iterator[tuple[NamedNode, bool]]:
        """State class, label and slots; yields each property with whether its slot is derived."""
        schema, add = self._schemas[fact.type], self._sink.add
        if fact.type == "federation":
            yield from self._federation(fact, subject)
            return
        if fact.type in SHARED:
            add(subject, RDF.type, FL.Place)
            self._named(subject, label_of(fact, schema))
            add(subject, FL.statedIn, self.names.case)
            return
        add(subject, RDF.type, schema.cls)
        if fact.type != "case":
            self._labelled(fact, subject)
            add(subject, FL.statedIn, self.names.case)
        for name, value in self.names.told(fact).items():
            slot = schema.slots[name]
            for prop, found in pairs(slot, value, fact, self.names):
                if prop not in SAID_ONCE:
                    add(subject, prop, found)
                yield prop, name in fact.derived
            if slot.value == "steps":
                self._steps(subject, slot.property, value)
                yield slot.property, name in fact.derived
            if name in THEMES:
                add(subject, FL.theme, *(concept("theme", each) for each in value))
        if fact.type == "funding" and "status" not in fact.slots and "negated" not in fact.slots:
            add(subject, FL.policyStatus, concept("status", "in_force"))
            yield FL.policyStatus, True

    def _federation(self, fact: Fact, subject: NamedNode) -> Iterator[tuple[NamedNode, bool]]:
        """What a case says of a federation; what it is, `Federations` says once for all cases."""
        name = str(fact.slots["name"])
        self._sink.add(subject, FL.statedIn, self.names.case)
        if found := self.names.federations.named(name, self.names.document):
            self.names.federations.call(found, name)
        else:
            self._sink.add(subject, RDF.type, FL.Federation)
            self._labelled(fact, subject)
            self._sink.add(subject, FL.level, concept("level", fact.slots["level"]))
        for slot, schema in self._schemas["federation"].slots.items():
            if slot in fact.slots:
                yield schema.property, slot in fact.derived

    def _steps(self, initiative: NamedNode, prop: NamedNode, names: tuple[str, ...]) -> None:
        for number, name in enumerate(names, 1):
            step = self.names.iris.step(initiative, number)
            self._sink.add(initiative, prop, step)
            self._sink.add(step, RDF.type, FL.InitiativeStep)
            self._named(step, name)
            self._sink.add(step, FL.order, literals.integer(number))

    def _stated(self, iri: NamedNode, passage: NamedNode) -> None:
        self._sink.add(iri, FL.statedIn, self.names.case)
        self._evidence.rests_on(iri, passage)

    def _labelled(self, fact: Fact, subject: NamedNode) -> None:
        """Its name; of what several facts are about, the one that the first of them gives it."""
        if same := self.names.identity(fact):
            self._named(subject, same.label)
            self._also_named(fact, subject)
        else:
            self._named(subject, label_of(fact, self._schemas[fact.type]))

    def _also_named(self, fact: Fact, subject: NamedNode) -> None:
        name, same = label_of(fact, self._schemas[fact.type]), self.names.identity(fact)
        if same and " ".join(name.split()) != " ".join(same.label.split()):
            self._sink.add(subject, SKOS.altLabel, literals.zh(" ".join(name.split())))

    def _named(self, iri: NamedNode, name: str) -> None:
        self._sink.add(iri, SKOS.prefLabel, literals.zh(" ".join(name.split())))


def label_of(fact: Fact, schema: FactSchema) -> str:
    """A name to show: what the schema calls it by, else the words of its quote, cut."""
    naming = next((each for each in schema.label if fact.slots.keys() >= {*each.slots}), None)
    if naming is None:
        return literals.shortened(fact.quote)
    return naming.form.format_map({name: _shown(fact.slots[name]) for name in naming.slots})


def _shown(value: Slot) -> str:
    if isinstance(value, tuple):
        return "、".join(value)
    return value if isinstance(value, str) else literals.decimal(value).value
