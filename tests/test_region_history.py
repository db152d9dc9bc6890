"""A store built with a region history: its manifest names it, its ledger tells the differences, and it is asked for."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

import pytest

from fulian_kg.errors import InputError
from fulian_kg.graph.history import differences, digest_of, require
from fulian_kg.graph.store import open_store

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Ran

HEAD = "代码,一级行政区,二级行政区,名称,级别,状态,启用时间,变更/弃用时间,新代码\n"
LINES = (
    "330199,浙江省,杭州市,试验区,县级,弃用,1990,1995,330106\n"
    "110104,北京市,直辖,宣武区,县级,弃用,1981,2010,110101\n"
    "110107,北京市,直辖,石景山区,县级,在用,1990,,\n"
)
TEXT = "浙江省杭州市试验区妇联经验\n\n1993年，试验区妇联在社区开展工作。\n"


@pytest.fixture
def history(tmp_path: Path) -> Path:
    path = tmp_path / "history.csv"
    path.write_text(HEAD + LINES, "utf-8-sig")
    return path


def test_a_build_with_a_history_names_it_and_lists_the_differences(
    tmp_path: Path, history: Path, run: Callable[..., Ran]
) -> None:
    text, store = tmp_path / "text.txt", tmp_path / "kg"
    text.write_text(TEXT, "utf-8")
    ran = run("build", text, "--store", store, "--date", "1993-12-31", "--region-history", history, "--format", "json")
    assert ran.code == 0, ran.err
    told = json.loads(ran.out)["region_history"]
    (kept,) = told["kept"]
    assert kept.startswith("110104 宣武区（1981 – 2010）：后继不同 other successors: 110101，本项目为 ours 110102；")
    assert len(told["differences"]) == 2
    manifest = open_store(store).manifest
    assert manifest["region_history"] == hashlib.sha256(history.read_bytes()).hexdigest()
    require(manifest, history)
    require(manifest, None)


def test_the_ledger_in_words_lists_where_ours_is_kept(tmp_path: Path, history: Path, run: Callable[..., Ran]) -> None:
    text = tmp_path / "text.txt"
    text.write_text(TEXT, "utf-8")
    options = ("--store", tmp_path / "kg", "--date", "1993-12-31")
    out = run("build", text, *options, "--region-history", history).out
    assert "沿革之异 history" in out
    assert "  ~ 110104 宣武区（1981 – 2010）：后继不同" in out
    assert "沿革之异" not in run("build", text, *options).out


@pytest.mark.parametrize(("known", "told"), [(None, "without one"), ("0" * 64, "with another one")])
def test_another_history_than_that_of_the_store_is_refused(history: Path, known: str | None, told: str) -> None:
    with pytest.raises(InputError, match=told) as caught:
        require({"region_history": known}, history)
    assert "build it again with this --region-history" in str(caught.value)
    assert str(history) in str(caught.value)


def test_a_history_that_cannot_be_read_is_bad_input(tmp_path: Path) -> None:
    assert digest_of(None) is None
    with pytest.raises(InputError, match="读不到区划沿革"):
        digest_of(tmp_path / "none.csv")


def test_differences_without_any() -> None:
    assert differences(()) == {"differences": [], "kept": []}


def test_names_of_a_history_cannot_steer_a_terminal(tmp_path: Path, run: Callable[..., Ran]) -> None:
    path = tmp_path / "history.csv"
    path.write_text(HEAD + "110107,北京市,直辖,石景\x1b[31m区,县级,在用,1981,,\n", "utf-8")
    ran = run("region", "110107", "--region-history", path)
    assert ran.code == 0
    assert "\x1b" not in ran.err + ran.out
    assert "石景\\u001b[31m区" in ran.err
