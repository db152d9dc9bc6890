"""PDFs: characters, lines and pages of a text layer, and a sentence for every PDF that has none to give."""

from __future__ import annotations

import subprocess
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reportlab.lib import pdfencrypt
from reportlab.pdfgen.canvas import Canvas

from fulian_kg.errors import InputError
from fulian_kg.model import PageStart, SourceText, Span
from fulian_kg.source.readers import pdf
from fulian_kg.source.readers.blocks import Extracted
from fulian_kg.source.readers.pdf_layout import Line, joined, lines_of
from fulian_kg.source.reading import text_of
from fulian_kg.source.view import view_of
from made_documents import Piece, as_pdf
from made_documents import pdf as made_pdf

LINES = (("县妇联在26个镇建立妇女小组512个，", 0.0), ("每个小组由县财政补助２０００元。", 0.0))
"""Both of one width."""


def test_the_characters_and_lines_are_those_of_the_page() -> None:
    found = text_of(made_pdf([LINES], numbered=False), "case.pdf")
    assert found.text == "县妇联在26个镇建立妇女小组512个，\n每个小组由县财政补助２０００元。\n"
    assert (found.encoding, found.pages) == ("pdf", (PageStart(0, 1),))


def test_a_paragraph_that_is_moved_in_begins_with_white_space_and_a_gap_is_a_blank_line() -> None:
    page = [
        ("　", 0.0),
        ("标题", 0.0),
        ("　", 0.0),
        ("起首两字缩进，后面不缩。", 21.0),
        ("这是第二行。", 0.0),
        ("这是第三行。", 0.0),
    ]
    assert text_of(made_pdf([page], numbered=False), "case.pdf").text == (
        "标题\n\n　　起首两字缩进，后面不缩。\n这是第二行。\n这是第三行。\n"
    )


def test_a_sentence_goes_on_over_pages_header_and_number() -> None:
    sentence = "，".join(f"第{number}个镇的妇女小组由县财政补助{number * 7}元" for number in range(1, 70)) + "。"
    source = text_of(as_pdf([Piece(0, sentence)], header="妇联工作案例"), "case.pdf")
    assert len(source.pages) > 1
    assert source.text.count("<!-- 妇联工作案例 -->") == len(source.pages)
    assert view_of(source.text).text == sentence


def test_pages_have_the_numbers_of_their_labels_if_these_are_plain() -> None:
    pages = [LINES, LINES, LINES]
    for labels, numbers in ((["17", "18", "19"], [17, 18, 19]), (["i", "1", "2"], [1, 2, 3]), ([], [1, 2, 3])):
        found = text_of(made_pdf(pages, labels=labels), "case.pdf").pages
        assert [page.number for page in found] == numbers


@given(st.lists(st.lists(st.text("妇联12 -。", min_size=1, max_size=4).filter(str.strip), max_size=5), min_size=1))
def test_every_character_is_kept_and_lies_on_its_page(pages: list[list[str]]) -> None:
    placed = [[Line(text, 0.0, 700.0 - 15 * at, 10.0) for at, text in enumerate(page)] for page in pages]
    found = joined(placed, [""] * len(pages))
    source = SourceText("case.pdf", "0" * 64, found.text, "pdf", pages=found.pages)
    ends = [*(page.offset for page in found.pages[1:]), len(found.text)]
    for page, start, end in zip(pages, found.pages, ends, strict=True):
        kept = Counter(found.text[start.offset : end])
        assert not Counter("".join(page).replace(" ", "")) - kept
        assert source.pages_of(Span(start.offset, start.offset + 1)) == (start.number, start.number)


def test_a_header_is_what_stands_at_one_place_of_several_pages() -> None:
    title = Line("种好责任田", 100.0, 560.0, 16.0)
    header = Line("种好责任田 1", 100.0, 560.0, 9.0)
    body = [Line("正文说明", 50.0, 500.0 - 15 * at, 10.0) for at in range(4)]
    found = joined([[title, *body], [header, *body], [header, *body]], [""] * 3).text
    assert found.startswith("种好责任田\n")
    assert found.count("<!-- 种好责任田 1 -->") == 2
    assert "正文说明 -->" not in found
    other = [Line("共3项", 50.0, 560.0 - 5 * at, 9.0) for at in range(2)]
    assert "<!-- 共" not in joined([[other[0], *body], [other[1], *body]], [""] * 2).text


