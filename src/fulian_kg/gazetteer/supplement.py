"""A region history laid beside our data: what we lack is added, what contradicts us is only told."""

from __future__ import annotations

from collections import Counter
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

from fulian_kg.gazetteer.dating import LAG, Link
from fulian_kg.gazetteer.drafts import PREFECTURE, PROVINCE, Draft
from fulian_kg.gazetteer.inference import kind_of_change

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from fulian_kg.gazetteer.dating import Timeline
    from fulian_kg.gazetteer.history import Record
    from fulian_kg.gazetteer.settings import Settings

SOURCE = "用户提供的区划沿革（areacodes）"
NOTE = "from the region history that the user supplied (areacodes); known to the year"
OPEN = 9999
"""Year that stands for no end."""


class Supplement:
    """Adds records to the timeline and collects the changes and contradictions that they bring."""

    def __init__(self, timeline: Timeline, links: Iterable[Link], rules: Settings) -> None:
        self._timeline = timeline
        self._rules = rules
        self.conflicts: list[str] = []
        """A sentence each, led by the code."""
        self._succeeded: dict[int, set[str]] = {}
        self._years: dict[tuple[str, str], list[int]] = {}
        for link in links:
            self._remember(link)
        self._places: dict[tuple[str, str, str], list[Draft]] = {}
        for drafts in timeline.by_key.values():
            for draft in drafts:
                self._places.setdefault(_place(draft), []).append(draft)

    def _remember(self, link: Link) -> None:
        for old in link.before:
            if not link.partial:
                self._succeeded.setdefault(id(old), set()).update(new.key for new in link.after)
            for new in link.after:
                self._years.setdefault((old.key, new.key), []).append(link.date.year)

    def add(self, records: Sequence[Record]) -> Iterator[Link]:
        """Lay every unit beside ours, then every change of theirs that ours lacks."""
        units = [(record, self._unit(record)) for record in records]
        arrivals = Counter((code, record.end) for record in records for code in record.successions)
        for record, draft in units:
            if draft is not None:
                yield from self._succession(record, draft, arrivals)
            yield from self._transfers(record)

    def _unit(self, record: Record) -> Draft | None:
        """Our version of the unit at the end of the record, or a new one; None where we know otherwise."""
        drafts = self._timeline.by_key.setdefault(record.code, [])
        overlapping = [draft for draft in drafts if _overlap(draft, record)]
        if not overlapping:
            return self._new(record, drafts)
        same = [draft for draft in overlapping if draft.name == record.name and draft.level == record.level]
        if not same:
            names = "、".join(draft.name for draft in overlapping)
            self._tell(record, f"本项目此间为 ours then has {names}")
            return None
        self._compare(record, drafts, same)
        return same[-1]

    def _new(self, record: Record, drafts: list[Draft]) -> Draft | None:
        draft = _draft(record, self._timeline, self._rules)
        for other in self._places.get(_place(draft), ()):
            if _overlap(other, record) and self._one_prefecture(other, draft):
                self._tell(record, f"本项目此间代码为 ours then has the code {other.key}")
                return None
        drafts.append(draft)
        drafts.sort(key=lambda draft: draft.start or date.min)
        self._places.setdefault(_place(draft), []).append(draft)
        return draft

    def _one_prefecture(self, one: Draft, other: Draft) -> bool:
        """Whether nothing tells the two apart: one stands directly under the province, or the prefectures are alike."""
        names = {self._rules.short(draft.parent_names[0]) for draft in (one, other) if len(draft.parent_names) > 1}
        return len(names) <= 1

    def _compare(self, record: Record, drafts: list[Draft], same: list[Draft]) -> None:
        """Tell where years or prefecture differ; a break of ours without a change of name is no contradiction."""
        first, last = same[0], same[-1]
        for old, new in reversed(list(pairwise(drafts))):
            if new is first and _continues(old, new):
                first = old
        for old, new in pairwise(drafts):
            if old is last and _continues(old, new):
                last = new
        ours = (_first(first), _end(last))
        if ours != (record.start, record.end or OPEN):
            self._tell(record, f"本项目为 ours has {_period(*ours)}")
        above = {draft.parent_names[0] for draft in same if len(draft.parent_names) > 1}
        if record.level == "county" and (record.prefecture is None) == bool(above):
            self._tell(record, f"本项目上级为 ours stands under {'、'.join(sorted(above)) or '省级 the province'}")

    def _tell(self, record: Record, ours: str) -> None:
        theirs = f"{record.code} {record.name}（{_period(record.start, record.end or OPEN)}）"
        self.conflicts.append(f"{theirs}：{ours}。")

    def _succession(self, record: Record, old: Draft, arrivals: Counter[tuple[str, int | None]]) -> Iterator[Link]:
        """Who took over when the version ended, where we do not know it."""
        if not record.end or not record.successions or not old.until or abs(_end(old) - record.end) > LAG:
            return
        day = old.until if old.until_exact else _last(_end(old))
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
        begun = alone and _first(found[0]) == _end(old)
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


def _place(draft: Draft) -> tuple[str, str, str]:
    return draft.level, draft.key[:2], draft.name


def _first(draft: Draft) -> int:
    return draft.start.year if draft.start else OPEN


def _end(draft: Draft) -> int:
    return draft.until.year if draft.until else OPEN


def _last(year: int) -> date:
    return date(year, 12, 31)


def _overlap(draft: Draft, record: Record) -> bool:
    return _first(draft) < (record.end or OPEN) and record.start < _end(draft)


def _continues(old: Draft, new: Draft) -> bool:
    return old.until == new.start and (old.name, old.parent_names) == (new.name, new.parent_names)


def _period(start: int, end: int) -> str:
    return f"{start} –" if end == OPEN else f"{start} – {end}"
