"""The normalised view of a stretch of source text, with an offset map both ways.

Rules match on the view; every offset is reported in the source. The view drops white space,
markup and page furniture, folds width and traditional characters, and re-joins paragraphs that
a page or line break cut. Paragraphs are parted by one line feed.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fulian_kg.model import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

KEEP = frozenset("“”‘’…—，；：！？（）")
"""Characters that NFKC would spoil."""
WIDE = {",": "，", ";": "；", ":": "：", "!": "！", "?": "？", "(": "（", ")": "）"}
"""Punctuation has one form in the view, the full-width one; between digits it stays: 4,879, 09:25."""
SKIPPED = re.compile(r"[\s\u200b\ufeff]|\*\*|__|`|<!--.*?-->|</?[A-Za-z][^<>\n]*>", re.DOTALL)
FURNITURE = re.compile(r"[ \t　]*(?:[·.—-]*[ \t]*\d{1,4}[ \t]*[·.—-]*|<!--.*?-->)[ \t　]*")
MARKED_HEADING = re.compile(r"[ \t　]*(?P<hashes>#{1,6})[ \t　]+(?=\S)")
ORDINAL_HEADING = re.compile(
    r"[ \t　]*(?:\*\*)?(?:[（(]?[一二三四五六七八九十]{1,3}[)）]?[、.．]?|\d{1,2}[、.．])(?=\S)"
)
ENDS = "。！？；：…”）)!?;:"


@dataclass(frozen=True, slots=True)
class Block:
    """A heading (`level` ≥ 1) or a paragraph (`level` 0) as a range of the view."""

    level: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class View:
    """Normalised text; character `i` comes from `source[starts[i]:ends[i]]`."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    blocks: tuple[Block, ...]

    def span(self, start: int, end: int) -> Span:
        """Source span of a non-empty `text[start:end]`."""
        return Span(self.starts[start], self.ends[end - 1])

    def index(self, offset: int) -> int:
        """First view character that stands at source `offset` or after it."""
        return bisect_left(self.starts, offset)

    def block_at(self, index: int) -> Block:
        """The block that holds view character `index`."""
        return next(block for block in reversed(self.blocks) if block.start <= index)


def view_of(source: str, span: Span | None = None) -> View:
    """Normalise `source[span]` (all of it by default)."""
    span = span or Span(0, len(source))
    chars: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    blocks: list[Block] = []
    for level, lines in _paragraphs(source, span):
        if chars:
            _emit(chars, starts, ends, "\n", lines[0])
        first = len(chars)
        for line in lines:
            for start, end in _kept(source, line):
                for char in _folded(source[start:end]):
                    _emit(chars, starts, ends, char, Span(start, end))
        blocks.append(Block(level, first, len(chars)))
    for i, char in enumerate(chars):
        if char in WIDE and not (0 < i < len(chars) - 1 and chars[i - 1].isdigit() and chars[i + 1].isdigit()):
            chars[i] = WIDE[char]
    return View("".join(chars), tuple(starts), tuple(ends), tuple(blocks))


def _emit(chars: list[str], starts: list[int], ends: list[int], char: str, span: Span) -> None:
    chars.append(char)
    starts.append(span.start)
    ends.append(span.start if char == "\n" else span.end)


def _folded(char: str) -> str:
    return char if char in KEEP else unicodedata.normalize("NFKC", char)


def _kept(source: str, line: Span) -> Iterator[Span]:
    position = line.start
    while position < line.end:
        if skipped := SKIPPED.match(source, position, line.end):
            position = skipped.end()
        else:
            yield Span(position, position + 1)
            position += 1


def _paragraphs(source: str, span: Span) -> Iterator[tuple[int, list[Span]]]:
    pending: list[Span] = []
    for line in _lines(source, span):
        text = source[line.start : line.end]
        if not text.strip() or FURNITURE.fullmatch(text):
            continue
        if marked := MARKED_HEADING.match(text):
            yield from _flushed(pending)
            pending = []
            yield len(marked["hashes"]), [Span(line.start + marked.end(), line.end)]
            continue
        if pending and not _runs_on(source, pending[-1], text):
            yield from _flushed(pending)
            pending = []
        pending.append(line)
    yield from _flushed(pending)


def _runs_on(source: str, before: Span, text: str) -> bool:
    """Whether the paragraph that ends with line `before` goes on in `text`: it stops inside a clause."""
    head = source[before.start : before.end].rstrip().removesuffix("**")
    return bool(re.search("[，。；、]", head)) and head[-1:] not in ENDS and not ORDINAL_HEADING.match(text)


def _flushed(lines: list[Span]) -> Iterator[tuple[int, list[Span]]]:
    if lines:
        yield 0, lines


def _lines(source: str, span: Span) -> Iterator[Span]:
    start = span.start
    while start < span.end:
        stop = source.find("\n", start, span.end)
        stop = span.end if stop < 0 else stop
        yield Span(start, stop)
        start = stop + 1
