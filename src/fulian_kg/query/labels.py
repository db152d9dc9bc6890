"""Labels given by hand: which themes a person gives to the case of a title, or of a number.

Ours are `ontology/labels/*.csv`. A file has a head and a line a case: `title` or `number`, `themes` parted by
semicolons (ids, notations or labels; none is a label too), and `confidence` if one likes.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fulian_kg.errors import InputError, UsageError
from fulian_kg.query.scheme import named, scheme_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from fulian_kg.query.scheme import Scheme
    from fulian_kg.resources import Library

FOLDER = "labels/"
HEADS: Mapping[str, str] = {
    **dict.fromkeys(("title", "标题"), "title"),
    **dict.fromkeys(("number", "case", "序号"), "number"),
    **dict.fromkeys(("themes", "theme", "主题"), "themes"),
    **dict.fromkeys(("confidence", "把握"), "confidence"),
}
"""Columns by what stands in the head; others may stand beside them."""
PARTED = re.compile("[;；]")
NUMBER = re.compile(r"[0-9]{1,9}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Label:
    """The themes that a person gives to a case."""

    title: str | None
    """As `title_key` writes it; None where the number of the case is given instead."""
    number: int | None
    themes: frozenset[str]
    confidence: str | None
    file: str
    line: int


def title_key(title: str) -> str:
    """A title without white space, its width folded: how it is printed does not matter."""
    return "".join(unicodedata.normalize("NFKC", title).split())


def hand_labels(library: Library, scheme: Scheme | None = None) -> tuple[Label, ...]:
    """The labels of the library; raises `InputError` with the line of one that is wrong."""
    known = scheme_in(library) if scheme is None else scheme
    files = [(path, text) for path, text in library.walk("ontology", ".csv") if path.startswith(FOLDER)]
    return _distinct(label for path, text in files for label in _labels(f"ontology/{path}.csv", text, known))


def read_labels(file: Path, scheme: Scheme) -> tuple[Label, ...]:
    """The labels of a file of one's own; raises `InputError` with the line of one that is wrong."""
    text = _text(file)
    found = _distinct(_labels(file.name, text, scheme))
    if not found:
        message = "there is no label in it: give a line a case below the head `title,themes`"
        raise InputError(message, file=file.name)
    return found


def _text(file: Path) -> str:
    try:
        return file.read_bytes().decode("utf-8-sig")
    except OSError as error:
        message = f"cannot be read: {error.strerror}"
    except UnicodeDecodeError:
        message = "not a UTF-8 text"
    raise InputError(message, file=str(file))


def _distinct(labels: Iterable[Label]) -> tuple[Label, ...]:
    """The labels, none of which is about the same title or number as another."""
    found: dict[str | int | None, Label] = {}
    for label in labels:
        first = found.setdefault(label.number if label.title is None else label.title, label)
        if first is not label:
            message = f"this case is labelled in {first.file}:{first.line} already: keep one of the two"
            raise InputError(message, file=label.file, line=label.line)
    return tuple(found.values())


def _labels(file: str, text: str, scheme: Scheme) -> Iterator[Label]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        columns = [HEADS.get(name.strip().casefold(), "") for name in next(reader, [])]
        if "themes" not in columns or not {"title", "number"} & {*columns}:
            message = "the head must name the columns `themes` and `title` or `number`"
            raise InputError(message, file=file, line=1)
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield _label(file, reader.line_num, _row(columns, cells), scheme)
    except (csv.Error, ValueError, UsageError) as error:
        raise InputError(str(error), file=file, line=max(1, reader.line_num)) from None


def _row(columns: list[str], cells: list[str]) -> dict[str, str]:
    if len(cells) != len(columns):
        message = f"the line has {len(cells)} cells, the head {len(columns)}: a comma inside a cell needs quotes"
        raise ValueError(message)
    return {column: cell.strip() for column, cell in zip(columns, cells, strict=True)}


def _label(file: str, line: int, row: Mapping[str, str], scheme: Scheme) -> Label:
    title, number = title_key(row.get("title", "")), row.get("number", "")
    if not title and not NUMBER.fullmatch(number):
        message = f"the number of the case is {number!r}" if number else "there is neither title nor number of a case"
        raise ValueError(message)
    themes = frozenset(named(scheme, name) for name in PARTED.split(row["themes"]) if name.strip())
    if groups := sorted(theme for theme in themes if scheme[theme].group is None):
        message = f"{groups[0]} is a group of themes: name its themes instead"
        raise ValueError(message)
    confidence = row.get("confidence") or None
    return Label(title or None, None if title else int(number), themes, confidence, file, line)
