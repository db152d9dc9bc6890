"""Pages as files: every link leads to a file, nothing is asked elsewhere, and a reader gets along without a server."""

from __future__ import annotations

import hashlib
import posixpath
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit
from urllib.request import urlopen

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from browsing import grave
from fulian_kg.cli.progress import Progress
from fulian_kg.graph.manifest import sha256_of
from fulian_kg.graph.store import open_store
from fulian_kg.model import Span
from fulian_kg.publication.addresses import Addresses
from fulian_kg.publication.dumps import Made
from fulian_kg.publishing.bundle import write
from fulian_kg.publishing.edition import Edition
from fulian_kg.publishing.pages import page_files
from fulian_kg.publishing.plan import published, sections
from fulian_kg.publishing.search_entries import entries
from fulian_kg.query.case_text import OMITTED, Mark, blocks, quotes
from fulian_kg.query.index import Index
from fulian_kg.query.stored import stored_queries
from fulian_kg.resources import Library
from fulian_kg.server.file_links import FileLinks
from fulian_kg.server.generations import Generation
from fulian_kg.server.published import Page as Planned
from fulian_kg.server.published import Published

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page
    from starlette.testclient import TestClient

DECLARED = """
files = [{files}]
scripted = ["search"]
queries = []
[formats]
compare = ["csv"]
[[varied]]
path = "compare"
parameter = "columns"
values = ["funding"]
[[varied]]
path = "compare"
parameter = "profile"
values = ["上海市"]
"""
FACTS = "facts.jsonl"
LINKS = ("href", "src", "action")


