"""Tables as text for machines and documents: CSV, TSV, Markdown, JSON."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Table:
    """Named columns and rows of plain values; None is an empty cell."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


MARKED = re.compile(r"[\\`*_<>\[\]|#&~]")
"""What Markdown would take for markup, a picture of another site or HTML among it (CommonMark 0.31, 2.4)."""
BREAKS = re.compile(r"[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")


def markdown(table: Table) -> str:
    """A Markdown table whose cells show their values as they are, each on one line."""
    head, *rows = ([_celled(value) for value in row] for row in (table.columns, *table.rows))
    return "".join(f"| {' | '.join(line)} |\n" for line in (head, ["---"] * len(head), *rows))


def _celled(value: Any) -> str:
    return unmarked(BREAKS.sub(" ", plain(value)))


def unmarked(text: str) -> str:
    """The text as Markdown that shows it as it is."""
    return MARKED.sub(r"\\\g<0>", text)


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
