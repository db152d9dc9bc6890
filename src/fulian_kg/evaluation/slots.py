"""Whether the slots of a matched pair say the same, counted by slot, stated apart from derived."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fulian_kg.evaluation.definition import definition
from fulian_kg.evaluation.likeness import alike, figure, letters, same_figure

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fulian_kg.evaluation.gold import Statement

MOST = 0.8
"""Share of the entries of two lists that must have a counterpart."""


@dataclass(slots=True)
class SlotCounts:
    """What matched facts give for one slot."""

    gold: int = 0
    right: int = 0
    derived: int = 0
    derived_right: int = 0
    extra: int = 0
    """Values where gold has none."""


def listed(value: Any) -> list[Any]:
    """The value as a list: of itself, or of nothing."""
    return value if isinstance(value, list) else [] if value is None else [value]


def unit(fact: Statement) -> str:
    """Its unit in one spelling."""
    name = letters(fact.slots.get("unit", ""))
    return definition().units.get(name, name)


def agrees(slot: str, gold: Statement, fact: Statement) -> bool:
    """Whether a fact says in one slot what gold says."""
    default = definition().defaults.get(slot)
    wanted, found = gold.slots.get(slot, default), fact.slots.get(slot, default)
    if wanted is None or found is None:
        return wanted is found
    if isinstance(wanted, bool) or isinstance(found, bool):
        return bool(wanted == found)
    if figure(wanted) is not None or figure(found) is not None:
        return same_figure(wanted, found)
    if slot == "unit":
        return unit(gold) == unit(fact)
    if isinstance(wanted, list) or isinstance(found, list):
        return _lists_agree(listed(wanted), listed(found))
    return letters(wanted) == letters(found) if slot in definition().coded else alike(wanted, found)


def _lists_agree(wanted: list[Any], found: list[Any]) -> bool:
    if not (wanted and found):
        return False
    met = sum(any(alike(one, other) for other in found) for one in wanted)
    met += sum(any(alike(one, other) for one in wanted) for other in found)
    return met / (len(wanted) + len(found)) >= MOST


def slot_counts(matched: Iterable[tuple[Statement, Statement]]) -> dict[str, SlotCounts]:
    """Counts by slot, over pairs of one type."""
    table: dict[str, SlotCounts] = {}
    for gold, fact in matched:
        if gold.type == fact.type:
            for slot in definition().slots[gold.type]:
                _count(table.setdefault(slot, SlotCounts()), slot, gold, fact)
    return {slot: counts for slot, counts in sorted(table.items()) if counts != SlotCounts()}


def _count(counts: SlotCounts, slot: str, gold: Statement, fact: Statement) -> None:
    if slot not in gold.slots:
        counts.extra += slot in fact.slots and fact.slots[slot] != definition().defaults.get(slot)
    elif slot in gold.derived:
        counts.derived += 1
        counts.derived_right += agrees(slot, gold, fact)
    else:
        counts.gold += 1
        counts.right += agrees(slot, gold, fact)
