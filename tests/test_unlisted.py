"""A unit that no list has is unresolved: it is no place below the county, and no other unit stands in for it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Ran

NAMES = {
    "北京市宣武区妇联": "北京市宣武区",
    "河北省保定市满城县妇联": "河北省保定市满城县",
    "浙江省飞天市不存在县妇联": "浙江省飞天市不存在县",
    "鼓楼区妇联": "鼓楼区",
}
"""Federations as a compilation of 2018 prints them, and the unit that is not, or not only, there."""


@pytest.fixture
def ledger(tmp_path: Path, run: Callable[..., Ran]) -> dict[str, object]:
    entries = "".join(
        f"{n}. 加强组织建设 …… {name} ({3 * n})\n" for n, name in enumerate([*NAMES, "上海市黄浦区妇联"], 1)
    )
    (tmp_path / "a.txt").write_text(f"示范材料汇编\n目录\n{entries}", "utf-8")
    ran = run("build", tmp_path / "a.txt", "--date", "2018-01-01", "--store", tmp_path / "kg", "--format", "json")
    assert ran.code == 0
    found: dict[str, object] = json.loads(ran.out)
    return found


def test_every_one_is_named(ledger: dict[str, object]) -> None:
    assert [entry["name"] for entry in ledger["unresolved"]] == list(NAMES.values())  # type: ignore[attr-defined]
    assert ledger["violations"] == 0
    assert "place" not in ledger["facts"]  # type: ignore[operator]


def test_the_province_is_known_all_the_same(ledger: dict[str, object], tmp_path: Path, run: Callable[..., Ran]) -> None:
    del ledger
    found = json.loads(run("compare", "--store", tmp_path / "kg", "--format", "json").out)
    cases = {row["row"]: row["cases"] for row in found["rows"] if row["cases"]}
    assert cases == {"北京市": 1, "河北省": 1, "浙江省": 1, "上海市": 1, "（地区不详 region unknown）": 1}


def test_a_catalogue_has_a_row_a_case(ledger: dict[str, object], tmp_path: Path, run: Callable[..., Ran]) -> None:
    del ledger
    out = run("query", "catalogue", "--store", tmp_path / "kg", "--format", "csv").out
    assert len(out.splitlines()) == 1 + len(NAMES) + 1
