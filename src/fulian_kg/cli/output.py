"""How commands write: tables that align Chinese, and files that appear whole or not at all."""

from __future__ import annotations

import os
import re
import sys
import tempfile
from pathlib import Path
from types import MappingProxyType
from typing import IO, TYPE_CHECKING, Any

from wcwidth import wcswidth, wcwidth

from fulian_kg.errors import InputError, UsageError
from fulian_kg.query.spreadsheets import spreadsheet
from fulian_kg.query.tables import Table, markdown, objects, plain, separated

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

WIDEST = 60
"""Columns of the terminal that one cell of a text table may take before it is cut."""
CUT = "…"
STEERING = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def width(text: str) -> int:
    """Columns that a text takes on a terminal: two for each Chinese character."""
    found = wcswidth(text)
    return found if found >= 0 else len(text)


def pad(text: str, columns: int, *, right: bool = False) -> str:
    """The text filled with spaces to so many columns; flush right on demand."""
    gap = " " * max(0, columns - width(text))
    return gap + text if right else text + gap


def cut(text: str, columns: int) -> str:
    """The text, ended by an ellipsis when it takes more columns than that."""
    if width(text) <= columns:
        return text
    kept, used = [], width(CUT)
    for char in text:
        used += max(0, wcwidth(char))
        if used > columns:
            break
        kept.append(char)
    return "".join(kept) + CUT


def aligned(table: Table, *, widest: int | None = WIDEST) -> str:
    """The table for people: one line a row, columns aligned, numbers flush right, a rule under the head."""
    rows = [[_cell(value, widest) for value in row] for row in table.rows]
    sizes = [max(map(width, column)) for column in zip(table.columns, *rows, strict=True)]
    numeric = [
        bool(table.rows) and all(isinstance(row[index], int | float) or row[index] is None for row in table.rows)
        for index in range(len(sizes))
    ]
    lines = [[*table.columns], ["─" * size for size in sizes], *rows]
    columns = list(zip(sizes, numeric, strict=True))
    padded = (
        [pad(cell, size, right=right) for cell, (size, right) in zip(line, columns, strict=True)] for line in lines
    )
    return "".join("  ".join(line).rstrip() + "\n" for line in padded)


def _tabbed(table: Table) -> str:
    return separated(table, "\t")


RENDERERS: Mapping[str, Callable[[Table], str]] = MappingProxyType(
    {"table": aligned, "csv": spreadsheet, "tsv": _tabbed, "json": objects, "md": markdown}
)
"""Table formats by name."""


def render(table: Table, form: str) -> str:
    """The table in one of the formats of `RENDERERS`; raises `UsageError` for another."""
    if form not in RENDERERS:
        message = f"tables have no format {form!r}: use one of {', '.join(RENDERERS)}"
        raise UsageError(message)
    return RENDERERS[form](table)


def emit(content: str | bytes, target: Path | None = None) -> None:
    """Write to standard output, or to a file that holds all of it or stays as it was."""
    data = content.encode() if isinstance(content, str) else content
    emit_from(lambda out: _all(out, data), target)


def emit_from(write: Callable[[IO[bytes]], object], target: Path | None = None) -> None:
    """The same for what is written bit by bit: `write` gets the place to write to."""
    try:
        if target is None:
            sys.stdout.flush()
            write(sys.stdout.buffer)
            sys.stdout.buffer.flush()
        elif target.exists() and not target.is_file():
            with target.open("wb") as device:  # a device or a pipe takes what it gets
                write(device)
        else:
            _replace(target.resolve(), write)
    except BrokenPipeError:  # whoever reads has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        where = "standard output" if target is None else str(target)
        message = f"cannot write {where}: {error.strerror}; choose a place that has room and may be written"
        raise InputError(message) from None


def _all(out: IO[bytes], data: bytes) -> None:
    """All of it, also where a write may take less than it is given: a terminal, a pipe."""
    view = memoryview(data)
    while view:
        view = view[out.write(view) :]


def _replace(target: Path, write: Callable[[IO[bytes]], object]) -> None:
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    aside = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            write(stream)
            stream.flush()
            os.fsync(stream.fileno())
        aside.chmod(0o666 & ~_umask())
        aside.replace(target)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def visible(text: str) -> str:
    """Control and bidirectional characters as their numbers: nothing that is shown can steer a terminal."""
    return STEERING.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _cell(value: Any, widest: int | None) -> str:
    text = visible(" ".join(plain(value).split()))
    return text if widest is None else cut(text, widest)
