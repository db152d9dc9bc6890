"""Five hundred hostile texts through every parameter of every operation: nothing fails, runs or leads away."""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass, field
from http import HTTPStatus
from itertools import cycle, groupby, islice
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from starlette.testclient import TestClient

import operations
from answers import harmless, skeleton, wrong
from conftest import SOAK
from curating import JIANHU, SHEYANG
from framing import executed
from fulian_kg.graph.build import Settings as BuildSettings
from fulian_kg.graph.build import build
from fulian_kg.graph.publication import writing
from fulian_kg.publication.dumps import dumps
from fulian_kg.server.app import application
from fulian_kg.server.settings import Limits, Settings
from fulian_kg.vocabulary import PREFIXES
from hostile import HOSTILE
from operations import PATH, Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from httpx2 import Response
    from playwright.sync_api import Browser
    from starlette.applications import Starlette

    from answers import Skeleton

EACH = len(HOSTILE) if SOAK else 8
"""Texts that each parameter is given; all parameters together are given every text."""
HEADED = len(HOSTILE) if SOAK else 12
"""Texts that each header is given, at operations in turn."""
STEP = 197
"""Prime to the number of texts: so far apart are those that a parameter is given."""
SHORT = [text for text in HOSTILE if len(text) < 1000]
"""Texts of which an address holds many."""
HERE, LOCAL = "http://127.0.0.1:8000", ("127.0.0.1", 50000)
HTML, ANY = "text/html", "*/*"
KEPT = ("key", "accept", "reject", "undo", "remember", "format")
"""Places that decide what is answered: pages with texts in all other places keep what these say."""


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Starlette:
    """A site of two short cases, where decisions are taken."""
    folder = tmp_path_factory.mktemp("site")
    (folder / "a.txt").write_text(JIANHU, "utf-8")
    (folder / "b.txt").write_text(SHEYANG, "utf-8")
    made = build([folder / "a.txt", folder / "b.txt"], BuildSettings())
    with writing(folder / "kg"):
        made.publish(folder / "kg")
    return application(Settings(folder / "kg", curation=folder / "decisions", limits=Limits(seconds=120)))


@dataclass
class Site:
    """A site that is asked; what is wrong with its answers, and its pages."""

    client: TestClient
    places: list[Place]
    headers: list[Place]
    known: set[str]
    """Hosts that pages may lead to: those of vocabularies."""
    skeletons: dict[Place, set[Skeleton]] = field(default_factory=dict)
    """Of pages that answered harmless texts."""

    def ask(self, place: Place, text: str, accept: str) -> Response:
        """The answer to a text in its place."""
        asking = place.asking(text, accept)
        return self.client.request(asking.method, asking.url, headers=asking.headers, content=asking.body)

    def faults(self, place: Place, text: str, accept: str) -> Iterator[str]:
        """What is wrong with it."""
        answer = self.ask(place, text, accept)
        yield from (f"{place} {text!r}: {each}" for each in wrong(answer, self.known))
        if answer.content and answer.headers["content-type"].startswith(HTML):
            shape, known = skeleton(answer.content), self.skeletons.setdefault(place, set())
            if shape not in known:
                calm = harmless(text)
                alike = (calm, calm.replace(":", "："))  # without a scheme it is no IRI, as the hostile one may be none
                known |= {skeleton(self.ask(place, each, accept).content) for each in alike}
                if shape not in known:
                    yield f"{place} {text!r}: other elements than for {harmless(text)!r}"


@pytest.fixture(scope="module")
def site(app: Starlette) -> Iterator[Site]:
    """The site, with a session of its own."""
    options = {"base_url": HERE, "client": LOCAL, "follow_redirects": False, "raise_server_exceptions": False}
    with TestClient(app, **options) as client:  # type: ignore[arg-type]
        queue = client.get("/curation", headers={"accept": HTML}).text
        item = re.findall(r"items/(\w+)\?", queue)[0]
        slot = re.findall(r'name="slot-(\w+)"', client.get(f"/curation/items/{item}").text)[0]
        known = {
            "key": re.findall(r'name="key" value="(\w+)"', queue)[0],
            "id": item,
            "accept": item,
            "name": "evidence",
        }
        known |= {"^why-": f"why-{item}", "^slot-": f"slot-{slot}", "^derived-": f"derived-{slot}"}
        document = client.get("/openapi.json").json()
        away = {urlsplit(iri).netloc for iri in PREFIXES.values()}
        for name in dumps():  # the page of downloads looks another way until they are made
            client.get(f"/download/{name}")
        yield Site(client, [*operations.places(document, known)], [*operations.headers(document, known)], away)


def text(number: int, turn: int, count: int) -> str:
    """One of so many texts for the place of that number; no two places have the same ones."""
    return HOSTILE[(number * count + turn) * STEP % len(HOSTILE)]


def test_no_parameter_makes_an_answer_other_than_it_is(site: Site) -> None:
    assert len(site.places) > 200
    found = [
        fault
        for turn in range(EACH)
        for number, place in enumerate(site.places)
        for fault in site.faults(place, text(number, turn, EACH), (HTML, ANY)[(turn + number) % 2])
    ]
    assert found == []


def test_no_header_makes_an_answer_other_than_it_is(site: Site) -> None:
    found = [
        fault
        for number, (_, some) in enumerate(groupby(site.headers, lambda place: place.name))
        for turn, place in enumerate(islice(cycle(some), number * HEADED, (number + 1) * HEADED))
        for fault in site.faults(place, text(number, turn, HEADED), HTML)
    ]
    assert found == []


@pytest.mark.chromium
def test_nothing_that_a_parameter_says_is_done(site: Site, app: Starlette, browser: Browser) -> None:
    pages, said = dict[bytes, str](), set[str]()
    for number, (answer, some) in enumerate(_filled(site)):
        target = answer.url.raw_path.decode()
        pages.setdefault(answer.content, target if answer.request.method == "GET" else f"{target}?{number}")
        said.update(some)
    assert said == {*SHORT}
    assert executed(browser, app, [(target, page) for page, target in pages.items()]) == []


def _filled(site: Site) -> Iterator[tuple[Response, list[str]]]:
    """Pages of all operations, each with texts in all of its places at once, and these texts."""
    waiting = deque(SHORT)
    for _, some in groupby(site.places, lambda place: (place.method, place.path)):
        where = [*some]
        for kept in (lambda place: place.name in KEPT, lambda place: place.where == PATH):
            where = [place for place in where if not kept(place)] or where
        for _ in range(_rounds(len(where))):
            given = [waiting.popleft() for _ in where]
            answer = site.ask(operations.filled(where, given[:-1]), given[-1], HTML)
            if answer.status_code == HTTPStatus.SEE_OTHER and answer.request.method == "POST":
                answer = site.client.get(answer.url.join(answer.headers["location"]), headers={"accept": HTML})
            if answer.headers.get("content-type", "").startswith(HTML):
                waiting.extend(given)
                yield answer, given
            else:
                waiting.extendleft(reversed(given))


def _rounds(places: int) -> int:
    """How many pages of an operation with so many places are opened."""
    if not SOAK:
        return 1 if places == 1 else 6
    return EACH // 60 if places == 1 else -(-len(SHORT) // places)
