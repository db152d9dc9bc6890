"""Pages of a PDF as text: gaps and indents as white space, headers and footers masked, numbers of pages."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, Any, NamedTuple

from fulian_kg.model import PageStart
from fulian_kg.source.furniture import SENTENCE
from fulian_kg.source.readers.blocks import Extracted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import TypeAlias

TextPage: TypeAlias = Any
"""The text of a page as the library gives it; it has no types of its own."""
MASKED = "<!-- {} -->"
"""A header or footer, and the line between two pages with the number of the second: the view reads across it."""
EDGE = 2
"""Lines at the top and at the bottom of a page among which headers and footers are looked for."""
DIGITS = re.compile(r"[\d\s]+")
GAP = 1.45
"""Distance of lines, by that of most, from which a paragraph ends."""
INDENT = "　　"
INDENTED = range(2, 4)
"""Widths of a character by which a line that begins a paragraph is moved in."""
HYPHENS = {0x02: "-", 0xFFFE: "-", 0xAD: "-", 0x00: None}
"""How the library writes a hyphen that it found at the end of a line."""
RADICALS = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)} | dict(
    zip(
        map(ord, "⺟⺠⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻨⻩⻬⻮⻰⻳"),
        "母民西见角贝车长门青韦页风飞食马骨鬼鱼鸟麦黄齐齿龙龟",
        strict=True,
    )
)
"""Radicals, which careless fonts give for the characters that look the same."""


class Line(NamedTuple):
    """A line and where it stands, in points from the lower left corner of the page."""

    text: str
    left: float
    bottom: float
    size: float

    @property
    def key(self) -> tuple[str, int, int]:
        """What it says, numbers apart, how high it stands and how large: the same for a header on all its pages."""
        return DIGITS.sub("", self.text), round(self.bottom), round(self.size)


def lines_of(page: TextPage) -> Iterator[Line]:
    """Lines that have text, with their places where the library counts characters as its text does."""
    text = page.get_text_range()
    placed = page.count_chars() == len(text)
    start = 0
    for line in text.splitlines(keepends=True):
        shown = line.rstrip().translate(HYPHENS | RADICALS)
        if shown.strip():
            first = start + len(line) - len(line.lstrip("　 "))
            left, bottom, _, top = page.get_charbox(first, loose=True) if placed else (0.0, 0.0, 0.0, 0.0)
            yield Line(shown, left, bottom, top - bottom)
        start += len(line)


def joined(pages: Sequence[list[Line]], labels: Sequence[str]) -> Extracted:
    """The text of all pages, of which each has a label or none."""
    furniture = _furniture(pages)
    texts = [_page_text(page, furniture) for page in pages]
    numbers = _numbers(labels)
    parts: list[str] = []
    starts: list[PageStart] = []
    offset = 0
    for text, number in zip(texts, numbers, strict=True):
        between = f"\n{MASKED.format(number)}\n" if starts else ""
        parts += [between, text]
        starts.append(PageStart(offset + len(between), number))
        offset += len(between) + len(text)
    return Extracted("".join(parts) + "\n", tuple(starts))


def _furniture(pages: Sequence[list[Line]]) -> frozenset[tuple[str, int, int]]:
    """Headers and footers: what stands at the same place of the edge of several pages, numbers apart."""
    counts = Counter(key for page in pages for key in {page[at].key for at in _edges(page)})
    return frozenset(
        (said, height, size)
        for (said, height, size), count in counts.items()
        if count > 1 and said and size and not SENTENCE.search(said) and "--" not in said
    )


def _edges(lines: Sequence[Line]) -> frozenset[int]:
    """Lines at the top and at the bottom that a gap parts from the rest."""
    apart = _apart(lines)
    top = next((at for at in range(1, EDGE + 1) if at in apart), 0)
    bottom = next((at for at in range(len(lines) - 1, len(lines) - 1 - EDGE, -1) if at in apart), len(lines))
    return frozenset((*range(top), *range(bottom, len(lines))))


def _apart(lines: Sequence[Line]) -> frozenset[int]:
    """Lines that stand further from the one before than most do."""
    pitches = [abs(before.bottom - after.bottom) for before, after in pairwise(lines)]
    usual = median(pitches) if pitches else 0.0
    return frozenset(at for at, pitch in enumerate(pitches, 1) if pitch > GAP * usual)


def _page_text(lines: Sequence[Line], furniture: frozenset[tuple[str, int, int]]) -> str:
    if not lines:
        return ""
    apart, edges = _apart(lines), _edges(lines)
    margin, size = median(line.left for line in lines), median(line.size for line in lines)
    written: list[str] = []
    for at, line in enumerate(lines):
        if at in edges and line.key in furniture:
            text = MASKED.format(line.text.strip())
        else:
            text = INDENT + line.text if _moved_in(line, margin, size) else line.text
        written.append("\n" + text if at in apart else text)
    return "\n".join(written)


def _moved_in(line: Line, margin: float, size: float) -> bool:
    """Whether a line of running text begins a paragraph, and no white space says so yet."""
    usual = size > 0 and round(line.size / size, 1) == 1 and not line.text[:1].isspace()
    return usual and round((line.left - margin) / size) in INDENTED


def _numbers(labels: Sequence[str]) -> list[int]:
    """The numbers that are printed on the pages, if the PDF states plain ones that rise; else they are counted."""
    if all(label.isascii() and label.isdigit() and len(label) < len("99999") for label in labels):
        numbers = [int(label) for label in labels]
        if all(before < after for before, after in pairwise([0, *numbers])):
            return numbers
    return list(range(1, len(labels) + 1))
