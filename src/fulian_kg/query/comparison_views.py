"""A comparison as plain values: the object of its JSON, the lines of its sheet, the matrix for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fulian_kg.query.evidence import CLAIM_CELLS, NO_CELLS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fulian_kg.query.claims import Column
    from fulian_kg.query.comparison import Cell, Comparison, Row

SIGNS = {"stated_none": "无", "not_stated": "–", "no_full_text": "?"}
STATE_TITLES = {
    "value": ("有，n 个案例写到", "stated by n of N cases"),
    "stated_none": ("言明没有", "stated to be absent"),
    "not_stated": ("全文未提", "not stated in the full text"),
    "no_full_text": ("无全文", "no full text"),
}
PARTS = {"title": ("标题", "title"), "text": ("正文", "text")}
"""What a claim about a theme states: where the theme is found."""
LEGEND = " · ".join(f"{SIGNS.get(state, 'n/N')} {' '.join(names)}" for state, names in STATE_TITLES.items())
SHEET = (
    *("row", "kind", "code", "cases", "column", "column_zh", "column_en", "state", "n", "of", "value"),
    *CLAIM_CELLS,
    "note",
)


def notes(comparison: Comparison) -> tuple[str, ...]:
    """What every output tells: what to know before counting, and what the signs mean."""
    beside = (line for each in comparison.supplements for line in each.note)
    return (*comparison.note.values(), LEGEND, *beside)


def as_object(comparison: Comparison) -> dict[str, Any]:
    """The JSON of the contract, with the titles of columns beside it."""
    return {
        "note": " ".join(comparison.note.values()),
        "regions": comparison.regions,
        "measure": comparison.measure,
        "title": comparison.title,
        "columns": [{"id": column.id, "title": {"zh": column.zh, "en": column.en}} for column in comparison.columns],
        "rows": [
            {
                "row": row.area.name,
                "kind": row.area.kind,
                "code": row.area.code,
                "cases": row.cases,
                "place": None if row.place is None else row.place.as_object(),
                "states": row.states,
                "cells": [_cell(cell) for cell in row.cells],
            }
            for row in comparison.rows
        ],
    } | {each.id: each.object for each in comparison.supplements}


def _cell(cell: Cell) -> dict[str, Any]:
    return {
        "column": cell.column,
        "state": cell.state,
        "n": cell.n,
        "of": cell.of,
        "values": list(cell.values),
        "claims": [claim.as_object() for claim in cell.claims],
    }


def sheet(comparison: Comparison) -> Iterator[tuple[Any, ...]]:
    """A line a claim, under `SHEET`; cells without a claim take one line; the first line has the note."""
    titles = {column.id: column for column in comparison.columns}
    note: str | None = " ".join(comparison.note.values())
    for row in comparison.rows:
        for cell in row.cells:
            column = titles[cell.column]
            head = (row.area.name, row.area.kind, row.area.code, row.cases, column.id, column.zh, column.en)
            for claim in cell.claims or (None,):
                cells = NO_CELLS if claim is None else claim.cells
                value = None if claim is None else claim.value
                yield (*head, cell.state, cell.n, cell.of, value, *cells, note)
                note = None


def matrix(rows: tuple[Row, ...], columns: tuple[Column, ...], heads: tuple[str, ...]) -> Iterator[tuple[Any, ...]]:
    """A line a row: its name, its number of cases, a short cell a column; the first line is the head."""
    yield ("地区 region", "例 N", *heads)
    for row in rows:
        yield (row.area.name, row.cases, *(short(row.cell(column.id)) for column in columns))


def short(cell: Cell) -> str:
    """A cell in a few characters: its sign, and n of N unless it is true of all; nothing where there is no case."""
    if not cell.of:
        return ""
    share = f"{cell.n}/{cell.of}"
    if cell.state == "value":
        return share
    whole = cell.n == cell.of and cell.state != "stated_none"
    return SIGNS[cell.state] if whole else f"{SIGNS[cell.state]} {share}"


def statements(comparison: Comparison) -> Iterator[tuple[Any, ...]]:
    """A line for everything that is stated: row, column, n of N, value, page and quote; the first line is the head."""
    yield ("地区 region", "列 column", "n/N", "值 value", "页 page", "原文 quote")
    titles = {column.id: column for column in comparison.columns}
    for row in comparison.rows:
        for cell in row.stated:
            for claim in cell.claims:
                name = titles[cell.column].zh
                share = f"{cell.n}/{cell.of}" + ("（无 none）" if claim.absent else "")
                yield row.area.name, name, share, claim.value, claim.printed, claim.quote


def silent(comparison: Comparison) -> Iterator[str]:
    """Rows in which nothing is stated, by the reason."""
    for state in ("no_full_text", "not_stated"):
        rows = [row for row in comparison.rows if _silence(row) == state]
        if rows:
            names = "、".join(f"{row.area.name}({row.cases})" for row in rows)
            yield f"{' '.join(STATE_TITLES[state])}: {names}"


def _silence(row: Row) -> str | None:
    if any(row.stated) or not row.cases:
        return None
    return "no_full_text" if row.lacking else "not_stated"
