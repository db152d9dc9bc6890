"""The server's ground floor: what holds for every response."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from starlette.testclient import TestClient

from fulian_kg.resources import Library
from fulian_kg.server.app import application
from fulian_kg.server.links import Links
from fulian_kg.server.negotiation import language, preferred
from fulian_kg.server.settings import Settings
from fulian_kg.server.words import words
from serving import served

if TYPE_CHECKING:
    from pathlib import Path

TURTLE, JSON, HTML = "text/turtle", "application/json", "text/html"


@pytest.mark.parametrize(
    ("accept", "wanted"),
    [
        (None, TURTLE),
        ("", TURTLE),
        ("*/*", TURTLE),
        ("text/*", TURTLE),
        ("application/json", JSON),
        ("Application/JSON;q=1.0, text/turtle;q=0.9", JSON),
        ("text/html,application/xhtml+xml,*/*;q=0.8", HTML),
        ("text/turtle;q=0, */*;q=0.1", JSON),
        ("image/png", None),
        ("text/turtle;q=0", None),
    ],
)
def test_a_client_gets_what_it_wants_most(accept: str | None, wanted: str | None) -> None:
    assert preferred(accept, (TURTLE, JSON, HTML)) == wanted


@pytest.mark.parametrize(
    ("accept", "spoken"),
    [(None, "zh"), ("en-GB,en;q=0.9", "en"), ("zh-CN,zh;q=0.9,en;q=0.8", "zh"), ("de", "zh"), ("de, en;q=0.5", "en")],
)
def test_chinese_unless_english_is_wanted_more(accept: str | None, spoken: str) -> None:
    assert language(accept, ("zh", "en")) == spoken


@pytest.mark.parametrize(
    ("here", "to", "address"),
    [
        ("/", "/search", "search"),
        ("/doc/case/12", "/search", "../../search"),
        ("/doc/case/12", "/", "../../"),
        ("/doc/case/12", "/doc/case/13", "13"),
        ("/queries", "/queries/figures", "queries/figures"),
    ],
)
def test_addresses_hold_under_any_base(here: str, to: str, address: str) -> None:
    assert Links(here).relative(to) == address


def test_every_word_is_said_in_both_languages() -> None:
    chinese, english = (words(Library(), each) for each in ("zh", "en"))
    assert {area: [*texts] for area, texts in chinese.items()} == {area: [*texts] for area, texts in english.items()}
    assert chinese["layout"]["search"] != english["layout"]["search"]


def test_health_and_safety(example_store: Path) -> None:
    with TestClient(application(Settings(example_store))) as client:
        answer = client.get("/healthz")
        assert answer.json()["status"] == "ok"
        assert answer.json()["statements"] > 0
        assert "unsafe-inline" not in answer.headers["content-security-policy"]
        assert answer.headers["x-content-type-options"] == "nosniff"


def test_what_a_client_has_is_not_sent_again(example_store: Path) -> None:
    with TestClient(application(Settings(example_store))) as client:
        first = client.get("/static/site.css")
        again = client.get("/static/site.css", headers={"if-none-match": first.headers["etag"]})
        assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
        assert first.headers["etag"].startswith("W/")


def test_it_listens(example_store: Path) -> None:
    with served(example_store) as address:
        assert address.startswith("http://127.0.0.1:")


@pytest.mark.parametrize("accept", ["text/html,*/*;q=0.5", "application/json", None])
def test_an_unknown_address_is_told_in_the_form_that_was_asked_for(example_store: Path, accept: str | None) -> None:
    with TestClient(application(Settings(example_store))) as client:
        answer = client.get("/no<where>", headers={"accept": accept} if accept else {})
        refused = client.post("/healthz")
    assert answer.status_code == 404
    assert "where" not in answer.text
    kind = "text/html; charset=utf-8" if accept and "html" in accept else "application/problem+json"
    assert answer.headers["content-type"] == kind
    assert (refused.status_code, refused.headers["allow"]) == (405, "GET, HEAD")
    assert refused.json()["status"] == 405
