"""What the styles and lists of a Word document say of a paragraph: its level as a heading, its printed number."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fulian_kg.source.readers.ordinals import ordinal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fulian_kg.source.readers.package import Element

HEADING = re.compile(r"(?:heading|标题|標題)\s*(?P<level>[1-9])|(?P<title>title|标题|標題)", re.IGNORECASE)
PLACE = re.compile(r"%([1-9])")
OFF = frozenset({"0", "false", "off"})
BODY_LEVEL = 9
"""The outline level that means running text; headings have 0 to 8."""
DEEPEST = 20
"""Styles that may be based on one another."""
POINT = "-"


def local(element: Element) -> str:
    """Name of an element without its namespace; nothing for a comment or a processing instruction."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def child(element: Element | None, name: str) -> Element | None:
    """The first child of that name."""
    return next((each for each in element if local(each) == name), None) if element is not None else None


def value(element: Element | None, name: str = "val") -> str:
    """An attribute by its name without namespace; nothing where it is absent."""
    if element is None:
        return ""
    return next((text for key, text in element.items() if key.rpartition("}")[2] == name), "")


def number(text: str, default: int = 0) -> int:
    """A small whole number that an attribute gives."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= len("99999999") else default


class Styles:
    """The styles of a document."""

    def __init__(self, root: Element | None) -> None:
        found = [each for each in root if local(each) == "style"] if root is not None else []
        self._styles = {value(style, "styleId"): style for style in found}
        self._default = next(
            (style for style in found if value(style, "default") and value(style, "type") == "paragraph"), None
        )

    def level(self, properties: Element | None) -> int:
        """Level of a heading from 1; 0 for running text."""
        for source in (properties, *(child(style, "pPr") for style in self._chain(properties))):
            if (stated := child(source, "outlineLvl")) is not None:
                level = number(value(stated), BODY_LEVEL)
                return level + 1 if level < BODY_LEVEL else 0
        names = (value(child(style, "name")).strip() for style in self._chain(properties))
        named = next((found for name in names if (found := HEADING.fullmatch(name))), None)
        return int(named["level"] or 1) if named else 0

    def numbered(self, properties: Element | None) -> tuple[str, int]:
        """List and level (from 0) of a paragraph; an empty list for one that is in none."""
        for source in (properties, *(child(style, "pPr") for style in self._chain(properties))):
            stated = child(source, "numPr")
            if (list_id := child(stated, "numId")) is not None:
                return value(list_id), number(value(child(stated, "ilvl")))
        return "", 0

    def hidden(self, run: Element) -> bool:
        """Whether the text of a run is hidden."""
        properties = child(run, "rPr")
        style = self._styles.get(value(child(properties, "rStyle")))
        for source in (properties, child(style, "rPr")):
            if (stated := child(source, "vanish")) is not None:
                return value(stated) not in OFF
        return False

    def _chain(self, properties: Element | None) -> Iterator[Element]:
        """The style of a paragraph and those that it is based on."""
        style = self._styles.get(value(child(properties, "pStyle")), self._default)
        for _ in range(DEEPEST):
            if style is None:
                return
            yield style
            style = self._styles.get(value(child(style, "basedOn")))


@dataclass(frozen=True, slots=True)
class Level:
    """How one level of a list is numbered."""

    start: int = 1
    style: str = "decimal"
    text: str = ""


@dataclass(slots=True)
class List:
    """The levels of a list and where the count stands; lists of one kind count on together."""

    levels: dict[int, Level]
    counts: dict[int, int] = field(default_factory=dict)


class Numbering:
    """The lists of a document, counting as their paragraphs are met."""

    def __init__(self, root: Element | None) -> None:
        self._lists: dict[str, List] = {}
        if root is None:
            return
        counts: defaultdict[str, dict[int, int]] = defaultdict(dict)
        kinds = {value(each, "abstractNumId"): dict(_levels(each)) for each in root if local(each) == "abstractNum"}
        for each in root:
            if local(each) == "num":
                kind = value(child(each, "abstractNumId"))
                own = {number(value(part, "ilvl")): part for part in each if local(part) == "lvlOverride"}
                levels = dict(kinds.get(kind, {}))
                for at, part in own.items():
                    levels[at] = _overridden(levels.get(at, Level()), part)
                self._lists[value(each, "numId")] = List(levels, {} if own else counts[kind])

    def mark(self, list_id: str, at: int) -> str:
        """The number or point that the next paragraph of a list is printed with."""
        found = self._lists.get(list_id)
        level = found.levels.get(at) if found else None
        if found is None or level is None or level.style == "none":
            return ""
        if level.style == "bullet":
            return POINT
        found.counts[at] = found.counts.get(at, level.start - 1) + 1
        for deeper in [other for other in found.counts if other > at]:
            del found.counts[deeper]

        def printed(match: re.Match[str]) -> str:
            place = int(match[1]) - 1
            shown = found.levels.get(place, Level())
            return ordinal(found.counts.get(place, shown.start), shown.style)

        return PLACE.sub(printed, level.text)


def _levels(kind: Element) -> Iterator[tuple[int, Level]]:
    return ((number(value(each, "ilvl")), _level(each)) for each in kind if local(each) == "lvl")


def _level(element: Element) -> Level:
    style = value(child(element, "numFmt")) or "decimal"
    return Level(number(value(child(element, "start")), 1), style, value(child(element, "lvlText")))


def _overridden(level: Level, part: Element) -> Level:
    replaced = child(part, "lvl")
    level = level if replaced is None else _level(replaced)
    start = child(part, "startOverride")
    return level if start is None else Level(number(value(start), 1), level.style, level.text)
