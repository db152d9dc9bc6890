"""Tile map: a square for each of the 34 province-level units and for the corps, none of their boundaries.

Where tiles stand is data, `regions/tiles.csv`: eight columns and rows, laid out so that neighbours stay neighbours and
north is up. What the compilation does not have is crossed, which is something other than zero.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fulian_kg.errors import InputError
from fulian_kg.query.charts.drawing import Drawing, Frame
from fulian_kg.query.charts.legend import HEIGHT, LEADING, WITHIN, Entry, legend
from fulian_kg.query.charts.states import SWATCH, Cell, entries, explained, fill, said, tone
from fulian_kg.query.charts.style import Label
from fulian_kg.resources import Library

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fulian_kg.query.charts.states import Box
    from fulian_kg.query.charts.style import Style

FILE = "tiles.csv"
WIDEST, GAP = 78.0, 4.0
FLAT, LOWEST = 0.86, 38.0
"""Height of a tile by its width, but room for two lines at least."""
BESIDE = 860.0
"""Width from which the legend stands beside the map."""
ABSENT = "absent"
ROUND = 4.0
ROOMY = 60.0
"""Width of a tile whose name is written larger."""
LEGEND_LINES = 3


@dataclass(frozen=True, slots=True)
class Tile:
    """Where a unit stands; columns count from the west, rows from the north, both from 0."""

    code: str
    """GB/T 2260, or `xpcc` for the corps."""
    column: int
    row: int
    label: Label


def tiles(library: Library) -> tuple[Tile, ...]:
    """The layout of a library; raises `InputError` with the line where it cannot be read."""
    found = []
    reader = csv.DictReader(library.read("regions", FILE).splitlines())
    for line in reader:
        try:
            place = int(line["column"]), int(line["row"])
            found.append(Tile(line["code"], *place, Label(line["zh"], line["en"])))
        except (KeyError, TypeError, ValueError):
            message = "needs code, column, row, zh and en, with whole numbers for column and row"
            raise InputError(message, file=f"regions/{FILE}", line=reader.line_num) from None
    return tuple(found)


def tile_map(
    cells: Mapping[str, Cell], frame: Frame, style: Style | None = None, layout: tuple[Tile, ...] | None = None
) -> str:
    """The SVG; `cells` by code, `xpcc` for the corps. Units without a cell are shown as not in the compilation.

    Raises `ValueError` for a code that has no tile: no cell is left out silently.
    """
    layout = tiles(Library()) if layout is None else layout
    if strange := cells.keys() - {tile.code for tile in layout}:
        message = f"{', '.join(sorted(strange))}: no tile in regions/{FILE}"
        raise ValueError(message)
    drawing = Drawing(frame, style)
    drawing.patterns("hatch", "cross")
    beside = frame.width >= BESIDE
    if not beside:
        legend(drawing, _legend(drawing), drawing.left, drawing.right)
    columns = 1 + max(tile.column for tile in layout)
    side = min(WIDEST, (drawing.room + GAP) / columns)
    top, height = drawing.y, max(side * FLAT, LOWEST)
    for tile in layout:
        place = (drawing.left + tile.column * side, top + tile.row * height)
        _tile(drawing, tile, cells.get(tile.code), (*place, side - GAP, height - GAP))
    bottom = top + (1 + max(tile.row for tile in layout)) * height
    if beside:
        _beside(drawing, drawing.left + columns * side + 24)
    drawing.y = max(bottom, drawing.y) + LEADING
    below = drawing.style.words["no_geometry"]
    for language, content in (("zh", below.zh), ("en", below.en)):
        lines = drawing.wrapped(content, "muted", drawing.room, 3)
        drawing.y = drawing.lines(drawing.left, drawing.y, lines, "muted", "en" if language == "en" else "zh")
    return drawing.finish()


def _legend(drawing: Drawing) -> list[Entry]:
    def draw(x: float, y: float, height: float) -> None:
        drawing.rect((x, y, SWATCH, height), "fk-absent", fill="cross")

    found = list(entries(drawing, ("value", "stated_none", "not_stated", "no_full_text")))
    return [*found, Entry(draw, SWATCH, drawing.words(ABSENT))]


def _beside(drawing: Drawing, left: float) -> None:
    """Each sample on a line of its own, its words in both languages beside it."""
    for entry in _legend(drawing):
        x = left + entry.width + WITHIN
        entry.draw(left, drawing.y, HEIGHT)
        lines = drawing.wrapped(entry.words, "text", drawing.right - x, LEGEND_LINES)
        end = drawing.lines(x, drawing.y, lines, "text")
        drawing.y = max(end, drawing.y + HEIGHT) + LEADING


def _tile(drawing: Drawing, tile: Tile, cell: Cell | None, box: Box) -> None:
    state = drawing.style.words[ABSENT].both if cell is None else explained(cell, drawing)
    tip, href = ("", None) if cell is None else (cell.tip, cell.href)
    parent = drawing.group(f"{tile.label.both}\n{state}\n{tip}".rstrip(), href)
    if cell is None:
        drawing.rect(box, "fk-absent", parent=parent, round_=ROUND, fill="cross")
        sign, colour = drawing.style.signs[ABSENT], "sign-absent"
    else:
        fill(drawing, box, cell, parent, round_=ROUND)
        sign, colour = said(cell, drawing), tone(cell) if cell.of else ""
    halo = cell is None or cell.state == "no_full_text"
    full = tile.label.in_language(drawing.frame.language)
    kind = "label" if box[2] >= ROOMY and drawing.extent(full, "label") <= box[2] else "small"
    middle, named = box[0] + box[2] / 2, colour if cell and cell.state == "value" and cell.of else ""
    name = drawing.fitted(full, kind, box[2])
    drawing.middle((middle, box[1] + box[3] * 0.32), name, named, kind, parent=parent, halo=halo)
    if sign:
        drawing.middle((middle, box[1] + box[3] * 0.7), sign, colour, parent=parent, halo=halo)
