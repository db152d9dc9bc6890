"""Where a case lies, as printed or on a day: its region's version carried along succession, never counted twice.

What changed it on the way is told too, with date and document: a region may keep its name and still be another one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, Literal

import pyoxigraph as ox

from fulian_kg.model import FIRST
from fulian_kg.vocabulary import DCTERMS, FL, RDF, SKOS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Extent = Literal["whole", "part"]
Related = dict[Any, dict[Any, None]]
"""Values by property, or nodes by value."""
AMBIGUOUS = "ambiguous"
UNKNOWN = "unknown"
ENDED = "ended"
LATER = "later"
JOINT = "、"
LOST = "（后继不详 successor unknown）"
NOT_YET = "（当日尚未设立 not yet founded）"


@dataclass(frozen=True, slots=True)
class Area:
    """A row of a comparison: one region, or the several into which one was divided."""

    name: str
    kind: str
    """Level of the region; `ambiguous` where it was divided, `ended` where nobody is known to have succeeded it,
    `later` where it was founded after the day, `unknown` where the case has no region."""
    code: str | None

    def as_object(self) -> dict[str, str | None]:
        """Its JSON."""
        return {"name": self.name, "kind": self.kind, "code": self.code}


NOWHERE = Area("（地区不详 region unknown）", UNKNOWN, None)


@dataclass(frozen=True, slots=True, order=True)
class Change:
    """What happened to a region, or to one that succeeded it."""

    date: date
    """Of approval; 1 January where `precision` is `year`."""
    label: str
    """宣武区 → 西城区."""
    kind: str
    """Notation in the scheme change-kind: merged, renamed, boundary-change, …"""
    kind_zh: str
    kind_en: str
    document: str | None
    """Number of the document, where known: 国函〔2010〕55号."""
    source: str
    extent: Extent
    """`whole` where a whole region ended, be it the one asked for or one that it took in; `part` where a part moved."""
    precision: str
    before: tuple[str, ...]
    """Full names of the regions that it ended or altered."""
    after: tuple[str, ...]
    """Full names of those that it began or altered."""


class Territory:
    """Areas of region versions in a store, and what changed them; every answer is worked out once."""

    def __init__(self, store: ox.Store, at: date | None, graph: ox.NamedNode | None = None) -> None:
        """`at` is the day on which regions are looked at; None takes them as printed.

        `graph` is the one that describes regions: cases, which name them as well, need not be gone through.
        """
        self._store = store
        self._graph = graph
        self._at = None if at is None else at.isoformat()
        self._described = lru_cache(maxsize=None)(self._read)
        self._backwards = lru_cache(maxsize=None)(self._inverse)
        self.county = lru_cache(maxsize=None)(self._county)
        """The unit of a version itself."""
        self.prefecture = lru_cache(maxsize=None)(self._prefecture)
        """The unit above: a prefecture, or the province of what it governs directly."""
        self.on_the_day = lru_cache(maxsize=None)(self._on_the_day)
        """Versions in force on the day that hold its territory; itself as printed, or where none is known."""
        self.changes = lru_cache(maxsize=None)(self._changes)
        """Changes of a version and of those that succeeded it, from the year in which it was printed up to the day.

        The second argument is the day on which the compilation speaks, by default the earliest of the store. A region
        that had ended before is changed too. None as printed.
        """

    def _county(self, version: ox.NamedNode | None) -> Area:
        if version is None:
            return NOWHERE
        units = self.on_the_day(version)
        kind = AMBIGUOUS if len(units) > 1 else self._local(units[0], FL.regionLevel)
        area = _joined([(self._text(unit, FL.fullName), self._text(unit, FL.gbCode)) for unit in units], kind)
        return self._said_when_out_of_force(area, units)

    def _prefecture(self, version: ox.NamedNode | None) -> Area:
        if version is None:
            return NOWHERE
        units = self.on_the_day(version)
        parents = dict.fromkeys(self._above(unit) for unit in units)
        kind = AMBIGUOUS if len(parents) > 1 else "prefecture"
        return self._said_when_out_of_force(_joined(list(parents), kind), units)

    def _said_when_out_of_force(self, area: Area, units: tuple[ox.NamedNode, ...]) -> Area:
        """An old name never passes for one of the day."""
        if self._at is None or self._in_force(units[0]):
            return area
        kind, told = (LATER, NOT_YET) if self._begins_later(units[0]) else (ENDED, LOST)
        return Area(area.name + told, kind, area.code)

    def _on_the_day(self, version: ox.NamedNode) -> tuple[ox.NamedNode, ...]:
        if self._at is None or self._in_force(version):
            return (version,)
        if self._begins_later(version):
            return self._earlier(version) or (version,)
        following = [stage for stage in self._stages(version) if self._in_force(stage)]
        return tuple(following) or (version,)

    def _stages(self, version: ox.NamedNode) -> Iterator[ox.NamedNode]:
        """The version and those that succeeded it up to the day, over as many hops as needed."""
        open_, seen = [version], {version}
        while open_:
            stage = open_.pop(0)
            yield stage
            if self._at is not None and self._in_force(stage):
                continue
            for following in self._objects(stage, FL.succeededBy):
                if following not in seen and not self._begins_later(following):
                    seen.add(following)
                    open_.append(following)

    def _earlier(self, version: ox.NamedNode) -> tuple[ox.NamedNode, ...]:
        """The same region on a day before the version began."""
        regions = self._objects(version, FL.versionOf)
        versions = (each for region in regions for each in self._subjects(FL.versionOf, region))
        return tuple(other for other in versions if self._in_force(other))[:1]

    def _changes(self, version: ox.NamedNode | None, printed: date | None = None) -> tuple[Change, ...]:
        if version is None or self._at is None:
            return ()
        since = f"{(printed or self._printed).year}-01-01"
        found: dict[ox.NamedNode, Extent] = {}
        for change in self._dated(FL.after, version, since):
            found[change] = "whole" if self._took_over(version, change) else "part"
        for stage in self._stages(version):
            heirs = {*self._objects(stage, FL.succeededBy)}
            for change in self._dated(FL.before, stage, min(since, self._text(version, FL.validUntil) or since)):
                found[change] = "whole" if heirs & {*self._objects(change, FL.after)} else found.get(change, "part")
        return tuple(sorted(self._change(node, extent) for node, extent in found.items()))

    def _dated(self, side: ox.NamedNode, version: ox.NamedNode, since: str) -> Iterator[ox.NamedNode]:
        """Changes with the version on that side, from a day up to the day looked at."""
        for change in self._subjects(side, version):
            if since <= self._days.get(change, "") <= (self._at or ""):
                yield change

    @cached_property
    def _days(self) -> dict[Any, str]:
        """Dates of changes, read in one go."""
        quads = self._store.quads_for_pattern(None, FL.referenceDate, None)
        return {quad.subject: quad.object.value for quad in quads if isinstance(quad.object, ox.Literal)}

    def _took_over(self, version: ox.NamedNode, change: ox.NamedNode) -> bool:
        """Whether the version holds all of what a region before the change was."""
        return any(version in self._objects(old, FL.succeededBy) for old in self._objects(change, FL.before))

    @cached_property
    def _printed(self) -> date:
        """The earliest day on which a compilation of the store speaks."""
        days = [
            quad.object.value
            for compilation in self._store.quads_for_pattern(None, RDF.type, FL.Compilation)
            for quad in self._store.quads_for_pattern(compilation.subject, FL.referenceDate, None)
            if isinstance(quad.object, ox.Literal)
        ]
        return min(map(date.fromisoformat, days), default=FIRST)

    def _change(self, node: ox.NamedNode, extent: Extent) -> Change:
        before, after, kinds = (self._objects(node, prop) for prop in (FL.before, FL.after, FL.changeKind))
        return Change(
            date=date.fromisoformat(self._text(node, FL.referenceDate) or FIRST.isoformat()),
            label=self._text(node, SKOS.prefLabel) or "",
            kind=self._local(node, FL.changeKind),
            kind_zh=self._label(kinds, "zh"),
            kind_en=self._label(kinds, "en"),
            document=self._text(node, FL.documentNumber),
            source=self._text(node, DCTERMS.source) or "",
            extent=extent,
            precision=self._text(node, FL.datePrecision) or "day",
            before=tuple(self._text(each, FL.fullName) or "" for each in before),
            after=tuple(self._text(each, FL.fullName) or "" for each in after),
        )

    def _above(self, unit: ox.NamedNode) -> tuple[str, str | None]:
        """Full name and code of the parent, as the unit's own full name has it."""
        own, whole = self._text(unit, SKOS.prefLabel) or "", self._text(unit, FL.fullName) or ""
        parents = self._objects(unit, FL.parentRegion)
        return whole.removesuffix(own) or whole, self._text(parents[0], FL.gbCode) if parents else None

    def _in_force(self, version: ox.NamedNode) -> bool:
        until, day = self._text(version, FL.validUntil), self._at or ""
        return not self._begins_later(version) and (until is None or day < until)

    def _begins_later(self, version: ox.NamedNode) -> bool:
        return self._at is not None and (self._text(version, FL.validFrom) or "") > self._at

    def _read(self, node: ox.NamedNode) -> Related:
        """Everything said of a node, read in one go: quicker than one property at a time."""
        found: Related = {}
        for _, prop, value, _ in self._store.quads_for_pattern(node, None, None, self._graph):
            found.setdefault(prop, {})[value] = None
        return found

    def _objects(self, node: ox.NamedNode, prop: ox.NamedNode) -> list[ox.NamedNode]:
        found = self._described(node).get(prop, ())
        return sorted(found, key=str) if len(found) > 1 else list(found)

    def _subjects(self, prop: ox.NamedNode, node: ox.NamedNode) -> list[ox.NamedNode]:
        return sorted(self._backwards(prop).get(node, ()), key=str)

    def _inverse(self, prop: ox.NamedNode) -> Related:
        """The property the other way round, wherever it is stated."""
        found: Related = {}
        for node, _, value, _ in self._store.quads_for_pattern(None, prop, None):
            found.setdefault(value, {})[node] = None
        return found

    def _text(self, node: ox.NamedNode, prop: ox.NamedNode) -> str | None:
        return min((str(each.value) for each in self._objects(node, prop)), default=None)

    def _label(self, nodes: Iterable[ox.NamedNode], language: str) -> str:
        labels = (quad.object for node in nodes for quad in self._store.quads_for_pattern(node, SKOS.prefLabel, None))
        found = (each.value for each in labels if isinstance(each, ox.Literal) and each.language == language)
        return min(found, default="")

    def _local(self, node: ox.NamedNode, prop: ox.NamedNode) -> str:
        return (self._text(node, prop) or UNKNOWN).rpartition("/")[2]


def _joined(found: list[tuple[str | None, str | None]], kind: str) -> Area:
    codes = [code for _, code in found if code]
    return Area(JOINT.join(name or "" for name, _ in found), kind, ";".join(codes) or None)
