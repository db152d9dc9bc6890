"""A comparison as one page that needs nothing else: the table, charts, and for every cell its quotes at a fragment.

No script: a cell is a link to its evidence. Fragments come from codes and ids, so they stay when the page is made anew.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Any

from fulian_kg.query.comparison_views import SIGNS, STATE_TITLES, short
from fulian_kg.query.pages import rendered

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from fulian_kg.query.cases import Case
    from fulian_kg.query.claims import Claim, Column
    from fulian_kg.query.comparison import Cell, Comparison, Row
    from fulian_kg.query.territory import Area
    from fulian_kg.resources import Library

PAGE, STYLE = "comparison.html", "comparison.css"
_PLAIN = re.compile(r"[A-Za-z][\w.-]{0,40}", re.ASCII)
_CODE = re.compile(r"\d{6}")
DIGITS = 10
"""Of the hash that stands for what is no plain word."""


def report(comparison: Comparison, library: Library) -> str:
    """The page."""
    return rendered(library, PAGE, STYLE, _context(comparison))


def _context(comparison: Comparison) -> dict[str, Any]:
    titles = {column.id: column for column in comparison.columns}
    return {
        "title": comparison.title,
        "note": comparison.note,
        "legend": [
            {"state": state, "sign": SIGNS.get(state, "n/N").strip(), "zh": names[0], "en": names[1]}
            for state, names in STATE_TITLES.items()
        ],
        "columns": [{"id": f"h-{slug(column.id)}", "zh": column.zh, "en": column.en} for column in comparison.columns],
        "rows": [_row(row, titles) for row in comparison.rows],
        "charts": [],
    }


def _row(row: Row, titles: dict[str, Column]) -> dict[str, Any]:
    own = row_slug(row.area)
    names = {case.iri: case.name for case in row.members}
    return {
        "id": f"r-{own}",
        "name": row.area.name,
        "code": row.area.code if row.area.kind != "case" else None,
        "cases": row.cases,
        "lines": list(_lines(row)),
        "cells": [_cell(cell, own, titles) for cell in row.cells],
        "stated": [_stated(cell, own, titles, names) for cell in row.stated],
    }


def _cell(cell: Cell, row: str, titles: dict[str, Column]) -> dict[str, Any]:
    """What stands in the table; a silent cell leads to the cases of its row."""
    stated = cell.state in {"value", "stated_none"}
    place = f"c-{row}--{slug(cell.column)}"
    zh, en = STATE_TITLES[cell.state]
    return {
        "id": place,
        "href": (place if stated else f"r-{row}") if cell.of else None,
        "state": cell.state if cell.of else "empty",
        "short": short(cell),
        "title": f"{titles[cell.column].zh}：{zh} {en} {cell.n}/{cell.of}",
        "column": titles[cell.column].zh,
    }


def _stated(cell: Cell, row: str, titles: dict[str, Column], names: dict[str, str]) -> dict[str, Any]:
    return {**_cell(cell, row, titles), "claims": [_claim(claim, names) for claim in cell.claims]}


def _claim(claim: Claim, names: dict[str, str]) -> dict[str, Any]:
    pages = None if claim.pages is None else "–".join(map(str, dict.fromkeys(claim.pages)))
    return {
        "value": claim.value,
        "quote": claim.quote,
        "case": names[claim.case],
        "pages": pages,
        "start": claim.start,
        "end": claim.end,
        "iri": claim.iri,
    }


def _lines(row: Row) -> Iterator[dict[str, str]]:
    """Which cases have their full text, and which speak by their title alone."""
    for full, zh, en in ((True, "有全文", "with full text"), (False, "无全文，只看标题", "title only")):
        if members := [case for case in row.members if case.full_text is full]:
            yield {"zh": f"{zh}（{len(members)}）：{_names(members)}", "en": f"{en}: {len(members)}"}
    if not row.members:
        yield {"zh": "汇编里没有案例。", "en": "No case in the compilation."}


def _names(cases: Iterable[Case]) -> str:
    return "；".join(case.name for case in cases)


def row_slug(area: Area) -> str:
    """What names a row in fragments: its code, or the hash of its code and name."""
    code = area.code or ""
    return code if _CODE.fullmatch(code) else _hashed(f"{code} {area.name}")


def slug(text: str) -> str:
    """The id if it is a plain word, else its hash: fit for an HTML id and for a URL as it is."""
    return text if _PLAIN.fullmatch(text) else _hashed(text)


def _hashed(text: str) -> str:
    return "x" + hashlib.sha256(text.encode()).hexdigest()[:DIGITS]
