"""One resource with all that is said of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Ran


def test_a_federation_is_found_by_a_part_of_its_name(example_store: Path, run: Callable[..., Ran]) -> None:
    ran = run("show", "石景山区妇联", "--store", example_store)
    assert ran.code == 0
    assert ran.out.startswith("北京市石景山区妇联  （妇联）")
    assert "上级妇联 superior  北京市妇联" in ran.out


def test_a_method_shows_its_parts_and_its_quote_in_context(example_store: Path, run: Callable[..., Ran]) -> None:
    found = json.loads(run("show", "三化", "--store", example_store, "--format", "json").out)
    steps = {each["value"] for each in found["statements"] if each["property"] == "fl:hasStep"}
    assert steps == {"设置独立化", "使用自主化", "管理规范化"}
    (quote,) = found["quotes"]
    assert "三化" in quote["quote"]
    assert quote["before"]
    assert quote["after"]
    assert quote["pages"] == [4, 6]
    assert "【" in run("show", "三化", "--store", example_store).out


def test_a_case_is_found_by_its_number(example_store: Path, run: Callable[..., Ran]) -> None:
    found = json.loads(run("show", "87", "--store", example_store, "--format", "json").out)
    values = {each["property"]: each["value"] for each in found["statements"]}
    assert values["fl:caseNumber"] == "87"
    assert values["fl:inProvince"] == "西藏自治区"
    assert [quote["fact_type"] for quote in found["quotes"]] == ["case"]


def test_an_iri_is_shown_and_read_back(example_store: Path, run: Callable[..., Ran]) -> None:
    iri = "https://w3id.org/fulian/id/region/110104"
    found = json.loads(run("show", iri, "--store", example_store, "--format", "json").out)
    assert (found["iri"], found["label"]) == (iri, "宣武区")


def test_a_name_of_many_lists_them(example_store: Path, run: Callable[..., Ran]) -> None:
    ran = run("show", "北京市", "--store", example_store)
    assert ran.code == 1
    assert ran.out.count("https://w3id.org/fulian/id/") > 1
    assert "give the IRI" in ran.err


def test_every_property_has_a_name_in_both_languages(example_store: Path, run: Callable[..., Ran]) -> None:
    for wanted in ("1", "2", "石景山区妇联", "三化", "https://w3id.org/fulian/id/region-version/110104-1981"):
        found = json.loads(run("show", wanted, "--store", example_store, "--format", "json").out)
        for each in (*found["statements"], *found["about_it"]):
            assert each["zh"], each["property"]
            assert each["en"], each["property"]
