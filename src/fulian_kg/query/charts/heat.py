"""Heat table: rows against columns, each cell with its state and its n of N; wide tables continue in panels below."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fulian_kg.query.charts.drawing import Drawing, Frame, number
from fulian_kg.query.charts.legend import legend
from fulian_kg.query.charts.lettering import RISE
from fulian_kg.query.charts.states import Cell, entries, explained, fill, hatched, said, tone

if TYPE_CHECKING:
    import xml.etree.ElementTree as ET

    from fulian_kg.query.charts.states import Box
    from fulian_kg.query.charts.style import Label, Style

WIDTH, WIDEST, HEIGHT, GAP = 36.0, 46.0, 22.0, 2.0
HEAD = 176.0
"""Longest head of a column; longer ones are wrapped, then cut."""
HEAD_LINE = 1.15
"""Distance of the lines of a head, in em."""
LABEL_SHARE = 0.4
"""Of the width, at most, for the labels of rows."""
AFTER_LABEL = 10.0
BETWEEN_PANELS = 24.0
EVERY = 5
"""A rule after so many rows guides the eye."""


@dataclass(frozen=True, slots=True)
class HeatColumn:
    """A column; `href` leads from its head."""

    label: Label
    href: str | None = None


@dataclass(frozen=True, slots=True)
class HeatRow:
    """A row: its label, its number of cases, a cell a column."""

    label: Label
    cases: int
    cells: tuple[Cell, ...]
    href: str | None = None


@dataclass(frozen=True, slots=True)
class HeatTable:
    """Columns and rows, in the order in which they are drawn."""

    columns: tuple[HeatColumn, ...]
    rows: tuple[HeatRow, ...]


@dataclass(frozen=True, slots=True)
class _Grid:
    """Where labels end, numbers of cases stand and cells begin."""

    label: float
    cases: float
    cells: float
    columns: int
    """Columns of a panel."""
    width: float
    """Of a column, the gap after it included."""


def heat_table(table: HeatTable, frame: Frame, style: Style | None = None) -> str:
    """The SVG; raises `ValueError` where a row has not one cell a column."""
    if any(len(row.cells) != len(table.columns) for row in table.rows):
        message = "every row of a heat table needs one cell a column"
        raise ValueError(message)
    drawing = Drawing(frame, style)
    drawing.patterns("hatch")
    legend(
        drawing, entries(drawing, ("value", "stated_none", "not_stated", "no_full_text")), drawing.left, drawing.right
    )
    if not table.columns or not table.rows:
        drawing.y = drawing.lines(drawing.left, drawing.y, [drawing.word("nothing")], "label")
        return drawing.finish()
    grid = _grid(drawing, table)
    for first in range(0, len(table.columns), grid.columns):
        if first:
            drawing.y += BETWEEN_PANELS
        _panel(drawing, table, grid, range(first, min(first + grid.columns, len(table.columns))))
    return drawing.finish()


def _grid(drawing: Drawing, table: HeatTable) -> _Grid:
    language = drawing.frame.language
    longest = max(drawing.extent(row.label.in_language(language), "label") for row in table.rows)
    label = min(longest, LABEL_SHARE * drawing.room)
    figures = [drawing.word("cases"), *(str(row.cases) for row in table.rows)]
    cases = drawing.left + label + AFTER_LABEL + max(drawing.extent(text, "small") for text in figures)
    cells = cases + AFTER_LABEL
    most = max(1, int((drawing.right - cells) // WIDTH))
    panels = math.ceil(len(table.columns) / most)
    columns = math.ceil(len(table.columns) / panels)
    return _Grid(label, cases, cells, columns, min(WIDEST, (drawing.right - cells) / columns))


def _panel(drawing: Drawing, table: HeatTable, grid: _Grid, columns: range) -> None:
    _heads(drawing, table, grid, columns)
    right = grid.cells + len(columns) * grid.width - GAP
    hatch = drawing.path("", "fk-hatched", fill="hatch")
    areas: list[Box] = []
    for index, row in enumerate(table.rows):
        if index and index % EVERY == 0:
            drawing.path(f"M{number(drawing.left)} {number(drawing.y + 2)}H{number(right)}", "fk-line")
            drawing.y += 5
        areas += _row(drawing, table, grid, columns, row)
        drawing.y += HEIGHT + GAP
    hatch.set("d", hatched(areas))


def _heads(drawing: Drawing, table: HeatTable, grid: _Grid, columns: range) -> None:
    size, language = drawing.size("text"), drawing.frame.language
    most = max(1, int(grid.width // (size * HEAD_LINE)))
    wrapped = {
        index: drawing.wrapped(table.columns[index].label.in_language(language), "text", HEAD, most)
        for index in columns
    }
    bottom = drawing.y + max(drawing.extent(line, "text") for lines in wrapped.values() for line in lines)
    for place, index in enumerate(columns):
        column, lines = table.columns[index], wrapped[index]
        parent = drawing.group(column.label.both, column.href)
        middle = grid.cells + place * grid.width + (grid.width - GAP) / 2
        for line, content in enumerate(lines):
            # Vertical lines follow each other from right to left.
            x = middle + ((len(lines) - 1) / 2 - line) * size * HEAD_LINE
            shown = language if column.label.en else None
            drawing.text(x, bottom, content, anchor="end", parent=parent, language=shown, classes="fk-vertical")
    base = bottom - 2
    drawing.text(grid.cases, base, drawing.word("cases"), "muted", anchor="end")
    drawing.y = bottom + 8


def _row(drawing: Drawing, table: HeatTable, grid: _Grid, columns: range, row: HeatRow) -> list[Box]:
    """Draws a row; returns the boxes that are to be hatched."""
    base = drawing.y + HEIGHT / 2 + drawing.size("label") * RISE
    head = drawing.group(f"{row.label.both}\n{drawing.style.words['cases_long'].both} {row.cases}", row.href)
    name = drawing.fitted(row.label.in_language(drawing.frame.language), "label", grid.label)
    drawing.text(drawing.left, base, name, "label", parent=head)
    drawing.text(grid.cases, base, str(row.cases), "muted", anchor="end", parent=head)
    areas = []
    for place, index in enumerate(columns):
        cell, column = row.cells[index], table.columns[index]
        about = f"{row.label.both} · {column.label.both}\n{explained(cell, drawing)}\n{cell.tip}".rstrip()
        parent = drawing.group(about, cell.href)
        box = (grid.cells + place * grid.width, drawing.y, grid.width - GAP, HEIGHT)
        fill(drawing, box, cell, parent, hatch=False)
        if cell.of and cell.state == "no_full_text":
            areas.append(box)
        _sign(drawing, box, cell, parent)
    return areas


def _sign(drawing: Drawing, box: Box, cell: Cell, parent: ET.Element) -> None:
    left, top, width, height = box
    shown = drawing.fitted(said(cell, drawing).replace(" ", ""), "small", width)
    place = (left + width / 2, top + height / 2)
    if shown:
        drawing.middle(place, shown, tone(cell), parent=parent, halo=cell.state == "no_full_text")
