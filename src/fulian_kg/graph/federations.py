"""Which women's federation a printed name means, what it is called in the graph, and who stands above it.

A federation is known by its region, so that 区妇联 in one case and 北京市石景山区妇联 in another are one resource.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from fulian_kg.extraction.federations_names import FEDERATION, NATIONAL, short_unit
from fulian_kg.extraction.printed import words
from fulian_kg.graph import literals
from fulian_kg.vocabulary import FL, RDF, SKOS, concept

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pyoxigraph import NamedNode

    from fulian_kg.extraction.document import Document
    from fulian_kg.gazetteer import Gazetteer, Unit
    from fulian_kg.graph.sink import Sink
    from fulian_kg.vocabulary import Iris

SHORT = re.compile(r"[我本该]?(?P<word>省|自治区|兵团|市|州|盟|地区|行署|师|县|旗|区|农场|团场)妇联")
NATIONAL_NAMES = frozenset({NATIONAL, "中华全国妇联"})
NATIONAL_LEVEL, BELOW_LEVEL = "national", "township"


@dataclass(frozen=True, slots=True)
class Federation:
    """One federation; the national one has no unit."""

    iri: NamedNode
    level: str
    unit: Unit | None
    below: str | None = None
    """Name as compared, of one below the county; None for the unit's own."""

    @property
    def canonical(self) -> str:
        """Full name made of its unit's path."""
        return self.below or (NATIONAL if self.unit is None else self.unit.path + FEDERATION)


class Federations:
    """Every federation that the sources of one build name; the same name always gives the same one."""

    def __init__(self, iris: Iris, gazetteer: Gazetteer) -> None:
        self._iris = iris
        self._gazetteer = gazetteer
        self._known: dict[NamedNode, Federation] = {}
        self._authors: dict[NamedNode, list[str]] = {}
        self._printed: dict[NamedNode, set[str]] = {}
        self._meant: dict[tuple[str, int | None, str], Federation] = {}

    def named(self, name: str, document: Document) -> Federation | None:
        """The federation that a name means in a case; None for a class of bodies (社区妇联) or no federation at all."""
        plain = words(name)
        if meant := self._meant.get((document.source.file, document.case.number, plain)):
            return meant
        if plain in NATIONAL_NAMES:
            return self.of_unit(None)
        if not plain.endswith(FEDERATION):
            return None
        if short := SHORT.fullmatch(plain):
            unit = short_unit(document, short["word"])
            return None if unit is None else self.of_unit(unit)
        return self._full(plain, document)

    def mean(self, name: str, document: Document, federation: Federation) -> None:
        """From now on the name means that federation in the case: a person found it so."""
        self._meant[document.source.file, document.case.number, words(name)] = federation

    def of_unit(self, unit: Unit | None, below: str | None = None) -> Federation:
        """The federation of a unit, or one below it by its name; the national one by default."""
        if unit is None:
            return self._kept(Federation(self._iris.federation(), NATIONAL_LEVEL, None))
        level = BELOW_LEVEL if below else unit.level
        return self._kept(Federation(self._iris.federation(unit.key, below), level, unit, below))

    def above(self, federation: Federation) -> Iterator[Federation]:
        """Its superiors, nearest first, up to the national one: no level is left out."""
        if federation.unit is None:
            return
        line = self._gazetteer.ancestors(federation.unit)
        for unit in (federation.unit, *line) if federation.below else line:
            yield self.of_unit(unit)
        yield self.of_unit(None)

    def call(self, federation: Federation, name: str, *, author: bool = False) -> None:
        """Note that a source calls it so; a name that heads its own article counts first."""
        if author:
            self._authors.setdefault(federation.iri, []).append(name)
        self._printed.setdefault(federation.iri, set()).add(name)

    def label(self, federation: Federation) -> str:
        """Its one name in the graph: as it signs, else made of its unit's path, else the longest that is printed."""
        if signed := self._authors.get(federation.iri):
            return signed[0]
        if federation.below is None:
            return federation.canonical
        return max(sorted(self._printed.get(federation.iri, ())), key=len, default=federation.canonical)

    def other_names(self, federation: Federation) -> list[str]:
        """Its other printed names, sorted."""
        return sorted(self._printed.get(federation.iri, set()) - {self.label(federation)})

    @property
    def units(self) -> Iterator[Unit]:
        """Units of the federations met so far."""
        return (federation.unit for federation in self._known.values() if federation.unit)

    def describe(self, sink: Sink) -> None:
        """State what every federation met so far is, and its superiors up to the national one."""
        for federation in list(self._known.values()):
            for below, above in pairwise((federation, *self.above(federation))):
                sink.add(below.iri, FL.superior, above.iri)
        for iri in sorted(self._known, key=str):
            self._describe(self._known[iri], sink)

    def _describe(self, federation: Federation, sink: Sink) -> None:
        iri = federation.iri
        sink.add(iri, RDF.type, FL.Federation)
        sink.add(iri, SKOS.prefLabel, literals.zh(self.label(federation)))
        sink.add(iri, SKOS.altLabel, *map(literals.zh, self.other_names(federation)))
        sink.add(iri, FL.level, concept("level", federation.level))
        if federation.unit:
            sink.add(iri, FL.jurisdiction, self._iris.region_version(federation.unit.version))

    def _full(self, plain: str, document: Document) -> Federation | None:
        found = next(iter(self._gazetteer.find(plain, document.date)), None)
        if found is None or found[0] != 0:
            return None
        _, stop, units = found
        if self._gazetteer.is_unlisted(plain[stop:].removesuffix(FEDERATION), units):
            return None
        unit = nearest(units, document.region)
        if unit is None:
            return None
        return self.of_unit(unit, plain if plain[stop:] != FEDERATION else None)

    def _kept(self, federation: Federation) -> Federation:
        return self._known.setdefault(federation.iri, federation)


def nearest(units: Iterable[Unit], home: Unit | None) -> Unit | None:
    """The one unit, or the one of several that is `home`, lies above it or shares its nearest parent."""
    found = tuple(units)
    if len(found) <= 1 or home is None:
        return found[0] if len(found) == 1 else None
    for near in (
        [unit for unit in found if unit.key == home.key],
        [unit for unit in found if unit.key in home.parents],
        [unit for unit in found if home.key in unit.parents],
        [unit for unit in found if unit.parents[:1] == home.parents[:1]],
        [unit for unit in found if unit.province == home.province],
    ):
        if len(near) == 1:
            return near[0]
    return None
