"""What readers of marked-up formats find, block by block, and the text that it makes: Markdown, a paragraph a line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from fulian_kg.model import Finding, PageStart

LOWEST = 6
"""Levels that a heading can have."""
SPACES = re.compile(r"[ \t\r\n\x0b\x0c\u2028\u2029]+")
SENTENCES = re.compile("[。！？]")


@dataclass(frozen=True, slots=True)
class Extracted:
    """The text of a document, and where its pages begin when it has pages."""

    text: str
    pages: tuple[PageStart, ...] = ()
    doubts: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, or a heading where `level` is 1 or more; `mark` is the number or point that it is printed with."""

    text: str
    level: int = 0
    mark: str = ""

    @property
    def written(self) -> str:
        """On a line of its own; a break inside a paragraph is kept, one inside a heading is a space."""
        lines = (line.strip() for line in self.text.splitlines())
        text = (" " if self.level else "\n").join(line for line in lines if line)
        gap = " " if self.mark.isascii() and self.mark else ""
        return "#" * min(self.level, LOWEST) + (" " if self.level else "") + self.mark + gap + text if text else ""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells, each cell with its blocks."""

    rows: tuple[tuple[tuple[Block, ...], ...], ...]


def written(blocks: Iterable[Block | Table]) -> str:
    """The text of a document: a blank line between blocks, rows of a table line by line."""
    parts = (part for block in blocks for part in (_rows(block) if isinstance(block, Table) else [block.written]))
    text = "\n\n".join(part for part in parts if part)
    return text + "\n" if text else ""


def _rows(table: Table) -> Iterator[str]:
    """Rows that belong together; a row that is laid out as a page is no row but its paragraphs."""
    lines: list[str] = []
    for row in table.rows:
        cells = [_cell(cell) for cell in row]
        if len(cells) < 2 or any(map(_flows, row)):  # noqa: PLR2004  one cell makes no row
            yield "\n".join(lines)
            lines = []
            yield from (block.written for cell in row for block in cell)
        elif any(cells):
            lines.append(f"| {' | '.join(cells)} |")
            if len(lines) == 1:
                lines.append("|" + " --- |" * len(cells))
    yield "\n".join(lines)


def _cell(blocks: Iterable[Block]) -> str:
    return SPACES.sub(" ", " ".join(block.mark + block.text for block in blocks)).strip()


def _flows(cell: tuple[Block, ...]) -> bool:
    """Whether a cell holds running text in several paragraphs."""
    full = [block for block in cell if block.text.strip()]
    return len(full) > 1 and any(SENTENCES.search(block.text) for block in full)
