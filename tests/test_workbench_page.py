"""The workbench in a real browser: with the editor and without it, with scripts and without any."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

import pytest

from browsing import grave
from fulian_kg.server import static
from fulian_kg.server.tabulated import MOST
from serving import served

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.chromium
BUNDLE = pytest.mark.bundle
COUNT = "SELECT ?p (COUNT(?c) AS ?n) WHERE { ?c a fl:Case ; fl:inProvince/skos:prefLabel ?p } GROUP BY ?p ORDER BY ?p"
EDITOR = ".editor .cm-content"
HOSTILE = (
    *("<img src=x onerror=alert(1)>", "<script>alert(1)</script>", "</script><script>alert(1)</script>", "{{7*7}}"),
    *('" onmouseover="alert(1)', "javascript:alert(1)", "<svg onload=alert(1)>", "</td></table><iframe src=/>"),
    *("&lt;script&gt;", "\u202eetirw", "${alert(1)}", "<a href='javascript:alert(1)'>x</a>", "<style>*{display:none}"),
)


@pytest.fixture(scope="module")
def address(example_store: Path) -> Iterator[str]:
    with served(example_store) as found:
        yield found


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A page that has asked nobody else, and in which nothing has gone wrong, when the test is over."""
    context = browser.new_context(locale="zh-CN", viewport={"width": 1280, "height": 900})
    opened = context.new_page()
    asked: list[str] = []
    wrong: list[str] = []
    opened.on("request", lambda request: asked.append(request.url))
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.on("dialog", lambda dialog: wrong.append(dialog.message))
    opened.on("dialog", lambda dialog: dialog.dismiss())
    opened.on("console", lambda said: wrong.extend([said.text] if "Content Security" in said.text else []))
    yield opened
    context.close()
    assert {urlsplit(each).netloc for each in asked if not each.startswith(("data:", "blob:"))} == {
        urlsplit(address).netloc
    }
    assert not wrong


