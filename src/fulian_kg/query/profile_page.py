"""Profiles as one page: section by section, provinces side by side, every entry with its quotes to open.

No script: quotes unfold by themselves. Fragments come from codes and ids, so they stay when the page is made anew.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fulian_kg.query.cases import SPEAKS
from fulian_kg.query.fragments import area_slug, slug
from fulian_kg.query.pages import rendered
from fulian_kg.query.profile_views import NOTHING, SHARES, TITLE, beside, by_item, filled, pages, said
from fulian_kg.query.profiles import ENGLISH, SHARE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fulian_kg.query.profiles import Entry, Profile, Profiles, Section
    from fulian_kg.query.stored import Column
    from fulian_kg.resources import Library

PAGE, STYLE = "profile.html", "profile.css"


def page(found: Profiles, library: Library) -> str:
    """The page."""
    return rendered(library, PAGE, (STYLE,), **context(found))


def context(found: Profiles) -> dict[str, Any]:
    """The values of `profile_body.html`; a page that shows it elsewhere gives other `spoken` and `cite`."""
    return {
        "title": TITLE,
        "names": [profile.province.name for profile in found.profiles],
        "titles": {case.iri: case.name for profile in found.profiles for case in profile.cases},
        "note": found.note,
        "shares": SHARES,
        "nothing": NOTHING,
        "provinces": [_province(profile) for profile in found.profiles],
        "sections": [_together(found, sections) for sections in found.together],
        "spoken": None,
        "cite": None,
    }


def _province(profile: Profile) -> dict[str, Any]:
    counts = [(sum(case.full_text is full for case in profile.cases), *SPEAKS[full]) for full in SPEAKS]
    return {
        "id": f"p-{area_slug(profile.province)}",
        "name": profile.province.name,
        "code": profile.province.code,
        "cases": len(profile.cases),
        "counts": [{"n": n, "zh": zh, "en": en} for n, zh, en in counts if n],
    }


def _together(found: Profiles, sections: Sequence[Section]) -> dict[str, Any]:
    first = sections[0]
    table = list(beside(found, sections)) if first.beside else []
    return {
        "id": f"s-{slug(first.id)}",
        "title": first.title,
        "description": first.description,
        "head": table[0] if table else (),
        "lines": [
            {"cells": cells, "quotes": _quotes(found, sections, entries)}
            for cells, entries in zip(table[1:], by_item(sections).values(), strict=True)
        ]
        if table
        else [],
        "parts": [_part(profile, section) for profile, section in zip(found.profiles, sections, strict=True)],
    }


def _quotes(found: Profiles, sections: Sequence[Section], entries: Sequence[Entry | None]) -> list[dict[str, Any]]:
    """What each province has to show for an item."""
    return [
        {"name": profile.province.name, **_evidence(_own(profile, section), entry)}
        for profile, section, entry in zip(found.profiles, sections, entries, strict=True)
        if entry is not None and entry.claims
    ]


def _part(profile: Profile, section: Section) -> dict[str, Any]:
    """A section of one province."""
    columns, own = filled([section]), _own(profile, section)
    return {
        "id": own,
        "name": profile.province.name,
        "entries": [
            {
                "fields": [
                    _field(section, entry, column) for column in columns if entry.values[column.name] is not None
                ],
                **_evidence(own, entry),
            }
            for entry in section.entries
        ],
    }


def _own(profile: Profile, section: Section) -> str:
    return f"p-{area_slug(profile.province)}--{slug(section.id)}"


def _field(section: Section, entry: Entry, column: Column) -> dict[str, Any]:
    english = column.name + ENGLISH
    plain = column.unit if column.unit and not column.unit.startswith(SHARE) else None
    return {
        "zh": column.zh,
        "en": column.en.removesuffix(" in Chinese"),
        "value": said(entry, column),
        "unit": plain,
        "value_en": entry.values[english] if any(each.name == english for each in section.columns) else None,
    }


def _evidence(own: str, entry: Entry) -> dict[str, Any]:
    return {"id": f"{own}--{slug(entry.item)}", "pages": pages(entry), "claims": entry.claims}
