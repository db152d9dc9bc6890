"""Lines of a text with their offsets, and their plain form for comparing titles and reading layout."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

NOT_WORDS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Line:
    """One line without its end."""

    start: int
    text: str

    @property
    def end(self) -> int:
        """Offset after its last character."""
        return self.start + len(self.text)


def lines_of(text: str, start: int = 0, end: int | None = None) -> Iterator[Line]:
    """Lines of `text[start:end]`, their ends (LF, CR LF, CR) left out."""
    position = start
    for line in text[start:end].splitlines(keepends=True):
        yield Line(position, line.rstrip("\r\n\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"))
        position += len(line)


@lru_cache(maxsize=1 << 14)
def folded(text: str) -> str:
    """Half-width digits, letters and brackets; as long as the text, so that offsets stay."""
    return text if text.isascii() else text.translate(HALF)


class _Half(dict[int, str]):
    """Characters by code as half-width ones, worked out when first met."""

    def __missing__(self, code: int) -> str:
        plain = unicodedata.normalize("NFKC", chr(code))
        self[code] = plain if len(plain) == 1 else chr(code)
        return self[code]


HALF = _Half()


@lru_cache(maxsize=4096)
def comparable(text: str) -> str:
    """Letters and digits only, for comparing a heading with an entry."""
    return NOT_WORDS.sub("", unicodedata.normalize("NFKC", text))
