"""Tables as text for machines and documents: CSV, TSV, Markdown, JSON."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Table:
    """Named columns and rows of plain values; None is an empty cell."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


def markdown(table: Table) -> str:
    """A Markdown table; bars and line breaks inside cells are escaped."""
    rows = ([plain(value).replace("|", "\\|").replace("\n", " ") for value in row] for row in table.rows)
    lines = (list(table.columns), ["---"] * len(table.columns), *rows)
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def separated(table: Table, delimiter: str = ",") -> str:
    """CSV (RFC 4180, but lines end in a line feed) or, with a tab, TSV whose cells hold neither tab nor break."""
    rows = [[plain(value) for value in row] for row in (table.columns, *table.rows)]
    if delimiter == "\t":
        return "".join("\t".join(" ".join(cell.split()) for cell in row) + "\n" for row in rows)
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return buffer.getvalue()


def objects(table: Table) -> str:
    """A JSON list with an object a row; empty cells are null."""
    return as_json([dict(zip(table.columns, row, strict=True)) for row in table.rows])


def as_json(value: Any) -> str:
    """Indented JSON in UTF-8, keys in the order given, with a final line feed."""
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def plain(value: Any) -> str:
    """A value as the text of a cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return " | ".join(map(plain, value))
    return str(value)
