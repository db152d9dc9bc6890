"""The page of provinces in a real browser: offline, without script, legible to everybody in light and dark."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from browsing import grave
from fulian_kg.cli import run

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

pytestmark = pytest.mark.chromium
PROVINCES = {"one": "北京市", "four": "北京市,上海市,天津市,新疆生产建设兵团"}


@pytest.fixture(scope="module")
def pages(seed_store: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("profiles")
    for name, provinces in PROVINCES.items():
        target = str(folder / f"{name}.html")
        asked = ["compare", "--store", str(seed_store), "--profile", provinces]
        assert run([*asked, "--format", "html", "-o", target]) == 0
    return {name: folder / f"{name}.html" for name in PROVINCES}


def test_an_entry_opens_its_quote_without_script_or_network(browser: Browser, pages: dict[str, Path]) -> None:
    context = browser.new_context(java_script_enabled=False, offline=True)
    page = context.new_page()
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.goto(pages["one"].as_uri())
    entry = page.locator("article", has_text="亲情服务“6S”工作法")
    assert not entry.locator("blockquote").is_visible()
    entry.locator("summary").click()
    assert entry.locator("blockquote").is_visible()
    assert "亡故送挽联" in (entry.locator("blockquote").text_content() or "")
    assert requests == [pages["one"].as_uri()]
    context.close()


@pytest.mark.parametrize(("width", "columns"), [(1280, 4), (390, 1)])
def test_provinces_stand_side_by_side_where_there_is_room(
    browser: Browser, pages: dict[str, Path], width: int, columns: int
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 844})
    page.goto(pages["four"].as_uri())
    parts = page.locator("#s-cases .part").all()
    boxes: list[Any] = [part.bounding_box() for part in parts]
    assert len(parts) == 4
    assert len({box["x"] for box in boxes}) == columns
    page.close()


@pytest.mark.parametrize("name", PROVINCES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_serious_for_those_who_see_or_hear_otherwise(
    browser: Browser, pages: dict[str, Path], name: str, scheme: Any, width: int
) -> None:
    page = browser.new_page(color_scheme=scheme, viewport={"width": width, "height": 844})
    page.goto(pages[name].as_uri())
    target = page.locator("#s-funding article").first.get_attribute("id")
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    page.goto(f"{pages[name].as_uri()}#{target}")
    assert grave(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()
