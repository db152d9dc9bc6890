"""Pages of resources in a real browser: legible to everybody, useful without script, deaf to hostile texts."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from browsing import grave
from fulian_kg.cli import run
from fulian_kg.graph.store import open_store
from fulian_kg.vocabulary import FL
from serving import served

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Request

pytestmark = pytest.mark.chromium
CASE = "/doc/case/a65d4c6c/002"
NOTHING = "/doc/nothing"
PAGES = (
    CASE,
    "/doc/case/a65d4c6c/038",
    "/doc/region/110104",
    "/doc/initiative/a65d4c6c/001/133b8c9dbee6a82f",
    "/doc/funding/a65d4c6c/002/ea44a674f282f8ab",
    "/doc/compilation/a65d4c6c",
    NOTHING,
)
HOSTILE = """# 妇女工作材料汇编

目录

1. <script>document.title="ran"</script>设立工作经费"onmouseover="document.title='ran'
北京市石景山区妇联 (1)
2. 设立社区妇联工作经费 保障社区妇女工作
北京市石景山区妇联 (4)

# 设立社区妇联工作经费 保障社区妇女工作

北京市石景山区妇联

2008年，区妇联建立了\u202e妇女之家<img src=x onerror="document.title='ran'">，
开展“</mark><script>document.title='ran'</script>”活动，有妇女小组12个。
"""


@pytest.fixture(scope="module")
def site(seed_store: Path) -> Iterator[str]:
    with served(seed_store) as address:
        yield address


def _noted(asked: list[str], request: Request) -> None:
    asked.append(request.url)


@pytest.mark.parametrize("path", PAGES)
def test_legible_on_every_screen(browser: Browser, site: str, path: str) -> None:
    for scheme, language, width in (("light", "zh", 1280), ("dark", "en", 375)):
        page = browser.new_page(color_scheme=scheme, viewport={"width": width, "height": 900})  # type: ignore[arg-type]
        asked: list[str] = []
        page.on("request", partial(_noted, asked))
        answer = page.goto(f"{site}{path}?lang={language}")
        assert answer is not None
        assert answer.ok is (path != NOTHING)
        assert grave(page) == []
        beyond = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert beyond <= 0
        assert {urlsplit(url).netloc for url in asked} == {urlsplit(site).netloc}
        page.close()


def test_a_fragment_lights_its_words_without_script(browser: Browser, site: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site + CASE)
    mark = page.locator("mark[id].read").nth(3)
    plain = mark.evaluate("each => getComputedStyle(each).backgroundColor")
    page.goto(f"{site}{CASE}#{mark.get_attribute('id')}")
    assert mark.evaluate("each => getComputedStyle(each).backgroundColor") != plain
    mark.locator("a").click()
    assert urlsplit(page.url).fragment == f"f-{mark.get_attribute('id')}"
    assert page.locator(".card:target").count() == 1
    context.close()


def test_hostile_texts_stay_texts(browser: Browser, tmp_path: Path) -> None:
    source = tmp_path / "hostile.md"
    source.write_text(HOSTILE, "utf-8")
    assert run(["build", str(source), "--store", str(tmp_path / "kg")]) == 0
    store = open_store(tmp_path / "kg")
    cases = [quad.subject.value for quad in store.rdf.quads_for_pattern(None, FL.hasFullText, None)]  # type: ignore[union-attr]
    paths = sorted(iri.removeprefix(f"{store.base}id/") for iri in cases)
    with served(tmp_path / "kg") as address:
        page = browser.new_page()
        for path in paths:
            page.goto(f"{address}/doc/{path}")
            page.wait_for_load_state("networkidle")
            assert page.title() != "ran"
            assert page.locator("main script, main img, main [onmouseover], main [onerror]").count() == 0
            assert "\u202e" not in page.content()
        assert "<img src=x" in page.inner_text(".source-text")
        page.close()
