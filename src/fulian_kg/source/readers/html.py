"""Web pages: paragraphs, headings, lists and tables as Markdown, without what a page has beside its text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from lxml import etree

from fulian_kg.errors import InputError
from fulian_kg.source.decoding import decoded
from fulian_kg.source.readers.blocks import Block, Extracted, Table, written
from fulian_kg.source.readers.ordinals import ordinal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TypeAlias

Element: TypeAlias = Any
STATED = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)
CHINESE_ENCODINGS = frozenset({"gb2312", "gbk", "gb_2312-80", "x-gbk"})
HEAD = 4096
"""Bytes in which a page says how it is encoded."""
_SAY_NOTHING = (
    "head script style noscript template nav aside form button select option input textarea label iframe object embed "
    "applet svg canvas audio video map del rp rt dialog menu"
)
LEFT_OUT = frozenset(_SAY_NOTHING.split())
"""Elements that are not text of the page, or not any more."""
AROUND = frozenset({"header", "footer"})
"""Left out too, unless the text is marked as such and they lie inside."""
_BESIDE = "navigation banner contentinfo search complementary menu menubar toolbar dialog alert"
ROLES = frozenset(_BESIDE.split())
"""Roles of elements that are left out."""
HIDDEN = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
TEXTS = ("main", "article")
"""Elements that mark the text of a page, the first that it has."""
HEADING = re.compile("h([1-6])")
_STAND_ALONE = (
    "html body main article section header footer div p h1 h2 h3 h4 h5 h6 ul ol li dl dt dd blockquote pre address "
    "figure figcaption center fieldset legend details summary hgroup table caption thead tbody tfoot tr td th hr "
    "colgroup col"
)
BLOCKS = frozenset(_STAND_ALONE.split())
CELLS = frozenset({"td", "th"})
STYLES = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
SPACE = re.compile(r"[ \t\r\n\f]+")
CHINESE = "[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]"
INSIDE = re.compile(rf"(?<={CHINESE})[ \t]*[\r\n][ \t\r\n\f]*(?={CHINESE})")
"""A line end of the file between Chinese characters, which is no space."""
BREAK = "\x0b"
"""Stands for a line break that the page states, while white space is folded."""


def extracted(data: bytes, name: str, encoding: str | None = None) -> Extracted:
    """The text of a web page; raises `InputError`."""
    page = decoded(data, name, encoding or _stated(data))
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        root = etree.fromstring(page.text.encode(), parser)
    except etree.LxmlError as error:
        message = f"not a web page: {error}"
        raise InputError(message, file=name) from None
    if any(error.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for error in parser.error_log):
        message = "elements are nested too deeply to be a text: save the page as UTF-8 text"
        raise InputError(message, file=name)
    doubts = tuple(doubt for doubt in page.doubts if doubt.span is None)
    return Extracted(written(block for each in _texts(root) for block in _Page(each).blocks()), doubts=doubts)


def _stated(data: bytes) -> str | None:
    """The encoding that a page states, if its bytes are in it; what calls itself gb2312 may hold all of GB18030."""
    found = STATED.search(data[:HEAD])
    named = found[1].decode("ascii").lower() if found else ""
    named = "gb18030" if named in CHINESE_ENCODINGS else named
    try:
        data.decode(named or "utf-8")
    except (LookupError, UnicodeError):
        return None
    return named or None


def _texts(root: Element | None) -> list[Element]:
    """What is marked as the text of the page; all of it where nothing is, or where that is empty."""
    if root is None:
        return []
    for name in TEXTS:
        marked = [each for each in root.iter(name) if next(each.iterancestors(name), None) is None]
        if found := [each for each in marked if not _left_out(each) and "".join(each.itertext()).strip()]:
            return found
    return [root]


class _Page:
    """Walks a page once, with a stack in place of recursion: a page may be nested deeply."""

    def __init__(self, top: Element) -> None:
        self._top = top
        self._around = frozenset() if top.tag in TEXTS else AROUND
        self._said: list[str] = []
        self._levels: list[int] = []
        self._mark = ""
        self._counts: dict[Element, int] = {}
        self._tables: list[list[list[list[Block]]]] = []

    def blocks(self) -> Iterator[Block | Table]:
        """Blocks in the order of the page; those in a table come with it."""
        walk = etree.iterwalk(self._top, events=("start", "end"))
        skipped = None
        for event, element in walk:
            if event == "start" and (_left_out(element) or element.tag in self._around):
                walk.skip_subtree()
                skipped = element
            elif event == "start":
                yield from self._opened(element)
            elif element is not skipped:
                yield from self._closed(element)
            if event == "end" and element is not self._top:
                self._say(element.tail, element.getparent())
        yield from self._ended()

    def _opened(self, element: Element) -> Iterator[Block | Table]:
        if element.tag in BLOCKS:
            yield from self._ended()
        if heading := HEADING.fullmatch(element.tag):
            self._levels.append(int(heading[1]))
        elif element.tag == "li":
            self._mark = self._counted(element)
        elif element.tag == "table":
            self._tables.append([])
        elif element.tag == "tr" and self._tables:
            self._tables[-1].append([])
        elif element.tag in CELLS and self._tables:
            self._tables[-1] = self._tables[-1] or [[]]
            self._tables[-1][-1].append([])
        elif element.tag == "br":
            self._said.append(BREAK)
        self._say(element.text, element)

    def _counted(self, item: Element) -> str:
        """The number or point of an item of a list."""
        parent = item.getparent()
        if parent is None or parent.tag != "ol":
            return "-"
        following = self._counts[parent] + 1 if parent in self._counts else _whole(parent.get("start"), 1)
        self._counts[parent] = _whole(item.get("value"), following)
        return ordinal(self._counts[parent], STYLES.get(parent.get("type", ""), "decimal")) + "."

    def _closed(self, element: Element) -> Iterator[Block | Table]:
        if element.tag not in BLOCKS:
            return
        yield from self._ended()
        if HEADING.fullmatch(element.tag):
            self._levels.pop()
        elif element.tag == "li":
            self._mark = ""
        elif element.tag == "table":
            yield from self._placed(self._tables.pop())

    def _say(self, text: str | None, element: Element) -> None:
        if text and element.tag == "pre":
            text = text.replace("\n", BREAK)
        self._said.append(text or "")

    def _ended(self) -> Iterator[Block | Table]:
        """The block that ends here: into its cell, or out."""
        said = SPACE.sub(" ", INSIDE.sub("", "".join(self._said))).strip()
        self._said = []
        text = "\n".join(line.strip() for line in said.split(BREAK)).strip()
        if not text:
            return
        block = Block(text, self._levels[-1] if self._levels else 0, self._mark)
        self._mark = ""
        if self._tables and self._tables[-1] and self._tables[-1][-1]:
            self._tables[-1][-1][-1].append(block)
        else:
            yield block

    def _placed(self, rows: list[list[list[Block]]]) -> Iterator[Block | Table]:
        """A table, or its blocks where it stands in another one."""
        if self._tables and self._tables[-1] and self._tables[-1][-1]:
            self._tables[-1][-1][-1] += [block for row in rows for cell in row for block in cell]
        else:
            yield Table(tuple(tuple(map(tuple, row)) for row in rows))


def _left_out(element: Element) -> bool:
    said = element.attrib
    return (
        element.tag in LEFT_OUT
        or "hidden" in said
        or said.get("aria-hidden", "").lower() == "true"
        or said.get("role", "").lower() in ROLES
        or HIDDEN.search(said.get("style", "")) is not None
    )


def _whole(text: str | None, default: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < len("99999") else default
