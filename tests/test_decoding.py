"""Decoding: the right encoding or a clear sentence, never a changed character."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fulian_kg.errors import FulianError, InputError, UsageError
from fulian_kg.model import Span
from fulian_kg.source import decoding, reading
from fulian_kg.source.decoding import chinese, decoded
from fulian_kg.source.reading import read_text

if TYPE_CHECKING:
    from pathlib import Path

TEXT = "北京市石景山区妇联\r\n　按２元/人年拨付“社区妇联”经费……\n"
TRADITIONAL = "臺北市婦女聯合會為提高婦女幹部的素質，在各區設立婦女之家，並撥付工作經費。"
COMMON = st.text([chr(code) for code in range(0x4E00, 0x9FA6) if chinese(chr(code)) == 1], min_size=1)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-be", "utf-16-le"])
def test_the_text_is_what_the_bytes_say(encoding: str) -> None:
    data = TEXT.encode(encoding)
    if encoding.endswith("e"):
        data = "\ufeff".encode(encoding) + data
    source = decoded(data, "case.txt")
    assert source.text == TEXT
    assert source.sha256 == hashlib.sha256(data).hexdigest()
    assert source.doubts == ()


def test_what_gb18030_accepts_may_still_be_big5() -> None:
    source = decoded(TRADITIONAL.encode("big5"), "case.txt")
    assert (source.text, source.encoding) == (TRADITIONAL, "big5")
    assert decoded(TRADITIONAL.encode("gb18030"), "case.txt").encoding == "gb18030"


def test_one_leading_mark_is_no_text_and_a_second_one_is() -> None:
    assert decoded("\ufeff\ufeff妇联".encode(), "case.txt").text == "\ufeff妇联"
    assert decoded("\ufeff妇联".encode("gb18030"), "case.txt").text == "妇联"


@given(COMMON)
def test_utf8_is_read_before_anything_else(text: str) -> None:
    assert decoded(text.encode(), "case.txt").text == text


@given(st.text(min_size=1).filter(str.strip), st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16-be"]))
def test_a_named_encoding_is_read_as_it_is(text: str, encoding: str) -> None:
    controls = len(decoding.CONTROL.findall(text))
    if "\x00" in text or controls > decoding.FEW_CONTROLS:
        with suppress(InputError):  # a few are reported, more are no text
            assert decoded(text.encode(encoding), "case.txt", encoding).doubts
    elif not text.startswith("\ufeff"):
        assert decoded(text.encode(encoding), "case.txt", encoding).text == text


@given(st.binary())
def test_any_bytes_are_a_text_or_an_error(data: bytes) -> None:
    try:
        source = decoded(data, "case.txt")
    except FulianError as error:
        assert str(error).startswith("case.txt")  # noqa: PT017  either is right
    else:
        assert source.text == data.decode(source.encoding).removeprefix("\ufeff")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "case.txt: the file is empty"),
        (b" \r\n\t", "case.txt: the file is empty"),
        (b"\xef\xbb\xbf\n", "case.txt: the file is empty"),
        (b"%PDF-1.7\n", "case.txt: this is a PDF"),
        (b"PK\x03\x04rest", "case.txt: this is a ZIP archive"),
        (b"case\x00case", "case.txt: this is a binary file"),
        (bytes(range(1, 32)) * 9, "case.txt: this is a binary file"),
        ("妇联".encode() + b"\xff\xff", "case.txt: neither UTF-8 nor GB18030 nor Big5"),
    ],
)
def test_what_is_no_text_says_so(data: bytes, words: str) -> None:
    with pytest.raises(InputError) as caught:
        decoded(data, "case.txt")
    assert str(caught.value).startswith(words)


def test_a_wrong_encoding_names_line_and_byte() -> None:
    with pytest.raises(InputError) as caught:
        decoded("case\n妇联".encode("gb18030"), "case.txt", "utf-8")
    assert str(caught.value).startswith("case.txt:2: byte 5 is not utf-8")


@pytest.mark.parametrize("encoding", ["klingon", "base64", "undefined", ""])
def test_an_unknown_encoding_is_an_error_of_the_call(encoding: str) -> None:
    with pytest.raises(UsageError, match="unknown encoding"):
        decoded(b"case", "case.txt", encoding)


def test_half_a_character_is_no_text() -> None:
    with pytest.raises(InputError, match="character 1 is half of one in utf-7"):
        decoded(b"a+2AA-", "case.txt", "utf-7")


def test_control_and_bidirectional_characters_are_reported_where_they_stand() -> None:
    text = "妇联" * 100 + "\u202e主席\x07" + "妇女" * 100
    doubts = decoded(text.encode(), "case.txt").doubts
    assert [(doubt.kind, doubt.span) for doubt in doubts] == [
        ("control-character", Span(200, 201)),
        ("control-character", Span(203, 204)),
    ]
    assert "U+202E RIGHT-TO-LEFT OVERRIDE" in doubts[0].message_en
    assert "第 203 个字符" in doubts[1].message_zh


def test_a_guess_that_gives_no_chinese_is_doubted_and_a_named_encoding_is_not() -> None:
    data = "женсовет города".encode("cp1251")
    assert [doubt.kind for doubt in decoded(data, "case.txt").doubts] == ["encoding-doubt"]
    assert decoded(data, "case.txt", "cp1251").doubts == ()


def test_files_have_a_size_that_is_too_much(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "LARGEST", 2**20)
    (tmp_path / "case.txt").write_bytes(b"a" * (2**20 + 1))
    with pytest.raises(InputError, match=r"case\.txt: 1 MB are more than the 1 MB"):
        read_text(tmp_path / "case.txt", "case.txt")


@pytest.mark.parametrize(("name", "words"), [("none.txt", "No such file"), (".", "Is a directory")])
def test_what_cannot_be_read_says_why(tmp_path: Path, name: str, words: str) -> None:
    with pytest.raises(InputError, match=f"cannot be read: {words}"):
        read_text(tmp_path / name, name)
