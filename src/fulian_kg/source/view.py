"""The normalised view of a stretch of source text, with an offset map both ways.

Rules match on the view; every offset is reported in the source. The view drops white space,
markup and page furniture, folds width and traditional characters, and re-joins paragraphs that
a page or line break cut. Paragraphs are parted by one line feed.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cached_property

from fulian_kg.model import Span
from fulian_kg.source.characters import normalised
from fulian_kg.source.levelled import levelled
from fulian_kg.source.paragraphs import paragraphs, text_lines


@dataclass(frozen=True, slots=True)
class Block:
    """A heading (`level` ≥ 1) or a paragraph (`level` 0) as a range of the view."""

    level: int
    start: int
    end: int


@dataclass(frozen=True)
class View:
    """Normalised text; character `i` comes from `source[starts[i]:ends[i]]`, a line feed from nothing."""

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
        return self.blocks[bisect_right(self._block_starts, index) - 1]

    @cached_property
    def _block_starts(self) -> list[int]:
        return [block.start for block in self.blocks]


def joined_view(source: str, span: Span) -> View:
    """Normalise a stretch whose line breaks mean nothing, such as an entry of a catalogue, as one paragraph."""
    run = normalised(source, text_lines(levelled(source), span))
    return View(run.text, tuple(run.starts), tuple(run.ends), (Block(0, 0, len(run.text)),))


def view_of(source: str, span: Span | None = None) -> View:
    """Normalise `source[span]` (all of it by default)."""
    texts: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    blocks: list[Block] = []
    for paragraph in paragraphs(levelled(source), span or Span(0, len(source))):
        run = normalised(source, paragraph.parts)
        if not run.text:
            continue
        if texts:
            starts.append(ends[-1])
            ends.append(ends[-1])
        blocks.append(Block(paragraph.level, len(starts), len(starts) + len(run.text)))
        texts.append(run.text)
        starts += run.starts
        ends += run.ends
    return View("\n".join(texts), tuple(starts), tuple(ends), tuple(blocks))
