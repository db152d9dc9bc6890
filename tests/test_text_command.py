"""The command `text` writes exactly what offsets count."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from fulian_kg.cli import run
from fulian_kg.extraction.pipeline import read_facts
from fulian_kg.gazetteer.loading import load
from fulian_kg.resources import Library
from fulian_kg.source.compilation import read

if TYPE_CHECKING:
    from pathlib import Path

CASE = (
    "# 建强阵地 服务妇女\r\n## 江苏省盐城市建湖县妇联\r\n\r\n"
    "全县有２３８个村建立了“妇女之家”，　投入经费20 \r\n余万元。\r\n"
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_only_the_mark_and_the_encoding_are_gone(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes], encoding: str
) -> None:
    file = tmp_path / "case.txt"
    file.write_bytes(CASE.encode(encoding))
    assert run(["text", str(file)]) == 0
    assert capfdbinary.readouterr().out == CASE.encode()


def test_a_named_encoding_is_taken(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    file = tmp_path / "case.txt"
    file.write_bytes("婦聯".encode("big5"))
    assert run(["text", "--encoding", "big5", str(file)]) == 0
    assert capfdbinary.readouterr().out == "婦聯".encode()


def test_offsets_of_facts_index_what_is_written(tmp_path: Path) -> None:
    file, written = tmp_path / "case.txt", tmp_path / "text.txt"
    file.write_bytes(CASE.encode("gb18030"))
    assert run(["text", str(file), "-o", str(written)]) == 0
    text = written.read_bytes().decode("utf-8")
    library = Library()
    facts = read_facts(read(file, name=file.name), load(library), library).facts
    assert {"statistic", "funding"} <= {fact.type for fact in facts}
    assert [text[fact.start : fact.end] for fact in facts] == [fact.quote for fact in facts]


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["missing.txt"], 3, "missing.txt: cannot be read: No such file"),
        (["binary.txt"], 3, "binary.txt: this is a binary file"),
        (["case.txt", "--encoding", "klingon"], 2, "unknown encoding 'klingon'"),
        (["case.txt", "--encoding", "rot13"], 2, "unknown encoding 'rot13'"),
        (["case.txt", "--encoding", "ascii"], 3, "case.txt:2: byte 5 is not ascii"),
        (["case.txt", "-o", "no/such/folder/text.txt"], 3, "cannot write no/such/folder/text.txt"),
    ],
)
def test_a_failure_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], code: int, words: str
) -> None:
    (tmp_path / "case.txt").write_bytes("case\n妇联".encode())
    (tmp_path / "binary.txt").write_bytes(b"a\x00b")
    with contextlib.chdir(tmp_path):
        assert run(["text", *arguments]) == code
    captured = capsys.readouterr()
    assert captured.out == ""
    assert words in captured.err
    assert captured.err.count("\n") == 1


def test_doubtful_characters_are_named_and_then_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "case.txt").write_text("妇联" * 1000 + "\u202e" * 13, "utf-8")
    assert run(["text", str(tmp_path / "case.txt")]) == 0
    messages = capsys.readouterr().err.splitlines()
    assert len(messages) == 11
    assert "U+202E RIGHT-TO-LEFT OVERRIDE" in messages[0]
    assert messages[-1] == "case.txt: 另有 3 处。3 more"


def test_a_pipe_gets_the_same_bytes(tmp_path: Path) -> None:
    (tmp_path / "case.txt").write_bytes(CASE.encode("gb18030"))
    call = [sys.executable, "-m", "fulian_kg", "text", "case.txt"]
    done = subprocess.run(call, cwd=tmp_path, capture_output=True, check=True)
    assert done.stdout == CASE.encode()
