"""One walk through the site, as people make it: with and without scripts, wide and narrow, in either language."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from browsing import grave
from prerequisites import prerequisites
from serving import served

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.chromium
QUERY = "SELECT ?n WHERE { ?c a fl:Case ; fl:caseNumber ?n } ORDER BY ?n LIMIT 3"
LIT = "getComputedStyle(document.querySelector('.here:has(:target) + mark, mark:target')).backgroundColor"
PLAIN = "getComputedStyle(document.querySelector('mark.read')).backgroundColor"


@dataclass
class Walk:
    """A reader with a browser of a kind; looks at every page that is come to."""

    page: Page
    address: str
    scripts: bool
    wrong: list[str] = field(default_factory=list)

    def look(self) -> None:
        """What keeps people out, or is wider than the window."""
        width = self.page.viewport_size["width"]  # type: ignore[index]
        if self.scripts:
            self.wrong += [f"{self.page.url}: {rule} {place}" for rule, place in grave(self.page)]
            if self.page.evaluate("document.documentElement.scrollWidth") > width:
                self.wrong.append(f"{self.page.url} is wider than {width}")

    def go(self, path: str) -> None:
        """Open a page and look."""
        self.page.goto(self.address + path)
        self.look()

    def follow(self, selector: str) -> None:
        """Click and look."""
        self.page.locator(selector).first.click()
        self.page.wait_for_load_state()
        self.look()


@pytest.fixture(scope="module")
def address(seed_store: Path) -> Iterator[str]:
    with served(seed_store) as found:
        yield found


READERS: dict[str, dict[str, Any]] = {
    "wide": {"viewport": {"width": 1280, "height": 900}, "locale": "zh-CN"},
    "phone-dark-english": {
        "viewport": {"width": 375, "height": 812},
        "locale": "en-GB",
        "color_scheme": "dark",
    },
    "phone-without-scripts": {
        "viewport": {"width": 375, "height": 812},
        "locale": "zh-CN",
        "java_script_enabled": False,
    },
}


@pytest.fixture(params=READERS)
def walk(browser: Browser, address: str, request: pytest.FixtureRequest) -> Iterator[Walk]:
    """A reader; in the end nothing was wrong, and nobody else was asked."""
    options = READERS[request.param]
    context = browser.new_context(reduced_motion="reduce", **options)
    made = Walk(context.new_page(), address, options.get("java_script_enabled", True))
    asked: list[str] = []
    made.page.on("request", lambda sent: asked.append(sent.url))
    made.page.on("pageerror", lambda error: made.wrong.append(str(error)))
    made.page.on("response", lambda got: made.wrong.extend([got.url] if got.status >= 400 else []))
    yield made
    context.close()
    hosts = {urlsplit(each).netloc for each in asked if not each.startswith(("data:", "blob:"))}
    assert hosts == {urlsplit(address).netloc}
    assert made.wrong == []


def test_from_a_case_to_a_query_of_ones_own(walk: Walk) -> None:
    page = walk.page
    walk.go("/")
    page.locator("input[name=q]").first.fill("鲁谷")
    walk.follow(".searchbox button")
    walk.follow("main a[href*='doc/case/'][href*='#']")  # a quote
    if walk.scripts:
        assert page.evaluate(LIT) != page.evaluate(PLAIN)
    walk.follow("main a[href*='region-version/110107']")
    walk.follow("main a[href*='region/110107']")
    assert page.locator("svg").count()
    page.locator("#at").fill("1985-01-01")
    walk.follow("form.as-of button")
    assert "at=1985-01-01" in page.url
    _compare(walk)
    _ask(walk)
    _write(walk)


def _compare(walk: Walk) -> None:
    walk.go("/compare")
    for name in ("北京市", "上海市"):
        box = walk.page.locator(f"input[name=province][value={name}]")
        for details in walk.page.locator("details:not([open]):has(input[name=province])").all():
            details.locator("> summary").click()
        box.check()
    walk.follow("form[action=compare] button[type=submit], form[action=compare] button:not([type])")
    rows = walk.page.locator("#table tbody tr")
    assert rows.count() == 2
    cell = walk.page.locator("#table td.value a").first
    place = cell.get_attribute("href") or ""
    cell.click()
    assert walk.page.locator(f"[id='{place.rpartition('#')[2]}'] blockquote").first.is_visible()


def _ask(walk: Walk) -> None:
    walk.go("/queries")
    walk.follow("main a[href*='queries/funding-timeline']")
    walk.page.locator("input[name=region]").fill("石景山区")
    walk.follow("main form button")
    assert walk.page.locator("main table tbody tr").count() == 6


def _write(walk: Walk) -> None:
    walk.go("/sparql")
    page = walk.page
    editor = page.locator(".editor .cm-content")
    if walk.scripts and not prerequisites()["bundle"].missing:
        editor.wait_for()
        editor.press("Control+a")
        page.keyboard.type("SELECT ?n WHERE { ?c a fl:Cas", delay=10)
        page.locator(".cm-tooltip-autocomplete li", has_text="fl:Case").first.click()
        page.keyboard.type(" ; fl:caseNumber ?n } ORDER BY ?n LIMIT 3", delay=2)
    else:
        page.locator("#query").fill(QUERY)
    page.locator("#workbench .main").click()
    table = page.locator("#results table, main table").first
    table.wait_for()
    said = table.inner_text()
    assert said.split()[-4:] == ["n", "1", "2", "3"]
    link = page.evaluate("location.href") if walk.scripts else page.url
    page.goto("about:blank")
    page.goto(link)
    table.wait_for()
    assert table.inner_text() == said
    walk.look()
