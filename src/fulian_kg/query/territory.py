"""Where a case lies, as printed or on a day: its region's version carried along succession, never counted twice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from fulian_kg.vocabulary import FL, SKOS

if TYPE_CHECKING:
    from datetime import date

AMBIGUOUS = "ambiguous"
UNKNOWN = "unknown"
JOINT = "、"


@dataclass(frozen=True, slots=True)
class Area:
    """A row of a comparison: one region, or the several into which one was divided."""

    name: str
    kind: str
    code: str | None


NOWHERE = Area("（地区不详 region unknown）", UNKNOWN, None)


class Territory:
    """Areas of region versions in a store."""

    def __init__(self, store: ox.Store, at: date | None) -> None:
        """`at` is the day on which regions are looked at; None takes them as printed."""
        self._store = store
        self._at = None if at is None else at.isoformat()

    def county(self, version: ox.NamedNode | None) -> Area:
        """The unit of a version itself."""
        if version is None:
            return NOWHERE
        units = self.on_the_day(version)
        kind = AMBIGUOUS if len(units) > 1 else self._local(units[0], FL.regionLevel)
        return _joined([(self._text(unit, FL.fullName), self._text(unit, FL.gbCode)) for unit in units], kind)

    def prefecture(self, version: ox.NamedNode | None) -> Area:
        """The unit above: a prefecture, or the province of what it governs directly."""
        if version is None:
            return NOWHERE
        parents = dict.fromkeys(self._above(unit) for unit in self.on_the_day(version))
        kind = AMBIGUOUS if len(parents) > 1 else "prefecture"
        return _joined(list(parents), kind)

    def on_the_day(self, version: ox.NamedNode) -> list[ox.NamedNode]:
        """Versions in force on the day that hold its territory; itself as printed, or where none is known."""
        if self._at is None or self._in_force(version):
            return [version]
        found: dict[ox.NamedNode, None] = {}
        open_, seen = [version], {version}
        while open_:
            for following in self._objects(open_.pop(0), FL.succeededBy):
                if self._in_force(following):
                    found[following] = None
                elif following not in seen:
                    seen.add(following)
                    open_.append(following)
        return list(found) or self._other_versions(version) or [version]

    def _other_versions(self, version: ox.NamedNode) -> list[ox.NamedNode]:
        """The same region on a day before the version began."""
        regions = self._objects(version, FL.versionOf)
        versions = (
            quad.subject for each in regions for quad in self._store.quads_for_pattern(None, FL.versionOf, each)
        )
        return [other for other in versions if isinstance(other, ox.NamedNode) and self._in_force(other)][:1]

    def _above(self, unit: ox.NamedNode) -> tuple[str, str | None]:
        """Full name and code of the parent, as the unit's own full name has it."""
        own, whole = self._text(unit, SKOS.prefLabel) or "", self._text(unit, FL.fullName) or ""
        parents = self._objects(unit, FL.parentRegion)
        return whole.removesuffix(own) or whole, self._text(parents[0], FL.gbCode) if parents else None

    def _in_force(self, version: ox.NamedNode) -> bool:
        since, until = (self._text(version, prop) for prop in (FL.validFrom, FL.validUntil))
        day = self._at or ""
        return (since or "") <= day and (until is None or day < until)

    def _objects(self, node: ox.NamedNode, prop: ox.NamedNode) -> list[ox.NamedNode]:
        found = {quad.object for quad in self._store.quads_for_pattern(node, prop, None)}
        return sorted(found, key=str)  # type: ignore[arg-type]

    def _text(self, node: ox.NamedNode, prop: ox.NamedNode) -> str | None:
        return min((str(each.value) for each in self._objects(node, prop)), default=None)

    def _local(self, node: ox.NamedNode, prop: ox.NamedNode) -> str:
        return (self._text(node, prop) or UNKNOWN).rpartition("/")[2]


def _joined(found: list[tuple[str | None, str | None]], kind: str) -> Area:
    codes = [code for _, code in found if code]
    return Area(JOINT.join(name or "" for name, _ in found), kind, ";".join(codes) or None)
