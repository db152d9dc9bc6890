"""新疆生产建设兵团: regiments and farms that no list has are made from their names."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from fulian_kg.gazetteer.units import Unit
from fulian_kg.model import digest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from fulian_kg.gazetteer.settings import Settings
    from fulian_kg.gazetteer.units import Change

ROOT = "xpcc"
DIVISION = "xpcc_division"
FARM = "xpcc_farm"
XPCC = {"新疆生产建设兵团": ("新疆兵团", "兵团", "建设兵团")}
"""Short forms that stand before a division."""
KEY_LENGTH = 8


def farm_at(text: str, start: int, rules: Settings) -> str | None:
    """The name of a regiment or farm that stands at `start`, after its division."""
    match = re.compile(rules.farm).match(text, start)
    return match[0] if match else None


def farm(name: str, division: Unit, rules: Settings) -> Unit | None:
    """The farm of a division by its name, or None when the name is none; its dates are the division's."""
    if division.level != DIVISION or not re.fullmatch(rules.farm, name):
        return None
    return Unit(
        key=f"{division.key}-{digest(name, length=KEY_LENGTH)}",
        code=None,
        name=name,
        kind="xpcc-farm",
        level=FARM,
        province=division.province,
        prefecture=division.name,
        path=division.path + name,
        valid_from=division.valid_from,
        valid_until=division.valid_until,
        precision=division.precision,
        until_precision=division.until_precision,
        parents=(division.key, *division.parents),
    )


def farm_changes(versions: Iterable[Unit], of_divisions: Mapping[str, Iterable[Change]]) -> Iterator[Change]:
    """What the renaming of its division does to a farm made from its name: same name, another path."""
    for old, new in pairwise(versions):
        division = f"{old.parents[0]}-{old.valid_from.year}"
        for change in of_divisions.get(division, ()):
            if change.date == new.valid_from:
                yield replace(change, before=(old,), after=(new,), kind="prefecture-renamed")
