"""Profiles as plain values: the object of their JSON, tables for people, lines for spreadsheets."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any

from fulian_kg.query.evidence import CLAIM_CELLS, NO_CELLS
from fulian_kg.query.profiles import SHARE, denominator

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from fulian_kg.query.profiles import Entry, Profile, Profiles, Section
    from fulian_kg.query.stored import Column

TITLE = {"zh": "分省概览", "en": "Profiles of provinces"}
SHARES = (
    "n/N：N 个中有 n 个；“正文”只在有全文的案例中数。"
    "n/N: n of N; what texts say is counted among cases with full text only."
)
NOTHING = {
    "zh": "这里没有可显示的；案例没有写的，见“缺口”。",
    "en": "Nothing to show here; what cases do not state is told under Gaps.",
}
LINES = (
    *("province", "code", "section", "row", "column", "column_zh", "column_en", "value"),
    *CLAIM_CELLS,
    "note",
)
"""Columns of the long table."""
PAGES, QUOTE = "页 pages", "原文 quote"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A section as a table: its title, and rows under a head."""

    title: str
    rows: tuple[tuple[Any, ...], ...]
    """The first is the head."""


def notes(found: Profiles) -> tuple[str, ...]:
    """What every output tells."""
    return (*found.note.values(), SHARES)


def as_object(found: Profiles) -> dict[str, Any]:
    """The JSON of profiles."""
    return {"note": " ".join(notes(found)), "profiles": [_profile(each) for each in found.profiles]}


def _profile(profile: Profile) -> dict[str, Any]:
    return {
        "province": profile.province.name,
        "code": profile.province.code,
        "cases": len(profile.cases),
        "full_texts": sum(case.full_text for case in profile.cases),
        "sections": [_section(section) for section in profile.sections],
    }


def _section(section: Section) -> dict[str, Any]:
    return {
        "id": section.id,
        "title": dict(section.title),
        "description": dict(section.description),
        "columns": [
            {"id": column.name, "title": {"zh": column.zh, "en": column.en}, "unit": column.unit}
            for column in section.columns
        ],
        "rows": [
            {"item": entry.item, **entry.values, "claims": [each.as_object() for each in entry.claims]}
            for entry in section.entries
        ],
    }


def said(entry: Entry, column: Column) -> Any:
    """What stands in a cell: the value, a count with its denominator."""
    value = entry.values[column.name]
    whole = denominator(column)
    return value if whole is None or value is None else f"{value}/{entry.values[whole]}"


def filled(sections: Sequence[Section]) -> tuple[Column, ...]:
    """Columns for people that have a value in some entry."""
    return tuple(
        column
        for column in sections[0].shown
        if any(entry.values[column.name] is not None for section in sections for entry in section.entries)
    )


def pages(entry: Entry) -> str:
    """Printed pages of the words behind an entry."""
    return "、".join(dict.fromkeys(claim.printed for claim in entry.claims if claim.pages))


def tables(found: Profiles, *, quotes: bool) -> Iterator[Sheet]:
    """Every section as tables for people: side by side where the query says so, else one below the other."""
    for sections in found.together:
        title = f"{sections[0].title['zh']} {sections[0].title['en']}"
        if sections[0].beside:
            yield Sheet(title, tuple(beside(found, sections)))
            continue
        for profile, section in zip(found.profiles, sections, strict=True):
            yield Sheet(f"{title} · {profile.province.name}", tuple(_below(section, quotes=quotes)))


def _below(section: Section, *, quotes: bool) -> Iterator[tuple[Any, ...]]:
    """A line an entry; no line, not even a head, where there is none."""
    columns = filled([section])
    cited = any(entry.claims for entry in section.entries)
    if section.entries:
        yield (*map(head, columns), *([PAGES] if cited else []), *([QUOTE] if cited and quotes else []))
    for entry in section.entries:
        words = (" ⏎ ".join(claim.quote for claim in entry.claims),)
        yield (
            *(said(entry, column) for column in columns),
            *((pages(entry),) if cited else ()),
            *(words if cited and quotes else ()),
        )


def beside(found: Profiles, sections: Sequence[Section]) -> Iterator[tuple[Any, ...]]:
    """A line an item: what provinces share, and in its place, province by province, what each has for itself."""
    columns = sections[0].shown
    own = [column for column in columns if column.name in sections[0].beside]
    first = min((columns.index(column) for column in own), default=len(columns))
    left = [column for column in columns[:first] if column not in own]
    right = [column for column in columns[first:] if column not in own]
    names = (profile.province.name for profile in found.profiles)
    yield (*map(head, left), *(f"{name} {column.zh}" for name in names for column in own), *map(head, right))
    for entries in by_item(sections).values():
        some = next(entry for entry in entries if entry is not None)
        yield (
            *(said(some, column) for column in left),
            *(None if entry is None else said(entry, column) for entry in entries for column in own),
            *(said(some, column) for column in right),
        )


def by_item(sections: Sequence[Section]) -> dict[str, tuple[Entry | None, ...]]:
    """What each province has of every item."""
    found = [{entry.item: entry for entry in section.entries} for section in sections]
    return {item: tuple(each.get(item) for each in found) for item in dict.fromkeys(chain.from_iterable(found))}


def head(column: Column) -> str:
    """The title of a column with its unit."""
    plain = column.unit and not column.unit.startswith(SHARE)
    return f"{column.zh}（{column.unit}）" if plain else column.zh


def lines(found: Profiles) -> Iterator[tuple[Any, ...]]:
    """A line a value and claim, under `LINES`; rows are counted from 1; the first line has the note."""
    note: str | None = " ".join(notes(found))
    for profile in found.profiles:
        for section in profile.sections:
            for row, entry in enumerate(section.entries, 1):
                for column in section.columns:
                    value = entry.values[column.name]
                    if value is None:
                        continue
                    where = (profile.province.name, profile.province.code, section.id, row)
                    for claim in entry.claims or (None,):
                        cells = NO_CELLS if claim is None else claim.cells
                        yield (*where, column.name, column.zh, column.en, value, *cells, note)
                        note = None


def sheets(found: Profiles) -> Iterator[Sheet]:
    """A sheet a section: a line an entry with all its columns, numbers as numbers, its quotes and claims at the end."""
    for sections in found.together:
        columns = sections[0].columns
        rows = [("省 province", *(f"{column.zh} {column.name}" for column in columns), QUOTE, PAGES, "断言 claims")]
        for profile, section in zip(found.profiles, sections, strict=True):
            for entry in section.entries:
                quotes = "\n".join(claim.quote for claim in entry.claims)
                claims = "\n".join(claim.iri for claim in entry.claims)
                values = (entry.values[column.name] for column in columns)
                rows.append((profile.province.name, *values, quotes, pages(entry), claims))
        yield Sheet(f"{sections[0].title['zh']} {sections[0].title['en']}", tuple(rows))