class Page:
    """A page as the library gives it, with another count of characters than its text has."""

    def __init__(self, text: str, count: int) -> None:
        self._text, self._count = text, count

    def get_text_range(self) -> str:
        """What it says."""
        return self._text

    def count_chars(self) -> int:
        """How many the library counts."""
        return self._count

    def get_charbox(self, index: int, *, loose: bool) -> tuple[float, float, float, float]:
        """Further right with every character."""
        assert loose
        return 10.0 * index, 700.0, 0.0, 712.0


def test_radicals_are_the_characters_that_they_look_like_and_hyphens_are_hyphens() -> None:
    text = "⼥⼯⻓\u2fd5\r\n　wo\x02men\x00\r\n \r\n妇联"
    lines = [Line("女工长龠", 0.0, 700.0, 12.0), Line("　wo-men", 70.0, 700.0, 12.0), Line("妇联", 190.0, 700.0, 12.0)]
    assert list(lines_of(Page(text, len(text)))) == lines
    assert [line.text for line in lines_of(Page(text, 3))] == [line.text for line in lines]
    assert {line.size for line in lines_of(Page(text, 3))} == {0.0}


def encrypted() -> bytes:
    canvas = Canvas("", encrypt=pdfencrypt.StandardEncryption("secret", canPrint=0))
    canvas.drawString(50, 50, "case")
    return bytes(canvas.getpdfdata())


def pictures() -> bytes:
    canvas = Canvas("", invariant=1)
    canvas.rect(50, 50, 100, 100)
    return bytes(canvas.getpdfdata())


LOOP = b"""%PDF-1.7
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[2 0 R 2 0 R]/Count 100000>>endobj
trailer<</Root 1 0 R/Size 3>>
%%EOF"""
"""Pages that hold themselves."""


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (pictures(), r"has no text layer.*\(OCR\)"),
        (encrypted(), "is encrypted"),
        (b"%PDF-1.7\nrubbish", "is broken"),
        (made_pdf([LINES])[:300], "is broken"),
        (LOOP, "has more than 5000 pages"),
    ],
    ids=["pictures", "encrypted", "rubbish", "torn", "loop"],
)
def test_a_pdf_that_gives_no_text_says_why(data: bytes, words: str) -> None:
    with pytest.raises(InputError, match=rf"^case\.pdf: the PDF {words}"):
        text_of(data, "case.pdf")


@pytest.mark.parametrize(("name", "limit", "words"), [("MOST_PAGES", 1, "pages"), ("MOST_CHARACTERS", 10, "more text")])
def test_a_pdf_has_a_size_that_is_too_much(monkeypatch: pytest.MonkeyPatch, name: str, limit: int, words: str) -> None:
    monkeypatch.setattr(pdf, name, limit)
    with pytest.raises(pdf.Refused, match=words):
        pdf.read(made_pdf([LINES, LINES]))


def test_fonts_without_meaning_are_no_text_layer() -> None:
    with pytest.raises(pdf.Refused, match="do not say which characters"):
        pdf._judge("\ue001\ue002\ue003妇联")
    pdf._judge("\ue001妇联工作")


@pytest.mark.parametrize("end", [1, -9])
def test_a_reader_that_dies_is_a_sentence(monkeypatch: pytest.MonkeyPatch, end: int) -> None:
    done = subprocess.CompletedProcess[bytes]([], end, b"", b"")
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: done)
    with pytest.raises(InputError, match=r"^case\.pdf: the PDF takes more than"):
        pdf.extracted(b"%PDF-1.7", "case.pdf")


def test_a_reader_that_takes_too_long_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "SECONDS", 0.001)
    with pytest.raises(InputError, match="takes more than"):
        pdf.extracted(made_pdf([LINES]), "case.pdf")


def test_the_process_apart_gives_what_this_one_gives() -> None:
    data = made_pdf([LINES, LINES])
    assert pdf.extracted(data, "case.pdf") == pdf.read(data)
    assert isinstance(pdf.read(data), Extracted)
