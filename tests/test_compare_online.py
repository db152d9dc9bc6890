"""Comparisons on the site: what the command line says, shareable, each cell with its quotes, nothing lost on a slip."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import openpyxl
import pytest
from lxml import html

from fulian_kg.server import comparison
from serving import served
from visiting import wrong

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Browser
    from starlette.testclient import TestClient

MEASURES = ["themes", "initiatives", "funding", "statistics", "forms", "diffusion"]
BESIDE = ["北京市", "上海市"]


def _page(site: TestClient, path: str) -> html.HtmlElement:
    answer = site.get(path)
    assert answer.status_code == 200, answer.text[:300]
    return html.fromstring(answer.text)


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_cell_leads_to_evidence_on_the_page(seed_site: TestClient, measure: str, language: str) -> None:
    page = _page(seed_site, f"/compare?columns={measure}&lang={language}")
    ids = [each.get("id") for each in page.iterfind(".//*[@id]")]
    assert len(ids) == len(set(ids))
    cells = page.xpath("//section[@id='table']//tbody//td/a")
    assert cells
    assert all(cell.get("href").removeprefix("#") in ids for cell in cells)
    stated = page.xpath("//td[@class='value']/a/text()")
    assert all("/" in text for text in stated)  # n of N
    assert not page.xpath("//*[@style] | //main//style | //main//script")
    cited = page.xpath("//p[@class='source']/a/@href")
    assert all(link.startswith("doc/case/") and "#" in link for link in cited)
    assert ("案例" if language == "zh" else "cases") in page.xpath("string(//p[@class='note'])")


@pytest.mark.parametrize("form", ["csv", "json", "md", "html"])
@pytest.mark.parametrize(
    ("options", "address"),
    [
        ((), ""),
        (("--columns", "funding", "--province", "北京市"), "columns=funding&province=北京市"),
        (("--rows", "county", "--regions", "today", "--province", "北京"), "rows=county&regions=today&province=北京"),
        (("--theme", "work-funding", "--regions", "1999-01-01"), "theme=work-funding&regions=1999-01-01"),
        (("--case", "2", "--case", "1", "--rows", "case"), "case=2,1&rows=case"),
        (("--profile", "北京市,上海市"), "profile=北京市&profile=上海市"),
    ],
)
def test_files_are_those_of_the_command_line(
    seed_site: TestClient, seed_store: Path, run: Callable[..., Any], form: str, options: tuple[str, ...], address: str
) -> None:
    wanted = run("compare", "--store", seed_store, "--format", form, *options)
    answer = seed_site.get(f"/compare?{address}&format={form}")
    assert wanted.code == 0
    assert answer.status_code == 200
    assert answer.text == wanted.out
    assert "attachment" in answer.headers["content-disposition"]


def test_workbook_picture_and_description(seed_site: TestClient) -> None:
    book = seed_site.get("/compare?columns=funding&format=xlsx")
    assert len(openpyxl.load_workbook(io.BytesIO(book.content)).sheetnames) > 2
    for chart in ("heat", "bars", "map"):
        picture = seed_site.get(f"/compare?theme=work-funding&format=svg&chart={chart}")
        assert picture.headers["content-type"].startswith("image/svg+xml")
        assert b"<svg" in picture.content
    told = json.loads(seed_site.get("/compare?format=csvw").text)
    assert told["url"] == "compare.csv"


def test_an_address_reproduces_the_form(seed_site: TestClient) -> None:
    address = "columns=initiatives&rows=case&theme=work-funding&province=北京市&regions=2005-06-07&chart=bars&lang=zh"
    page = _page(seed_site, "/compare?" + address)
    chosen = {
        each.get("name"): each.xpath("string(option[@selected]/@value)") for each in page.xpath("//form[1]//select")
    }
    assert (chosen["columns"], chosen["rows"], chosen["regions"], chosen["chart"]) == (
        "initiatives",
        "case",
        "date",
        "bars",
    )
    assert page.xpath("//input[@name='date']/@value") == ["2005-06-07"]
    assert page.xpath("//input[@checked]/@value") == ["北京市", "work-funding"]
    links = page.xpath("//p[@class='files']/a/@href")
    for link in links:
        given = parse_qs(urlsplit(link).query)
        assert (given["province"], given["theme"], given["regions"]) == (["北京市"], ["work-funding"], ["2005-06-07"])


@pytest.mark.parametrize(
    "slip",
    [
        "rows=planet",
        "columns=everything",
        "theme=no-such-theme",
        "province=火星",
        "case=9999",
        "regions=yesterday",
        "regions=date&date=2010-13-01",
        "regions=date",
        "rank=work-funding",
        "min_kappa=high",
        "min_kappa=0.5&columns=funding",
        "chart=pie",
        "chart=timeline",
        "chart=map&rows=case",
        "profile=北京市&profile=上海市&profile=天津市&profile=重庆市&profile=河北省",
        "profile=火星",
        "format=exe",
        "format=svg&profile=北京市",
        "format=svg&columns=initiatives&chart=timeline",
        "theme=" + "x" * 101,
        "&".join(["theme=x"] * 201),
    ],
)
def test_a_slip_gets_a_sentence_on_the_form_and_loses_nothing(seed_site: TestClient, slip: str) -> None:
    answer = seed_site.get(f"/compare?province=北京市&{slip}&lang=zh")
    page = html.fromstring(answer.text)
    assert answer.status_code == 400
    assert page.xpath("string(//p[@role='alert'])").strip()
    assert "北京市" in page.xpath("//input[@name='province'][@checked]/@value")
    assert page.xpath("//details[@class='choose'][@open]")


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", '"><img src=x>', "\x00", "\u202e", "{{7*7}}", "a b<>\\^`{|}", "%"]
)
@pytest.mark.parametrize(
    "name", ["rows", "columns", "theme", "province", "case", "regions", "date", "rank", "chart", "profile", "cell"]
)
def test_hostile_values_stay_values(example_site: TestClient, name: str, text: str) -> None:
    answer = example_site.get("/compare", params={name: text, "regions": "date"} if name == "date" else {name: text})
    assert answer.status_code in {200, 400}
    page = html.fromstring(answer.text)
    assert not page.findall(".//script")
    assert not page.findall(".//img")


def test_two_to_four_provinces_side_by_side(seed_site: TestClient) -> None:
    page = _page(seed_site, "/compare?profile=北京市&profile=上海市&lang=zh")
    assert [each.text for each in page.xpath("//ul[@class='provinces']//strong")] == BESIDE
    assert page.xpath("//div[contains(@class, 'n2')]")
    assert page.xpath("//details[summary]//blockquote")
    assert page.xpath("//p[@class='source']/a[starts-with(@href, 'doc/case/')]")


def test_large_comparisons_show_the_quotes_of_the_cell_that_is_asked(
    seed_site: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(comparison, "QUOTES", 3)
    page = _page(seed_site, "/compare?columns=funding&lang=zh")
    assert not page.xpath("//section[@id='evidence']//blockquote")
    link = page.xpath("//td[@class='value']/a/@href")[0]
    fragment = urlsplit(link).fragment
    opened = _page(seed_site, "/" + link)
    (cell,) = opened.xpath("//section[@id='evidence']//article")
    assert cell.get("id") == fragment
    assert cell.findall(".//blockquote")


def test_large_tables_are_cut_and_say_so(seed_site: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comparison, "CELLS", 200)
    page = _page(seed_site, "/compare?rows=case&lang=zh")
    shown = len(page.xpath("//section[@id='table']//tbody/tr"))
    assert 0 < shown < 106
    assert f"{shown} / 106" in page.xpath("string(//p[@class='error'])")
    assert seed_site.get("/compare?rows=case&chart=heat").status_code == 400
    monkeypatch.setattr(comparison, "MOST_CELLS", 200)
    assert seed_site.get("/compare?rows=case&format=xlsx").status_code == 400
    assert seed_site.get("/compare?rows=case&format=csv").status_code == 200


@pytest.mark.chromium
@pytest.mark.parametrize(
    "path", ["?lang=zh", "?columns=funding&lang=en", "?profile=北京市&profile=上海市&lang=en", "?rows=planet"]
)
def test_for_everybody(browser: Browser, seed_store: Path, path: str) -> None:
    with served(seed_store) as address:
        assert wrong(browser, f"{address}/compare{path}") == []


@pytest.mark.chromium
def test_a_cell_opens_its_quotes_without_script(browser: Browser, seed_store: Path) -> None:
    with served(seed_store) as address:
        context = browser.new_context(java_script_enabled=False, locale="zh-CN")
        page = context.new_page()
        page.goto(address + "/compare?columns=funding")
        page.locator("td.value a").first.click()
        opened = page.locator(f"article[id='{urlsplit(page.url).fragment}']")
        assert opened.locator("blockquote").first.is_visible()
        box: Any = opened.bounding_box()
        assert 0 <= box["y"] < 700
        page.click(".choose > summary")
        page.select_option("#f-rows", "case")
        page.click(".choose form:first-of-type button")
        assert "rows=case" in page.url
        context.close()
