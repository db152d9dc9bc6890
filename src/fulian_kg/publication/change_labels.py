"""What types, slots, values, units and places of facts are called: the words of the ontology and of the regions."""

from __future__ import annotations

from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

import pyoxigraph as ox

from fulian_kg.fact_schema import SlotSchema, fact_schemas
from fulian_kg.gazetteer import TODAY, load
from fulian_kg.gazetteer.settings import settings
from fulian_kg.graph import literals
from fulian_kg.graph.literals import shortened
from fulian_kg.publication.change_settings import NoteSettings, note_settings
from fulian_kg.publication.changes import REVIEW
from fulian_kg.publication.reference import ontology
from fulian_kg.query.charts.tiles import tiles
from fulian_kg.vocabulary import DCTERMS, FL, RDFS, SKOS, compact, concept

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from fulian_kg.gazetteer import Gazetteer, Unit
    from fulian_kg.gazetteer.settings import Settings
    from fulian_kg.model import Fact, Slot
    from fulian_kg.resources import Library

NAMES = (SKOS.prefLabel, DCTERMS.title, RDFS.label)
REVIEWED = SlotSchema(REVIEW, FL.reviewStatus, "concept", "review-status")
NAME = ("name",)
BETWEEN = "·"
"""Between the names of a region and of what it belongs to, and between the parts of a rate."""


class Labels:
    """The words of one library for one publication; `dates` are when its sources speak."""

    def __init__(self, library: Library, dates: Mapping[str, date]) -> None:
        self._library = library
        self._dates = dates
        self._settings: NoteSettings = note_settings(library)
        self._schemas = fact_schemas(library)

    def term(self, iri: str, language: str) -> str:
        """A term or concept, by its short IRI where it has no name."""
        return self._names.get((iri, language)) or compact(iri)

    def type(self, fact_type: str, language: str) -> str:
        """A type of facts, by its class."""
        return self.term(self._schemas[fact_type].cls.value, language)

    def slot(self, fact: Fact, name: str, language: str) -> str:
        """A slot, by its property where the words say nothing else."""
        for called in self._settings.slots:
            if (called.type, called.slot) == (fact.type, name) and called.beside in fact.slots:
                return called.name[language]
        prop = self.property(fact.type, name)
        return name if prop is None else self.term(prop.value, language)

    def property(self, fact_type: str, name: str) -> ox.NamedNode | None:
        """The property of a slot; None for a slot that the contract does not have."""
        schema = self._schema(fact_type, name)
        return None if schema is None else schema.property

    def value(self, fact_type: str, name: str, value: Slot | None, language: str) -> str:
        """A value as people write it; concepts by their labels."""
        words = self._settings.words
        if value is None:
            return words["none"][language]
        if isinstance(value, bool):
            return words[str(value).lower()][language]
        if isinstance(value, int | float):
            return literals.decimal(value).value
        if isinstance(value, tuple | list):
            return words["items"][language].join(self.value(fact_type, name, each, language) for each in value)
        schema = self._schema(fact_type, name)
        return (
            str(value)
            if schema is None or not schema.scheme
            else self.term(concept(schema.scheme, value).value, language)
        )

    def unit(self, fact: Fact, name: str, language: str) -> str:
        """What the number of a slot is counted in, with the space before it; nothing where it has no unit."""
        for unit in self._settings.units:
            if unit.type == fact.type and name in unit.slots and all(slot in fact.slots for slot in unit.of):
                return unit.unit[language].format(**{slot: self._in_unit(fact, slot, language) for slot in unit.of})
        return ""

    def name(self, fact: Fact, language: str) -> str:
        """What a fact is about in a few words, else the words of its quote."""
        for slot in self._settings.names.get(fact.type, NAME):
            if slot in fact.slots:
                return self.value(fact.type, slot, fact.slots[slot], language)
        return shortened(fact.quote)

    def stated(self, fact: Fact, language: str) -> str:
        """The number that a fact states, with the space before it and what it is counted in; nothing for most types."""
        slot = self._settings.stated.get(fact.type)
        if slot is None or slot not in fact.slots:
            return ""
        return f" {self.value(fact.type, slot, fact.slots[slot], language)}{self.unit(fact, slot, language)}"

    def place(self, printed: str, file: str, language: str) -> str:
        """北京·石景山 for 北京市石景山区 when the source speaks; what is printed where that is none, or several."""
        found = _gazetteer(self._library).resolve("".join(printed.split()), self._dates.get(file, TODAY)).candidates
        return self._path(found[0], language) if len(found) == 1 else printed

    def _path(self, unit: Unit, language: str) -> str:
        names = dict.fromkeys(filter(None, (unit.province, unit.prefecture, unit.name)))
        short = [self._rules.short(name) for name in names]
        return BETWEEN.join([self._provinces.get(short[0], short[0]) if language == "en" else short[0], *short[1:]])

    def _in_unit(self, fact: Fact, slot: str, language: str) -> str:
        value = fact.slots[slot]
        return self._settings.short[language].get(str(value)) or self.value(fact.type, slot, value, language)

    def _schema(self, fact_type: str, name: str) -> SlotSchema | None:
        return REVIEWED if name == REVIEW else self._schemas[fact_type].slots.get(name)

    @cached_property
    def _names(self) -> dict[tuple[str, str], str]:
        found: dict[tuple[str, str], str] = {}
        for prop in NAMES:
            for triple in ontology(self._library):
                if triple.predicate == prop and isinstance(triple.object, ox.Literal) and triple.object.language:
                    iri = str(getattr(triple.subject, "value", triple.subject))
                    found.setdefault((iri, triple.object.language), triple.object.value)
        return found

    @cached_property
    def _rules(self) -> Settings:
        return settings(self._library)

    @cached_property
    def _provinces(self) -> dict[str, str]:
        return {tile.label.zh: tile.label.en for tile in tiles(self._library)}


@lru_cache(maxsize=1)
def _gazetteer(library: Library) -> Gazetteer:
    """Regions as the data of the library have them; a history of one's own is not asked for the names of places."""
    return load(library)
