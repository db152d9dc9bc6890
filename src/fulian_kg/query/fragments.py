"""Fragments of a comparison's page: made of codes and ids, so they stay when the page is made anew."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fulian_kg.query.comparison import Row
    from fulian_kg.query.territory import Area

_PLAIN = re.compile(r"[A-Za-z][\w.-]{0,40}", re.ASCII)
_CODE = re.compile(r"\d{6}")
DIGITS = 10
"""Of the hash that stands for what is no plain word."""


def row_fragment(row: Row) -> str:
    """What leads to a row's evidence."""
    return f"r-{area_slug(row.area)}"


def cell_fragment(row: Row, column: str) -> str:
    """What leads to a cell's evidence."""
    return f"c-{area_slug(row.area)}--{slug(column)}"


def slug(text: str) -> str:
    """The id if it is a plain word, else its hash: fit for an HTML id and for a URL as it is."""
    return text if _PLAIN.fullmatch(text) else _hashed(text)


def area_slug(area: Area) -> str:
    """What names an area: its code, or the hash of its code and name."""
    code = area.code or ""
    return code if _CODE.fullmatch(code) else _hashed(f"{code} {area.name}")


def _hashed(text: str) -> str:
    return "x" + hashlib.sha256(text.encode()).hexdigest()[:DIGITS]
