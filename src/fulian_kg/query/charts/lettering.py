"""How much room a text takes before anything draws it, and how it is wrapped or cut to the room there is."""

from __future__ import annotations

import unicodedata

from wcwidth import wcwidth

CUT = "…"
WIDE_LETTERS = frozenset("MWmw@%&")
NARROW_LETTERS = frozenset("ijl.,:;'|!()[]/ ")
WHOLE, LARGE, CAPITAL, SMALL, SLIM = 1.0, 0.92, 0.68, 0.58, 0.36
"""Widths of letters in em, on the safe side for the faces of the style."""
NEVER_FIRST = frozenset("，。、；：！？）》〉】”’…,.;:!?)]}%")
"""Does not begin a line."""
LINE = 1.35
"""Distance of base lines, in em."""
RISE = 0.36
"""From the middle of a line down to its base line, in em."""
ASCENT = 0.9
"""From the top of a line down to its base line, in em."""


def extent(text: str, size: float) -> float:
    """Length of the text in pixels at that font size; an estimate that errs on the long side."""
    return size * sum(map(_em, text))


def cut(text: str, size: float, room: float) -> str:
    """The text, ended by an ellipsis where it is longer than the room."""
    if extent(text, size) <= room:
        return text
    kept, used = [], extent(CUT, size)
    for char in text:
        used += extent(char, size)
        if used > room:
            break
        kept.append(char)
    return "".join(kept).rstrip() + CUT


def wrap(text: str, size: float, room: float, lines: int) -> list[str]:
    """The text in at most so many lines of that length, the last one cut; Latin words stay whole where they fit."""
    found = [""]
    for piece in _pieces(text):
        joined = found[-1] + piece
        if extent(joined.rstrip(), size) <= room or not found[-1]:
            found[-1] = joined
        else:
            found.append(piece.lstrip())
    if len(found) > lines:
        found[lines - 1 :] = [" ".join(line.rstrip() for line in found[lines - 1 :])]
    return [cut(line.rstrip(), size, room) for line in found]


def balanced(text: str, size: float, room: float, lines: int) -> list[str]:
    """The same lines, but of about the same length: no last line of one character."""
    found = wrap(text, size, room, lines)
    narrower = extent(text, size) / len(found)
    while narrower < room and len(found) > 1:
        tried = wrap(text, size, narrower, len(found))
        if "".join(tried).replace(" ", "") == "".join(found).replace(" ", ""):
            return tried
        narrower += size
    return found


def _pieces(text: str) -> list[str]:
    """Parts between which a line may break: after each wide character, after spaces; no closing sign begins one."""
    found: list[str] = []
    for char in text:
        last = found[-1][-1] if found else " "
        begins = (last == " " or _breaks(last) or _breaks(char)) and char not in NEVER_FIRST and char != " "
        if begins or not found:
            found.append(char)
        else:
            found[-1] += char
    return found


def _breaks(char: str) -> bool:
    return wcwidth(char) > 1


def _em(char: str) -> float:
    columns = wcwidth(char)
    if columns <= 0:
        return 0.0
    if columns > 1 or unicodedata.east_asian_width(char) == "A":
        return WHOLE
    if char in WIDE_LETTERS:
        return LARGE
    if char in NARROW_LETTERS:
        return SLIM
    return CAPITAL if char.isupper() else SMALL
