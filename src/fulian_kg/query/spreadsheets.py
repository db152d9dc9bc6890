"""What a spreadsheet may get: no text that it would take for a formula, none longer than its cells."""

from __future__ import annotations

from typing import Any

from fulian_kg.query.tables import Table, plain, separated

FORMULA = frozenset("=+-@\t\r\0＝＋－＠")
"""First characters that make spreadsheets calculate, or that they drop before looking (OWASP, CSV Injection)."""
SAFE = "'"
LONGEST = 32_767
"""Characters that a cell of a workbook holds (ECMA-376 implementations: Excel's limits)."""
CUT = "…"


def spreadsheet(table: Table) -> str:
    """The table as CSV that no spreadsheet calculates with; what is for programs alone is `tables.separated`."""
    return separated(Table(table.columns, tuple(tuple(map(guarded, row)) for row in table.rows)))


def guarded(value: Any) -> Any:
    """The value; a text, or a list, that would be taken for a formula is led by an apostrophe."""
    if not isinstance(value, str | list | tuple):
        return value
    text = plain(value)
    return SAFE + text if text[:1] in FORMULA else text


def fitting(text: str) -> str:
    """The text as far as a cell holds it, ended by an ellipsis when it is cut."""
    return text if len(text) <= LONGEST else text[: LONGEST - len(CUT)] + CUT
