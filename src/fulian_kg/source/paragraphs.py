"""Paragraphs and marked headings of a text: lines that belong together, without page numbers and line markers.

A page break, or a line of a text whose lines are all broken at one width, does not end a paragraph.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from fulian_kg.model import Span
from fulian_kg.source.bodies import heading_level, run_in
from fulian_kg.source.furniture import FULL_LINE, is_page_number, running_lines
from fulian_kg.source.lines import Line, lines_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

RULE = re.compile(r"(?:[-=*_—–][ \t]*+){3,}|\|?[ \t]*+:?-++:?[ \t]*+(?:[|+][ \t]*+:?-++:?[ \t]*+)+\|?")
"""A line across the page, or the one below the head of a table; on the line without the white space around it."""
ROW = re.compile(r"\|(?=.*[^|\s])(?P<cells>.*)\|")
NUMBER_CELL = re.compile(r"(?<=[一-鿿])[ \t]*+\|[ \t]*+(?=\d[\d,. ]*+[^\W\d])")
QUOTED = re.compile(r"[ \t]*(?:>[ \t]?)+")
BULLET = re.compile(r"[ \t　]*(?:[-*+·][ \t　]+|[•●■□◆◇▪►▶➢][ \t　]*)(?=\S)")
MARKED_HEADING = re.compile(r"[ \t　]*(?P<hashes>#{1,6})[ \t　]+(?=\S)")
ORDINAL = "[一二三四五六七八九十]{1,3}"
ORDINAL_LINE = re.compile(
    rf"[ \t　]*(?:\*\*)?(?:[（(](?:{ORDINAL}|\d{{1,2}})[)）]|{ORDINAL}[、.．]|\d{{1,2}}[、.．](?!\d)"
    rf"|第{ORDINAL}[章节条、，]|{ORDINAL}是|其{ORDINAL}|【[^【】\n]{{1,30}}】"
    r"|[^，。；：:\n（(]{2,24}[（(]\d{1,4}(?:名|个|户|人|家)[^（()）\n]{0,24}[)）][:：])(?=\S)"
)
"""A line that begins something of its own."""
RUN_IN_LEVEL = 2
"""Of a heading in 【】."""
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
MOST = 0.8
"""Share of paragraphs that white space parts where it always should."""
NOT_IN_WORDS = re.compile(r"[\W_]$")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Stretches of the source that make one paragraph, or a heading where `level` is 1 or more."""

    level: int
    parts: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Setting:
    """How a text is broken into lines: at a width in characters or columns, or not at all (0)."""

    width: int = 0
    wide: bool = False
    """Whether the width counts columns, of which a Chinese character takes two."""
    indented: bool = False
    """Whether every paragraph begins with white space."""
    spaced: bool = False
    """Whether a blank line stands between paragraphs."""

    def fills(self, text: str) -> bool:
        """Whether a line was broken because it was full."""
        return self.width > 0 and abs(_size(text, wide=self.wide) - self.width) <= (RAGGED if self.wide else 1)


def text_lines(source: str, span: Span) -> Iterator[Span]:
    """The lines of a stretch that are text."""
    masked = running_lines(source) - {span.start}
    for line in lines_of(source, span.start, span.end):
        if line.text.strip() and line.start not in masked and not is_page_number(line.text):
            yield Span(line.start, line.end)


