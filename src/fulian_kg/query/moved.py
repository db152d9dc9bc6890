"""Regions of cases that changed between the printing and the day of a comparison: where they lie now, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from fulian_kg.query.supplements import Supplement
from fulian_kg.query.territory import AMBIGUOUS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from fulian_kg.query.cases import Case
    from fulian_kg.query.territory import Area, Change, Territory

ID = "region_changes"
HEAD = (
    *("案例 case", "印刷时 as printed", "当日 on the day", "范围 extent"),
    *("日期 date", "类型 kind", "变更 change", "文号 document"),
)
EXTENTS = {"whole": "整体 whole", "part": "部分 part"}
ZH = "范围：整体，区域本身撤并、更名、改代码或重设；部分，只划出或划入一部分。一地分为几地时全部列出，只计一次。"
EN = (
    "Extent: whole, the region itself was merged, renamed, recoded or founded anew; part, it only gave or gained land. "
    "A region that was divided shows all its parts and counts once."
)
YEAR = 4


@dataclass(frozen=True, slots=True)
class Moved:
    """A region with its cases, as printed and on the day, and the changes between."""

    cases: tuple[Case, ...]
    printed: Area
    now: Area
    changes: tuple[Change, ...]


def moved(cases: Iterable[Case], as_printed: Territory, territory: Territory) -> Iterator[Moved]:
    """Regions that changed, in the order of the cases; those that kept their name but not their land included."""
    by_region: dict[str, list[Case]] = {}
    for case in cases:
        if case.region is not None:
            by_region.setdefault(case.region, []).append(case)
    for region, members in by_region.items():
        version = ox.NamedNode(region)
        printed, now, changes = as_printed.county(version), territory.county(version), territory.changes(version)
        if changes or now != printed:
            yield Moved(tuple(members), printed, now, changes)


def supplement(found: Iterable[Moved]) -> Supplement:
    """The regions that changed as a table, a line a change."""
    found = tuple(found)
    return Supplement(
        id=ID,
        zh="变更的地区",
        en="Regions that changed",
        head=HEAD,
        lines=tuple(line for each in found for line in _lines(each)),
        object=[_object(each) for each in found],
        note=(ZH, EN),
    )


def _lines(each: Moved) -> Iterator[tuple[Any, ...]]:
    cases = "、".join(str(case.number or case.title) for case in each.cases)
    now = f"{each.now.name}（不止一地 ambiguous）" if each.now.kind == AMBIGUOUS else each.now.name
    for change in each.changes or (None,):
        if change is None:
            yield cases, each.printed.name, now, None, None, None, None, None
        else:
            told = (_day(change), f"{change.kind_zh} {change.kind_en}", change.label, change.document)
            yield cases, each.printed.name, now, EXTENTS[change.extent], *told


def _object(each: Moved) -> dict[str, Any]:
    return {
        "cases": [{"iri": case.iri, "number": case.number} for case in each.cases],
        "printed": each.printed.as_object(),
        "now": each.now.as_object(),
        "changes": [
            {
                "date": _day(change),
                "kind": change.kind,
                "kind_label": {"zh": change.kind_zh, "en": change.kind_en},
                "label": change.label,
                "extent": change.extent,
                "document": change.document,
                "source": change.source,
                "before": list(change.before),
                "after": list(change.after),
            }
            for change in each.changes
        ],
    }


def _day(change: Change) -> str:
    return change.date.isoformat()[:YEAR] if change.precision == "year" else change.date.isoformat()
