"""Bad input gets one sentence and the right exit code, never a traceback, and loses nothing."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import pytest

from conftest import EXAMPLE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Ran

USAGE, INPUT, STORE = 2, 3, 4
TEXT = EXAMPLE.read_text("utf-8")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder of bad files."""
    files = {
        "empty.txt": b"",
        "binary.txt": bytes(range(256)) * 40,
        "gb.md": TEXT.encode("gb18030"),
        "utf16.txt": b"\xff\xfe\x00\xd8",
        "bad.ttl": b"no turtle",
        "bad.rq": b"SELECT {",
        "hidden.rq": rb"SELECT * { OPTIONAL { ?s fl:a\' ?o } SERVICE <http://[::1]/> { ?s ?p ?x FILTER(?x != 'a') } }",
        "remote.rq": b"SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }",
        "update.rq": b"DELETE WHERE { ?s ?p ?o }",
        "deep.rq": b"SELECT * " + b"{" * 5000 + b"}" * 5000,
        "latin.rq": b"SELECT * { ?s ?p '\xe9' }",
        "head.rq": b"#+ summary zh\nASK {}",
        "history.csv": b"a,b\n1,2\n",
    }
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "same.txt").write_text(f"{name}县妇联", "utf-8")
    (tmp_path / "none").mkdir()
    return tmp_path


@pytest.mark.parametrize(
    ("command", "code", "said"),
    [
        ("build @nowhere.txt", INPUT, "no such file"),
        ("build @none", INPUT, "no text"),
        ("build @empty.txt", INPUT, "empty"),
        ("build @binary.txt", INPUT, "--encoding"),
        ("build @utf16.txt", INPUT, "utf16.txt"),
        ("build @gb.md --encoding utf-8", INPUT, "not utf-8"),
        ("build @gb.md --encoding klingon", USAGE, "klingon"),
        ("build @gb.md --date 2010-02-30", USAGE, "YYYY-MM-DD"),
        ("build @gb.md --base-iri nowhere", USAGE, "absolute IRI"),
        ("build @gb.md --base-iri https://example.org/kg#", USAGE, "absolute IRI"),
        ("build @gb.md --base-iri http://[", USAGE, "no IRI"),
        ("build @a/same.txt @b/same.txt", INPUT, "two sources have this name"),
        ("show http://[ --store %", USAGE, "no IRI"),
        ("query region-versions --store % -p region=http://[", USAGE, "no IRI"),
        ("query region-at-date --store % -p region=110104 -p date=20100701", USAGE, "YYYY-MM-DD"),
        ("build @gb.md --region-history @history.csv", INPUT, "history.csv"),
        ("build @gb.md --region-history @absent.csv", INPUT, "absent.csv"),
        ("build", USAGE, "SOURCE"),
        ("facts", USAGE, "SOURCE"),
        ("facts @nowhere.txt", INPUT, "no such file"),
        ("text @binary.txt", INPUT, "--encoding"),
        ("frobnicate", USAGE, "no command"),
        ("query catalogue --store @absent", STORE, "no store"),
        ("query catalogue --store @none", STORE, "not a store"),
        ("show 1 --store @absent", STORE, "no store"),
        ("compare --store @absent", STORE, "no store"),
        ("export --store @absent", STORE, "no store"),
        ("verify --store @absent", STORE, "no store"),
        ("validate --store @absent", STORE, "no store"),
        ("validate @absent.ttl", INPUT, "absent.ttl"),
        ("validate @bad.ttl", INPUT, "bad.ttl:1: "),
        ("validate @empty.txt", INPUT, ".ttl"),
        ("validate @bad.ttl --store %", USAGE, "not both"),
        ("query nosuch --store %", USAGE, "no stored query"),
        ("query catalog --store %", USAGE, "did you mean catalogue"),
        ("query @absent.rq --store %", INPUT, "absent.rq"),
        ("query @bad.rq --store %", INPUT, "not a SPARQL query"),
        ("query @latin.rq --store %", INPUT, "not a UTF-8 text"),
        ("query @head.rq --store %", INPUT, "#+ key: value"),
        ("query @remote.rq --store %", INPUT, "SERVICE"),
        ("query @hidden.rq --store %", INPUT, "SERVICE"),
        ("query @update.rq --store %", INPUT, "updates are not available"),
        ("query @deep.rq --store %", INPUT, "brackets"),
        ("query funding-timeline --store %", USAGE, "is missing"),
        ("query funding-timeline --store % -p region", USAGE, "NAME=VALUE"),
        ("query funding-timeline --store % -p nowhere=东城区", USAGE, "unknown parameter nowhere"),
        ("query funding-timeline --store % -p region=火星", USAGE, "火星"),
        ("query theme-by-province --store % -p theme=火星", USAGE, "火星"),
        ("query catalogue --store % --format turtle", USAGE, "table"),
        ("query catalogue --store % --format klingon", USAGE, "klingon"),
        ("compare --store % --columns klingon", USAGE, "klingon"),
        ("compare --store % --theme klingon", USAGE, "klingon"),
        ("compare --store % --province klingon", USAGE, "klingon"),
        ("compare --store % --regions tomorrow", USAGE, "YYYY-MM-DD"),
        ("show klingon --store %", USAGE, "klingon"),
        ("export --store % --format csv", USAGE, "csv"),
        ("queries klingon", USAGE, "klingon"),
        ("region 宣武区 --at yesterday", USAGE, "YYYY-MM-DD"),
    ],
)
def test_one_sentence_and_the_right_code(
    place: Path, example_store: Path, run: Callable[..., Ran], command: str, code: int, said: str
) -> None:
    arguments = [
        str(example_store) if word == "%" else str(place / word[1:]) if word.startswith("@") else word
        for word in command.split()
    ]
    before = sorted(place.rglob("*"))
    if arguments[0] == "build":
        arguments += ["--store", str(place / "kg")]
    ran = run(*arguments)
    assert ran.code == code, ran.err
    assert said in ran.err
    assert ran.out == ""
    assert ran.err.strip().count("\n") == 0
    assert sorted(place.rglob("*")) == before


