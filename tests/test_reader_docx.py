"""Word documents: what is text and what is not, lists as they are printed, and archives that mean harm."""

from __future__ import annotations

import pytest

from fulian_kg.errors import InputError
from fulian_kg.source.readers import package
from fulian_kg.source.readers.ordinals import ordinal
from fulian_kg.source.reading import text_of
from made_documents import paragraph, relationships, word, zipped

RUN = "<w:r><w:t>{}</w:t></w:r>"


def text(body: str, **parts: str) -> str:
    return text_of(word(body, parts), "case.docx").text


def row(*cells: str) -> str:
    return f"<w:tr>{''.join(f'<w:tc>{cell}</w:tc>' for cell in cells)}</w:tr>"


def test_headings_have_the_level_that_style_or_paragraph_states() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="a1"><w:name w:val="Title"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="2"><w:name w:val="heading 2"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="own"><w:basedOn w:val="2"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="loop"><w:basedOn w:val="loop"/></w:style>'
    )
    body = paragraph("种好责任田", '<w:pStyle w:val="a1"/>') + paragraph("怎样做", '<w:pStyle w:val="own"/>')
    body += paragraph("做什么", '<w:outlineLvl w:val="2"/>') + paragraph("正文。", '<w:pStyle w:val="loop"/>')
    body += paragraph("也是正文。", '<w:pStyle w:val="2"/><w:outlineLvl w:val="9"/>')
    assert text(body, styles=styles) == "# 种好责任田\n\n## 怎样做\n\n### 做什么\n\n正文。\n\n也是正文。\n"


def test_deleted_and_hidden_text_is_no_text_and_inserted_text_is() -> None:
    body = (
        "<w:p>"
        + RUN.format("建立妇女小组")
        + "<w:del><w:r><w:delText>500</w:delText></w:r></w:del><w:moveFrom>"
        + RUN.format("旧")
        + "</w:moveFrom><w:ins>"
        + RUN.format("512")
        + "</w:ins><w:moveTo>"
        + RUN.format("个")
        + "</w:moveTo><w:r><w:rPr><w:vanish/></w:rPr><w:t>暗</w:t></w:r>"
        + '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>。</w:t></w:r></w:p>'
    )
    assert text(body) == "建立妇女小组512个。\n"


def test_a_deleted_end_joins_two_paragraphs_and_a_deleted_row_is_gone() -> None:
    body = "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>" + RUN.format("培训妇女") + "</w:p>" + paragraph("380人。")
    gone = (
        "<w:tr><w:trPr><w:del/></w:trPr><w:tc>" + paragraph("乙") + "</w:tc><w:tc>" + paragraph("2") + "</w:tc></w:tr>"
    )
    table = f"<w:tbl>{row(paragraph('甲'), paragraph('1'))}{gone}</w:tbl>"
    assert text(body + table) == "培训妇女380人。\n\n| 甲 | 1 |\n| --- | --- |\n"


LIST = (
    '<w:abstractNum w:abstractNumId="0">'
    '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl>'
    '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%2."/></w:lvl>'
    '<w:lvl w:ilvl="2"><w:start w:val="3"/><w:numFmt w:val="decimalEnclosedCircle"/><w:lvlText w:val="%3"/></w:lvl>'
    '</w:abstractNum><w:abstractNum w:abstractNumId="1">'
    '<w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="•"/></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'
    '<w:num w:numId="3"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="11"/>'
    "</w:lvlOverride></w:num>"
)


def item(text: str, list_id: int, level: int = 0) -> str:
    return paragraph(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list_id}"/></w:numPr>')


def test_lists_have_their_printed_numbers() -> None:
    body = item("抓阵地", 1) + item("建家", 1, 1) + item("挂牌", 1, 1) + item("桌椅", 1, 2) + item("抓队伍", 1)
    body += item("选人", 1, 1) + item("一点", 2) + item("重起", 3) + item("无此列表", 9) + item("续前", 1)
    lines = text(body, numbering=LIST).split("\n\n")
    assert lines[:6] == ["一、抓阵地", "1. 建家", "2. 挂牌", "③桌椅", "二、抓队伍", "1. 选人"]
    assert lines[6:] == ["- 一点", "十一、重起", "无此列表", "三、续前\n"]


def test_a_table_is_rows_and_a_table_that_lays_out_a_page_is_paragraphs() -> None:
    table = row(paragraph("妇女之家"), paragraph("86个")) + row(paragraph("经费"), paragraph("65") + paragraph("万元"))
    assert text(f"<w:tbl>{table}</w:tbl>") == "| 妇女之家 | 86个 |\n| --- | --- |\n| 经费 | 65 万元 |\n"
    table = row(paragraph("做法"), paragraph("先建家。") + paragraph("再建队。"))
    assert text(f"<w:tbl>{table}</w:tbl>") == "做法\n\n先建家。\n\n再建队。\n"


