"""Whatever a source, a label or a file's name says, pages and exports say it and do not do it."""

from __future__ import annotations

import json
import re
from collections import Counter
from itertools import chain
from typing import TYPE_CHECKING, Any
from urllib.parse import urldefrag, urljoin, urlsplit

import pyoxigraph as ox
import pytest
from markdown_it import MarkdownIt
from openpyxl.utils.escape import unescape
from starlette.testclient import TestClient

from answers import addresses, parsed, picture, sheet, workbook, wrong, xml
from conftest import SOAK
from framing import Watched, executed
from fulian_kg import cli
from fulian_kg.formats import FORMATS, RDF
from fulian_kg.graph.store import open_store
from fulian_kg.query.comparison_files import DOCUMENTS
from fulian_kg.server.app import application
from fulian_kg.server.settings import Limits, Settings
from fulian_kg.vocabulary import PREFIXES
from hostile import hostile_store
from serving import served

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import openpyxl
    from httpx2 import Response
    from playwright.sync_api import Browser

ALIKE = {"zh": 200, "en": 200} if SOAK else {"zh": 2, "en": 1}
"""Addresses of one kind that are opened in each language."""
PATIENT = Limits(seconds=120)
"""How fast a machine is says nothing here."""
HERE = "http://testserver"
HTML = "text/html"
KNOWN = {urlsplit(iri).netloc for iri in PREFIXES.values()}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return hostile_store(tmp_path_factory.mktemp("hostile"))


@pytest.fixture(scope="module")
def answers(store: Path) -> list[Response]:
    """Answers of addresses of every kind that pages lead to, in both languages."""
    with TestClient(application(Settings(store, limits=PATIENT)), headers={"accept": HTML}) as client:
        return [answer for language in ALIKE for answer in _walked(client, language)]


def _walked(client: TestClient, language: str) -> Iterator[Response]:
    first = f"{HERE}/?lang={language}"
    seen, waiting, kinds = {first}, [first], Counter[str]()
    while waiting:
        url = waiting.pop(0)
        kind = _kind(url)
        if kinds[kind] >= ALIKE[language]:
            continue
        kinds[kind] += 1
        answer = client.get(url)
        yield answer
        if answer.headers["content-type"].startswith(HTML):
            found = [urldefrag(urljoin(str(answer.url), each)).url for _, each in addresses(parsed(answer.content))]
            waiting += (new := [each for each in dict.fromkeys(found) if each.startswith(HERE) and each not in seen])
            seen.update(new)


def _kind(url: str) -> str:
    """Folder, extension and format of an address; of pages, as far as their own name, which tells their template."""
    path, query = urlsplit(url).path, urlsplit(url).query
    form = next((each for each in query.split("&") if each.startswith("format=")), "")
    ending = path.rpartition("/")[2].partition(".")[2]
    folders = path.split("/")[1:2] if form or ending else path.split("/")[1:3]
    return "/".join([*folders, ending, form])


def test_nothing_that_a_source_says_changes_an_answer(answers: list[Response]) -> None:
    assert len({answer.headers["content-type"] for answer in answers}) > 8
    assert len({_kind(str(answer.url)) for answer in answers}) > 40
    assert [f"{answer.url}: {each}" for answer in answers for each in wrong(answer, KNOWN)] == []


@pytest.mark.chromium
def test_nothing_that_a_source_says_is_done(answers: list[Response], store: Path, browser: Browser) -> None:
    found = [answer for answer in answers if answer.headers["content-type"].startswith(HTML)]
    pages = [(answer.url.raw_path.decode(), answer.content) for answer in found]
    assert executed(browser, application(Settings(store, limits=PATIENT)), pages) == []


def _opens(answer: Response) -> bool:
    """Whether a browser shows it, and does not keep it as a file."""
    return answer.headers["content-type"].startswith(HTML) and "content-disposition" not in answer.headers


@pytest.mark.chromium
def test_pages_keep_to_their_policy(answers: list[Response], store: Path, browser: Browser) -> None:
    kinds = {_kind(str(answer.url)): answer for answer in answers if _opens(answer)}
    with served(store, limits=PATIENT) as address, browser.new_context(accept_downloads=False) as context:
        watched = Watched(context.new_page(), address)
        for answer in kinds.values():
            watched.open(address + answer.url.raw_path.decode())
        assert watched.wrong == []


