"""The gallery: every stored question has a page that asks it, and says at the field what is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from lxml import html
from starlette.testclient import TestClient

from fulian_kg.query.stored import stored_queries
from fulian_kg.resources import Library
from fulian_kg.server.app import application
from fulian_kg.server.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

QUERIES = stored_queries(Library())
PAGE = {"accept": "text/html", "accept-language": "zh"}


@pytest.fixture(scope="module")
def client(example_store: Path) -> Iterator[TestClient]:
    with TestClient(application(Settings(example_store)), headers=PAGE) as opened:
        yield opened


@pytest.mark.parametrize("name", QUERIES)
def test_every_question_opens_with_its_examples(client: TestClient, name: str) -> None:
    query = QUERIES[name]
    answer = client.get(f"/queries/{name}", params={each.name: each.example for each in query.parameters})
    assert answer.status_code == 200
    page = html.fromstring(answer.text)
    assert query.summary["zh"] in page.text_content()
    assert [each.get("name") for each in page.iterfind(".//form//input")] == [each.name for each in query.parameters]
    heads = [each.text_content() for each in page.iterfind(".//thead//th")]
    assert not heads or len(heads) == len(query.columns)
    assert f"fulian-kg query {name}" in page.text_content()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_all_questions_are_listed_in_both_languages(client: TestClient, language: str) -> None:
    page = html.fromstring(client.get("/queries", params={"lang": language}).text)
    links = {each.get("href"): each.text_content() for each in page.iterfind(".//a[@class='question']")}
    assert links == {f"queries/{name}?lang={language}": query.summary[language] for name, query in QUERIES.items()}
    headings = [each.text_content() for each in page.iterfind(".//h2")]
    assert not {*headings} & {query.folder for query in QUERIES.values()}


def test_what_is_wrong_stands_at_the_field(client: TestClient) -> None:
    answer = client.get("/queries/theme-by-province", params={"theme": "<b>没有", "province": "北京市"})
    assert answer.status_code == 400
    page = html.fromstring(answer.text)
    (theme,) = page.xpath("//input[@name='theme']")
    (error,) = page.xpath(f"//*[@id='{theme.get('aria-describedby')}']")
    assert (theme.get("value"), theme.get("aria-invalid")) == ("<b>没有", "true")
    assert "建议" in error.text_content()
    assert not page.xpath("//table")
    assert not page.xpath("//input[@name='province'][@aria-invalid]")


def test_nothing_is_missing_before_anything_is_asked(client: TestClient) -> None:
    untouched = client.get("/queries/theme-by-province")
    assert (untouched.status_code, "aria-invalid" in untouched.text) == (200, False)
    asked = client.get("/queries/theme-by-province", params={"province": "北京市"})
    assert (asked.status_code, "aria-invalid" in asked.text) == (400, True)


def test_unknown_questions_and_parameters_are_refused(client: TestClient) -> None:
    assert client.get("/queries/none-such").status_code == 404
    assert client.get("/queries/cases-by-province", params={"theme": "x"}).status_code == 400


def test_fields_suggest_what_they_take(client: TestClient) -> None:
    page = html.fromstring(client.get("/queries/theme-by-province").text)
    for parameter in ("theme", "province"):
        options = page.xpath(f"//datalist[@id='p-{parameter}-list']/option/@value")
        example = options[len(options) // 2]
        given = {"theme": "work-funding", parameter: example}
        assert client.get("/queries/theme-by-province", params=given).status_code == 200


def test_iris_of_ours_lead_to_their_pages(client: TestClient) -> None:
    page = html.fromstring(client.get("/queries/cases-by-province").text)
    links = page.xpath("//tbody//a/@href")
    assert links
    assert all(link.startswith("../doc/region/") for link in links)
