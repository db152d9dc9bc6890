"""Word documents: paragraphs, headings, lists with their numbers, tables and notes as Markdown.

Text that is hidden or was deleted under revision is no text; headers and footers belong to the page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fulian_kg.errors import InputError
from fulian_kg.source.readers.blocks import Block, Extracted, Table, written
from fulian_kg.source.readers.docx_styles import Numbering, Styles, child, local, value
from fulian_kg.source.readers.package import Package

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fulian_kg.source.readers.package import Element

_SAY_NOTHING = "del moveFrom delText instrText delInstrText rPr pPr tblPr tblGrid trPr tcPr sdtPr sectPr rt comment"
LEFT_OUT = frozenset(_SAY_NOTHING.split())
"""Elements that hold no text, or text that is not there any more."""
WRITTEN = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
NOTES = {"footnoteReference": "footnotes", "endnoteReference": "endnotes"}
BOX = "txbxContent"
PARTS = frozenset({"styles", "numbering", *NOTES.values()})
"""Parts that are read beside the main one, by the kind of relationship."""


def extracted(data: bytes, name: str, encoding: str | None = None) -> Extracted:
    """The text of a .docx file; raises `InputError`."""
    del encoding
    package = Package(data, name)
    main = package.related("").get("officeDocument", "")
    if not main.endswith(".xml"):
        message = "this is a ZIP archive or another office document, not a .docx; save it as .docx or as UTF-8 text"
        raise InputError(message, file=name)
    parts = {kind: package.root(part) for kind, part in package.related(main).items() if kind in PARTS}
    body = child(package.root(main), "body")
    if body is None:
        message = "the document has no body: save it anew as .docx"
        raise InputError(message, file=name)
    return Extracted(written(_Document(parts).all(body)))


class _Document:
    """Walks a document once, counting lists and collecting notes."""

    def __init__(self, parts: dict[str, Element]) -> None:
        self._styles = Styles(parts.get("styles"))
        self._numbering = Numbering(parts.get("numbering"))
        self._notes = {(kind, value(note, "id")): note for kind in NOTES.values() for note in parts.get(kind, ())}
        self._referred: dict[tuple[str, str], int] = {}
        self._carried = ""

    def all(self, body: Element) -> Iterator[Block | Table]:
        """The body, then the notes in the order in which it refers to them."""
        yield from self._blocks(body)
        for key, number in list(self._referred.items()):
            text = " ".join(block.text.strip() for block in self._flat(self._notes[key]))
            yield Block(text, mark=f"[^{number}]:")

    def _blocks(self, container: Element) -> Iterator[Block | Table]:
        for element in _content(container):
            if local(element) == "p":
                yield from self._paragraph(element)
            elif local(element) == "tbl":
                yield self._table(element)
            else:
                yield from self._blocks(element)

    def _flat(self, container: Element) -> Iterator[Block]:
        """Blocks of a cell or a note; a table inside gives its cells one after the other."""
        for block in self._blocks(container):
            if isinstance(block, Block):
                yield block
            else:
                yield from (inner for row in block.rows for cell in row for inner in cell)

    def _table(self, table: Element) -> Table:
        rows = (element for element in _content(table) if local(element) == "tr")
        kept = (row for row in rows if child(child(row, "trPr"), "del") is None)
        return Table(tuple(tuple(tuple(self._flat(cell)) for cell in _cells(row)) for row in kept))

    def _paragraph(self, paragraph: Element) -> Iterator[Block | Table]:
        properties = child(paragraph, "pPr")
        boxes: list[Element] = []
        text = self._carried + "".join(self._text(paragraph, boxes))
        self._carried = ""
        if child(child(properties, "rPr"), "del") is not None:
            self._carried = text  # its end was deleted: it goes on in the next
            text = ""
        if text.strip():
            level = self._styles.level(properties)
            yield Block(text, level, self._numbering.mark(*self._styles.numbered(properties)))
        for box in boxes:
            yield from self._blocks(box)

    def _text(self, container: Element, boxes: list[Element]) -> Iterator[str]:
        for element in _content(container):
            name = local(element)
            if name == "t":
                yield element.text or ""
            elif name in WRITTEN:
                yield WRITTEN[name] if value(element, "type") in ("", "textWrapping") else ""
            elif name in NOTES:
                key = (NOTES[name], value(element, "id"))
                if key in self._notes:
                    self._referred.setdefault(key, len(self._referred) + 1)
            elif name == BOX:
                boxes.append(element)
            elif name != "r" or not self._styles.hidden(element):
                yield from self._text(element, boxes)


def _content(container: Element) -> Iterator[Element]:
    """Children that can hold text; of alternatives the first."""
    for element in container:
        name = local(element)
        if name == "AlternateContent":
            yield from list(element)[:1]
        elif name == "sdt":
            placeholder = child(child(element, "sdtPr"), "showingPlcHdr")
            content = child(element, "sdtContent")
            yield from () if content is None or placeholder is not None else _content(content)
        elif name and name not in LEFT_OUT:
            yield element


def _cells(row: Element) -> Iterator[Element]:
    return (element for element in _content(row) if local(element) == "tc")
