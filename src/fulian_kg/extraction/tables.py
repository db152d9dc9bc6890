"""Tables: a cell is read by the head of its column and the label of its row, whatever stands between them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING

from fulian_kg.extraction.document import Range
from fulian_kg.extraction.mentions import place_mentions, region_mentions
from fulian_kg.extraction.patterns import rules
from fulian_kg.source.lines import lines_of
from fulian_kg.source.paragraphs import ROW, RULE
from fulian_kg.source.view import view_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fulian_kg.extraction.document import Document
    from fulian_kg.model import Span
    from fulian_kg.source.lines import Line

GAP = re.compile(r"\t+|[ 　]{2,}")
"""What parts the cells of a table without rules."""
BAR = re.compile(r"\|")
FEWEST = 2
"""Cells of a row, and rows of figures that make lines without rules a table."""
FIGURE = re.compile(r"[\d,.，．]+[^\d\s]{0,4}|[—\-–/无]|未[一-龥]{1,4}|没有")
UNIT = re.compile(r"(?P<name>.+?)（(?:单位：)?(?P<unit>[^（）]{1,4})）")


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell below a head and beside a label; ranges count characters of the view."""

    head: str
    """What the column holds, without its unit: 妇女议事会."""
    unit: str
    """The unit that the head prints: 妇女数（人）; empty where it prints none."""
    label: str
    row: Range
    """From the label to the end of the row."""
    range: Range


@lru_cache(maxsize=8)
def cells_of(document: Document) -> tuple[Cell, ...]:
    """The cells of all tables of a case, in the order of the text, labels and heads left out."""
    body = document.case.body
    tables = _tables(document.source.text, body) if body else ()
    return tuple(cell for table in tables for cell in _cells(document, table))


def cell_at(document: Document, start: int, end: int) -> Cell | None:
    """The cell that holds a range of the view."""
    return next((c for c in cells_of(document) if c.range.start <= start and end <= c.range.end), None)


def placed(document: Document, cell: Cell, region: str | None) -> dict[str, str]:
    """Where the figure of a cell holds: the place or region that labels its row, else the region of the case."""
    if any(place.start == cell.row.start for place in place_mentions(document)):
        return {"place": cell.label}
    if any(mention.start == cell.row.start for mention in region_mentions(document)):
        return {"region": cell.label}
    return {"region": region} if region else {}


def _tables(text: str, body: Span) -> Iterator[list[list[tuple[int, int]]]]:
    """Runs of lines that are rows of a table: each row as source ranges of its cells.

    Two columns make a list of things and their numbers, which reads like text.
    """
    lines = list(lines_of(text, body.start, body.end))
    for kind, run in groupby(lines, key=_kind):
        rows = [found for line in run if kind and (found := _row(line, kind))]
        wide = len(rows) > 1 and len(rows[0]) > FEWEST
        if wide and (kind is BAR or _figures(text, rows[1:])):
            yield rows


def _kind(line: Line) -> re.Pattern[str] | None:
    bare = line.text.strip()
    if ROW.fullmatch(bare) or RULE.fullmatch(bare):
        return BAR
    return GAP if len(GAP.split(bare)) >= FEWEST else None


def _row(line: Line, mark: re.Pattern[str]) -> list[tuple[int, int]]:
    """Source ranges of the cells of a line, white space around them left out; none for a rule."""
    bare = line.text.strip()
    if RULE.fullmatch(bare):
        return []
    first = line.start + line.text.index(bare)
    inner = bare.strip("|") if mark is BAR else bare
    start = first + bare.index(inner)
    found, done = [], 0
    for match in [*mark.finditer(inner), None]:
        stop = match.start() if match else len(inner)
        cell = inner[done:stop]
        left = done + len(cell) - len(cell.lstrip())
        found.append((start + left, start + left + len(cell.strip())))
        done = match.end() if match else stop
    return found


def _figures(text: str, rows: list[list[tuple[int, int]]]) -> bool:
    """Whether the rows hold figures beside their labels, as a list of names does not."""
    plain = [row for row in rows if all(FIGURE.fullmatch(text[start:end]) for start, end in row[1:])]
    return len(plain) >= FEWEST and len({len(row) for row in rows}) == 1


def _cells(document: Document, rows: list[list[tuple[int, int]]]) -> Iterator[Cell]:
    text, index = document.source.text, document.view.index
    units = rules(document.library, "units")
    known = {*units.words["count"], *units.words["measure"], *units.tables["heads"]["units"]}
    heads = [_head(view_of(text[start:end]).text, known) for start, end in rows[0]]
    for row in rows[1:]:
        label = view_of(text[slice(*row[0])]).text
        whole = Range(index(row[0][0]), index(row[-1][1]))
        for (head, unit), (start, end) in zip(heads[1:], row[1:], strict=False):
            if end > start:
                yield Cell(head, unit, label, whole, Range(index(start), index(end)))


def _head(text: str, units: set[str]) -> tuple[str, str]:
    """Name and unit of a column: 妇女数（人）, but 村（社区）."""
    match = UNIT.fullmatch(text)
    return (match["name"], match["unit"]) if match and match["unit"] in units else (text, "")
