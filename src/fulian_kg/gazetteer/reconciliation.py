"""Years of our versions set by a region history: what only the code lists tell gives way, what documents date stays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from fulian_kg.gazetteer.dating import Link, Timeline
    from fulian_kg.gazetteer.drafts import Draft
    from fulian_kg.gazetteer.history import Record
    from fulian_kg.gazetteer.settings import Settings

OPEN = 9999
"""Year that stands for no end."""
DISTRICT = "区"


@dataclass(frozen=True, slots=True)
class Period:
    """Years in which a history has one name under one code, whatever its parents."""

    code: str
    name: str
    level: str
    start: int
    end: int
    """`OPEN` where it has none."""
    prefectures: frozenset[str]

    @property
    def place(self) -> tuple[str, str, str]:
        """What another code may not have at the same time."""
        return self.level, self.code[:2], self.name


def periods(records: Sequence[Record]) -> list[Period]:
    """Records joined where only the parents changed, in the order of the records."""
    found: list[Period] = []
    for record in records:
        above = frozenset([record.prefecture] if record.prefecture else ())
        last = found[-1] if found else None
        if last and (last.code, last.name, last.level, last.end) == (
            record.code, record.name, record.level, record.start,
        ):  # fmt: skip
            found[-1] = Period(
                last.code, last.name, last.level, last.start, record.end or OPEN, last.prefectures | above
            )
        else:
            found.append(Period(record.code, record.name, record.level, record.start, record.end or OPEN, above))
    return found


class Reconciliation:
    """Makes room in the timeline for the periods of a history, and takes over their years."""

    def __init__(self, timeline: Timeline, links: Iterable[Link], rules: Settings) -> None:
        self._timeline = timeline
        self._rules = rules
        self._dated: dict[int, list[date]] = {}
        """Days of changes, by the version that they end, begin or alter: it stays in force there."""
        for link in links:
            for draft in (*link.before, *link.after):
                self._dated.setdefault(id(draft), []).append(link.date)

    def reconcile(self, found: Sequence[Period]) -> None:
        """Cut what contradicts a period, then let the versions that agree begin and end with it."""
        places: dict[tuple[str, str, str], list[Draft]] = {}
        for drafts in self._timeline.by_key.values():
            for draft in drafts:
                places.setdefault(place(draft), []).append(draft)
        confirmed: dict[tuple[str, str], list[Period]] = {}
        for period in found:
            confirmed.setdefault((period.code, period.name), []).append(period)
        for period in found:
            for draft in [*self._otherwise(period), *self._elsewhere(period, places, confirmed)]:
                self._cut(draft, period)
        for period in found:
            self._follow(period)

    def _otherwise(self, period: Period) -> Iterator[Draft]:
        """Versions that have another name under the code."""
        for draft in self._timeline.by_key.get(period.code, ()):
            if overlap(draft, period.start, period.end) and (draft.name, draft.level) != (period.name, period.level):
                yield draft

    def _elsewhere(
        self,
        period: Period,
        places: dict[tuple[str, str, str], list[Draft]],
        confirmed: dict[tuple[str, str], list[Period]],
    ) -> Iterator[Draft]:
        """Versions that have the name under another code, where the history does not have both."""
        for draft in places.get(period.place, ()):
            if draft.key == period.code or not overlap(draft, period.start, period.end):
                continue
            both = confirmed.get((draft.key, draft.name), ())
            shared = max(first(draft), period.start), min(end(draft), period.end)
            if any(_meet((p.start, p.end), shared) for p in both):
                continue
            if not apart(draft.name, draft.parent_names[:-1], period.prefectures, self._rules):
                yield draft

    def _cut(self, draft: Draft, period: Period) -> None:
        """Take the years of the period from the version, unless documents date it or it is in force today."""
        if first(draft) >= end(draft):
            return
        head, tail = period.start <= first(draft), period.end >= end(draft)
        if head and tail:
            if draft.until and not (draft.start_exact or draft.until_exact or id(draft) in self._dated):
                self._timeline.remove(draft)
                draft.until = draft.start
        elif head:
            self._begin(draft, period.end)
        elif tail:
            self._end(draft, period.start)

    def _follow(self, period: Period) -> None:
        """Let the versions of that name begin and end with the period, as far as their neighbours leave room."""
        drafts = self._timeline.by_key.get(period.code, [])
        same = [
            draft
            for draft in drafts
            if overlap(draft, period.start, period.end) and (draft.name, draft.level) == (period.name, period.level)
        ]
        if not same:
            return
        same = self._joined(same)
        before = [end(draft) for draft in drafts if end(draft) <= first(same[0])]
        after = [first(draft) for draft in drafts if first(draft) >= end(same[-1])]
        if max(before, default=0) <= period.start < end(same[0]):
            self._begin(same[0], period.start)
        if period.end != OPEN and first(same[-1]) < period.end <= min(after, default=OPEN):
            self._end(same[-1], period.end)

    def _joined(self, same: list[Draft]) -> list[Draft]:
        """The versions without years between them in which the lists have the unit under another code."""
        kept = same[:1]
        for new in same[1:]:
            old = kept[-1]
            if old.until == new.start:
                kept.append(new)
            elif old.parent_names == new.parent_names and id(new) not in self._dated:
                old.until, old.until_exact = new.until, new.until_exact
                self._timeline.remove(new)
            else:
                self._end(old, first(new))
                kept.append(new)
        return kept

    def _begin(self, draft: Draft, year: int) -> None:
        day = date(year, 1, 1)
        if not draft.start_exact and all(day < dated for dated in self._dated.get(id(draft), ())):
            draft.start = day

    def _end(self, draft: Draft, year: int) -> None:
        day = date(year, 1, 1)
        if draft.until and not draft.until_exact and all(dated <= day for dated in self._dated.get(id(draft), ())):
            draft.until = day


def place(draft: Draft) -> tuple[str, str, str]:
    """Level, province and name."""
    return draft.level, draft.key[:2], draft.name


def apart(name: str, one: Iterable[str], other: Iterable[str], rules: Settings) -> bool:
    """Whether the name may stand twice in a province: only a district's may, under prefectures that are not alike."""
    here, there = ({rules.short(each) for each in above} for above in (one, other))
    return name.endswith(DISTRICT) and bool(here and there) and not here & there


def first(draft: Draft) -> int:
    """Year in which the version begins."""
    return draft.start.year if draft.start else OPEN


def end(draft: Draft) -> int:
    """Year in which the version ends, `OPEN` while it is in force."""
    return draft.until.year if draft.until else OPEN


def overlap(draft: Draft, start: int, until: int) -> bool:
    """Whether the version and the years share one."""
    return _meet((first(draft), end(draft)), (start, until))


def continues(old: Draft, new: Draft) -> bool:
    """Whether only a re-foundation parts the two."""
    return old.until == new.start and (old.name, old.parent_names) == (new.name, new.parent_names)


def _meet(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]