def test_notes_come_after_the_text_and_headers_do_not() -> None:
    body = f"<w:p>{RUN.format('县妇联')}<w:r><w:footnoteReference w:id='7'/></w:r>{RUN.format('发文。')}</w:p>"
    note = f'<w:footnote w:id="7">{paragraph("见县志。")}</w:footnote>'
    note += f'<w:footnote w:id="8">{paragraph("没有人引。")}</w:footnote>'
    made = word(body, {"footnotes": note}, names={"word/header1.xml": "页眉"})
    assert text_of(made, "case.docx").text == "县妇联发文。\n\n[^1]: 见县志。\n"


def test_text_boxes_fields_and_controls() -> None:
    box = f"<w:txbxContent>{paragraph('框中话。')}</w:txbxContent>"
    body = (
        "<w:p><w:r><mc:AlternateContent xmlns:mc='m'><mc:Choice><w:drawing>"
        f"{box}</w:drawing></mc:Choice><mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
        "<w:r><w:instrText>PAGE</w:instrText></w:r><w:hyperlink>"
        + RUN.format("第一行")
        + "</w:hyperlink><w:r><w:br/><w:br w:type='page'/></w:r>"
        + RUN.format("第二行")
        + "</w:p><w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>"
        + paragraph("单击此处")
        + "</w:sdtContent></w:sdt><w:sdt><w:sdtContent>"
        + paragraph("控件中话。")
        + "</w:sdtContent></w:sdt>"
    )
    assert text(body) == "第一行\n第二行\n\n框中话。\n\n控件中话。\n"


OPENED = '<w:document xmlns:w="w"><w:body><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:body></w:document>'
BOMB = '<!DOCTYPE w [<!ENTITY a "妇联"><!ENTITY b "&a;&a;&a;">]>' + OPENED.format("&b;")
OUTSIDE = '<!DOCTYPE w [<!ENTITY a SYSTEM "file:///etc/hostname">]>' + OPENED.format("&a;")


@pytest.mark.parametrize(
    ("names", "words"),
    [
        ({"word/document.xml": BOMB}, "declares a document type"),
        ({"word/document.xml": OUTSIDE}, "declares a document type"),
        ({"word/document.xml": '<!DOCTYPE w SYSTEM "http://localhost/w.dtd">' + OPENED}, "declares a document type"),
        ({"word/document.xml": "<w:document>"}, "is not XML"),
        ({"word/document.xml": "<w/>"}, "has no body"),
        ({"word/document.xml": "<w:document xmlns:w='w'><w:body/></w:document>"}, "has no text"),
        ({"_rels/.rels": relationships({"officeDocument": "../../etc/passwd.xml"})}, "not a .docx"),
        ({"_rels/.rels": relationships({"officeDocument": "xl/workbook.xml"})}, "not a .docx"),
        ({"word/document.xml": f"<w><body>{' ' * (package.SMALL * 3)}</body></w>"}, "packed too tightly"),
    ],
)
def test_what_is_no_document_says_so_in_a_sentence(names: dict[str, str], words: str) -> None:
    files = {"_rels/.rels": relationships({"officeDocument": "word/document.xml"})} | names
    with pytest.raises(InputError, match=words) as caught:
        text_of(zipped(dict(files)), "case.docx")
    assert str(caught.value).startswith("case.docx: ")


def test_a_part_has_a_size_that_is_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "SMALL", 100)
    monkeypatch.setattr(package, "LARGEST_PART", 1000)
    with pytest.raises(InputError, match="too large when unpacked"):
        text(paragraph("".join(map(chr, range(0x4E00, 0x4E00 + 900)))))


def test_a_document_may_be_nested_as_deeply_as_the_parser_allows_and_no_deeper() -> None:
    run = RUN.format("妇联")
    for size, tag in ((240, "ins"), (240, "hyperlink"), (120, "sdtContent")):
        assert text(f"<w:p>{f'<w:{tag}>' * size}{run}{f'</w:{tag}>' * size}</w:p>") == "妇联\n"
    with pytest.raises(InputError, match="is not XML"):
        text("<w:ins>" * 5000 + "</w:ins>" * 5000)


def test_an_archive_with_a_password_says_so() -> None:
    made = bytearray(word(paragraph("妇联")))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = made.find(mark)
        while start >= 0:
            made[start + at] |= package.ENCRYPTED
            start = made.find(mark, start + 4)
    with pytest.raises(InputError, match="encrypted"):
        text_of(bytes(made), "case.docx")


@pytest.mark.parametrize(
    ("number", "style", "printed"),
    [
        (14, "lowerRoman", "xiv"),
        (1999, "upperRoman", "MCMXCIX"),
        (28, "lowerLetter", "bb"),
        (26, "upperLetter", "Z"),
        (20, "decimalEnclosedCircle", "⑳"),
        (21, "decimalEnclosedCircle", "21"),
        (12, "decimalFullWidth", "１２"),
        (10, "ideographDigital", "一〇"),
        (10, "chineseCounting", "十"),
        (21, "japaneseCounting", "二十一"),
        (100, "chineseCountingThousand", "100"),
        (0, "lowerRoman", "0"),
        (7, "klingon", "7"),
    ],
)
def test_numbers_of_lists_are_printed_in_their_style(number: int, style: str, printed: str) -> None:
    assert ordinal(number, style) == printed