def test_devices_take_what_they_get_and_links_are_followed(
    example_store: Path, tmp_path: Path, run: Callable[..., Ran]
) -> None:
    (tmp_path / "real.csv").write_text("")
    (tmp_path / "link.csv").symlink_to("real.csv")
    assert run("query", "themes", "--store", example_store, "--format", "csv", "-o", tmp_path / "link.csv").code == 0
    assert (tmp_path / "link.csv").is_symlink()
    assert (tmp_path / "real.csv").stat().st_size > 0
    os.mkfifo(tmp_path / "pipe")
    reader = threading.Thread(target=(tmp_path / "pipe").read_bytes)
    reader.start()
    assert run("export", "--store", example_store, "-o", tmp_path / "pipe").code == 0
    reader.join()
    assert (tmp_path / "pipe").is_fifo()


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")  # noqa: PTH110
def test_a_full_disk_is_told(example_store: Path) -> None:
    command = f"{sys.executable} -m fulian_kg export --store {example_store} > /dev/full"
    done = subprocess.run(["bash", "-c", command], capture_output=True, check=False)
    assert done.returncode == INPUT
    assert b"cannot write standard output" in done.stderr
    assert b"Traceback" not in done.stderr


def test_a_catalogue_that_breaks_off_is_a_finding(tmp_path: Path, run: Callable[..., Ran]) -> None:
    cut = TEXT[: TEXT.index("50. ")]
    (tmp_path / "cut.md").write_text(cut[: cut.rindex("(")], "utf-8")
    ran = run("build", tmp_path / "cut.md", "--store", tmp_path / "kg")
    assert ran.code == 0
    assert "? cut.md:" in ran.out


def test_a_file_without_catalogue_is_one_case_and_says_so(tmp_path: Path, run: Callable[..., Ran]) -> None:
    (tmp_path / "one.txt").write_text("江苏省建湖县妇联2010年举办培训班12期。\n", "utf-8")
    ran = run("build", tmp_path / "one.txt", "--store", tmp_path / "kg")
    assert ran.code == 0
    assert "无目录 no catalogue" in ran.out
    assert "1 / 1" in ran.out
