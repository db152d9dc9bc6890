"""Files to texts: plain ones decoded, documents of other formats through the reader of their format."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from fulian_kg.errors import InputError
from fulian_kg.model import SourceText
from fulian_kg.source.decoding import SIGNATURES, character_doubts, decoded

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Protocol

    from fulian_kg.source.readers.blocks import Extracted

    class Reader(Protocol):
        """What makes a text of the bytes of one format; raises `InputError`."""

        def __call__(self, data: bytes, name: str, encoding: str | None = None) -> Extracted:
            """The text of a file called `name`."""
            ...


LARGEST = 64 * 2**20
"""Bytes that a file may have."""
EXTRA = "pip install 'fulian-kg[documents]'"


@dataclass(frozen=True, slots=True)
class Format:
    """A format that has a reader of its own."""

    name: str
    """Also the module of its reader."""
    suffixes: frozenset[str]
    signature: re.Pattern[bytes]
    """How its files begin, whatever they are called."""
    library: str
    """What must be installed, a part of the extra."""
    certain: bool = True
    """Whether a file without the signature is none of the format, whatever it is called."""


FORMATS = (
    Format("docx", frozenset({".docx", ".docm"}), re.compile(rb"PK\x03\x04"), "lxml"),
    Format("pdf", frozenset({".pdf"}), re.compile(rb"(?:\xef\xbb\xbf)?\s{0,64}%PDF-"), "pypdfium2"),
    Format(
        "html",
        frozenset({".html", ".htm", ".xhtml"}),
        re.compile(
            rb"(?:\xef\xbb\xbf)?(?:\s|<\?xml[^>]{0,200}>|<!--.{0,500}?-->){0,9}(?:<!doctype\s+html|<html)[\s>]",
            re.IGNORECASE | re.DOTALL,
        ),
        "lxml",
        certain=False,
    ),
)


def read_text(path: Path, name: str, encoding: str | None = None) -> SourceText:
    """The file as text; raises `InputError` for what is missing, empty, too large, binary or cannot be read.

    `encoding` is for files of characters; other formats say themselves how they are encoded.
    """
    return text_of(bytes_of(path, name), name, encoding)


def bytes_of(path: Path, name: str) -> bytes:
    """What a file holds; raises `InputError` for what is missing, too large or cannot be read."""
    try:
        size = path.stat().st_size
        if size > LARGEST:
            message = f"{size / 2**20:.0f} MB are more than the {LARGEST // 2**20} MB that a source may have; split it"
            raise InputError(message, file=name)
        return path.read_bytes()
    except OSError as error:
        message = f"cannot be read: {error.strerror}"
        raise InputError(message, file=name) from None


def text_of(data: bytes, name: str, encoding: str | None = None) -> SourceText:
    """Bytes as text: what they are decides, then what the file is called; raises `InputError`."""
    found = _format(data, name)
    if found is None:
        return decoded(data, name, encoding)
    extracted = _reader(found, name)(data, name, encoding)
    if not extracted.text.strip():
        message = "the document has no text"
        raise InputError(message, file=name)
    doubts = (*extracted.doubts, *character_doubts(extracted.text, name))
    return SourceText(name, hashlib.sha256(data).hexdigest(), extracted.text, found.name, doubts, extracted.pages)


def _format(data: bytes, name: str) -> Format | None:
    """The format of a document; None for a plain text."""
    for each in FORMATS:
        if each.signature.match(data):
            return each
    called = next((each for each in FORMATS if _called(each, name)), None)
    if called and called.certain and data and not any(map(data.startswith, SIGNATURES)):
        message = f"it is called {called.name} but is none: save it as {called.name} again, or as UTF-8 text"
        raise InputError(message, file=name)
    return None if called and called.certain else called


def _called(document: Format, name: str) -> bool:
    return any(name.lower().endswith(suffix) for suffix in document.suffixes)


def _reader(document: Format, name: str) -> Reader:
    try:
        import_module(document.library)
    except ImportError:
        message = f"reading {document.name} needs {document.library}, which is not installed: {EXTRA}"
        raise InputError(message, file=name) from None
    reader: Reader = import_module(f"fulian_kg.source.readers.{document.name}").extracted
    return reader
