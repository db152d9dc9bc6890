"""PDFs with a text layer: lines in the order of the page, gaps and indents as white space, and where pages begin.

The library is native code and the file is a stranger's: `extracted` works in a process of its own, whose time and
memory are bounded, so that the worst that a file can do is to end in a sentence.
"""

from __future__ import annotations

import json
import subprocess
import sys
import unicodedata
from contextlib import closing
from enum import StrEnum
from importlib.util import find_spec
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, Any, NamedTuple

from fulian_kg.errors import InputError
from fulian_kg.model import PageStart
from fulian_kg.source.readers.blocks import Extracted

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TypeAlias

Page: TypeAlias = Any
"""A page or its text as the library gives them; it has no types of its own."""
SECONDS = 60
MEMORY = 2 * 2**30
"""Bytes of address space that reading a file may take."""
MOST_PAGES = 5_000
MOST_CHARACTERS = 16 * 2**20
BREAK = "<!-- {} -->"
"""Line between two pages, with the number of the second; the view masks it, so that a sentence goes on across."""
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
MEANINGLESS = frozenset({"Cc", "Cn", "Co", "Cs"})
"""Categories of characters that no text has."""
UNREADABLE = 0.3
"""Share of characters without a meaning from which a text layer is none."""
OCR = "recognise its text first (OCR), or give the text as UTF-8"


class Reason(StrEnum):
    """Why a PDF is not read."""

    ENCRYPTED = "the PDF is encrypted: save it without a password"
    BROKEN = "the PDF is broken: open it where it was written and save it anew"
    PAGES = f"the PDF has more than {MOST_PAGES} pages: split it"
    LONG = "the PDF has more text than a source may have: split it"
    EMPTY = f"the PDF has no text layer, only pictures of pages: {OCR}"
    UNREADABLE = f"the fonts of the PDF do not say which characters they show: {OCR}"
    SLOW = f"the PDF takes more than {SECONDS} seconds or {MEMORY // 2**20} MB to read: print it to a new PDF"


class Refused(Exception):  # noqa: N818  it is a verdict
    """A PDF that is not read."""

    def __init__(self, reason: Reason) -> None:
        """`reason` is the sentence."""
        super().__init__(reason.value)
        self.reason = reason


class Line(NamedTuple):
    """A line and where it stands, in points from the lower left corner of the page."""

    text: str
    left: float
    bottom: float
    size: float


def extracted(data: bytes, name: str, encoding: str | None = None) -> Extracted:
    """The text of a PDF and its pages; raises `InputError`."""
    del encoding
    command = [sys.executable, "-P", "-m", __name__]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=SECONDS, check=False)  # noqa: S603
        found = json.loads(done.stdout) if done.returncode == 0 else {"refused": Reason.SLOW}
    except subprocess.TimeoutExpired:
        found = {"refused": Reason.SLOW}
    if reason := found.get("refused"):
        raise InputError(reason, file=name)
    return Extracted(found["text"], tuple(PageStart(*page) for page in found["pages"]))


def read(data: bytes) -> Extracted:
    """The text of a PDF, in this process; raises `Refused`."""
    from pypdfium2 import PdfDocument, PdfiumError  # noqa: PLC0415  native code, where a PDF is read

    try:
        with closing(PdfDocument(data)) as document:
            if len(document) > MOST_PAGES:
                raise Refused(Reason.PAGES)
            texts = [_page_text(document, index) for index in range(len(document))]
            labels = [document.get_page_label(index) for index in range(len(document))]
    except PdfiumError as error:
        raise Refused(Reason.ENCRYPTED if "password" in str(error).lower() else Reason.BROKEN) from None
    _judge("".join(texts))
    return _joined(texts, _numbers(labels))


def _judge(text: str) -> None:
    if len(text) > MOST_CHARACTERS:
        raise Refused(Reason.LONG)
    said = [char for char in text if not char.isspace()]
    if not said:
        raise Refused(Reason.EMPTY)
    if sum(char == "\ufffd" or unicodedata.category(char) in MEANINGLESS for char in said) > UNREADABLE * len(said):
        raise Refused(Reason.UNREADABLE)


def _numbers(labels: list[str]) -> list[int]:
    """The numbers that are printed on the pages, if the PDF states plain ones that rise; else they are counted."""
    if all(label.isascii() and label.isdigit() and len(label) < len("99999") for label in labels):
        numbers = [int(label) for label in labels]
        if all(before < after for before, after in pairwise([0, *numbers])):
            return numbers
    return list(range(1, len(labels) + 1))


def _joined(texts: list[str], numbers: list[int]) -> Extracted:
    parts: list[str] = []
    pages: list[PageStart] = []
    offset = 0
    for text, number in zip(texts, numbers, strict=True):
        between = f"\n{BREAK.format(number)}\n" if parts else ""
        parts += [between, text]
        pages.append(PageStart(offset + len(between), number))
        offset += len(between) + len(text)
    return Extracted("".join(parts) + "\n", tuple(pages))


def _page_text(document: Page, index: int) -> str:
    with closing(document[index]) as page, closing(page.get_textpage()) as text:
        lines = list(_lines(text))
    pitches = [before.bottom - after.bottom for before, after in pairwise(lines) if before.bottom > after.bottom]
    usual = median(pitches) if pitches else 0.0
    margin = median(line.left for line in lines) if lines else 0.0
    written: list[str] = []
    for at, line in enumerate(lines):
        apart = at > 0 and abs(lines[at - 1].bottom - line.bottom) > GAP * usual
        indented = line.size > 0 and round((line.left - margin) / line.size) in INDENTED and not line.text[:1].isspace()
        written.append(("\n" if apart else "") + (INDENT if indented else "") + line.text)
    return "\n".join(written)


def _lines(page: Page) -> Iterator[Line]:
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


def _bounded() -> None:
    """Bound what this process may take; where the system cannot, its parent's patience still does."""
    if find_spec("resource"):
        import resource  # noqa: PLC0415  not on every system

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    """Read the PDF on standard input; write what it says, or why it is not read, as JSON."""
    _bounded()
    try:
        found = read(sys.stdin.buffer.read())
    except Refused as refused:
        sys.stdout.write(json.dumps({"refused": refused.reason}))
    else:
        sys.stdout.write(json.dumps({"text": found.text, "pages": found.pages}))


if __name__ == "__main__":
    main()
