"""The page of a comparison in a real browser: offline, without script, legible to everybody in light and dark."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from lxml import html

from browsing import grave

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

pytestmark = [pytest.mark.chromium, pytest.mark.parametrize("measure", ["themes", "funding"])]


@pytest.fixture(scope="module")
def pages(seed_store: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    from fulian_kg.cli import run  # noqa: PLC0415

    folder = tmp_path_factory.mktemp("pages")
    for measure in ("themes", "funding"):
        target = folder / f"{measure}.html"
        made = ["compare", "--store", str(seed_store), "--columns", measure, "--format", "html", "-o", str(target)]
        assert run(made) == 0
    return {file.stem: file for file in folder.iterdir()}


def test_a_cell_opens_its_quotes_without_script_or_network(
    browser: Browser, pages: dict[str, Path], measure: str
) -> None:
    context = browser.new_context(java_script_enabled=False, offline=True)
    page = context.new_page()
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.goto(pages[measure].as_uri())
    cell = page.locator("td.value a").first
    cell.click()
    fragment = urlsplit(page.url).fragment
    opened = page.locator(f"article[id='{fragment}']")
    assert opened.bounding_box() is not None
    box: Any = opened.bounding_box()
    assert 0 <= box["y"] < 700
    assert opened.locator("blockquote").count() >= 1
    opened.locator("a.back").click()
    assert urlsplit(page.url).fragment == f"{fragment}-at"
    assert {urlsplit(url).scheme for url in requests} == {"file"}
    context.close()


def test_every_cell_leads_somewhere(pages: dict[str, Path], measure: str) -> None:
    page = html.parse(pages[measure])
    ids = [each.get("id") for each in page.iterfind(".//*[@id]")]
    assert len(ids) == len(set(ids))
    cells = page.findall(".//section[@id='table']//tbody//td")
    for cell in cells:
        link = cell.find("a")
        assert link is not None or cell.get("class") in {"number", "empty"}
        assert link is None or link.get("href")[1:] in ids
    assert not page.findall(".//script")
    assert not re.search(r"""(src|href)=["']?(https?:)?//""", pages[measure].read_text("utf-8"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_serious_for_those_who_see_or_hear_otherwise(
    browser: Browser, pages: dict[str, Path], measure: str, scheme: Any, width: int
) -> None:
    page = browser.new_page(color_scheme=scheme, viewport={"width": width, "height": 844})
    page.goto(pages[measure].as_uri() + "#c-110000--work-funding")
    assert grave(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()
