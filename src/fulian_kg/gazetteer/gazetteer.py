"""All units, all their versions, and the changes between them."""

from __future__ import annotations

import re
from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from fulian_kg.gazetteer.names import NameIndex, denotes, remembered
from fulian_kg.gazetteer.units import TODAY, Change, Resolution, Successor, Unit
from fulian_kg.gazetteer.xpcc import DIVISION, farm, farm_at, farm_changes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from fulian_kg.gazetteer.settings import Settings
    from fulian_kg.gazetteer.units import Relation

_CODE = re.compile(r"\d{6}|xpcc[-\da-z]*")
UPPER = frozenset({"province", "prefecture"})
_SPACE = re.compile(r"\s+")
_LONGEST = 60
"""Characters that no name with all its parents has."""


class Gazetteer:
    """Answers what a name or code denotes at a date, and what became of it."""

    def __init__(
        self, units: Iterable[Unit], changes: Iterable[Change], rules: Settings, conflicts: Iterable[str] = ()
    ) -> None:
        self._rules = rules
        self._versions: dict[str, list[Unit]] = {}
        for unit in units:
            self._versions.setdefault(unit.key, []).append(unit)
        self.changes: tuple[Change, ...] = tuple(changes)
        """Every change, by date."""
        self.conflicts: tuple[str, ...] = tuple(conflicts)
        """Where a history that the user brings contradicts ours, a sentence each led by the code; ours is kept."""
        self._ending: dict[str, list[Change]] = {}
        self._touching: dict[str, list[Change]] = {}
        for change in self.changes:
            for unit in change.before:
                self._ending.setdefault(unit.version, []).append(change)
            for key in dict.fromkeys(unit.key for unit in (*change.before, *change.after)):
                self._touching.setdefault(key, []).append(change)
        self._index = lru_cache(maxsize=32)(self._index_at)
        self._named = lru_cache(maxsize=4096)(self._by_name)

    @property
    def units(self) -> tuple[Unit, ...]:
        """Every version of every region, by key and start."""
        return tuple(unit for key in sorted(self._versions) for unit in self._versions[key])

    def versions(self, key: str) -> tuple[Unit, ...]:
        """Every version of the region `key`, oldest first."""
        return tuple(self._versions.get(key, ()))

    def versions_of(self, unit: Unit) -> tuple[Unit, ...]:
        """Every version of its region; a farm that no list has is as old as the versions of its division."""
        made = () if unit.key in self._versions or not unit.parents else self.versions(unit.parents[0])
        farms = (farm(unit.name, division, self._rules) for division in made)
        return self.versions(unit.key) or tuple(each for each in farms if each) or (unit,)

    def get(self, key: str, at: date) -> Unit | None:
        """The version of region `key` in force at `at`."""
        return next((unit for unit in self._versions.get(key, ()) if unit.in_force(at)), None)

    def resolve(self, name: str, at: date, within: Unit | None = None) -> Resolution:
        """Units that the name (bare, with parents, or short: 厦门, 石景山) or code denotes at `at`.

        A unit that ended at most two years before `at` counts where nothing in force has the name.
        """
        name = _SPACE.sub("", name)
        found = self._by_key(name, at) if _CODE.fullmatch(name) else self._named(name, at)
        if within is not None:
            found = tuple(unit for unit in found if within.key == unit.key or within.key in unit.parents)
            if not found:
                made = farm(name, within, self._rules)
                found = (made,) if made else ()
        return Resolution("unknown" if not found else "resolved" if len(found) == 1 else "ambiguous", found)

    def child(self, name: str, within: Unit, at: date | None = None) -> Unit | None:
        """The one unit of that name (full or short) under `within`, in force at `at` (default: in its own time)."""
        found = self.resolve(name, at or _last_day(within), within)
        return found.candidates[0] if found.status == "resolved" else None

    def ancestors(self, unit: Unit) -> tuple[Unit, ...]:
        """Parents at the unit's own time, nearest first: prefecture, province."""
        day = _last_day(unit)
        return tuple(parent for key in unit.parents if (parent := self._parent(key, unit, day)))

    def _parent(self, key: str, unit: Unit, day: date) -> Unit | None:
        """The parent's version on the unit's last day; dates of years are coarse, so names decide among versions."""
        overlapping = [
            other
            for other in self._versions.get(key, ())
            if other.valid_from <= day and (other.valid_until is None or other.valid_until > unit.valid_from)
        ]
        named = [other for other in overlapping if other.name in {unit.province, unit.prefecture}]
        return next(reversed(named or overlapping), None)

    def direct_successors(self, unit: Unit) -> tuple[Successor, ...]:
        """Versions that took over when this one ended: one hop; none while it is in force."""
        return tuple(_successors(change for change in self._ended(unit) if not change.partial))

    def transfers(self, unit: Unit) -> tuple[Successor, ...]:
        """Versions that received a part of the territory while this one lived on."""
        return tuple(_successors(change for change in self._ended(unit) if change.partial))

    def _ended(self, unit: Unit) -> list[Change]:
        """Changes that end or alter the version; a farm that no list has changes its path with its division."""
        if unit.key in self._versions:
            return self._ending.get(unit.version, [])
        return [change for change in farm_changes(self.versions_of(unit), self._ending) if unit in change.before]

    def successors(self, unit: Unit, at: date = TODAY) -> tuple[Successor, ...]:
        """Units in force at `at` that hold its territory, over as many hops as needed; none while it is in force.

        The date and document are those of the last hop.
        """
        found: dict[str, Successor] = {}
        open_: list[tuple[Unit, Relation]] = [] if unit.in_force(at) else [(unit, "whole")]
        seen = {unit.version}
        while open_:
            current, relation = open_.pop(0)
            for hop in self.direct_successors(current):
                so_far: Relation = "whole" if relation == hop.relation == "whole" else "part"
                if hop.unit.in_force(at):
                    found.setdefault(hop.unit.version, Successor(hop.unit, so_far, hop.date, hop.document))
                elif hop.unit.version not in seen and hop.date <= at:
                    seen.add(hop.unit.version)
                    open_.append((hop.unit, so_far))
        return tuple(found.values())

    def present(self, unit: Unit, at: date = TODAY) -> tuple[Unit, ...]:
        """The unit itself while in force at `at`, else its successors then."""
        return (unit,) if unit.in_force(at) else tuple(successor.unit for successor in self.successors(unit, at))

    def find(self, text: str, at: date, *, short: bool = False) -> Iterator[tuple[int, int, tuple[Unit, ...]]]:
        """Full names of units in a text, longest first, as (start, end, candidates); chains come as one match.

        `short` adds short names (厦门, 石景山), which are noisy: 和平, 城关.
        """
        passed = 0
        for start, end, units in self._index(at).find(text, short=short):
            if start < passed:
                continue
            passed, found = self._with_farm(text, end, units)
            yield start, passed, found

    def farms(self, text: str, division: Unit) -> Iterator[tuple[int, int, Unit]]:
        """Regiments and farms of a division that the text names by themselves: 130团."""
        for match in re.finditer(
            f"(?<![\\d一二三四五六七八九十百])(?:{self._rules.farm})(?![员体委结部队长伙圆伍])", text
        ):
            if made := farm(match[0], division, self._rules):
                yield *match.span(), made

    def _with_farm(self, text: str, end: int, units: tuple[Unit, ...]) -> tuple[int, tuple[Unit, ...]]:
        """A division's farm that no list has belongs to the match."""
        if len(units) != 1 or units[0].level != DIVISION:
            return end, units
        name = farm_at(text, end, self._rules)
        made = farm(name, units[0], self._rules) if name else None
        return (end + len(made.name), (made,)) if made else (end, units)

    def changes_of(self, unit: Unit) -> tuple[Change, ...]:
        """Changes that end, begin or alter a version of the unit's region, by date."""
        if unit.key not in self._versions:
            return tuple(farm_changes(self.versions_of(unit), self._ending))
        return tuple(self._touching.get(unit.key, ()))

    def is_unlisted(self, rest: str, above: Iterable[Unit]) -> bool:
        """Whether what follows the name of a province or prefecture names a unit in it that no list has."""
        return any(unit.level in UPPER for unit in above) and bool(re.fullmatch(self._rules.unlisted, rest))

    def existed(self, name: str) -> tuple[Unit, ...]:
        """Every version that ever had this code or name (bare, short, with parents): when an unknown name was known."""
        name = _SPACE.sub("", name)
        return tuple(unit for unit in self.units if name == unit.key or denotes(name, unit, self._rules))

    def _index_at(self, at: date) -> NameIndex:
        return NameIndex(self.units, at, self._rules)

    def _by_key(self, key: str, at: date) -> tuple[Unit, ...]:
        unit = self.get(key, at)
        past = [unit for unit in self._versions.get(key, ()) if remembered(unit, at)]
        return (unit,) if unit else tuple(past[-1:])

    def _by_name(self, name: str, at: date) -> tuple[Unit, ...]:
        if len(name) > _LONGEST:
            return ()
        index = self._index(at)
        return index.full.get(name) or index.chains.get(name) or index.short.get(name) or self._by_parts(name, at)

    def _by_parts(self, name: str, at: date) -> tuple[Unit, ...]:
        """Chains with short or left-out members (福建厦门思明), and farms: the parents first, the rest within them."""
        for cut in range(len(name) - 2, 1, -1):
            parents = self._named(name[:cut], at)
            for parent in parents:
                found = self.resolve(name[cut:], at, parent).candidates
                if found:
                    return found
        return ()


def _last_day(unit: Unit) -> date:
    return TODAY if unit.valid_until is None else unit.valid_until - timedelta(days=1)


def _successors(changes: Iterable[Change]) -> Iterator[Successor]:
    for change in changes:
        relation: Relation = "part" if change.partial or len(change.after) > 1 else "whole"
        for unit in change.after:
            yield Successor(unit, relation, change.date, change.document)
