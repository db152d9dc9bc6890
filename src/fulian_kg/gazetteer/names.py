"""Names in force at a date, with those that ended a short while before: looked up, and found in running text."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from operator import add
from typing import TYPE_CHECKING

from fulian_kg.gazetteer.xpcc import XPCC

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from fulian_kg.gazetteer.settings import Settings
    from fulian_kg.gazetteer.units import Unit

Named = dict[str, tuple["Unit", ...]]
Spell = Callable[["Unit"], "set[str]"]
MEMORY = 2
"""Years after its end in which a name still denotes its unit, when nothing in force has the name."""
HEAD = 2
"""Characters that every name has: the key of the walk through a text."""
CHINESE = ("一", "龥")


def remembered(unit: Unit, at: date) -> bool:
    """Whether the version ended at most two years before `at` (where only the year is known, in its last days)."""
    if unit.valid_until is None or unit.valid_until > at:
        return False
    since = at.year - MEMORY
    if unit.until_precision == "year":
        return unit.valid_until.year >= since
    return (unit.valid_until.year, unit.valid_until.month, unit.valid_until.day) >= (since, at.month, at.day)


class NameIndex:
    """What names denote on one day."""

    def __init__(self, units: Iterable[Unit], at: date, rules: Settings) -> None:
        self._rules = rules
        self._now: list[Unit] = []
        self._past: list[Unit] = []
        for unit in units:
            if unit.in_force(at):
                self._now.append(unit)
            elif remembered(unit, at):
                self._past.append(unit)

    @cached_property
    def full(self) -> Named:
        """Own names, aliases included."""
        return self._merge(self._names)

    @cached_property
    def short(self) -> Named:
        """Own names without their endings; of several, a province alone, or the one the others belong to."""
        return {name: _foremost(units) for name, units in self._merge(self._shorts).items()}

    @cached_property
    def chains(self) -> Named:
        """Own names and chains of names as texts write them; the parents in full or short."""
        return self._merge(self._chains)

    def _merge(self, spell: Spell) -> Named:
        found: dict[str, list[Unit]] = {}
        for unit in self._now:
            for name in spell(unit):
                found.setdefault(name, []).append(unit)
        past: dict[str, list[Unit]] = {}
        for unit in self._past:
            for name in spell(unit):
                if name not in found:
                    past.setdefault(name, []).append(unit)
        last = {name: _last_of_each(units) for name, units in past.items()}
        return {name: tuple(units) for name, units in found.items()} | last

    def _names(self, unit: Unit) -> set[str]:
        return {unit.name, *unit.aliases, *self._rules.called(unit.name)}

    def _shorts(self, unit: Unit) -> set[str]:
        return {self._rules.short(unit.name)} - {unit.name}

    def _chains(self, unit: Unit) -> set[str]:
        above = _above(unit, self._rules)
        names = self._names(unit)
        return {*names, *(line + name for line in above for name in names)}

    @cached_property
    def _masks(self) -> set[str]:
        """Short names of provinces and prefectures: passed over in a text, so that 云南山区 holds no 南山区."""
        return {name for unit in self._now if unit.level in {"province", "prefecture"} for name in self._shorts(unit)}

    @cached_property
    def _lengths(self) -> dict[str, tuple[int, ...]]:
        """First two characters → lengths of the names that begin so, longest first."""
        found: dict[str, set[int]] = {}
        for name in (*self.chains, *self._masks, *self.short):
            found.setdefault(name[:HEAD], set()).add(len(name))
        return {head: tuple(sorted(lengths, reverse=True)) for head, lengths in found.items()}

    def find(self, text: str, *, short: bool) -> Iterator[tuple[int, int, tuple[Unit, ...]]]:
        """Names in the text, the longest at each place, none inside another; short ones only when asked for."""
        done, lengths = 0, self._lengths
        for start in [at for at, head in enumerate(map(add, text, text[1:])) if head in lengths]:
            if start < done:
                continue
            for length in lengths[text[start : start + HEAD]]:
                name = text[start : start + length]
                if len(name) < length:
                    continue
                units = self.chains.get(name) or (self.short.get(name) if short else None)
                if units and self._stands(text, start, start + length):
                    yield start, start + length, units
                elif not units and name not in self._masks:
                    continue
                done = start + length
                break

    def _stands(self, text: str, start: int, end: int) -> bool:
        """Whether the name is a word of its own there."""
        if text[end : end + 1] and text[end] in self._rules.not_before.get(text[end - 1], ""):
            return False
        before = text[start - 1 : start]
        if end - start > HEAD or not before:
            return True
        return before in self._rules.before_short_names or not CHINESE[0] <= before <= CHINESE[1]


def denotes(name: str, unit: Unit, rules: Settings) -> bool:
    """Whether the name is the unit's own in full or short, alone or after its parents' names."""
    return any(
        name == own or (name.endswith(own) and name.removesuffix(own) in _above(unit, rules))
        for own in (unit.name, *unit.aliases, rules.short(unit.name), *rules.called(unit.name))
    )


def _above(unit: Unit, rules: Settings) -> list[str]:
    """Names of the parents, in full or short, as they stand before the unit's own."""
    if unit.level == "province":
        return []
    province = _forms(unit.province, XPCC.get(unit.province) or (rules.short(unit.province),))
    if not unit.prefecture or unit.level == "prefecture":
        return province
    prefecture = _forms(unit.prefecture, (rules.short(unit.prefecture),))
    return [*province, *prefecture, *(one + two for one in province for two in prefecture)]


def _forms(name: str, others: Iterable[str]) -> list[str]:
    return [name, *(other for other in others if other != name)]


def _last_of_each(units: list[Unit]) -> tuple[Unit, ...]:
    """Of each region the version that ended last."""
    last: dict[str, Unit] = {}
    for unit in sorted(units, key=lambda unit: unit.valid_from):
        last[unit.key] = unit
    return tuple(last[key] for key in sorted(last))


def _foremost(units: tuple[Unit, ...]) -> tuple[Unit, ...]:
    for unit in units:
        others = [other for other in units if other is not unit]
        if unit.level == "province" or all(unit.key in other.parents for other in others):
            return (unit,)
    return units
