"""The first page: its numbers are those of the store, its links lead where they say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from lxml import html

from fulian_kg.graph.store import open_store
from serving import served
from visiting import wrong

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser
    from starlette.testclient import TestClient


def test_the_numbers_are_those_of_the_store(seed_site: TestClient, seed_store: Path) -> None:
    page = html.fromstring(seed_site.get("/?lang=zh").text)
    ledger = open_store(seed_store).manifest["ledger"]
    shown = [each.text_content() for each in page.findall(".//ul[@class='numbers']//strong")]
    assert shown == ["106", "2", str(sum(ledger["facts"].values())), "32"]
    assert "共 106" in page.xpath("string(//ul[@class='numbers'])")
    assert "不等于没有" in page.xpath("string(//p[@class='selection'])")


def test_every_unit_has_a_tile_and_those_without_case_say_so(seed_site: TestClient) -> None:
    page = html.fromstring(seed_site.get("/?lang=zh").text)
    assert len(page.findall(".//ul[@class='tiles']/li")) == 35
    absent = page.xpath("//span[@class='tile absent']/span[1]/text()")
    assert sorted(name for name in absent if name.strip()) == sorted(["台湾", "香港", "澳门"])
    assert page.xpath("count(//span[@title='汇编未收录'])") == 3
    links = page.xpath("//a[contains(@class, 'tile')]/@href")
    assert len(links) == 32
    assert sum(int(each) for each in page.xpath("//a[contains(@class, 'tile')]/b/text()")) == 106
    for link in links[:3]:
        assert seed_site.get("/" + link).status_code == 200


@pytest.mark.parametrize("language", ["zh", "en"])
def test_its_questions_and_numbers_lead_somewhere(seed_site: TestClient, language: str) -> None:
    page = html.fromstring(seed_site.get(f"/?lang={language}").text)
    links = page.xpath("//main//a[not(starts-with(@href, '#'))]/@href")
    assert any("compare" in link for link in links)
    assert any("queries/theme-by-province" in link for link in links)
    assert any(link.startswith("download") for link in links)
    ours = [link for link in links if link.startswith(("search", "compare", "quality"))]
    for link in {*ours[:8]}:
        assert seed_site.get("/" + link).status_code == 200


@pytest.mark.chromium
@pytest.mark.parametrize("language", ["zh", "en"])
def test_for_everybody(browser: Browser, seed_store: Path, language: str) -> None:
    with served(seed_store) as address:
        assert wrong(browser, f"{address}/?lang={language}") == []


@pytest.mark.chromium
def test_a_tile_leads_to_the_province_without_script(browser: Browser, seed_store: Path) -> None:
    with served(seed_store) as address:
        context = browser.new_context(java_script_enabled=False, locale="zh-CN")
        page = context.new_page()
        page.goto(address + "/")
        page.click("a.tile.full")
        assert "北京市" in page.locator("h1").inner_text()
        context.close()
