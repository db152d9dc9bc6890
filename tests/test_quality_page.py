"""The page of method and quality: what it says is what the store says, and what nobody knows it does not say."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest
from lxml import html
from starlette.testclient import TestClient

from fulian_kg.graph.manifest import read_manifest, told_in, write_manifest
from fulian_kg.graph.store import open_store
from fulian_kg.server.app import application
from fulian_kg.server.settings import Settings
from serving import served
from visiting import wrong

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser


@pytest.fixture(scope="module")
def page(seed_store: Path) -> html.HtmlElement:
    with TestClient(application(Settings(seed_store))) as client:
        return html.fromstring(client.get("/quality?lang=zh").text)


def _figures(page: html.HtmlElement, section: str) -> dict[str, str]:
    rows = page.xpath(f"//section[@id='{section}']//dl/div")
    return {row.xpath("string(dt)"): row.xpath("string(dd)").strip() for row in rows}


def test_coverage_and_facts_are_those_of_the_ledger(page: html.HtmlElement, seed_store: Path) -> None:
    ledger = open_store(seed_store).manifest["ledger"]
    coverage = _figures(page, "coverage")
    assert coverage["案例（实有／应有）"] == "106 / 106"
    assert coverage["有全文的案例"] == "2 / 106"
    counts = [int(each.replace(",", "")) for each in page.xpath("//section[@id='facts']//tbody//td/text()")]
    assert sorted(counts) == sorted(ledger["facts"].values())
    assert page.xpath("string(//section[@id='facts']//tfoot//td)") == f"{sum(counts):,}"


def test_what_is_not_known_is_said_to_be_unknown(page: html.HtmlElement) -> None:
    assert _figures(page, "coverage")["文中数字有事实解释的比例"] == "此库没有记录"
    assert "evaluate" in page.xpath("string(//section[@id='scores']//p[@class='unknown'])")
    assert "未经人审核" in page.xpath("string(//section[@id='decisions'])")


def test_report_and_findings_are_those_of_the_store(page: html.HtmlElement, seed_store: Path) -> None:
    store = open_store(seed_store)
    assert len(page.xpath("//section[@id='shacl']//li")) == len(store.report()["results"])
    assert "合乎约束" in page.xpath("string(//section[@id='shacl'])")
    findings = store.manifest["ledger"]["findings"]
    quotes = page.xpath("//section[@id='findings']//blockquote/text()")
    assert quotes == [each["quote"] for each in findings]
    assert len(page.xpath("//section[@id='findings']//a[starts-with(@href, 'doc/case/')]")) == len(findings)


def test_hashes_of_all_graphs(page: html.HtmlElement, seed_store: Path) -> None:
    shown = page.xpath("string(//section[@id='versions'])")
    graphs = open_store(seed_store).manifest["graphs"]
    assert graphs
    assert all(name in shown and each["sha256"] in shown for name, each in graphs.items())


def test_agreement_with_labels_by_hand(page: html.HtmlElement) -> None:
    scores = _figures(page, "scores")
    assert scores["已标案例"] == "106 / 106"
    assert 0.9 < float(scores["F1（合计）"]) <= 1


def test_a_store_with_violations_says_so_and_its_texts_stay_texts(example_store: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(example_store, tmp_path / "kg", symlinks=True)
    made = (copy / "current").resolve()
    manifest = told_in(read_manifest(made))
    manifest["ledger"]["violations"] = 1
    hostile = "<script>alert(1)</script>"
    manifest["ledger"]["findings"] = [
        {"kind": hostile, "message": {"zh": hostile, "en": hostile}, "file": hostile, "case": None}
    ]
    result = {
        "severity": "violation",
        "shape": "s",
        "focus": "javascript:alert(1)",
        "label": hostile,
        "path": hostile,
        "value": hostile,
        "message": {"zh": hostile, "en": hostile},
        "mend": None,
        "quote": hostile,
        "pages": None,
    }
    (made / "report.json").write_text(json.dumps({"conforms": False, "results": [result]}), "utf-8")
    write_manifest(made, manifest)
    with TestClient(application(Settings(copy))) as client:
        answer = client.get("/quality?lang=en")
    page = html.fromstring(answer.text)
    assert answer.status_code == 200
    assert "Does not conform" in page.xpath("string(//section[@id='shacl'])")
    assert not page.findall(".//script")
    assert not page.xpath("//a[starts-with(@href, 'javascript:')]")


@pytest.mark.chromium
@pytest.mark.parametrize("language", ["zh", "en"])
def test_for_everybody(browser: Browser, seed_store: Path, language: str) -> None:
    with served(seed_store) as address:
        assert wrong(browser, f"{address}/quality?lang={language}") == []
