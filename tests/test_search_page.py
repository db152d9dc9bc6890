"""The page of search: hits that lead somewhere, words marked and never run, facets kept, JSON for programs."""

from __future__ import annotations

from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import quote, quote_from_bytes

import pytest
from lxml import html

from serving import served
from visiting import wrong

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser
    from starlette.testclient import TestClient

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7 * 7 }}{% raw %}",
    "NEAR(妇联 经费)",
    "names : 妇联",
    '妇联" OR names:"',
    "妇联 AND OR NOT",
    "妇*",
    "%_\\",
    "'; DROP TABLE things; --",
    "妇\x00联",
    "妇\u202e联",
    "javascript:alert(1)",
    "a" * 60_000,
    " ".join(["妇"] * 100),
]


@pytest.mark.parametrize(
    ("text", "language", "wanted"),
    [
        ("网格", "zh", "网格化与走访服务"),
        ("网格", "en", "Grid management and home visits"),
        ("6S", "zh", "亲情服务“6S”工作法"),
        ("石景山", "zh", "2. 设立社区妇联工作经费 保障社区妇女工作全面开展"),
        ("work funding", "en", "Work funding"),
        ("work funding", "zh", "工作经费保障"),
    ],
)
def test_found_in_both_languages(seed_site: TestClient, text: str, language: str, wanted: str) -> None:
    answer = seed_site.get("/search", params={"q": text, "lang": language})
    page = html.fromstring(answer.text)
    assert answer.status_code == 200
    assert wanted in [each.text_content() for each in page.findall(".//p[@class='what']/a")]
    assert page.findall(".//mark")


def test_a_quote_leads_to_its_words_on_the_page_of_the_case(seed_site: TestClient) -> None:
    answer = seed_site.get("/search", params={"q": "结婚送祝福", "kind": "quote", "lang": "zh"})
    page = html.fromstring(answer.text)
    (link,) = page.findall(".//ol[@class='hits']/li/blockquote/a")
    found = seed_site.get("/search", params={"q": "结婚送祝福", "kind": "quote", "format": "json"}).json()
    (hit,) = found["hits"]
    assert link.get("href", "").partition("#")[2] == hit["iri"].rpartition("/")[2]
    assert link.get("href", "").startswith("doc/case/")
    assert page.xpath("string(.//mark)") == "结婚送祝福"


def test_facets_stay_chosen_and_pages_keep_them(seed_site: TestClient) -> None:
    answer = seed_site.get("/search", params={"q": "妇女", "kind": ["case", "quote"], "lang": "zh"})
    page = html.fromstring(answer.text)
    assert page.xpath("//input[@type='checkbox'][@checked]/@value") == ["case", "quote"]
    (following,) = page.xpath("//a[@rel='next']/@href")
    again = html.fromstring(seed_site.get("/" + following).text)
    assert again.xpath("//input[@type='checkbox'][@checked]/@value") == ["case", "quote"]
    assert again.xpath("string(//nav[@class='pages']/span)").startswith("2 /")


def test_programs_get_json(seed_site: TestClient) -> None:
    found = seed_site.get("/search", params={"q": "石景山区", "format": "json"}).json()
    assert found["hits"][0]["label"]["zh"] == "石景山区"
    assert found["hits"][0]["found_in"] == "name"
    assert found["total"] == sum(each["count"] for each in found["facets"]["kind"])
    assert seed_site.get("/search", params={"q": "石" * 201, "format": "json"}).status_code == 400


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_stay_words(example_site: TestClient, text: str) -> None:
    for given in ({"q": text}, {"kind": text}, {"theme": text, "q": "妇"}, {"page": text}, {"lang": text}):
        answer = example_site.get("/search", params=given)
        assert answer.status_code in {200, 400}
        page = html.fromstring(answer.text) if answer.headers["content-type"].startswith("text/html") else None
        if page is not None:
            assert not page.findall(".//script")
            assert not page.findall(".//img")
            assert not page.xpath("//@onerror | //a[starts-with(@href, 'javascript:')]")
    if len(text) < 100:
        shown = html.fromstring(example_site.get("/search", params={"q": text}).text).xpath(
            "string(//input[@id='q']/@value)"
        )
        assert unescape(shown).replace("\ufffd", "") == text.replace("\x00", "").replace("\u202e", "")


@pytest.mark.parametrize("raw", [b"\xed\xa0\x80", b"\xff\xfe", b"%", b"\x80"])
def test_bytes_that_are_no_text(example_site: TestClient, raw: bytes) -> None:
    assert example_site.get(f"/search?q={quote_from_bytes(raw)}").status_code == 200
    assert example_site.get(f"/search?q=%&kind={quote_from_bytes(raw)}&page=%00").status_code == 200


@pytest.mark.chromium
@pytest.mark.parametrize(
    "path", ["/search", f"/search?q={quote('石景山')}&lang=zh", "/search?q=women&lang=en", "/search?q=zzz"]
)
def test_for_everybody(browser: Browser, seed_store: Path, path: str) -> None:
    with served(seed_store) as address:
        assert wrong(browser, address + path) == []


@pytest.mark.chromium
def test_without_script(browser: Browser, seed_store: Path) -> None:
    with served(seed_store) as address:
        context = browser.new_context(java_script_enabled=False, locale="zh-CN")
        page = context.new_page()
        page.goto(address + "/search")
        page.fill("#q", "网格")
        page.press("#q", "Enter")
        page.check("input[name=kind][value=theme]")
        page.click(".apply button")
        assert page.locator("ol.hits > li").count() == 1
        assert page.locator("ol.hits mark").first.inner_text() == "网格"
        context.close()
