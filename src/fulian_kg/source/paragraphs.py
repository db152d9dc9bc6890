"""Paragraphs and marked headings of a text: lines that belong together, without page numbers and line markers.

A page break, or a line of a text whose lines are all broken at one width, does not end a paragraph.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from fulian_kg.model import Span
from fulian_kg.source.bodies import heading_level
from fulian_kg.source.lines import lines_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from fulian_kg.source.lines import Line

FURNITURE = re.compile(
    r"[·.—–－-]*+\s*+\d{1,4}\s*+[·.—–－-]*+|第\s*+\d{1,4}\s*+页(?:\s*+[/,，、]?\s*+共\s*+\d{1,4}\s*+页)?|<!--(?:(?!-->).)*+-->"
)
"""A page number or a comment; on the line without the white space around it, as the following ones."""
RULE = re.compile(r"(?:[-=*_—–][ \t]*+){3,}|\|?[ \t]*+:?-++:?[ \t]*+(?:[|+][ \t]*+:?-++:?[ \t]*+)+\|?")
"""A line across the page, or the one below the head of a table."""
ROW = re.compile(r"\|(?=.*[^|\s])(?P<cells>.*)\|")
QUOTED = re.compile(r"[ \t]*(?:>[ \t]?)+")
BULLET = re.compile(r"[ \t　]*(?:[-*+·][ \t　]+|[•●■□◆◇▪►▶➢][ \t　]*)(?=\S)")
MARKED_HEADING = re.compile(r"[ \t　]*(?P<hashes>#{1,6})[ \t　]+(?=\S)")
ORDINAL = "[一二三四五六七八九十]{1,3}"
ORDINAL_LINE = re.compile(
    rf"[ \t　]*(?:\*\*)?(?:[（(](?:{ORDINAL}|\d{{1,2}})[)）]|{ORDINAL}[、.．]|\d{{1,2}}[、.．](?!\d)"
    rf"|第{ORDINAL}[章节条、，]|{ORDINAL}是|其{ORDINAL})(?=\S)"
)
"""A line that begins something of its own."""
INDENT = re.compile(r"(?:　{2}|[ \t　]{4})")
INSIDE = re.compile("[，。；、]")
COMMA = re.compile("[，,]")
ENDS = "。！？；：…”）)!?;:"
SENTENCE = re.compile("[。！？!?…][”’』」）)]*$")
MOST_COMMAS = {1: 1, 2: 1}
"""Commas that an unmarked heading may have, by level."""
NARROWEST = 30
"""Columns that a text broken at one width has at least."""
FEWEST_LINES = 4
RAGGED = 3
"""Columns by which lines of one width may differ."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Stretches of the source that make one paragraph, or a heading where `level` is 1 or more."""

    level: int
    parts: tuple[Span, ...]


def paragraphs(source: str, span: Span) -> Iterator[Paragraph]:
    """Paragraphs and headings in the order of the text."""
    lines = list(lines_of(source, span.start, span.end))
    width = _width(lines)
    pending: list[Line] = []
    last = 0
    for line in lines:
        bare = line.text.strip()
        if not bare or FURNITURE.fullmatch(bare):
            continue
        alone = _alone(line)
        if pending and (alone or not _runs_on(pending, line, width, near=line.start - last <= len("\r\n"))):
            yield Paragraph(0, tuple(map(_unmarked, pending)))
            pending = []
        if alone is None:
            pending.append(line)
        elif alone.parts:
            yield alone
        last = line.end
    if pending:
        yield Paragraph(0, tuple(map(_unmarked, pending)))


def _alone(line: Line) -> Paragraph | None:
    """A line that never joins another: a marked heading, a row of a table (its cells), a rule (nothing)."""
    if marked := MARKED_HEADING.match(line.text):
        return Paragraph(len(marked["hashes"]), (Span(line.start + marked.end(), line.end),))
    bare = line.text.strip()
    if RULE.fullmatch(bare):
        return Paragraph(0, ())
    if row := ROW.fullmatch(bare):
        start = line.start + line.text.index(bare)
        return Paragraph(0, (Span(start + row.start("cells"), start + row.end("cells")),))
    return None


def _unmarked(line: Line) -> Span:
    """The line without the marks of a quotation and a list."""
    quoted = QUOTED.match(line.text)
    start = quoted.end() if quoted else 0
    bullet = BULLET.match(line.text, start)
    return Span(line.start + (bullet.end() if bullet else start), line.end)


def _runs_on(pending: Sequence[Line], line: Line, width: int, *, near: bool) -> bool:
    """Whether a paragraph goes on in a line: it was broken at the width of the text, or stops inside a clause."""
    if ORDINAL_LINE.match(line.text) or BULLET.match(line.text):
        return False
    before = pending[-1].text
    head = before.rstrip().removesuffix("**")
    if width and near and abs(_columns(before) - width) <= RAGGED:
        return not SENTENCE.search(head) and not INDENT.match(line.text)
    if len(pending) == 1 and _is_heading(before):
        return False
    return bool(INSIDE.search(head)) and head[-1:] not in ENDS


def _is_heading(text: str) -> bool:
    level = heading_level(text)
    return level > 0 and len(COMMA.findall(text)) <= MOST_COMMAS.get(level, 0)


def _width(lines: Sequence[Line]) -> int:
    """Columns at which most lines that another follows are broken; 0 when they are not."""
    sizes = [_columns(line.text) for line, after in pairwise(lines) if line.text.strip() and after.text.strip()]
    if len(sizes) < FEWEST_LINES:
        return 0
    width = max(Counter(sizes).items(), key=lambda found: (found[1], found[0]))[0]
    full = sum(1 for size in sizes if abs(size - width) <= RAGGED)
    return width if width >= NARROWEST and 2 * full >= len(sizes) else 0


def _columns(text: str) -> int:
    return len(text.rstrip().encode("gb18030", "replace"))
