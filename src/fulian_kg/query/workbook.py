"""A comparison as a workbook (XLSX): what to know, the table, and a sheet of evidence with a line a claim."""

from __future__ import annotations

import io
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Any

import xlsxwriter
from wcwidth import wcswidth

from fulian_kg.errors import InputError
from fulian_kg.model import TODAY
from fulian_kg.query.comparison_views import SHEET, matrix, notes, sheet
from fulian_kg.query.csvw import TITLES
from fulian_kg.query.spreadsheets import fitting

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from fulian_kg.query.comparison import Comparison

MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384
NAME = 31
"""Characters of a sheet's name."""
WIDEST = 60
"""Columns of the terminal that a column of the workbook gets at most."""
NOTES, TABLE, EVIDENCE = "说明 note", "对比 comparison", "证据 evidence"
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def workbook(comparison: Comparison) -> bytes:
    """The bytes of the file, the same for the same comparison; raises `InputError` for more than a sheet holds."""
    target = io.BytesIO()
    table = list(matrix(comparison.rows, comparison.columns, tuple(column.zh for column in comparison.columns)))
    evidence = [_head(), *sheet(comparison)]
    beside = [(each, [each.head, *each.lines]) for each in comparison.supplements]
    _check(table, evidence, *(rows for _, rows in beside))
    with xlsxwriter.Workbook(target, OPTIONS) as book:
        # the day of the data stands for the day of making: the same comparison gives the same bytes
        book.set_properties({"created": datetime.combine(TODAY, time(), UTC), "title": comparison.title["zh"]})
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        _notes(book.add_worksheet(NOTES), comparison, book.add_format({"text_wrap": True, "valign": "top"}))
        _fill(book.add_worksheet(TABLE), table, head, frozen=2)
        for each, rows in beside:
            _fill(book.add_worksheet(f"{each.zh} {each.en}"[:NAME]), rows, head, frozen=1)
        _fill(book.add_worksheet(EVIDENCE), evidence, head, frozen=1)
    return target.getvalue()


def _head() -> tuple[str, ...]:
    return tuple(f"{TITLES[name][0]} {name}" for name in SHEET)


def _check(*sheets: Sequence[Sequence[Any]]) -> None:
    for rows in sheets:
        if len(rows) > MOST_ROWS or len(rows[0]) > MOST_COLUMNS:
            message = (
                f"a workbook holds no {len(rows)} lines of {len(rows[0])} columns: choose fewer provinces or columns, "
                "or --format csv"
            )
            raise InputError(message)


def _notes(page: Worksheet, comparison: Comparison, style: Format) -> None:
    page.set_column(0, 0, 100)
    for index, line in enumerate(notes(comparison)):
        page.write_string(index, 0, fitting(line), style)


def _fill(page: Worksheet, rows: Sequence[Sequence[Any]], head: Format, *, frozen: int) -> None:
    """Header and first columns stay in sight, every column can be filtered; texts stay texts."""
    for index, row in enumerate(rows):
        for column, value in enumerate(row):
            _write(page, index, column, value, head if index == 0 else None)
    page.freeze_panes(1, frozen)
    page.autofilter(0, 0, max(len(rows) - 1, 1), len(rows[0]) - 1)
    for column in range(len(rows[0])):
        page.set_column(column, column, _width(row[column] for row in rows))


def _write(page: Worksheet, row: int, column: int, value: Any, style: Format | None) -> None:
    if isinstance(value, int):
        page.write_number(row, column, value, style)
    elif value is not None:
        page.write_string(row, column, fitting(str(value)), style)


def _width(values: Iterable[Any]) -> int:
    """Chinese characters take two columns, which the library's own fitting does not know."""
    return min(WIDEST, 2 + max(max(wcswidth(line) for line in str(value or "").split("\n")) for value in values))
