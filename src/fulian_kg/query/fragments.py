"""Fragments of a comparison's page: made of codes and ids, so they stay when the page is made anew."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fulian_kg.query.comparison import Row

_PLAIN = re.compile(r"[A-Za-z][\w.-]{0,40}", re.ASCII)
_CODE = re.compile(r"\d{6}")
DIGITS = 10
"""Of the hash that stands for what is no plain word."""


def row_fragment(row: Row) -> str:
    """What leads to a row's evidence: its code, or the hash of its code and name."""
    return f"r-{_row(row)}"


def cell_fragment(row: Row, column: str) -> str:
    """What leads to a cell's evidence."""
    return f"c-{_row(row)}--{slug(column)}"


def slug(text: str) -> str:
    """The id if it is a plain word, else its hash: fit for an HTML id and for a URL as it is."""
    return text if _PLAIN.fullmatch(text) else _hashed(text)


def _row(row: Row) -> str:
    code = row.area.code or ""
    return code if _CODE.fullmatch(code) else _hashed(f"{code} {row.area.name}")


def _hashed(text: str) -> str:
    return "x" + hashlib.sha256(text.encode()).hexdigest()[:DIGITS]
