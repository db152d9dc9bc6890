"""Workbooks (XLSX) of tables: what to know first, then a sheet a table; the same tables give the same bytes."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Any

import xlsxwriter
from wcwidth import wcswidth

from fulian_kg.errors import InputError
from fulian_kg.model import TODAY
from fulian_kg.query.spreadsheets import fitting

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384
NAME = 31
"""Characters of a sheet's name."""
WIDEST = 60
"""Columns of the terminal that a column of the workbook gets at most."""
NOTES = "说明 note"
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table of a workbook; its first row is the head."""

    name: str
    rows: Sequence[Sequence[Any]]
    frozen: int = 1
    """First columns that stay in sight."""


def written(title: str, notes: Iterable[str], sheets: Sequence[Sheet]) -> bytes:
    """The bytes of the file; raises `InputError` for more than a sheet holds."""
    _check(sheets)
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, OPTIONS) as book:
        # the day of the data stands for the day of making: the same tables give the same bytes
        book.set_properties({"created": datetime.combine(TODAY, time(), UTC), "title": title})
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        _notes(book.add_worksheet(NOTES), notes, book.add_format({"text_wrap": True, "valign": "top"}))
        for sheet in sheets:
            _fill(book.add_worksheet(sheet.name[:NAME]), sheet, head)
    return target.getvalue()


def _check(sheets: Iterable[Sheet]) -> None:
    for rows in (sheet.rows for sheet in sheets):
        if len(rows) > MOST_ROWS or len(rows[0]) > MOST_COLUMNS:
            message = (
                f"a workbook holds no {len(rows)} lines of {len(rows[0])} columns: choose fewer provinces or columns, "
                "or --format csv"
            )
            raise InputError(message)


def _notes(page: Worksheet, lines: Iterable[str], style: Format) -> None:
    page.set_column(0, 0, 100)
    for index, line in enumerate(lines):
        page.write_string(index, 0, fitting(line), style)


def _fill(page: Worksheet, sheet: Sheet, head: Format) -> None:
    """Header and first columns stay in sight, every column can be filtered; texts stay texts."""
    rows = sheet.rows
    for index, row in enumerate(rows):
        for column, value in enumerate(row):
            _write(page, index, column, value, head if index == 0 else None)
    page.freeze_panes(1, sheet.frozen)
    page.autofilter(0, 0, max(len(rows) - 1, 1), len(rows[0]) - 1)
    for column in range(len(rows[0])):
        page.set_column(column, column, _width(row[column] for row in rows))


def _write(page: Worksheet, row: int, column: int, value: Any, style: Format | None) -> None:
    if isinstance(value, bool):
        page.write_boolean(row, column, value, style)
    elif isinstance(value, int | float):
        page.write_number(row, column, value, style)
    elif value is not None:
        page.write_string(row, column, fitting(str(value)), style)


def _width(values: Iterable[Any]) -> int:
    """Chinese characters take two columns, which the library's own fitting does not know."""
    return min(WIDEST, 2 + max(max(wcswidth(line) for line in str(value or "").split("\n")) for value in values))
