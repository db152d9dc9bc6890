"""Gold facts and facts to be measured, from JSON Lines that hold at least file, type, quote, start and end."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from fulian_kg.errors import InputError
from fulian_kg.evaluation.likeness import same_name
from fulian_kg.facts_io import HEAD, TAIL
from fulian_kg.model import FACT_TYPES, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

FRAME = frozenset({*HEAD, *TAIL, "doc"})
"""Keys of a row that are no slots."""
NEEDED = ("file", "quote", "start", "end")
REJECTED = "rejected"
PARAGRAPH = "\n\n"
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Statement:
    """A fact as the measure sees it, gold or found."""

    type: str
    slots: Mapping[str, Any]
    quote: str
    spans: tuple[Span, ...]
    """The evidence, then further mentions."""
    derived: frozenset[str]
    row: Mapping[str, Any]
    """The whole line."""

    @property
    def span(self) -> Span:
        """The evidence."""
        return self.spans[0]

    @property
    def name(self) -> Any:
        """What it is called: the title of a case, the name of anything else."""
        return self.slots.get("title" if self.type == "case" else "name")

    @property
    def file(self) -> str:
        """Bare name of its file."""
        return bare(self.row["file"])

    @property
    def order(self) -> tuple[int, int, str, str]:
        """By place, then type, then content: the same whatever the order of the lines."""
        return *self.span, self.type, json.dumps(self.row, ensure_ascii=False, sort_keys=True)


@dataclass(frozen=True, slots=True)
class GoldDocument:
    """The gold of one document: a range of a file."""

    name: str
    file: str
    """Bare name."""
    range: Span | None
    """As its first row gives it."""
    case: Any
    """Number of the case in a compilation."""
    statements: tuple[Statement, ...]

    def scope(self, text: str | None) -> Span:
        """What the gold covers: its range, or from its first to its last evidence, paragraphs completed."""
        if self.range is not None:
            return self.range
        start = min(gold.span.start for gold in self.statements)
        end = max(gold.span.end for gold in self.statements)
        if text is None:
            return Span(start, end)
        return Span(text.rfind(PARAGRAPH, 0, start) + 1, (text + PARAGRAPH).find(PARAGRAPH, end))

    def concerns(self, fact: Statement, scope: Span) -> bool:
        """Whether a fact is about what the gold covers: by evidence, by case, or as a case of the same title."""
        if fact.file != self.file or fact.row.get("review") == REJECTED:
            return False
        if any(span.overlaps(scope) for span in fact.spans):
            return True
        if fact.type == "case":
            title = fact.slots.get("title", "")
            return any(same_name(title, g.slots.get("title", "")) for g in self.statements if g.type == "case")
        return self.case is not None and fact.row.get("case") == self.case


@lru_cache(maxsize=4096)
def bare(file: str) -> str:
    """Name of a file without its folders."""
    return PurePosixPath(file).name


def statement(row: Row) -> Statement:
    """A row as a statement; raises `ValueError` or `TypeError` with what is wrong."""
    if row["type"] not in FACT_TYPES:
        message = f"unknown type {row['type']!r}"
        raise ValueError(message)
    if absent := [key for key in NEEDED if key not in row]:
        message = f"it has no {' and no '.join(absent)}"
        raise ValueError(message)
    if wrong := [key for key in ("file", "quote") if not isinstance(row[key], str)]:
        message = f"{wrong[0]} must be a text"
        raise TypeError(message)
    spans = tuple(map(_span, ([row["start"], row["end"]], *(row.get("mentions") or ()))))
    slots = {key: value for key, value in row.items() if key not in FRAME}
    return Statement(row["type"], slots, row["quote"], spans, frozenset(row.get("derived") or ()), row)


def _span(pair: Any) -> Span:
    match pair:
        case [int(start), int(end)] if 0 <= start < end:
            return Span(start, end)
    message = f"{pair!r} is no stretch of text, such as [0, 9]"
    raise ValueError(message)


def read_statements(path: Path) -> list[Statement]:
    """Facts of a file."""
    return [made for _, made in _rows(path) if isinstance(made, Statement)]


def read_gold(paths: Iterable[Path]) -> list[GoldDocument]:
    """Every document of the gold files, in the order of the files; a folder stands for its `.jsonl` files."""
    found = [document for path in sorted(_files(paths)) for document in _documents(path)]
    if not found:
        message = "the gold files hold no document"
        raise InputError(message)
    return found


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        yield from path.glob("*.jsonl") if path.is_dir() else (path,)


def _documents(path: Path) -> Iterator[GoldDocument]:
    """Rows of one document belong together wherever they stand in the file."""
    groups: dict[str, list[tuple[int, Row | Statement]]] = {}
    for number, made in _rows(path):
        row = made.row if isinstance(made, Statement) else made
        groups.setdefault(row.get("doc") or row.get("file") or "", []).append((number, made))
    for rows in groups.values():
        yield _document(rows, path)


def _document(rows: list[tuple[int, Row | Statement]], path: Path) -> GoldDocument:
    statements = tuple(sorted((made for _, made in rows if isinstance(made, Statement)), key=lambda gold: gold.order))
    number, head = next(((number, made) for number, made in rows if isinstance(made, dict)), (rows[0][0], {}))
    first = statements[0].row if statements else {}
    file = head.get("file") or first.get("file")
    if not isinstance(file, str) or (head.get("range") is None and not statements):
        message = "this row neither is a fact nor gives the file and the range that the gold covers"
        raise InputError(message, file=path.name, line=number)
    cases = (gold.row["case"] for gold in statements if gold.row.get("case") is not None)
    return GoldDocument(
        str(head.get("doc") or first.get("doc") or file),
        bare(file),
        head.get("range"),
        head.get("case", next(cases, None)),
        statements,
    )


def _rows(path: Path) -> Iterator[tuple[int, Row | Statement]]:
    """Each line with its number: a statement where it has a type, else what it says of its document."""
    for number, line in enumerate(_text(path).split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = _object(json.loads(line))
            yield number, statement(row) if "type" in row else _head(row)
        except (ValueError, TypeError) as error:
            message = f"this line is not a fact: {error}"
            raise InputError(message, file=path.name, line=number) from None


def _object(row: Any) -> Row:
    if not isinstance(row, dict):
        message = "it is no JSON object"
        raise TypeError(message)
    if wrong := [key for key in ("doc", "file") if not isinstance(row.get(key), str | None)]:
        message = f"{wrong[0]} must be a text"
        raise TypeError(message)
    return row


def _head(row: Row) -> Row:
    return row | ({"range": _span(row["range"])} if row.get("range") is not None else {})


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except OSError as error:
        message = f"cannot be read: {error.strerror}"
    except UnicodeDecodeError:
        message = "not a UTF-8 text"
    raise InputError(message, file=str(path))
