"""A comparison as one page that needs nothing else: the table, charts, and for every cell its quotes at a fragment.

No script: a cell is a link to its evidence. Fragments come from codes and ids, so they stay when the page is made anew.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from fulian_kg.query.cases import SPEAKS
from fulian_kg.query.charts.style import load_style
from fulian_kg.query.comparison_views import PARTS, SIGNS, STATE_TITLES, short
from fulian_kg.query.fragments import cell_fragment, row_fragment, slug
from fulian_kg.query.pages import rendered
from fulian_kg.query.pictures import beside

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from fulian_kg.query.cases import Case
    from fulian_kg.query.charts import Style
    from fulian_kg.query.claims import Column
    from fulian_kg.query.comparison import Cell, Comparison, Row
    from fulian_kg.query.pictures import Picture
    from fulian_kg.resources import Library

    Charts = Callable[[Comparison, Style], Iterable[Picture]]
    Opened = Callable[[str], bool]

PAGE, STYLE = "comparison.html", "comparison.css"


def every(_fragment: str) -> bool:
    """A page has all quotes."""
    return True


def report(comparison: Comparison, library: Library) -> str:
    """The page."""
    return rendered(library, PAGE, (STYLE,), **context(comparison, load_style(library)))


def context(
    comparison: Comparison, drawn: Style, charts: Charts = beside, opened: Opened = every, most: int | None = None
) -> dict[str, Any]:
    """The values of `comparison_body.html`; a page that shows it elsewhere gives other `spoken`, `at` and `cite`.

    `charts` draws what is shown; `opened` tells of the fragment of a cell or row whether its quotes are on this page,
    and of a cell at most so many are shown.
    """
    titles = {column.id: column for column in comparison.columns}
    return {
        "title": comparison.title,
        "note": comparison.note,
        "legend": [
            {"state": state, "sign": SIGNS.get(state, "n/N").strip(), "zh": names[0], "en": names[1]}
            for state, names in STATE_TITLES.items()
        ],
        "columns": [{"id": f"h-{slug(column.id)}", "zh": column.zh, "en": column.en} for column in comparison.columns],
        "titles": {case.iri: case.name for row in comparison.rows for case in row.members},
        "rows": [_row(row, titles, opened, most) for row in comparison.rows],
        "charts": [(each.id, each.title, Markup(each.svg)) for each in charts(comparison, drawn)],  # noqa: S704 (built as XML)
        "parts": PARTS,
        "supplements": comparison.supplements,
        "spoken": None,
        "at": "#{}".format,
        "cite": None,
    }


def _row(row: Row, titles: dict[str, Column], opened: Opened, most: int | None) -> dict[str, Any]:
    shown = [cell for cell in row.stated if opened(cell_fragment(row, cell.column))]
    return {
        "id": row_fragment(row),
        "name": row.area.name,
        "code": row.area.code if row.area.kind != "case" else None,
        "cases": row.cases,
        "lines": list(_lines(row)),
        "cells": [_cell(cell, row, titles) for cell in row.cells],
        "stated": [_stated(cell, row, titles, most) for cell in shown],
        "opened": bool(shown) or opened(row_fragment(row)),
    }


def _cell(cell: Cell, row: Row, titles: dict[str, Column]) -> dict[str, Any]:
    """What stands in the table; a silent cell leads to the cases of its row."""
    stated = cell.state in {"value", "stated_none"}
    place = cell_fragment(row, cell.column)
    zh, en = STATE_TITLES[cell.state]
    return {
        "id": place,
        "href": (place if stated else row_fragment(row)) if cell.of else None,
        "state": cell.state if cell.of else "empty",
        "short": short(cell),
        "title": f"{titles[cell.column].zh}：{zh} {en} {cell.n}/{cell.of}",
        "title_en": f"{titles[cell.column].en}: {en} {cell.n}/{cell.of}",
        "column": titles[cell.column].zh,
        "column_en": titles[cell.column].en,
    }


def _stated(cell: Cell, row: Row, titles: dict[str, Column], most: int | None) -> dict[str, Any]:
    claims = replace(cell, keys=cell.keys[:most]).claims
    return {**_cell(cell, row, titles), "claims": claims, "more": len(cell.keys) - len(claims)}


def _lines(row: Row) -> Iterator[dict[str, str]]:
    """Which cases have their full text, and which speak by their title alone."""
    for full, (zh, en) in SPEAKS.items():
        if members := [case for case in row.members if case.full_text is full]:
            yield {"zh": f"{zh}（{len(members)}）：{_names(members)}", "en": f"{en}: {len(members)}"}
    if not row.members:
        yield {"zh": "汇编里没有案例。", "en": "No case in the compilation."}


def _names(cases: Iterable[Case]) -> str:
    return "；".join(case.name for case in cases)
