"""Bytes to text: which encoding, what cannot be text at all, and which characters a person should look at."""

from __future__ import annotations

import codecs
import hashlib
import re
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING

from fulian_kg.errors import InputError, UsageError
from fulian_kg.model import Finding, SourceText, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

MARK = "\ufeff"
MARKS = {MARK.encode(encoding): encoding for encoding in ("utf-8", "utf-16-le", "utf-16-be", "gb18030")}
"""Byte order marks; they belong to the encoding, not to the text."""
TRIED = ("utf-8", "gb18030", "big5")
"""Strict, in this order; UTF-16 is never guessed, since it accepts half of all random bytes."""
SIGNATURES = {
    b"%PDF": "a PDF",
    b"PK\x03\x04": "a ZIP archive or office document",
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"GIF8": "a GIF picture",
    b"\x1f\x8b": "a gzip archive",
    b"\xd0\xcf\x11\xe0": "an old or encrypted office document",
    b"\x7fELF": "a program",
    b"SQLite format 3": "a database",
}
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x9f]|[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Control and bidirectional characters: never part of a word, able to hide one."""
HAN = re.compile("[\u4e00-\u9fff]")
SURROGATE = re.compile(r"[\ud800-\udfff]")
FEW_CONTROLS = 8
MOST_CONTROLS = 0.01
"""Share of control characters, beyond a few, from which a file is taken for binary."""
LEAST_CHINESE = 0.3
"""Share of common Chinese among the characters beyond ASCII from which a decoding is taken to be right."""
WAY_OUT = "save it as UTF-8 text, or name its encoding with --encoding"


def decoded(data: bytes, name: str, encoding: str | None = None) -> SourceText:
    """Decode bytes and nothing else: line ends, width and doubtful characters stay as they are."""
    for signature, kind in SIGNATURES.items():
        if data.startswith(signature):
            message = f"this is {kind}, not a text; {WAY_OUT}"
            raise InputError(message, file=name)
    text, used = _decoded(data, name, encoding)
    if not text.strip():
        message = "the file is empty"
        raise InputError(message, file=name)
    _refuse_binary(text, name)
    guessed = _encoding_doubts(text, name, used) if encoding is None else ()
    doubts = (*guessed, *character_doubts(text, name))
    return SourceText(name, hashlib.sha256(data).hexdigest(), text, used, doubts)


def _decoded(data: bytes, name: str, encoding: str | None) -> tuple[str, str]:
    marked = next((used for mark, used in MARKS.items() if data.startswith(mark)), None)
    if used := marked if encoding is None else _known(encoding):
        return _strict(data, used, name).removeprefix(MARK), used
    possible = [(text, tried) for tried in TRIED if (text := _attempt(data, tried)) is not None]
    if not possible:
        message = f"neither UTF-8 nor GB18030 nor Big5; {WAY_OUT}"
        raise InputError(message, file=name)
    if possible[0][1] == "utf-8":
        return possible[0]
    return max(possible, key=lambda found: chinese(found[0]))


def _attempt(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _strict(data: bytes, encoding: str, name: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeError as error:
        start = error.start if isinstance(error, UnicodeDecodeError) else 0
        line = data.count(b"\n", 0, start) + 1
        message = f"byte {start} is not {encoding}; leave out --encoding or name another one"
        raise InputError(message, file=name, line=line) from None
    if half := SURROGATE.search(text):
        message = f"character {half.start()} is half of one in {encoding}; leave out --encoding or name another one"
        raise InputError(message, file=name)
    return text


def _known(encoding: str) -> str:
    try:
        "".encode(encoding)
        return codecs.lookup(encoding).name
    except (LookupError, UnicodeError):
        message = f"unknown encoding {encoding!r}: use one of {', '.join(TRIED)} or another that Python knows"
        raise UsageError(message) from None


def chinese(text: str) -> float:
    """Share of common Chinese characters (GB 2312 or Big5 level 1) among those beyond ASCII."""
    beyond = {char: count for char, count in Counter(text).items() if char > "\x7f"}
    common = sum(count for char, count in beyond.items() if _common(char))
    return common / sum(beyond.values()) if beyond else 1.0


def _common(char: str) -> bool:
    for level, limit in (("gb2312", 0xD8), ("big5", 0xC9)):
        try:
            code = char.encode(level)
        except UnicodeEncodeError:
            continue
        if len(code) > 1 and code[0] < limit:
            return True
    return False


def _refuse_binary(text: str, name: str) -> None:
    controls = sum(1 for match in CONTROL.finditer(text) if match[0] < "\xa0")
    blank = "\x00" in text and not HAN.search(text)
    if blank or controls > max(FEW_CONTROLS, len(text) * MOST_CONTROLS):
        message = f"this is a binary file, not a text ({controls} control characters); {WAY_OUT}"
        raise InputError(message, file=name)


def _encoding_doubts(text: str, name: str, encoding: str) -> Iterator[Finding]:
    """Whether a decoding that was tried may be the wrong one."""
    if encoding != "utf-8" and chinese(text) < LEAST_CHINESE:
        yield Finding(
            "encoding-doubt",
            f"按 {encoding} 解码后少有常用汉字，请用 --encoding 指明编码",
            f"read as {encoding} it has few common Chinese characters; name its encoding with --encoding",
            file=name,
        )


def character_doubts(text: str, name: str) -> Iterator[Finding]:
    """Control and bidirectional characters, where they stand."""
    for match in CONTROL.finditer(text):
        code = f"U+{ord(match[0]):04X} {unicodedata.name(match[0], '')}".strip()
        yield Finding(
            "control-character",
            f"第 {match.start()} 个字符是控制字符 {code}",
            f"character {match.start()} is the control character {code}",
            file=name,
            span=Span(*match.span()),
        )
