"""Answers that a store keeps: the same as those asked now, used only while their query is the same, damage told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from conftest import EXAMPLE
from fulian_kg.cli import run as command
from fulian_kg.query.kept import FILE
from fulian_kg.resources import Library

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Ran


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store that the command `build` made of the example."""
    folder = tmp_path_factory.mktemp("kept") / "kg"
    assert command(["build", str(EXAMPLE), "--store", str(folder)]) == 0
    return folder


def test_kept_answers_are_those_asked_now(store: Path, example_store: Path, run: Callable[..., Ran]) -> None:
    """The store of `build` keeps its answers, the one that tests share asks anew."""
    assert (store / "current" / FILE).is_file()
    assert not (example_store / "current" / FILE).exists()
    for columns in ("themes", "funding", "initiatives", "statistics", "forms"):
        outputs = {
            run("compare", "--store", each, "--columns", columns, "--format", "json").out
            for each in (store, example_store)
        }
        assert len(outputs) == 1


def test_a_query_that_changed_is_asked_again(store: Path, run: Callable[..., Ran], tmp_path: Path) -> None:
    folder = tmp_path / "own" / "queries" / "comparison"
    folder.mkdir(parents=True)
    text = Library().read("queries", "comparison/compare-forms.rq")
    (folder / "compare-forms.rq").write_text(
        text.replace("BIND(STR(?name) AS ?value)", 'BIND("改" AS ?value)'), "utf-8"
    )
    asked = ["compare", "--store", store, "--columns", "forms", "--format", "csv"]
    assert "改" not in run(*asked).out
    assert "改" in run(*asked, "--with", tmp_path / "own").out


def test_damaged_answers_are_told(store: Path, run: Callable[..., Ran]) -> None:
    file = store / "current" / FILE
    whole = file.read_bytes()
    for harmed in (b"no table" + whole[8:], whole[:4096] + bytes(len(whole) - 4096)):
        file.write_bytes(harmed)
        ran = run("compare", "--store", store)
        assert (ran.code, ran.out) == (4, "")
        assert FILE in ran.err
    file.write_bytes(whole)
