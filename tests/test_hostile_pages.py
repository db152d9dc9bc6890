"""Whatever a source, a label or a parameter says, pages show it and do not do it; nothing leaves the site."""

from __future__ import annotations

import os
from collections import Counter
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urljoin, urlsplit

import pyoxigraph as ox
import pytest
from lxml import html
from starlette.testclient import TestClient

from conftest import EXAMPLE
from fulian_kg.graph.build import Settings as BuildSettings
from fulian_kg.graph.build import build
from fulian_kg.graph.publication import publish, writing
from fulian_kg.graph.store import FACTS, REPORT, SOURCES, open_store
from fulian_kg.server.app import application
from fulian_kg.server.settings import Settings
from hostile import HOSTILE
from serving import served

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page, Request

STRIDE = 1 if os.environ.get("FULIAN_TEST_SOAK") else 16
"""Every how manieth text a parameter is given; each parameter begins with another one."""
ALIKE, MOST = 4, 90
"""Pages of one kind, and all pages, that are opened."""
HREFS = "all => all.map(a => new URL(a.getAttribute('href'), document.baseURI).href)"
"""Addresses of links, those of charts too."""
LINE = "\r\n\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"


@pytest.fixture(scope="module")
def hostile_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store in which every text is hostile: those of labels by hand, those of a source as it was read."""
    folder = tmp_path_factory.mktemp("hostile")
    source = folder / "恶意.md"
    source.write_text("\n\n".join(_case()), "utf-8")
    made = build([EXAMPLE, source], BuildSettings())
    with writing(folder / "read"):
        made.publish(folder / "read")
    read = open_store(folder / "read")
    with writing(folder / "kg"):
        files = {FACTS: read.facts_text(), REPORT: (read.folder / REPORT).read_text("utf-8")}
        files |= {f"{SOURCES}/{each.name}": each.read_text("utf-8") for each in (read.folder / SOURCES).iterdir()}
        manifest = {name: value for name, value in read.manifest.items() if name != "files"}
        publish(folder / "kg", _worse(read.rdf), files, manifest)
    return folder / "kg"


def _case() -> Iterator[str]:
    yield "# " + " ".join(HOSTILE[0].split())
    yield "江苏省盐城市大丰县妇联"
    for number, text in enumerate(HOSTILE[::9], 1):
        plain = text.translate(dict.fromkeys(map(ord, LINE), " "))
        yield f"{2000 + number % 10}年，大丰县妇联创建“{plain}”工作法，县财政按照妇女每人每年{number}元拨款。{plain}"


def _worse(rdf: ox.Store) -> Iterator[ox.Quad]:
    """Every statement, those of texts with something hostile at their end; codes and ids are ours, and ASCII."""
    for number, quad in enumerate(sorted(rdf, key=str)):
        value = quad.object
        if isinstance(value, ox.Literal) and not value.value.isascii():
            text = value.value + HOSTILE[number % len(HOSTILE)]
            value = ox.Literal(text, language=value.language) if value.language else ox.Literal(text)
        yield ox.Quad(quad.subject, quad.predicate, value, quad.graph_name)


class Watched:
    """A page of the browser that notes whatever should not have happened."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address
        self.wrong: list[str] = []
        page.on("dialog", lambda dialog: self.wrong.append(f"{page.url}: a dialog says {dialog.message}"))
        page.on("pageerror", lambda error: self.wrong.append(f"{page.url}: {error}"))
        page.on("request", self._requested)
        page.on("console", lambda said: self._said(said.type, said.text))

    def _requested(self, request: Request) -> None:
        if not request.url.startswith((self.address, "data:", "about:")):
            self.wrong.append(f"{self.page.url}: goes to {request.url}")

    def _said(self, kind: str, text: str) -> None:
        if kind == "error" and "status of 4" not in text:  # a refusal is an answer
            self.wrong.append(f"{self.page.url}: {text}")

    def open(self, url: str) -> None:
        """Open it and see whether anything ran."""
        self.page.goto(url, wait_until="load")
        if self.page.evaluate("window.ran") is not None:
            self.wrong.append(f"{url}: a text ran")


def _kind(path: str) -> str:
    return "/".join(path.split("/")[:3])


@pytest.mark.chromium
@pytest.mark.parametrize("language", ["zh", "en"])
def test_nothing_that_a_source_says_is_done(hostile_store: Path, browser: Browser, language: str) -> None:
    with served(hostile_store) as address, browser.new_context(accept_downloads=False) as context:
        watched = Watched(context.new_page(), address)
        seen, waiting, kinds = set[str](), [f"{address}/?lang={language}"], Counter[str]()
        while waiting and len(seen) < MOST:
            url = waiting.pop(0)
            kind = _kind(urlsplit(url).path)
            if url in seen or kinds[kind] >= ALIKE:
                continue
            seen.add(url)
            kinds[kind] += 1
            watched.open(url)
            links = watched.page.eval_on_selector_all("a[href]:not([download])", HREFS)
            inside = (link.partition("#")[0] for link in links if link.startswith(address))
            waiting += [link for link in inside if "format=" not in link and "." not in urlsplit(link).path]
        assert watched.wrong == []
        assert len(kinds) > 5


def _forms(client: TestClient, path: str) -> Iterator[tuple[str, str]]:
    """Where each form of a page leads, and each of its fields."""
    for form in html.fromstring(client.get(path).content).iterfind(".//form"):
        if form.get("method", "get").lower() == "get":
            for field in dict.fromkeys(each.get("name") for each in form.iterfind(".//*[@name]")):
                yield urljoin(path, form.get("action") or path), str(field)


def _addresses(hostile_store: Path) -> list[tuple[str, str]]:
    with TestClient(application(Settings(hostile_store))) as client:
        pages = ("/", "/search?q=a", "/compare", "/quality")
        return sorted({form for path in pages for form in _forms(client, path)})


def test_no_parameter_is_a_fault_of_the_server(hostile_store: Path) -> None:
    asked = _addresses(hostile_store)
    assert len(asked) > 8
    with TestClient(application(Settings(hostile_store))) as client:
        for first, (path, field) in enumerate(asked):
            for text in HOSTILE[first % STRIDE :: STRIDE]:
                answer = client.get(f"{path}?{urlencode({field: text}, errors='surrogatepass')}")
                assert answer.status_code < 500, (path, field, text)


@pytest.mark.chromium
def test_nothing_that_a_parameter_says_is_done(hostile_store: Path, browser: Browser) -> None:
    asked = _addresses(hostile_store)
    with served(hostile_store) as address, browser.new_context() as context:
        watched = Watched(context.new_page(), address)
        for number, text in enumerate(HOSTILE[:: min(STRIDE, 3)]):
            path, field = asked[number % len(asked)]
            watched.open(f"{address}{path}?{urlencode({field: text}, errors='surrogatepass')}")
        assert watched.wrong == []
