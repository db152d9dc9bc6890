"""What a spreadsheet may get: no text that it would take for a formula, none longer than its cells."""

from __future__ import annotations

from typing import Any

FORMULA = frozenset("=+-@\t\r\0＝＋－＠")
"""First characters that make spreadsheets calculate, or that they drop before looking (OWASP, CSV Injection)."""
SAFE = "'"
LONGEST = 32_767
"""Characters that a cell of a workbook holds (ECMA-376 implementations: Excel's limits)."""
CUT = "…"


def guarded(value: Any) -> Any:
    """The value; a text that would be taken for a formula is led by an apostrophe."""
    return SAFE + value if isinstance(value, str) and value[:1] in FORMULA else value


def fitting(text: str) -> str:
    """The text as far as a cell holds it, ended by an ellipsis when it is cut."""
    return text if len(text) <= LONGEST else text[: LONGEST - len(CUT)] + CUT