COMPARED = ("themes", "initiatives", "funding", "statistics", "forms", "diffusion")
EXPORTS: dict[str, tuple[str, ...]] = {
    **{f"{each}.{form}": ("compare", "--columns", each) for each in COMPARED for form in DOCUMENTS},
    **{f"profile.{form}": ("compare", "--profile", "江苏省,北京市") for form in DOCUMENTS},
    **{f"{chart}.svg": ("compare", "--chart", chart) for chart in ("heat", "bars", "map")},
    **{f"codebook.{form}": ("codebook",) for form in ("csv", "md", "html", "json")},
    **{f"similar.{form}": ("similar", "巾帼素质") for form in ("csv", "md", "json")},
    **{f"evidence.{form}": ("query", "evidence", "-p", "text=工作法") for form in ("md", "json", "xml", "tsv")},
    "facts.csv": ("facts",),
    "region.svg": ("region", "北京市"),
}
"""Commands by the file that they write."""
BESIDE = ("timelines", "query")
"""What a JSON file has beside its rows."""
LOST = re.compile(r"[\x00-\x20\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffd-\uffff\s]+")
"""What formats may write in another way, or not at all: space, and what steers or is no character."""


@pytest.fixture(scope="module")
def exports(store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of every export."""
    folder = tmp_path_factory.mktemp("exports")
    for name, command in EXPORTS.items():
        where = () if command[0] == "region" else ("--store", str(store))
        assert cli.run([*command, *where, "--format", name.partition(".")[2], "-o", str(folder / name)]) == 0, name
    return folder


def test_exports_are_well_formed_and_calculate_nothing(exports: Path) -> None:
    kinds: dict[str, Callable[[bytes], Any]] = {
        "csv": sheet,
        "xlsx": workbook,
        "svg": picture,
        "json": json.loads,
        "xml": xml,
    }
    for file in exports.iterdir():
        kinds.get(file.suffix[1:], bytes.decode)(file.read_bytes())


@pytest.mark.parametrize("form", ["csv", "xlsx", "html", "md"])
def test_exports_say_what_is_quoted(exports: Path, form: str) -> None:
    for file in exports.glob(f"*.{form}"):
        reference = file.with_suffix(".json")
        if reference.exists():
            told = LOST.sub("", READERS[form](file.read_bytes()))
            quotes = {LOST.sub("", each) for each in _quotes(json.loads(reference.read_text("utf-8")))}
            assert [each for each in quotes if each not in told] == [], file.name


def _quotes(value: Any) -> Iterator[str]:
    """Every quote of a JSON file."""
    if isinstance(value, list):
        yield from chain.from_iterable(map(_quotes, value))
    elif isinstance(value, dict):
        yield from (each for key, each in value.items() if key == "quote" and isinstance(each, str))
        yield from _quotes([each for key, each in value.items() if key not in BESIDE])


def _cells(book: openpyxl.Workbook) -> Iterator[str]:
    yield from (
        unescape(str(cell))
        for page in book
        for row in page.iter_rows(values_only=True)
        for cell in row
        if cell is not None
    )


def _rendered(content: bytes) -> bytes:
    page: str = MarkdownIt("commonmark").enable("table").render(content.decode())
    return page.encode()


READERS: dict[str, Callable[[bytes], str]] = {
    "csv": lambda content: "".join(chain.from_iterable(sheet(content))),
    "xlsx": lambda content: "".join(_cells(workbook(content))),
    "html": lambda content: parsed(content).text_content(),
    "md": lambda content: parsed(_rendered(content)).text_content(),
}


def test_markdown_is_text_alone(exports: Path) -> None:
    kept = {"html", "body", "h1", "h2", "h3", "ul", "li", "p", "strong", "em", "code"}
    kept |= {"table", "thead", "tbody", "tr", "th", "td"}
    for file in exports.glob("*.md"):
        assert {each.tag for each in parsed(_rendered(file.read_bytes())).iter()} <= kept, file.name


NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@pytest.mark.parametrize("form", RDF)
def test_rdf_comes_back_as_it_was(store: Path, tmp_path: Path, form: str) -> None:
    file = tmp_path / "out"
    assert cli.run(["export", "--store", str(store), "--format", form, "-o", str(file)]) == 0
    writer: Any = FORMATS[form].writer
    back = {_statement(each, form) for each in ox.parse(path=file, format=writer)}
    assert back == {_statement(each, form) for each in open_store(store).rdf}
    if form == "rdfxml":
        xml(file.read_bytes())


def _statement(quad: ox.Quad, form: str) -> ox.Quad | ox.Triple:
    """What a format keeps: not all have graphs, and not all characters are of XML."""
    value = quad.object
    if form == "rdfxml" and isinstance(value, ox.Literal) and NO_XML.search(value.value):
        value = ox.Literal(NO_XML.sub("\ufffd", value.value), language=value.language)
    triple = ox.Triple(quad.subject, quad.predicate, value)
    return ox.Quad(quad.subject, quad.predicate, value, quad.graph_name) if FORMATS[form].graphs else triple


@pytest.mark.chromium
def test_files_that_are_opened_do_nothing(exports: Path, browser: Browser) -> None:
    files = sorted([*exports.glob("*.html"), *exports.glob("*.svg")])
    assert len(files) > 10
    for bypass in (False, True):
        with browser.new_context(bypass_csp=bypass) as context:
            watched = Watched(context.new_page(), "file:")
            for file in files:
                watched.open(file.as_uri())
            assert watched.wrong == []
