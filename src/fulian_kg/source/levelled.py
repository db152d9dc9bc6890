"""A text as its layout is read: simplified, without tags and glosses, entities by meaning, and as long as before.

What an entity leaves over is filled with a character that is no part of any word; `unfilled` takes it out of titles.
"""

from __future__ import annotations

import html
import re
from functools import lru_cache

from fulian_kg.source.characters import ENTITY, GLOSS
from fulian_kg.source.traditional import simplified

FILL = "\u2060"
"""Word joiner: neither white space nor a letter."""
NOT_TEXT = re.compile(rf"(?P<entity>{ENTITY})|(?P<gloss>{GLOSS})|</?[A-Za-z][^<>\n]*>")


@lru_cache(maxsize=16)
def levelled(text: str) -> str:
    """The text for reading titles, headings and catalogues; every offset is one of the text as it is."""
    plain = simplified(text)
    return NOT_TEXT.sub(_levelled, plain) if "&" in plain or "<" in plain or "(" in plain or "（" in plain else plain


def unfilled(text: str) -> str:
    """A stretch of a levelled text without what fills it."""
    return text.replace(FILL, "")


def _levelled(match: re.Match[str]) -> str:
    size = len(match[0])
    if match["gloss"]:
        return FILL * size
    meant = html.unescape(html.unescape(match[0])) if match["entity"] else " "
    if not meant.strip():
        return " " * size
    return meant.ljust(size, FILL) if len(meant) <= size else match[0]
