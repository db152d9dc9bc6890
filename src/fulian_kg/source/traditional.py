"""Traditional characters as simplified ones, as many as there were; OpenCC is loaded for texts that have them."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opencc import OpenCC

TENTH = 10
"""A text is traditional when at least a tenth of its characters are."""

MISSED = str.maketrans("濬澂", "浚澄")
"""Traditional forms in names of counties that the converter leaves."""


def simplified(text: str) -> str:
    """The text in simplified characters, as long as before.

    In a text that is simplified otherwise only characters beyond GB 2312 change: 妇聯 is 妇联, but 乾县 stays.
    """
    found = _suspects().intersection(text)
    if not found:
        return text
    converted: str = _converter().convert(text)
    converted = (converted if len(converted) == len(text) else "".join(map(_single, text))).translate(MISSED)
    if TENTH * len(found) >= len(set(text)):
        return converted
    return "".join(new if old in found else old for old, new in zip(text, converted, strict=True))


@lru_cache(maxsize=1)
def _suspects() -> frozenset[str]:
    """Characters that can be traditional forms: in Big5, but not in GB 2312."""
    known = "".join(map(chr, range(ord("一"), ord("鿿") + 1)))
    return frozenset(_within("big5", known)) - frozenset(_within("gb2312", known))


def _within(encoding: str, text: str) -> str:
    return text.encode(encoding, "ignore").decode(encoding)


@lru_cache(maxsize=8192)
def _single(char: str) -> str:
    """A character on its own; itself where there would be more than one."""
    found: str = _converter().convert(char)
    return found if len(found) == 1 else char


@lru_cache(maxsize=1)
def _converter() -> OpenCC:
    from opencc import OpenCC  # noqa: PLC0415  most texts do without

    return OpenCC("t2s")


def forms() -> tuple[dict[str, str], dict[str, str]]:
    """What programs elsewhere need to simplify as we do, character by character: suspect ones, and the others."""
    known = [chr(code) for code in range(ord("一"), ord("鿿") + 1)]
    suspects = {char: _single(char).translate(MISSED) for char in known if char in _suspects()}
    return suspects, {char: new for char in known if char not in suspects and (new := _single(char)) != char}