def paragraphs(source: str, span: Span) -> Iterator[Paragraph]:
    """Paragraphs and headings in the order of a levelled text."""
    lines = list(lines_of(source, span.start, span.end))
    text = [Line(start, source[start:end]) for start, end in text_lines(source, span)]
    kept = {line.start for line in text}
    setting = _setting([line for line in lines if line.start in kept or not line.text.strip()])
    pages = [line.start for line in lines if line.start not in kept and line.text.strip()]
    pending: list[Line] = []
    before, last = "", 0
    for line in text:
        paged = bisect_left(pages, last) < bisect_left(pages, line.start)
        alone = _alone(line)
        gap, inside = line.start - last, len(pending) > 1 and bool(INSIDE.search(pending[-2].text))
        goes_on = bool(pending) and not alone and _goes_on(before, line, setting, gap, paged=paged, inside=inside)
        if pending and not goes_on:
            yield Paragraph(0, tuple(map(_unmarked, pending)))
            pending = []
        if alone is None and (heading := run_in(line)):
            yield Paragraph(RUN_IN_LEVEL, (heading,))
            line = Line(heading.end + 1, source[heading.end + 1 : line.end])  # noqa: PLW2901  its rest
        if alone is None:
            pending.append(line)
        elif alone.parts:
            yield alone
        before = before.rstrip() + line.text if goes_on and paged and not setting.fills(before) else line.text
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
        return Paragraph(0, tuple(_cells(row["cells"], start + row.start("cells"))))
    return None


def _cells(row: str, start: int) -> Iterator[Span]:
    """Cells of a row; a bar between a word and a number with its unit parts nothing: 妇女之家 | 86个."""
    done = 0
    for match in NUMBER_CELL.finditer(row):
        yield Span(start + done, start + match.start())
        done = match.end()
    yield Span(start + done, start + len(row))


def _unmarked(line: Line) -> Span:
    """The line without the marks of a quotation and a list."""
    quoted = QUOTED.match(line.text)
    start = quoted.end() if quoted else 0
    bullet = BULLET.match(line.text, start)
    return Span(line.start + (bullet.end() if bullet else start), line.end)


def _goes_on(before: str, line: Line, setting: Setting, gap: int, *, paged: bool, inside: bool) -> bool:
    """Whether a paragraph goes on in a line: it was broken at the width of the text, or stops inside a clause."""
    head = before.rstrip().removesuffix("**")
    ended = SENTENCE.search(head) is not None
    full = setting.fills(before) and (paged or gap <= len("\r\n"))
    if BULLET.match(line.text) or (full and INDENT.match(line.text)):
        return False
    if ORDINAL_LINE.match(line.text):
        return full and not NOT_IN_WORDS.search(head)
    if full:
        return not ended or setting.indented or (setting.spaced and not paged)
    if _is_heading(before):
        return False
    if paged and len(head) >= FULL_LINE and not heading_level(line.text):
        return not ended and not INDENT.match(line.text)
    return (inside or bool(INSIDE.search(head))) and head[-1:] not in ENDS


def _is_heading(text: str) -> bool:
    level = heading_level(text)
    return level > 0 and len(COMMA.findall(text)) <= MOST_COMMAS.get(level, 0)


def _setting(lines: Sequence[Line]) -> Setting:
    """The width at which most lines that another follows are broken, and what parts paragraphs."""
    pairs = [(line.text, after.text) for line, after in pairwise(lines) if line.text.strip()]
    followed = [text for text, after in pairs if after.strip()]
    if len(followed) < FEWEST_LINES:
        return Setting()
    options = [_fitted(followed, wide=wide) for wide in (True, False)]
    best = max(options, key=lambda option: sum(map(option.fills, followed)))
    if 2 * sum(map(best.fills, followed)) < len(followed) or best.width * (1 if best.wide else 2) < NARROWEST:
        return Setting()
    after = [after for text, after in pairs if not best.fills(text)]
    indented = sum(1 for text in after if INDENT.match(text) or heading_level(text))
    spaced = sum(1 for text in after if not text.strip() or heading_level(text))
    return replace(best, indented=indented >= MOST * len(after), spaced=spaced >= MOST * len(after))


def _fitted(lines: Sequence[str], *, wide: bool) -> Setting:
    """The commonest width."""
    sizes = Counter(_size(text, wide=wide) for text in lines)
    return Setting(max(sizes.items(), key=lambda found: (found[1], found[0]))[0], wide)


def _size(text: str, *, wide: bool) -> int:
    bare = text.rstrip()
    return len(bare.encode("gb18030", "replace")) if wide else len(bare)
