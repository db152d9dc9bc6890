"""A look at a page of the site as every reader has it: wide and narrow, light and dark, with or without scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from browsing import grave

if TYPE_CHECKING:
    from playwright.sync_api import Browser

NARROW = 375
VIEWS = [(1280, "light"), (NARROW, "light"), (1280, "dark"), (NARROW, "dark")]


def wrong(browser: Browser, address: str, **options: Any) -> list[str]:
    """What is wrong with a page in any view: barriers, overflow, requests elsewhere, refusals by our policy."""
    return [each for view in VIEWS for each in _wrong(browser, address, *view, **options)]


def _wrong(browser: Browser, address: str, width: int, scheme: Any, **options: Any) -> list[str]:
    context = browser.new_context(
        viewport={"width": width, "height": 844}, color_scheme=scheme, reduced_motion="reduce", **options
    )
    page = context.new_page()
    requests: list[str] = []
    told: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: told.append(message.text))
    page.on("pageerror", lambda error: told.append(str(error)))
    page.goto(address)
    barriers = [f"{rule}: {place}" for rule, place in grave(page)]
    wide = page.evaluate("document.documentElement.scrollWidth")
    context.close()
    host = urlsplit(address).netloc
    return [f"{width} {scheme}: {each}" for each in barriers + ([f"{wide} wide"] if wide > width else [])] + [
        *(url for url in requests if urlsplit(url).netloc != host),
        *(text for text in told if "Failed to load resource" not in text),
    ]
