"""A chart as it is drawn: an SVG document that says what it is, whose texts are text and whose ids are its own."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from fulian_kg.query.charts.lettering import ASCENT, LINE, RISE, balanced, cut, extent, wrap
from fulian_kg.query.charts.style import Label, Style, house_style

if TYPE_CHECKING:
    from collections.abc import Iterable

Anchor = Literal["start", "middle", "end"]
Language = Literal["zh", "en"]
Place = tuple[float, float]

SVG = "http://www.w3.org/2000/svg"
UNFIT = re.compile("[^\t\n\r\u0020-\u007e\u00a0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML cannot hold, and control characters."""
STEERING = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Bidirectional controls: they would move other texts."""
LINKS = re.compile(r"#|https?://|[\w./%-]+(?:[#?]|$)")
PREFIX = re.compile(r"[A-Za-z][A-Za-z0-9-]*")
HATCH = 9.0
"""Side of a tile of a pattern, with its diagonals; rotated patterns would cost a picture seconds."""
RISING, FALLING = "M-1 1L1-1M0 9L9 0M8 10L10 8", "M-1 8L1 10M0 0L9 9M8-1L10 1"
TITLE_LINES, NOTE_LINES = 3, 8
NARROWEST, WIDE = 320.0, 600.0


@dataclass(frozen=True, slots=True)
class Frame:
    """What surrounds a chart."""

    title: Label
    description: Label
    """For those who do not see it: what is compared, what stands out."""
    note: Label | None = None
    """Printed below: what a reader must know before counting."""
    prefix: str = "chart"
    """Begins every id, so that several charts can stand in one page: a letter, then letters, digits, hyphens."""
    width: float = 1000.0
    """Pixels, at least 320; charts grow downwards."""
    language: Language = "zh"
    """Of labels where there is room for one; the other stands in tool tips."""
    standalone: bool = True
    """Whether the style sheet goes into the document; without, the page has it."""
    linked: bool = True
    """Whether links are drawn as links."""


class Drawing:
    """Draws at absolute coordinates; `y` is how far down the chart has come."""

    def __init__(self, frame: Frame, style: Style | None = None) -> None:
        """Raises `ValueError` for a prefix or width that cannot be."""
        if PREFIX.fullmatch(frame.prefix) is None or not frame.width >= NARROWEST:
            message = f"prefix {frame.prefix!r}, width {frame.width}: a word, and at least {NARROWEST:g} pixels"
            raise ValueError(message)
        self.frame = frame
        self.style = style or house_style()
        self.wide = frame.width >= WIDE
        self.margin = self.style.sizes["margin" if self.wide else "narrow-margin"]
        self.left, self.right = self.margin, frame.width - self.margin
        self.y = self.margin
        self._linked = False
        self.root = ET.Element("svg", {"xmlns": SVG, "class": "fk-chart", "lang": "zh", "xml:lang": "zh"})
        self._describe()
        if frame.standalone:
            ET.SubElement(self.root, "style").text = "\n" + self.style.stylesheet()
        self._paper = ET.SubElement(self.root, "rect", {"class": "fk-paper"})
        self._heading()

    @property
    def room(self) -> float:
        """Pixels between the margins."""
        return self.right - self.left

    def size(self, kind: str) -> float:
        """Font size of a kind of text."""
        return self.style.sizes[{"strong": "label", "muted": "small"}.get(kind, kind)]

    def word(self, name: str) -> str:
        """A word of the style in the chart's language."""
        return self.style.words[name].in_language(self.frame.language)

    def words(self, name: str) -> str:
        """A word of the style in both languages, or in the chart's where room is scarce."""
        return self.words_of(self.style.words[name])

    def words_of(self, label: Label) -> str:
        """The same for any label."""
        return label.both if self.wide else label.in_language(self.frame.language)

    def identifier(self, name: str) -> str:
        """An id of this chart."""
        return f"{self.frame.prefix}-{name}"

    def group(self, title: str = "", href: str | None = None, parent: ET.Element | None = None) -> ET.Element:
        """A group with a tool tip; a link where `href` is a fragment, a relative or an http(s) address, else none."""
        above = self.root if parent is None else parent
        if href and self.frame.linked and LINKS.match(href):
            self._linked = True
            element = ET.SubElement(above, "a", {"href": cleaned(href)})
        else:
            element = ET.SubElement(above, "g")
        if title:
            ET.SubElement(element, "title").text = cleaned(title, lines=True)
        return element

    def text(
        self,
        x: float,
        y: float,
        content: str,
        kind: str = "text",
        *,
        anchor: Anchor = "start",
        parent: ET.Element | None = None,
        language: Language | None = None,
        classes: str = "",
    ) -> ET.Element:
        """A line of text whose base line is at `y`; `kind` gives its size and colour."""
        names = " ".join(name for name in (f"fk-{kind}" if kind != "text" else "", classes) if name)
        attributes = {"x": number(x), "y": number(y)}
        attributes |= {"class": names} if names else {}
        attributes |= {"text-anchor": anchor} if anchor != "start" else {}
        attributes |= {"lang": language} if language and language != "zh" else {}
        element = ET.SubElement(self.root if parent is None else parent, "text", attributes)
        element.text = cleaned(content)
        return element

    def lines(self, x: float, top: float, lines: Iterable[str], kind: str, language: Language | None = None) -> float:
        """Lines of text below `top`; returns where they end."""
        size = self.size(kind)
        for line in lines:
            self.text(x, top + size * ASCENT, line, kind, language=language)
            top += size * LINE
        return top

    def middle(
        self,
        place: Place,
        content: str,
        tone: str,
        kind: str = "small",
        *,
        parent: ET.Element | None = None,
        halo: bool = False,
    ) -> ET.Element:
        """A line of text whose middle is at `place`, in a colour of its own; a halo keeps what is behind from it."""
        x, y = place[0], place[1] + self.size(kind) * RISE
        classes = " ".join(f"fk-{name}" for name in (tone, "halo" if halo else "") if name)
        return self.text(x, y, content, kind, anchor="middle", parent=parent, classes=classes)

    def rect(
        self,
        box: tuple[float, float, float, float],
        classes: str,
        *,
        parent: ET.Element | None = None,
        round_: float = 2.0,
        fill: str | None = None,
    ) -> ET.Element:
        """A rectangle: left, top, width, height; `fill` names one of the chart's patterns."""
        names = ("x", "y", "width", "height")
        attributes = {name: number(value) for name, value in zip(names, box, strict=True)}
        attributes |= {"rx": number(round_)} if round_ else {}
        attributes |= self._filled(fill) | {"class": classes}
        return ET.SubElement(self.root if parent is None else parent, "rect", attributes)

    def path(self, data: str, classes: str, *, parent: ET.Element | None = None, fill: str | None = None) -> ET.Element:
        """A path, its numbers written by `number`."""
        attributes = {"d": data, "class": classes} | self._filled(fill)
        return ET.SubElement(self.root if parent is None else parent, "path", attributes)

    def _filled(self, pattern: str | None) -> dict[str, str]:
        return {"fill": f"url(#{self.identifier(pattern)})"} if pattern else {}

    def patterns(self, *names: str) -> None:
        """Hatches of which shapes may be filled: `hatch` one way, `cross` both ways."""
        definitions = ET.SubElement(self.root, "defs")
        side = number(HATCH)
        for name in names:
            options = {"width": side, "height": side, "patternUnits": "userSpaceOnUse"}
            pattern = ET.SubElement(definitions, "pattern", {"id": self.identifier(name)} | options)
            ET.SubElement(pattern, "rect", {"width": side, "height": side, "class": "fk-paper"})
            data, kind = (RISING, "fk-pattern") if name == "hatch" else (RISING + FALLING, "fk-pattern-absent")
            ET.SubElement(pattern, "path", {"d": data, "class": kind})

    def fitted(self, text: str, kind: str, room: float) -> str:
        """The text cut to the room."""
        return cut(cleaned(text), self.size(kind), room)

    def wrapped(self, text: str, kind: str, room: float, lines: int) -> list[str]:
        """The text in lines of that length."""
        return wrap(cleaned(text), self.size(kind), room, lines)

    def extent(self, text: str, kind: str) -> float:
        """Length of a text of that kind."""
        return extent(cleaned(text), self.size(kind))

    def finish(self) -> str:
        """The note, then the document; the same input gives the same text."""
        if self.frame.note is not None:
            self.y += 10
            for language, content in _languages(self.frame.note):
                self.y = self.lines(
                    self.left, self.y, self.wrapped(content, "muted", self.room, NOTE_LINES), "muted", language
                )
        width, height = number(self.frame.width), number(self.y + self.margin)
        self.root.attrib |= {"width": width, "height": height, "viewBox": f"0 0 {width} {height}"}
        self._paper.attrib |= {"width": width, "height": height}
        # The children of an `img` are presentational: a link among them would be lost to those who cannot see it.
        self.root.set("role", "graphics-document document" if self._linked else "img")
        return ET.tostring(self.root, encoding="unicode") + "\n"

    def _describe(self) -> None:
        """`title` and `desc` in both languages, referred to by id."""
        for name, label in (("title", self.frame.title), ("desc", self.frame.description)):
            ids = []
            for language, content in _languages(label):
                ids.append(self.identifier(f"{name}-{language}"))
                attributes = {"id": ids[-1], "lang": language, "xml:lang": language}
                ET.SubElement(self.root, name, attributes).text = cleaned(content)
            self.root.set("aria-labelledby" if name == "title" else "aria-describedby", " ".join(ids))

    def _heading(self) -> None:
        kinds = iter(("title", "subtitle"))
        for language, content in _languages(self.frame.title):
            kind = next(kinds)
            lines = balanced(cleaned(content), self.size(kind), self.room, TITLE_LINES)
            self.y = self.lines(self.left, self.y, lines, kind, language)
        self.y += 12


def _languages(label: Label) -> list[tuple[Language, str]]:
    both: list[tuple[Language, str]] = [("zh", label.zh), ("en", label.en)]
    return [(language, content) for language, content in both if content]


def number(value: float) -> str:
    """A coordinate with at most two decimals, the same on every machine."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


def cleaned(text: str, *, lines: bool = False) -> str:
    """The text on one line; characters that XML cannot hold or that would steer others, as their numbers."""
    safe = UNFIT.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
    safe = STEERING.sub(lambda found: f"\\u{ord(found[0]):04x}", safe)
    return "\n".join(" ".join(line.split()) for line in safe.split("\n")) if lines else " ".join(safe.split())
