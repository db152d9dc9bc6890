"""Documents made for tests: Word files part by part, web pages, and PDFs with a text layer in Chinese."""

from __future__ import annotations

import html
import io
import re
from typing import TYPE_CHECKING, NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile

from reportlab.lib.pagesizes import A5
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
KINDS = ("styles", "numbering", "footnotes", "endnotes")
FONT = "STSong-Light"
SIZE, LEADING, WIDTH = 10.5, 18, 30
"""Points of a character and of a line, characters of a line."""
TOP, LEFT, BOTTOM = 520, 45, 70
CLOSING = "，。；：、！？”）》"
STYLES = "".join(
    f'<w:style w:type="paragraph" w:styleId="{level}"><w:name w:val="heading {level}"/></w:style>'
    for level in (1, 2, 3)
)


class Piece(NamedTuple):
    """A paragraph, or a heading where `level` is 1 or more."""

    level: int
    text: str


def pieces(markdown: str) -> Iterator[Piece]:
    """Paragraphs and headings of a simple Markdown text, without emphasis."""
    for line in markdown.replace("**", "").split("\n"):
        if line.strip():
            hashes = re.match("#*", line)
            level = hashes.end() if hashes else 0
            yield Piece(level, line[level:].strip())


def word(body: str, parts: Mapping[str, str] | None = None, *, names: Mapping[str, str] | None = None) -> bytes:
    """A .docx of the inner XML of its body and of the parts of `KINDS`; `names` adds whole files."""
    parts = {"styles": STYLES} | dict(parts or {})
    files: dict[str, str | bytes] = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": relationships({"officeDocument": "word/document.xml"}),
        "word/document.xml": _root("document", f"<w:body>{body}</w:body>"),
        "word/_rels/document.xml.rels": relationships({kind: f"{kind}.xml" for kind in parts}),
    }
    files |= {f"word/{kind}.xml": _root(kind, inner) for kind, inner in parts.items()}
    return zipped(files | dict(names or {}))


def zipped(files: Mapping[str, str | bytes]) -> bytes:
    """A ZIP archive."""
    made = io.BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return made.getvalue()


def relationships(targets: Mapping[str, str]) -> str:
    """The XML that says which parts belong to one."""
    rows = (
        f'<Relationship Id="{at}" Type="{OFFICE}/{kind}" Target="{to}"/>'
        for at, (kind, to) in enumerate(targets.items())
    )
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{"".join(rows)}</Relationships>'


def _root(name: str, inner: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?><w:{name} xmlns:w="{WORD}">{inner}</w:{name}>'


def paragraph(text: str, properties: str = "") -> str:
    """A paragraph of one run."""
    return f'<w:p><w:pPr>{properties}</w:pPr><w:r><w:t xml:space="preserve">{html.escape(text)}</w:t></w:r></w:p>'


def as_docx(text: Sequence[Piece]) -> bytes:
    """The text as a Word document."""
    return word(
        "".join(paragraph(each.text, f'<w:pStyle w:val="{each.level}"/>' if each.level else "") for each in text)
    )


def as_html(text: Sequence[Piece]) -> bytes:
    """The text as a web page with what stands around it."""
    tags = (f"h{each.level}" if each.level else "p" for each in text)
    body = "\n".join(f"<{tag}>{html.escape(each.text)}</{tag}>" for tag, each in zip(tags, text, strict=True))
    around = "<nav><a href='/'>首页</a> 共有3000个页面</nav>"
    return (
        f"<!DOCTYPE html><meta charset=utf-8><title>案例</title><body>{around}<article>{body}</article></body>".encode()
    )


def as_pdf(text: Sequence[Piece], *, header: str = "", numbered: bool = True, labels: Sequence[str] = ()) -> bytes:
    """The text as a PDF: lines of one width, paragraphs moved in by two characters, pages with header and number."""
    lines = [line for each in text for line in _lines(each)]
    count = (TOP - BOTTOM) // LEADING
    return pdf([lines[at : at + count] for at in range(0, len(lines), count)], header, labels, numbered=numbered)


def _lines(piece: Piece) -> Iterator[tuple[str, float]]:
    """Lines with the distance by which each is moved in."""
    rest, first = piece.text, 0 if piece.level else 2
    while rest:
        end = WIDTH - first
        while rest[end : end + 1] in CLOSING and rest[end : end + 1]:
            end += 1
        yield rest[:end], first * SIZE
        rest, first = rest[end:], 0


def pdf(
    pages: Sequence[Sequence[tuple[str, float]]], header: str = "", labels: Sequence[str] = (), *, numbered: bool = True
) -> bytes:
    """A PDF of pages of lines; a label for each page if any is given. The same bytes every time."""
    if FONT not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    made = io.BytesIO()
    canvas = Canvas(made, pagesize=A5, invariant=1)
    for at, label in enumerate(labels):
        canvas.addPageLabel(
            at, start=int(label) if label.isdigit() else 1, style="ARABIC" if label.isdigit() else "ROMAN_LOWER"
        )
    for number, lines in enumerate(pages, 1):
        canvas.setFont(FONT, SIZE)
        canvas.drawString(LEFT + 60, TOP + 40, header)
        for row, (line, inward) in enumerate(lines):
            canvas.drawString(LEFT + inward, TOP - row * LEADING, line)
        if numbered:
            canvas.drawString(200, 30, str(number))
        canvas.showPage()
    canvas.save()
    return made.getvalue()
