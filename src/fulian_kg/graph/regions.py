"""Regions as reference data: what a build touches, with every version, parent, change and successor of it."""

from __future__ import annotations

from itertools import chain, pairwise
from typing import TYPE_CHECKING

from fulian_kg.graph import literals
from fulian_kg.vocabulary import DCTERMS, FL, RDF, SKOS, concept

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from fulian_kg.gazetteer import Change, Gazetteer, Unit
    from fulian_kg.graph.sink import Sink
    from fulian_kg.vocabulary import Iris

PROVINCE = "province"


class Regions:
    """Writes the graph of regions."""

    def __init__(self, gazetteer: Gazetteer, iris: Iris, sink: Sink) -> None:
        self._gazetteer = gazetteer
        self._iris = iris
        self._sink = sink

    def write(self, touched: Iterable[Unit]) -> None:
        """Every unit touched and every province-level one, closed over versions, parents, changes and successors."""
        touched = tuple(touched)
        keys = self._closure((*touched, *self._predecessors({unit.key for unit in touched})))
        for key in sorted(keys):
            versions = keys[key]
            self._region(key, versions)
            for unit in versions:
                self._version(unit)
            for old, new in pairwise(versions):
                self._sink.add(
                    self._iris.region_version(old.version), FL.nextVersion, self._iris.region_version(new.version)
                )
        kept = {unit.version for versions in keys.values() for unit in versions}
        made = (
            self._gazetteer.changes_of(units[0]) for key, units in keys.items() if not self._gazetteer.versions(key)
        )
        for change in (*self._gazetteer.changes, *chain.from_iterable(made)):
            if all(unit.version in kept for unit in (*change.before, *change.after)):
                self._change(change)

    def _predecessors(self, keys: set[str]) -> Iterator[Unit]:
        """What was merged into regions, or gave them a part, by a change that a document tells of."""
        for change in self._gazetteer.changes:
            if not change.inferred and any(unit.key in keys for unit in change.after):
                yield from change.before

    def _closure(self, touched: Iterable[Unit]) -> dict[str, tuple[Unit, ...]]:
        """Keys to write, with their versions."""
        keys: dict[str, tuple[Unit, ...]] = {}
        provinces = (unit for unit in self._gazetteer.units if unit.level == PROVINCE)
        open_ = [*touched, *provinces]
        while open_:
            unit = open_.pop()
            if unit.key in keys:
                continue
            keys[unit.key] = self._gazetteer.versions_of(unit)
            for version in keys[unit.key]:
                open_.extend(self._gazetteer.ancestors(version))
                hops = (*self._gazetteer.direct_successors(version), *self._gazetteer.transfers(version))
                open_.extend(hop.unit for hop in hops)
        return keys

    def _region(self, key: str, versions: tuple[Unit, ...]) -> None:
        iri, last = self._iris.region(key), versions[-1]
        self._sink.add(iri, RDF.type, FL.AdministrativeRegion)
        self._sink.add(iri, SKOS.prefLabel, literals.zh(last.name))
        if last.code:
            self._sink.add(iri, FL.gbCode, literals.plain(last.code))

    def _version(self, unit: Unit) -> None:
        iri, add = self._iris.region_version(unit.version), self._sink.add
        add(iri, RDF.type, FL.RegionVersion)
        add(iri, FL.versionOf, self._iris.region(unit.key))
        add(iri, SKOS.prefLabel, literals.zh(unit.name))
        add(iri, SKOS.altLabel, *map(literals.zh, unit.aliases))
        add(iri, FL.fullName, literals.zh(unit.path))
        if unit.code:
            add(iri, FL.gbCode, literals.plain(unit.code))
        add(iri, FL.regionKind, concept("region-kind", unit.kind))
        add(iri, FL.regionLevel, concept("level", unit.level))
        if unit.parents:
            add(iri, FL.parentRegion, self._iris.region(unit.parents[0]))
        add(iri, FL.inProvince, self._iris.region(unit.province_key))
        add(iri, FL.validFrom, literals.day(unit.valid_from))
        add(iri, FL.datePrecision, literals.plain(unit.precision))
        if unit.valid_until:
            add(iri, FL.validUntil, literals.day(unit.valid_until))
        for hop in self._gazetteer.direct_successors(unit):
            add(iri, FL.succeededBy, self._iris.region_version(hop.unit.version))
        for hop in self._gazetteer.transfers(unit):
            add(iri, FL.transferredTo, self._iris.region_version(hop.unit.version))

    def _change(self, change: Change) -> None:
        before, after = ([unit.version for unit in side] for side in (change.before, change.after))
        iri = self._iris.region_change(change.date.isoformat(), change.kind, *before, *after)
        add = self._sink.add
        add(iri, RDF.type, FL.RegionChange)
        label = f"{_names(change.before)} → {_names(change.after)}"
        add(iri, SKOS.prefLabel, literals.zh(label))
        add(iri, FL.before, *map(self._iris.region_version, before))
        add(iri, FL.after, *map(self._iris.region_version, after))
        add(iri, FL.changeKind, concept("change-kind", change.kind))
        add(iri, FL.referenceDate, literals.day(change.date))
        add(iri, FL.datePrecision, literals.plain(change.precision))
        if change.document:
            add(iri, FL.documentNumber, literals.plain(change.document))
        add(iri, DCTERMS.source, literals.zh(change.source))


def _names(units: Iterable[Unit]) -> str:
    return "、".join(unit.name for unit in units)
