"""The change table laid over the drafts: days instead of years, and a break where a code was used again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

from fulian_kg.errors import InputError
from fulian_kg.gazetteer.drafts import PREFECTURE, Draft
from fulian_kg.gazetteer.table import CHANGES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from fulian_kg.gazetteer.table import Row

LAG = 1
"""Years by which a code list may miss the year of a change."""
OF_PREFECTURES = {"prefecture-renamed": "prefecture-renamed", "prefecture-upgrade": "prefecture-upgrade"}


@dataclass(frozen=True, slots=True)
class Link:
    """A change between drafts."""

    before: tuple[Draft, ...]
    after: tuple[Draft, ...]
    kind: str
    date: date
    exact: bool
    document: str | None
    source: str
    partial: bool
    note: str = ""
    inferred: bool = False


class Timeline:
    """All drafts by key, in the order of their starts."""

    def __init__(self, drafts: Iterable[Draft]) -> None:
        self.by_key: dict[str, list[Draft]] = {}
        for draft in drafts:
            self.by_key.setdefault(draft.key, []).append(draft)
        self._below: dict[str, list[str]] = {}
        for key in self.by_key:
            self._below.setdefault(key[: -len(PREFECTURE)], []).append(key)

    def apply(self, rows: Iterable[Row]) -> list[Link]:
        """Date the drafts by every row, then say which versions each row ends, begins or alters."""
        rows = list(rows)
        cascades: list[Link] = []
        for row in rows:
            if row.exact and not (row.partial and not self._begins(row)):
                self._date(row)
            if row.kind in OF_PREFECTURES:
                cascades += self._cascade(row)
        self._close_undated()
        return [*(self._link(row) for row in rows), *cascades]

    def remove(self, draft: Draft) -> None:
        """Forget a version; a region without any is forgotten too."""
        self.by_key[draft.key].remove(draft)
        if not self.by_key[draft.key]:
            del self.by_key[draft.key]

    def _begins(self, row: Row) -> bool:
        return any(draft.start is None or _near(draft.start, row.date) for key in row.after for draft in self._of(key))

    def _of(self, key: str) -> list[Draft]:
        return self.by_key.get(key, [])

    def _date(self, row: Row) -> None:
        for key in row.before:
            if key in row.after:
                self._split(key, row.date)
            elif not row.partial:
                self._close(key, row.date)
        for key in row.after:
            if key not in row.before:
                self._begin(key, row.date)

    def _close(self, key: str, day: date) -> None:
        dated = [draft for draft in self._of(key) if draft.until and _near(draft.until, day)]
        for draft in dated or [draft for draft in self._of(key) if draft.covers(day)]:
            draft.until, draft.until_exact = day, True

    def _begin(self, key: str, day: date) -> None:
        for draft in self._of(key):
            if draft.start is None or (not draft.start_exact and _near(draft.start, day)):
                draft.start, draft.start_exact = day, True

    def _split(self, key: str, day: date) -> None:
        """One code before and after: move the break that the lists show, or make one."""
        drafts = self._of(key)
        for old, new in pairwise(drafts):
            if new.start is None or (old.until == new.start and _near(new.start, day)):
                break
        else:
            old = next((draft for draft in drafts if draft.covers(day)), drafts[-1])
            new = replace(old, start=None)
            drafts.insert(drafts.index(old) + 1, new)
        old.until, old.until_exact = day, True
        new.start, new.start_exact = day, True

    def _cascade(self, row: Row) -> Iterator[Link]:
        """What a prefecture's change does to the units under it: same name, same time, new code or parent's name."""
        (before,), (after,) = row.before, row.after
        starts = {
            draft.name: draft
            for draft in self._under(after)
            if draft.start and not draft.start_exact and _near(draft.start, row.date)
        }
        for old in self._under(before):
            new = starts.get(old.name)
            if new is None or new is old or old.until is None or old.until_exact or old.until != new.start:
                continue
            old.until, old.until_exact = row.date, row.exact
            new.start, new.start_exact = row.date, row.exact
            kind = OF_PREFECTURES[row.kind] if old.key == new.key else "code-change"
            yield Link(
                (old,), (new,), kind, row.date, row.exact, row.document, row.source, partial=False, note=row.note
            )

    def _under(self, key: str) -> Iterator[Draft]:
        for other in self._below.get(key.removesuffix(PREFECTURE), ()):
            if other != key:
                yield from self.by_key[other]

    def _close_undated(self) -> None:
        """A unit of the table that no change begins is an error; an older version gives way to a newer one."""
        for key, drafts in self.by_key.items():
            for draft in drafts:
                if draft.start is None:
                    message = f"no change says when {key} {draft.name} began"
                    raise InputError(message, file=CHANGES)
            drafts.sort(key=lambda draft: draft.start or date.min)
            for old, new in pairwise(drafts):
                if new.start and (old.until is None or old.until > new.start):
                    old.until, old.until_exact = new.start, new.start_exact

    def _link(self, row: Row) -> Link:
        before = tuple(self._at(key, row, after=False) for key in row.before)
        after = tuple(self._at(key, row, after=True) for key in row.after)
        return Link(
            before, after, row.kind, row.date, row.exact, row.document, row.source, partial=row.partial, note=row.note
        )

    def _at(self, key: str, row: Row, *, after: bool) -> Draft:
        """The version that the row means: in force just before its date, or on it."""
        for draft in self._of(key):
            if draft.covers(row.date) if after or not row.exact else draft.ends_by(row.date):
                return draft
        message = f"{key} is not in force {'after' if after else 'before'} {row.date}"
        raise InputError(message, file=CHANGES, line=row.line)


def _near(bound: date, day: date) -> bool:
    return abs(bound.year - day.year) <= LAG