@pytest.fixture(scope="module")
def bundle(example_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundle of the example, with files of few questions, and of the resources those of cases."""
    folder, own = tmp_path_factory.mktemp("host") / "bundle", tmp_path_factory.mktemp("own")
    write(_edition(example_store, own), folder, Progress())
    return folder


def _edition(store: Path, own: Path, **given: Any) -> Edition:
    shipped = Library().read("templates", "publication/pages.toml")
    files = shipped.partition("files = [")[2].partition("]")[0]
    declared = own / "templates" / "publication" / "pages.toml"
    declared.parent.mkdir(parents=True)
    declared.write_text(DECLARED.format(files=files), "utf-8")
    opened = open_store(store)
    return Edition(store, opened, Library(own), Addresses(opened.base), pages="cases", **given)


def test_every_link_leads_to_a_file(bundle: Path) -> None:
    pages = {str(path.relative_to(bundle)): html.parse(path).getroot() for path in bundle.rglob("*.html")}
    names = {page: {*root.xpath("//@id")} for page, root in pages.items()}
    wrong, elsewhere = [], set()
    for page, root in pages.items():
        for link in {value for name in LINKS for value in root.xpath(f"//@{name}")}:
            parts = urlsplit(link)
            target = posixpath.normpath(
                posixpath.join(posixpath.dirname(page), unquote(parts.path) or posixpath.basename(page))
            )
            if parts.scheme or parts.netloc:
                elsewhere.add(parts.netloc)
            elif (bundle / target).is_file():
                asked = target.endswith("search/index.html")  # its script reads the fragment
                missing = parts.fragment and not asked and unquote(parts.fragment) not in names.get(target, ())
                wrong += [(page, link)] if parts.query or missing else []
            else:
                wrong.append((page, link))
    assert wrong == []
    assert elsewhere <= {"", "www.w3.org", "w3id.org"}  # terms of others, and our own IRIs without a page
    assert {page.removeprefix("en/") for page in pages if page.startswith("en/")} == {
        page for page in pages if not page.startswith("en/")
    }


def test_pages_load_what_is_declared_and_have_no_forms_for_a_server(bundle: Path) -> None:
    for path in bundle.rglob("*.html"):
        root = html.parse(path).getroot()
        (policy,) = root.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
        assert "default-src 'none'" in policy
        assert "built-in" not in root.text_content()
        assert not root.xpath("//script[not(@src)][not(@type)] | //script[@type='module'] | //@style[false()]")
        forms = root.xpath("//form[not(contains(@class, 'search'))]")
        assert forms == [], path


def test_the_same_bytes_again(bundle: Path, example_store: Path, tmp_path: Path) -> None:
    edition = _edition(example_store, tmp_path)
    for path in bundle.glob("download/*"):
        edition.made[f"download/{path.name}"] = Made(path.stat().st_size, sha256_of(path))
    again = page_files(edition)
    for file, _ in zip(again, range(60), strict=False):
        assert (bundle / file.path).read_bytes() == file.content, file.path
    again.close()  # type: ignore[attr-defined]


def test_texts_are_published_where_that_is_wanted(bundle: Path, example_store: Path, tmp_path: Path) -> None:
    case = next(path for path in sorted(bundle.glob("doc/case/*/*/index.html")) if OMITTED in path.read_text("utf-8"))
    wanted = str(case.relative_to(bundle))
    whole = page_files(_edition(example_store, tmp_path, source_text=True))
    text = next(file.content for file in whole if file.path == wanted)
    whole.close()  # type: ignore[attr-defined]
    assert isinstance(text, bytes)
    quoted, full = (html.fromstring(each.decode()).find_class("source-text")[0] for each in (case.read_bytes(), text))
    assert OMITTED not in full.text_content()
    marked = ["".join(each.itertext()) for each in full.iter("mark")]
    assert ["".join(each.itertext()) for each in quoted.iter("mark")] == marked
    kept = "".join(quoted.text_content().split())
    assert len(kept) < len("".join(full.text_content().split()))


def test_of_very_many_cases_questions_are_left_to_the_server(
    example_store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = open_store(example_store)
    edition = Edition(example_store, opened, Library(), Addresses(opened.base), pages="none")
    generation = Generation("1", opened, edition.library, stored_queries(edition.library), Index(opened))
    few = {page.path for page in published(edition)}
    assert b"compare" in entries(generation, published(edition))
    monkeypatch.setattr("fulian_kg.publishing.plan.MOST_CASES", 100)
    many = {page.path for page in published(edition)}
    assert {*sections(edition)} == {"", "search", "queries", "download", "quality", "ns", "def"}
    assert {path for path in few - many if not path.startswith("/queries/")} == {"/compare"}
    assert len(few - many) == 1 + len(stored_queries(edition.library))
    assert b"compare" not in entries(generation, published(edition))


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(1, 12)), max_size=6))
def test_of_a_text_only_the_words_of_marks_are_shown(spans: list[tuple[int, int]]) -> None:
    text = "第一段写甲乙丙丁。\n\n第二段，写戊己庚辛壬癸。\n\n第三段没有什么可写的了。\n"
    marks = [
        Mark(f"m{at}", Span(start, min(start + size, len(text))))
        for at, (start, size) in enumerate(spans)
        if start < len(text)
    ]
    found = quotes(blocks(text, Span(0, len(text)), marks))
    pieces = [piece for block in found for part in block.parts for piece in part]
    allowed = {at for mark in marks for at in range(*mark.span)}
    for piece in pieces:
        assert (
            piece.text == OMITTED
            or {*range(piece.start, piece.end)} <= allowed
            or not any(map(str.isalnum, piece.text))
        )
    shown = {at for piece in pieces if piece.text != OMITTED for at in range(piece.start, piece.end)}
    assert {at for at in allowed if text[at].isalnum()} <= shown
    for block in found:
        texts = [piece.text for part in block.parts for piece in part]
        assert (OMITTED, OMITTED) not in pairwise(texts)


SEGMENT = st.from_regex(r"[a-c1](\.?[a-c1-]){0,2}", fullmatch=True)
PATHS = st.lists(SEGMENT, min_size=1, max_size=4).map(lambda parts: "/" + "/".join(parts))


@given(st.lists(PATHS, min_size=1, max_size=5, unique=True), PATHS, st.sampled_from(["zh", "en"]), st.text(max_size=5))
def test_any_link_names_a_file_that_there_is(paths: list[str], other: str, language: str, value: str) -> None:
    pages = Published([Planned("/", ""), *(Planned(path, path) for path in paths)])
    files = {page.file(spoken) for page in pages for spoken in ("zh", "en")}
    for page in pages:
        links = FileLinks(here=page.file(language), published=pages, page=page, spoken=language)
        for path in (*paths, other, f"/doc{other}"):
            for link in (links.to(path, q=value), links.relative(path), links.to(path, lang="en")):
                target = posixpath.normpath(
                    posixpath.join(posixpath.dirname(links.here), unquote(link.partition("#")[0]))
                )
                assert target in files or target == path
        assert links.here_in(language, ()) == posixpath.basename(links.here)


def test_the_nearest_page_is_the_one_with_most_of_the_parameters() -> None:
    one, two = (
        Planned("/compare", f"/compare/{name}", frozenset({("columns", name)})) for name in ("funding", "forms")
    )
    plain, question = Planned("/compare", "/compare"), Planned("/queries/x", "/queries/x", frozenset({("theme", "a")}))
    pages = Published([plain, one, two, question])
    assert pages.page("/compare") is plain
    assert pages.page("/compare", frozenset({("columns", "funding"), ("rows", "case")})) is one
    assert pages.page("/compare", frozenset({("columns", "other")})) is plain
    assert pages.page("/queries/x") is question


class Quiet(SimpleHTTPRequestHandler):
    """A plain static host that tells nothing."""

    def log_message(self, *_: object) -> None:
        """Not a word."""


@pytest.fixture(params=["http", "file"])
def address(bundle: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """The bundle below a path of a static host, and as files."""
    if request.param == "file":
        yield f"{bundle.as_uri()}/"
        return
    handler = partial(Quiet, directory=str(bundle.parent))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/{bundle.name}/"
        server.shutdown()
        thread.join()


LIT = "getComputedStyle(document.querySelector('.here:has(:target) + mark, mark:target')).backgroundColor"
PLAIN = "getComputedStyle(document.querySelector('mark.read')).backgroundColor"


@pytest.mark.chromium
def test_a_walk_without_a_server(browser: Browser, address: str, example_site: TestClient) -> None:
    context = browser.new_context(locale="zh-CN", viewport={"width": 375, "height": 812}, reduced_motion="reduce")
    page = context.new_page()
    asked: list[str] = []
    wrong: list[str] = []
    page.on("request", lambda sent: asked.append(sent.url))
    page.on("requestfailed", lambda sent: wrong.append(sent.url))
    page.on("response", lambda got: wrong.extend([got.url] if got.status >= 400 else []))
    page.on("console", lambda message: wrong.append(message.text))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(f"{address}index.html")
    page.locator("input[name=q]").fill("网格")
    page.locator(".searchbox button").click()
    page.locator("ol.hits blockquote a").first.click()
    page.wait_for_url("**/doc/case/**")
    page.locator("mark.read").first.wait_for()
    assert page.evaluate(LIT) != page.evaluate(PLAIN)
    assert page.locator(".card:has(a[href^='#'])").count()
    for selector in ("header a >> text=比较", ".published a >> text=经费", "#table td.value a"):
        page.locator(selector).first.click()
        page.wait_for_load_state()
        wrong += [page.url] if page.evaluate("document.documentElement.scrollWidth") > 375 else []
    assert page.locator(f"[id='{page.url.partition('#')[2]}'] blockquote").first.is_visible()
    page.locator("header a >> text=English").click()
    page.locator("header a >> text=Download").click()
    page.wait_for_url("**/en/download/**")
    row = page.locator("tr", has_text="facts.jsonl")
    size = row.locator("td").nth(1).inner_text().replace(",", "")
    found, sums = (page.locator("a", has_text=name).evaluate("link => link.href") for name in ("facts.jsonl", "256SUM"))
    with urlopen(found) as file, urlopen(sums) as beside:  # noqa: S310 (of the bundle)
        data, listed = file.read(), beside.read().decode()
    assert len(data) == int(size)
    assert f"{hashlib.sha256(data).hexdigest()}  download/facts.jsonl\n" in listed
    page.locator("header a >> text=Search").click()
    _search(page, example_site)
    if address.startswith("http"):  # elsewhere the inspector wants to fetch style sheets, which our policy forbids
        wrong += [f"{page.url}: {rule} {place}" for rule, place in grave(page)]
    context.close()
    assert found.startswith(address)
    assert {url for url in asked if not url.startswith((address, "data:"))} == set()
    assert wrong == []


def _search(page: Page, site: TestClient) -> None:
    """The same hits as the server has, of what is published."""
    kinds = {"kind": ["case", "quote", "theme"]}
    for text in ("网格", "6S", "６ｓ", "婦聯 經費", "work funding", "妇女", "妇 女", "(工作)", "<b>", "石景山区妇联"):
        found = site.get("/search", params={"q": text, "format": "json", "lang": "en", **kinds}).json()
        page.evaluate(
            "given => { location.hash = new URLSearchParams(given) }",
            [["q", text], *(["kind", each] for each in kinds["kind"])],
        )
        page.wait_for_function("text => document.querySelector('#q').value === text", arg=text)
        total = page.locator("#total").inner_text() if page.locator("#found").is_visible() else "0"
        assert total.split()[0] == str(found["total"]), text
        shown = page.locator("ol.hits mark").all_inner_texts()
        if page.locator("#found").is_visible():
            assert shown == [each for hit in found["hits"] for each in hit["marked"]], text


@pytest.mark.chromium
def test_search_without_script_lists_all_cases(browser: Browser, bundle: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{bundle.as_uri()}/search/index.html")
    assert page.locator("noscript").is_visible()
    assert not page.locator("form.search").is_visible()
    listed = page.locator("#all li a")
    assert listed.count() == 106
    listed.first.click()
    assert page.locator(".source-text mark").count()
    context.close()
