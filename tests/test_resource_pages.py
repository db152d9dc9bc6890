"""Pages of resources: one for everything in a store, each mark on the words it says, nothing hostile in them."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urljoin

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from starlette.testclient import TestClient

from fulian_kg.graph.store import open_store
from fulian_kg.model import Span
from fulian_kg.query.case_text import Mark, blocks
from fulian_kg.query.telling import Teller
from fulian_kg.server.app import application
from fulian_kg.server.settings import Settings
from fulian_kg.source.paragraphs import paragraphs
from fulian_kg.vocabulary import FL, RDF

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CASE = "/doc/case/a65d4c6c/002"
FUNDING = "/doc/funding/a65d4c6c/002/ea44a674f282f8ab"


@pytest.fixture(scope="module")
def client(seed_store: Path) -> Iterator[TestClient]:
    with TestClient(application(Settings(seed_store))) as found:
        yield found


def test_every_subject_of_a_store_has_a_page(example_store: Path) -> None:
    store = open_store(example_store)
    start = f"{store.base}id/"
    subjects = {quad.subject.value for quad in store.rdf if isinstance(quad.subject, ox.NamedNode)}
    paths = sorted({iri.removeprefix(start) for iri in subjects if iri.startswith(start) and "#" not in iri})
    kinds: dict[str, list[str]] = {}
    for path in paths:
        kinds.setdefault(path.partition("/")[0], []).append(path)
    with TestClient(application(Settings(example_store))) as client:
        for chosen in kinds.values():
            for path in chosen[:8]:
                answer = client.get(f"/doc/{path}")
                assert answer.status_code == 200, path
                assert html.fromstring(answer.text).findtext(".//h1/span")


def test_every_mark_stands_on_the_words_of_its_claim(seed_store: Path) -> None:
    store = open_store(seed_store)
    teller = Teller(store, "zh")
    found = (quad.subject for quad in store.rdf.quads_for_pattern(None, RDF.type, FL.Case))
    cases = [each.value for each in found if isinstance(each, ox.NamedNode)]
    seen = 0
    for case in cases:
        for cited in teller.claims_in(case):
            text = store.source_text(teller.value(cited.source or "", FL.sha256) or "")
            assert text[cited.span.start : cited.span.end] == cited.quote
            seen += 1
    assert seen > 400


def test_marks_of_a_page_show_their_quotes(client: TestClient, seed_store: Path) -> None:
    page = html.fromstring(client.get(CASE).text)
    store = open_store(seed_store)
    quotes = {each.mark: each.quote for each in Teller(store, "zh").claims_in(f"{store.base}id/case/a65d4c6c/002")}
    assert len(quotes) > 40
    for mark, quote in quotes.items():
        pieces = [each for each in page.iterfind(".//mark[@data-marks]") if mark in each.get("data-marks", "").split()]
        shown = "".join("".join(piece.itertext()) for piece in pieces)
        assert _bare(shown) == _bare(quote), mark
        assert page.xpath("count(//*[@id=$id])", id=mark) == 1


def _bare(text: str) -> str:
    return "".join(text.split()).replace("*", "").replace("#", "")


def test_marks_and_cards_lead_to_each_other(client: TestClient) -> None:
    page = html.fromstring(client.get(CASE).text)
    ids = [each.get("id") for each in page.iterfind(".//*[@id]")]
    assert len(ids) == len(set(ids))
    inner = [each.get("href", "")[1:] for each in page.iterfind(".//main//a[@href]") if each.get("href", "")[:1] == "#"]
    assert inner
    assert set(inner) <= set(ids)


def test_a_quote_opens_at_its_mark(client: TestClient) -> None:
    page = html.fromstring(client.get(FUNDING).text)
    links = page.findall(".//article[@class='quote']//p[@class='source']/a")
    path, _, fragment = urljoin(FUNDING, links[0].get("href") or "").partition("#")
    assert path == CASE
    assert html.fromstring(client.get(path).text).xpath("//mark[@id=$id]", id=fragment)


def test_pages_are_counted_where_the_text_breaks_as_often(client: TestClient) -> None:
    page = html.fromstring(client.get(CASE).text)
    assert page.xpath("//span[@class='folio']/text()") == ["4", "5", "6"]


def test_a_case_ends_where_the_next_begins(client: TestClient) -> None:
    text = html.fromstring(client.get("/doc/case/a65d4c6c/001").text).find(".//article[@class='source-text']")
    assert text is not None
    said = "".join(text.itertext())
    assert "亲情服务" in said
    assert "石景山区按地区女性人口数" not in said


def test_doubts_stand_at_their_place(client: TestClient) -> None:
    page = html.fromstring(client.get(CASE).text)
    pieces = page.xpath("//mark[contains(@data-marks, 'd-8004-8010')]")
    assert "".join("".join(each.itertext()) for each in pieces) == "管理规范化的"
    assert "管理规范化" in page.xpath("//*[contains(@class, 'doubted')]//b/text()")


@pytest.mark.parametrize(("language", "sentence"), [("zh", "汇编未收录正文"), ("en", "does not print this case")])
def test_a_case_without_text_says_so(client: TestClient, language: str, sentence: str) -> None:
    page = html.fromstring(client.get("/doc/case/a65d4c6c/038", params={"lang": language}).text)
    assert sentence in (page.findtext(".//p[@class='notice']") or "")
    assert page.find(".//section[@class='entry']//mark") is not None


def test_a_region_then_and_now(client: TestClient) -> None:
    def told(at: str) -> list[str]:
        page = html.fromstring(client.get("/doc/region/110104", params={"at": at}).text)
        return ["".join(each.itertext()).strip() for each in page.iterfind(".//dl[@class='then-now']//dd")]

    assert told("2009-01-01") == ["宣武区", "西城区"]
    assert told("today") == ["当日没有这一区划", "西城区"]
    assert client.get("/doc/region/110104", params={"at": "yesterday"}).status_code == 400


def test_a_funding_rule_stands_in_its_timeline(client: TestClient) -> None:
    assert html.fromstring(client.get(FUNDING).text).find(".//div[@class='scroll chart']") is not None


@pytest.mark.parametrize("path", ["nothing", "case/../../etc", "case/%00", "def/theme/none", "case/<script>"])
def test_an_unknown_path_is_a_page_that_says_so(client: TestClient, path: str) -> None:
    answer = client.get(f"/doc/{path}")
    assert answer.status_code == 404
    assert "<script>" not in answer.text


def test_data_and_canonical_links(client: TestClient) -> None:
    page = html.fromstring(client.get(CASE).text)
    found = {
        each.get("type"): urljoin(CASE, each.get("href") or "") for each in page.findall(".//link[@rel='alternate']")
    }
    assert found["text/turtle"] == "/data/case/a65d4c6c/002.ttl"
    assert urljoin(CASE, page.xpath("string(//link[@rel='canonical']/@href)")) == CASE


def test_a_theme_has_a_page_with_its_cases(client: TestClient) -> None:
    page = html.fromstring(client.get("/doc/def/theme/work-funding", params={"lang": "en"}).text)
    assert page.xpath("//td/a[contains(@href, 'case/a65d4c6c/002')]/@lang") == ["zh-Hans"]


SPANS = st.lists(st.tuples(st.integers(0, 60), st.integers(1, 30)), max_size=8)


@given(st.text("甲乙丙，。\n# *<", max_size=80), SPANS)
def test_pieces_are_the_paragraphs_split_at_every_boundary(text: str, places: list[tuple[int, int]]) -> None:
    marks = [Mark(f"p-{at}", Span(start, start + length)) for at, (start, length) in enumerate(places)]
    shown = list(blocks(text, Span(0, len(text)), marks))
    whole = [text[part.start : part.end] for each in paragraphs(text, Span(0, len(text))) for part in each.parts]
    assert "".join(block.text for block in shown) == "".join(whole)
    reached: list[str] = []
    for piece in (piece for block in shown for part in block.parts for piece in part):
        assert text[piece.start : piece.end] == piece.text
        for mark in marks:
            inside = mark.span.start <= piece.start and piece.end <= mark.span.end
            assert inside is (mark in piece.marks)
            assert inside or not mark.span.overlaps(Span(piece.start, piece.end))
        reached += [mark.id for mark in piece.first]
    assert len(reached) == len(set(reached))
