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
from typing import TYPE_CHECKING, Any

from fulian_kg.errors import InputError
from fulian_kg.model import PageStart
from fulian_kg.source.readers.blocks import Extracted
from fulian_kg.source.readers.pdf_layout import joined, lines_of

if TYPE_CHECKING:
    from typing import TypeAlias

    from fulian_kg.source.readers.pdf_layout import Line

Document: TypeAlias = Any
"""A PDF as the library gives it; it has no types of its own."""
SECONDS = 60
MEMORY = 2**30
"""Bytes of address space that reading a file may take."""
MOST_PAGES = 5_000
MOST_CHARACTERS = 16 * 2**20
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
            pages = [_lines_of(document, index) for index in range(len(document))]
            labels = [document.get_page_label(index) for index in range(len(document))]
    except PdfiumError as error:
        raise Refused(Reason.ENCRYPTED if "password" in str(error).lower() else Reason.BROKEN) from None
    _judge("".join(line.text for page in pages for line in page))
    return joined(pages, labels)


def _judge(text: str) -> None:
    if len(text) > MOST_CHARACTERS:
        raise Refused(Reason.LONG)
    said = [char for char in text if not char.isspace()]
    if not said:
        raise Refused(Reason.EMPTY)
    if sum(char == "\ufffd" or unicodedata.category(char) in MEANINGLESS for char in said) > UNREADABLE * len(said):
        raise Refused(Reason.UNREADABLE)


def _lines_of(document: Document, index: int) -> list[Line]:
    with closing(document[index]) as page, closing(page.get_textpage()) as text:
        return list(lines_of(text))


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
