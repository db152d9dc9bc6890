"""The values of the gazetteer: a unit is one version of a region, unchanged over a half-open interval.

Name, code, kind and parents stay the same over the interval; a change of any of them begins a new version. Codes that
were used again for a legally new unit (110101 in 2010) are split by the change table, though no code list shows it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from fulian_kg.model import TODAY

if TYPE_CHECKING:
    from datetime import date

__all__ = ["TODAY", "Change", "Precision", "Relation", "Resolution", "Successor", "Unit"]

Precision = Literal["day", "year"]
Relation = Literal["whole", "part"]


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
    """First day; 1 January of the first year whose last day shows it, where the precision is `year`."""
    valid_until: date | None
    """First day on which it is no longer in force; None when in force at `TODAY`."""
    precision: Precision
    """Of `valid_from`."""
    until_precision: Precision | None = None
    """Of `valid_until`."""
    parents: tuple[str, ...] = ()
    """Keys of the parents, nearest first."""
    aliases: tuple[str, ...] = ()
    """Other names of the unit itself: 第六师 for 农六师."""
    ordinal: int = 1
    """Which of the versions that begin in one year."""

    @property
    def version(self) -> str:
        """Local name of the version: key and first year, `-2` for a second one within the year."""
        name = f"{self.key}-{self.valid_from.year}"
        return name if self.ordinal == 1 else f"{name}-{self.ordinal}"

    @property
    def province_key(self) -> str:
        """Key of its province-level unit, which may be itself."""
        return self.parents[-1] if self.parents else self.key

    def in_force(self, at: date) -> bool:
        """Whether the version is valid on the day `at`."""
        return self.valid_from <= at and (self.valid_until is None or at < self.valid_until)


@dataclass(frozen=True, slots=True)
class Successor:
    """A unit that took over another's territory, all or most of it (`whole`) or a part."""

    unit: Unit
    relation: Relation
    date: date
    document: str | None


@dataclass(frozen=True, slots=True)
class Change:
    """An approved change that ends, begins or alters versions."""

    before: tuple[Unit, ...]
    after: tuple[Unit, ...]
    kind: str
    """Notation in the scheme change-kind."""
    date: date
    """Of approval; 1 January where the precision is `year`."""
    document: str | None
    """Number of the document, where known: 国函〔2010〕55号."""
    source: str
    """Who published it, or the code lists that it was inferred from."""
    partial: bool
    """Whether only a part of the territory went, and `before` lives on."""
    note: str = ""
    precision: Precision = "day"
    inferred: bool = False
    """Whether it was inferred from the code lists, not read from a document."""


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a name or code denotes at a date."""

    status: Literal["resolved", "ambiguous", "unknown"]
    candidates: tuple[Unit, ...]
