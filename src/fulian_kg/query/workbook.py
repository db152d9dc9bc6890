"""A comparison as a workbook (XLSX): what to know, the table, and a sheet of evidence with a line a claim."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fulian_kg.query.comparison_views import SHEET, matrix, notes, sheet
from fulian_kg.query.csvw import TITLES
from fulian_kg.query.worksheets import Sheet, written

if TYPE_CHECKING:
    from fulian_kg.query.comparison import Comparison

TABLE, EVIDENCE = "对比 comparison", "证据 evidence"


def workbook(comparison: Comparison) -> bytes:
    """The bytes of the file, the same for the same comparison; raises `InputError` for more than a sheet holds."""
    table = list(matrix(comparison.rows, comparison.columns, tuple(column.zh for column in comparison.columns)))
    evidence = [_head(), *sheet(comparison)]
    beside = (Sheet(f"{each.zh} {each.en}", [each.head, *each.lines]) for each in comparison.supplements)
    sheets = (Sheet(TABLE, table, frozen=2), *beside, Sheet(EVIDENCE, evidence))
    return written(comparison.title["zh"], notes(comparison), sheets)


def _head() -> tuple[str, ...]:
    return tuple(f"{TITLES[name][0]} {name}" for name in SHEET)
