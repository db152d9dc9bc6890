"""A region history laid beside our data: what we lack is added, and what contradicts us is told.

Our days and documents stay; years and names that only the code lists tell give way to the history.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

from fulian_kg.gazetteer.dating import LAG, Link
from fulian_kg.gazetteer.drafts import PREFECTURE, PROVINCE, Draft
from fulian_kg.gazetteer.inference import kind_of_change
from fulian_kg.gazetteer.reconciliation import (
    OPEN,
    Reconciliation,
    apart,
    continues,
    end,
    first,
    overlap,
    periods,
    place,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from fulian_kg.gazetteer.dating import Timeline
    from fulian_kg.gazetteer.history import Record
    from fulian_kg.gazetteer.settings import Settings

SOURCE = "用户提供的区划沿革（areacodes）"
NOTE = "from the region history that the user supplied (areacodes); known to the year"
OURS = "以本项目为准 ours is kept"
THEIRS = "以所给沿革为准 the history counts"


class Supplement:
    """Adds records to the timeline and collects the changes and contradictions that they bring."""

    def __init__(self, timeline: Timeline, links: Iterable[Link], rules: Settings) -> None:
        self._timeline = timeline
        self._rules = rules
        self.conflicts: list[str] = []
        """A sentence each, led by the code."""
        self._links = tuple(links)
        self._succeeded: dict[int, set[str]] = {}
        self._years: dict[tuple[str, str], list[int]] = {}
        for link in self._links:
            self._remember(link)
        self._places = self._by_place()

    def _remember(self, link: Link) -> None:
        for old in link.before:
            if not link.partial:
                self._succeeded.setdefault(id(old), set()).update(new.key for new in link.after)
            for new in link.after:
                self._years.setdefault((old.key, new.key), []).append(link.date.year)

    def add(self, records: Sequence[Record]) -> Iterator[Link]:
        """Lay every unit beside ours, then every change of theirs that ours lacks."""
        differences = self._differences(records)
        Reconciliation(self._timeline, self._links, self._rules).reconcile(periods(records))
        self._places = self._by_place()
        kept = self._differences(records)
        self.conflicts += [f"{told}；{OURS if told in kept else THEIRS}。" for told in differences | kept]
        units = [(record, self._unit(record)) for record in records]
        arrivals = Counter((code, record.end) for record in records for code in record.successions)
        for record, draft in units:
            if draft is not None:
                yield from self._succession(record, draft, arrivals)
            yield from self._transfers(record)

    def _by_place(self) -> dict[tuple[str, str, str], list[Draft]]:
        found: dict[tuple[str, str, str], list[Draft]] = {}
        for drafts in self._timeline.by_key.values():
            for draft in drafts:
                found.setdefault(place(draft), []).append(draft)
        return found

    def _unit(self, record: Record) -> Draft | None:
        """Our version of the unit at the end of the record, or a new one; None where we know otherwise."""
        overlapping = self._overlapping(record)
        if overlapping:
            return next((draft for draft in reversed(overlapping) if _alike(draft, record)), None)
        if self._elsewhere(record):
            return None
        draft = _draft(record, self._timeline, self._rules)
        drafts = self._timeline.by_key.setdefault(record.code, [])
        drafts.append(draft)
        drafts.sort(key=lambda draft: draft.start or date.min)
        self._places.setdefault(place(draft), []).append(draft)
        return draft

    def _overlapping(self, record: Record) -> list[Draft]:
        drafts = self._timeline.by_key.get(record.code, ())
        return [draft for draft in drafts if overlap(draft, record.start, record.end or OPEN)]

    def _elsewhere(self, record: Record) -> list[Draft]:
        """Versions that have the name under another code at the time."""
        new = _draft(record, self._timeline, self._rules)
        above = new.parent_names[:-1]
        return [
            other
            for other in self._places.get(place(new), ())
            if overlap(other, record.start, record.end or OPEN)
            and not apart(new.name, above, other.parent_names[:-1], self._rules)
        ]

    def _differences(self, records: Iterable[Record]) -> dict[str, None]:
        """What each record has otherwise than we, in the order of the records."""
        return dict.fromkeys(f"{_described(record)}：{ours}" for record in records for ours in self._differing(record))

    def _differing(self, record: Record) -> Iterator[str]:
        """Names, code, years or prefecture of ours; a break of ours without a change of name is no contradiction."""
        overlapping = self._overlapping(record)
        same = [draft for draft in overlapping if _alike(draft, record)]
        if not overlapping:
            yield from (f"本项目此间代码为 ours then has the code {other.key}" for other in self._elsewhere(record)[:1])
        elif not same:
            yield f"本项目此间为 ours then has {'、'.join(draft.name for draft in overlapping)}"
        else:
            ours = self._years_of(same[0], same[-1])
            if ours != (record.start, record.end or OPEN):
                yield f"本项目为 ours has {_period(*ours)}"
            above = {draft.parent_names[0] for draft in same if len(draft.parent_names) > 1}
            if record.level == "county" and (record.prefecture is None) == bool(above):
                yield f"本项目上级为 ours stands under {'、'.join(sorted(above)) or '省级 the province'}"

    def _years_of(self, oldest: Draft, newest: Draft) -> tuple[int, int]:
        """First year and end of the versions, with those that only a re-foundation parts from them."""
        drafts = self._timeline.by_key[oldest.key]
        for old, new in reversed(list(pairwise(drafts))):
            if new is oldest and continues(old, new):
                oldest = old
        for old, new in pairwise(drafts):
            if old is newest and continues(old, new):
                newest = new
        return first(oldest), end(newest)

    def _tell(self, record: Record, ours: str) -> None:
        self.conflicts.append(f"{_described(record)}：{ours}；{OURS}。")

    def _succession(self, record: Record, old: Draft, arrivals: Counter[tuple[str, int | None]]) -> Iterator[Link]:
        """Who took over when the version ended, where we do not know it."""
        if not record.end or not record.successions or not old.until or abs(end(old) - record.end) > LAG:
            return
        day = old.until if old.until_exact else _last(end(old))
        after = [self._at(code, day) for code in record.successions]
        known = self._succeeded.get(id(old))
        theirs = "、".join(record.successions)
        if known is not None:
            if known != set(record.successions):
                self._tell(record, f"后继不同 other successors: {theirs}，本项目为 ours {'、'.join(sorted(known))}")
            return
        found = [draft for draft in after if draft is not None and draft is not old]
        if len(found) < len(after):
            self._tell(record, f"后继当时不存在 successors that were not in force here: {theirs}")
            return
        alone = len(found) == 1 and arrivals[record.successions[0], record.end] == 1
        begun = alone and first(found[0]) == end(old)
        kind = kind_of_change(old, found[0]) if begun else "dissolved" if len(found) > 1 else "merged"
        yield self._link(old, found, kind, old.until, exact=old.until_exact, partial=False)

    def _transfers(self, record: Record) -> Iterator[Link]:
        """Parts that went elsewhere while the unit lived on, where we do not know it."""
        for code, year in record.transfers:
            if any(abs(year - other) <= LAG for other in self._years.get((record.code, code), ())):
                continue
            old, new = self._at(record.code, _last(year)), self._at(code, _last(year))
            if old and new:
                yield self._link(old, [new], "boundary-change", date(year, 1, 1), exact=False, partial=True)
            else:
                self._tell(record, f"{year} 部分划归 part to {code}，其一当时不存在 one was not in force here")

    def _link(self, old: Draft, after: list[Draft], kind: str, day: date, *, exact: bool, partial: bool) -> Link:
        link = Link((old,), tuple(after), kind, day, exact, None, SOURCE, partial=partial, note=NOTE)
        self._remember(link)
        return link

    def _at(self, code: str, day: date) -> Draft | None:
        return next((draft for draft in self._timeline.by_key.get(code, ()) if draft.covers(day)), None)


def _draft(record: Record, timeline: Timeline, rules: Settings) -> Draft:
    above = [(record.code[:2] + PROVINCE, record.province)] if record.level != "province" else []
    if record.prefecture:
        above.insert(0, (record.code[:4] + PREFECTURE, record.prefecture))
    return Draft(
        key=record.code,
        code=record.code,
        name=record.name,
        kind=rules.kind(record.name, record.level),
        level=record.level,
        parents=tuple(key for key, _ in above if timeline.by_key.get(key)),
        parent_names=tuple(name for _, name in above),
        start=date(record.start, 1, 1),
        until=date(record.end, 1, 1) if record.end else None,
    )


def _alike(draft: Draft, record: Record) -> bool:
    return draft.name == record.name and draft.level == record.level


def _described(record: Record) -> str:
    return f"{record.code} {record.name}（{_period(record.start, record.end or OPEN)}）"


def _last(year: int) -> date:
    return date(year, 12, 31)


def _period(start: int, end: int) -> str:
    return f"{start} –" if end == OPEN else f"{start} – {end}"
