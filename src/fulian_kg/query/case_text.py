"""The text of a case as a page shows it: paragraphs re-joined over page breaks, the words of its claims marked.

Offsets are those of the source; nothing of the text is altered, only line breaks within a paragraph are not shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from fulian_kg.model import Span
from fulian_kg.source.paragraphs import paragraphs

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

OMITTED = "[…]"
"""Stands for text that is not shown."""
EMPHASIS = "**"
"""Sets words in bold in the source: no word itself."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of the source with what is said about it."""

    id: str
    """Fragment of its first piece."""
    span: Span
    note: str = ""
    """Of a doubt: what it is, and what is suggested; empty for the words of claims."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch under the same marks: spans that overlap are split at every boundary."""

    text: str
    start: int
    end: int
    marks: tuple[Mark, ...]
    """The longest first."""
    first: tuple[Mark, ...]
    """Those that begin to be shown here, and are reached here by their fragments."""

    @property
    def shown(self) -> str:
        """The text without the signs that set it in bold."""
        return self.text.replace(EMPHASIS, "")


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, or a heading where `level` is 1 or more; parts are joined where the source has a break."""

    level: int
    parts: tuple[tuple[Piece, ...], ...]

    @property
    def text(self) -> str:
        """What it says."""
        return "".join(piece.text for part in self.parts for piece in part)


def body(text: str, heading: Span, following: int | None) -> Span:
    """From the line of a heading to the line of the one that follows, or the end of the text."""
    start = text.rfind("\n", 0, heading.start) + 1
    end = len(text) if following is None else text.rfind("\n", 0, following) + 1
    while end > heading.end and text[end - 1].isspace():
        end -= 1
    return Span(start, end)


def lines_around(text: str, span: Span) -> Span:
    """The whole lines that a stretch lies on."""
    end = text.find("\n", span.end)
    return Span(text.rfind("\n", 0, span.start) + 1, len(text) if end < 0 else end)


def blocks(text: str, span: Span, marks: Sequence[Mark]) -> Iterator[Block]:
    """The paragraphs of a stretch with its marks."""
    inside = text[span.start : span.end]
    reached: set[str] = set()
    for paragraph in paragraphs(inside, Span(0, len(inside))):
        parts = [Span(part.start + span.start, part.end + span.start) for part in paragraph.parts]
        shown = tuple(tuple(_pieces(text, part, marks, reached)) for part in parts if part.end > part.start)
        if shown:
            yield Block(paragraph.level, shown)


def quotes(shown: Iterable[Block]) -> list[Block]:
    """The marked stretches alone, in their order; what lies between is left out, and said to be.

    Of a paragraph with marks the parts become one.
    """
    found: list[tuple[int, list[Piece]]] = []
    left_out = False
    for block in shown:
        pieces = [_gap(piece) for part in block.parts for piece in part]
        if not any(piece.marks for piece in pieces):
            left_out = left_out or bool(found)
            continue
        if left_out and not _omits(found[-1][1][-1]) and not _omits(pieces[0]):
            pieces.insert(0, _GAP)
        left_out = False
        found.append((block.level, [*_once(pieces)]))
    if left_out and not _omits(found[-1][1][-1]):
        found[-1][1].append(_GAP)
    return [Block(level, (tuple(pieces),)) for level, pieces in found]


def _gap(piece: Piece) -> Piece:
    """What stands for a piece without marks; signs between words stay."""
    return piece if piece.marks or not any(map(str.isalnum, piece.text)) else _GAP


def _omits(piece: Piece) -> bool:
    return piece == _GAP


def _once(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Pieces with no gap after another."""
    before: Piece | None = None
    for piece in pieces:
        if not (piece == _GAP and before == _GAP):
            yield piece
        before = piece


_GAP = Piece(OMITTED, 0, 0, (), ())


def _pieces(text: str, part: Span, marks: Sequence[Mark], reached: set[str]) -> Iterator[Piece]:
    here = sorted((mark for mark in marks if mark.span.overlaps(part)), key=_longest_first)
    bounds = {part.start, part.end}
    bounds.update(at for mark in here for at in mark.span if part.start < at < part.end)
    ordered = sorted(bounds)
    for start, end in pairwise(ordered):
        over = tuple(mark for mark in here if mark.span.start <= start and end <= mark.span.end)
        first = tuple(mark for mark in over if mark.id not in reached)
        reached.update(mark.id for mark in first)
        yield Piece(text[start:end], start, end, over, first)


def _longest_first(mark: Mark) -> tuple[int, int, str]:
    return mark.span.start - mark.span.end, mark.span.start, mark.id