@pytest.fixture(params=["bare", pytest.param("bundled", marks=BUNDLE)])
def built(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    if request.param == "bare":
        monkeypatch.setattr(static, "BUILT", tmp_path)
    return str(request.param)


def answered(page: Page, text: str) -> None:
    page.wait_for_function("text => document.getElementById('status').textContent.includes(text)", arg=text)


@pytest.fixture
def write(page: Page) -> Callable[[str], None]:
    def typed(query: str) -> None:
        page.evaluate(
            "query => { const field = document.getElementById('query'); field.value = query;"
            " field.dispatchEvent(new CustomEvent('fulian:query')); }",
            query,
        )

    return typed


def test_a_link_reproduces_query_and_answer(page: Page, address: str, built: str, write: Callable[[str], None]) -> None:
    page.goto(f"{address}/sparql")
    write(COUNT)
    page.locator("#workbench .main").click()
    answered(page, "行")
    table = page.locator("#results table").inner_text()
    link = page.evaluate("location.href")  # what the page says: the driver learns of it later
    assert quote("fl:Case") in link
    page.goto("about:blank")
    page.goto(link)
    assert page.locator("#results table").inner_text() == table
    assert page.locator("#query").input_value().strip() == COUNT
    assert (page.locator(EDITOR).count() > 0) is (built == "bundled")


def test_a_long_query_is_linked_by_fragment(page: Page, address: str, write: Callable[[str], None]) -> None:
    page.goto(f"{address}/sparql")
    query = f"# {'长' * 1000}\n{COUNT}"
    write(query)
    page.locator("#workbench .main").click()
    answered(page, "行")
    link = page.evaluate("location.href")  # what the page says: the driver learns of it later
    page.goto("about:blank")
    page.goto(link)
    answered(page, "行")
    assert "#query=" in link
    assert page.locator("#query").input_value() == query


@BUNDLE
def test_the_ontology_is_proposed(page: Page, address: str, write: Callable[[str], None]) -> None:
    page.goto(f"{address}/sparql", wait_until="networkidle")
    write("SELECT * { ?s a ")
    page.locator(EDITOR).press("Control+End")
    page.keyboard.type("fl:C", delay=20)
    proposed = page.locator(".cm-tooltip-autocomplete li", has_text="fl:Case").first
    proposed.wait_for()
    assert "案例" in proposed.inner_text()
    write("SELECT ?wanted { ?wanted a fl:Case . ")
    page.locator(EDITOR).press("Control+End")
    page.keyboard.type("?wa", delay=20)
    page.locator(".cm-tooltip-autocomplete li", has_text="?wanted").wait_for()


@BUNDLE
def test_a_problem_is_marked_at_its_line(page: Page, address: str, write: Callable[[str], None]) -> None:
    page.goto(f"{address}/sparql", wait_until="networkidle")
    write("SELECT *\nWHERE {\n  ?s a ] .\n}")
    page.locator(EDITOR).press("Control+Enter")
    answered(page, "第 3 行")
    marker, line = page.locator(".cm-lint-marker-error"), page.locator(".cm-line").nth(2)
    mark: Any = marker.bounding_box()
    place: Any = line.bounding_box()
    assert place["y"] <= mark["y"] + mark["height"] / 2 <= place["y"] + place["height"]
    assert "?s a ]" in page.locator("pre.caret").inner_text()
    write("ASK {}")
    page.locator(EDITOR).press("Control+Enter")
    answered(page, "ASK: true")
    assert marker.count() == 0


def test_without_scripts_the_form_is_the_page(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    page.goto(f"{address}/sparql")
    page.locator("#query").fill(COUNT)
    page.locator("#workbench .main").click()
    assert page.locator("#results tbody tr").count() > 10
    assert page.locator("#query").input_value() == COUNT
    context.close()


@pytest.mark.parametrize("scripts", [True, False])
def test_hostile_values_stay_texts(page: Page, address: str, write: Callable[[str], None], *, scripts: bool) -> None:
    texts = [f"{each} {number}" for number in range(20) for each in HOSTILE]
    assert len(texts) > 200
    quoted = " ".join('"' + each.replace('"', '\\"') + '"' for each in texts)
    query = f"SELECT ?v ?iri {{ VALUES ?v {{ {quoted} }} BIND(IRI('javascript:alert(1)') AS ?iri) }}"
    page.goto(f"{address}/sparql" if scripts else f"{address}/sparql?query={quote(query)}")
    if scripts:
        write(query)
        page.locator("#workbench .main").click()
        answered(page, str(len(texts)))
    shown = page.locator("#results tbody tr td:first-child").all_text_contents()
    assert [each.replace("\ufffd", "\u202e") for each in shown] == texts
    assert page.locator("#results table :is(img, script, iframe, style, a)").count() == 0


def test_long_answers_are_cut_and_say_so(page: Page, address: str, write: Callable[[str], None]) -> None:
    page.goto(f"{address}/sparql")
    write("SELECT ?s { ?s ?p ?o } LIMIT 1500")
    page.locator("#workbench .main").click()
    answered(page, "1500")
    assert page.locator("#results tbody tr").count() == MOST
    assert "1500" in page.locator(".capped").inner_text()


def test_an_answer_can_be_drawn(page: Page, address: str, write: Callable[[str], None]) -> None:
    page.goto(f"{address}/sparql")
    write(COUNT)
    page.locator("#workbench .main").click()
    answered(page, "行")
    rows = page.locator("#results tbody tr").count()
    page.locator("button[value=chart]").click()
    assert page.locator("svg.drawn rect.bar").count() == rows
    assert page.locator("svg.drawn text.axis").all_text_contents() == ["p", "n"]


@BUNDLE
def test_a_long_example_can_be_read_by_everybody(page: Page, address: str) -> None:
    page.goto(f"{address}/sparql", wait_until="networkidle")
    example = page.locator("[data-example=funding-timeline]")
    example.evaluate("link => { link.closest('details').open = true; }")
    example.click()
    answered(page, "funding-timeline")
    assert "#+" not in page.locator("#query").input_value()
    assert page.locator(".editor .cm-scroller").evaluate("each => each.scrollHeight > each.clientHeight")
    assert grave(page) == []


def test_a_query_under_way_can_be_cancelled(page: Page, address: str, write: Callable[[str], None]) -> None:
    page.goto(f"{address}/sparql", wait_until="networkidle")
    write(COUNT)
    page.route("**/sparql", lambda _: None)  # an answer that does not come
    page.locator("#workbench .main").click()
    page.locator("#cancel").click()
    answered(page, "已取消")
    assert page.locator("#cancel").is_hidden()
    page.unroute("**/sparql")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/sparql", f"/sparql?query={quote(COUNT)}", "/queries", "/queries/cases-by-province"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_pages_can_be_read_by_everybody(browser: Browser, address: str, scheme: Any, path: str, language: str) -> None:
    context = browser.new_context(color_scheme=scheme, viewport={"width": 375, "height": 800})
    page = context.new_page()
    page.goto(f"{address}{path}{'&' if '?' in path else '?'}lang={language}", wait_until="networkidle")
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert grave(page) == []
    assert "built-in method" not in page.content()
    context.close()
