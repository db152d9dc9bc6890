"""Curation in the browser: who may decide, what a decision leaves on the disk, and that it outlives the server."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING, Any

import pytest
from starlette.testclient import TestClient

from browsing import grave
from conftest import EXAMPLE
from curating import JIANHU, SHEYANG
from fulian_kg.curation.journal import FILE, read_journal
from fulian_kg.curation.outcomes import in_force
from fulian_kg.graph.build import Settings as BuildSettings
from fulian_kg.graph.build import build
from fulian_kg.graph.publication import writing
from fulian_kg.graph.store import open_store
from fulian_kg.server.app import application
from fulian_kg.server.settings import Settings
from test_serve_command import serving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from httpx2 import Response
    from playwright.sync_api import Browser

    from conftest import Ran

HERE, LOCAL = "http://127.0.0.1:8000", ("127.0.0.1", 50000)
TOKEN = "a-token-of-some-length"  # noqa: S105 (made up)
ICON = "favicon.ico"
"""What browsers ask for by themselves."""
HOSTILE = "\"'><script>alert(1)</script>"


@pytest.fixture(scope="module")
def counties(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of two short cases; for reading only."""
    folder = tmp_path_factory.mktemp("counties")
    (folder / "a.txt").write_text(JIANHU, "utf-8")
    (folder / "b.txt").write_text(SHEYANG, "utf-8")
    made = build([folder / "a.txt", folder / "b.txt"], BuildSettings())
    with writing(folder / "kg"):
        made.publish(folder / "kg")
    return folder / "kg"


class Curator:
    """A browser without scripts."""

    def __init__(self, client: TestClient, folder: Path) -> None:
        self.client = client
        self.folder = folder

    def page(self, **asked: str) -> str:
        """The queue."""
        answer = self.client.get("/curation", params=asked)
        assert answer.status_code == 200
        return answer.text

    def ids(self, **asked: str) -> list[str]:
        """Ids of tasks that can be accepted."""
        return re.findall(r'name="accept" value="(\w+)"', self.page(**asked))

    def facts(self) -> list[str]:
        """Ids of tasks that can be amended."""
        return re.findall(r"items/(\w+)\?", self.page())

    def send(self, where: Any = "decisions", *, headers: Any = None, **fields: Any) -> Response:
        """Send a form of the page; redirects are followed."""
        key = re.search(r'name="key" value="(\w+)"', self.page())
        assert key
        data = {"key": key[1], "who": "王芳"} | fields
        answer: Response = self.client.post(f"/curation/{where}", data=data, headers=headers)
        return answer

    def form(self, item: str) -> dict[str, str]:
        """The fields of an amendment as the page fills them."""
        text = self.client.get(f"/curation/items/{item}").text
        return dict(re.findall(r'name="(slot-\w+)" value="([^"]*)"', text))

    def decisions(self) -> list[str]:
        """Kinds of decisions in force, in the order of the file."""
        if not self.folder.exists():
            return []
        journal = read_journal(self.folder)
        return [entry.decision.decision for each, entry in journal.entries.items() if each in in_force(journal)]


@pytest.fixture
def curator(counties: Path, tmp_path: Path) -> Iterator[Curator]:
    app = application(Settings(counties, curation=tmp_path / "decisions"))
    with TestClient(app, base_url=HERE, client=LOCAL) as client:
        yield Curator(client, tmp_path / "decisions")


def refusal(answer: str) -> str:
    found = re.search(r'class="refused"[^>]*>([^<]*)<', answer)
    assert found
    return found[1]


def test_without_a_folder_there_is_no_such_page(counties: Path) -> None:
    with TestClient(application(Settings(counties)), base_url=HERE, client=LOCAL) as client:
        for path in ("/curation", "/curation/items/a", "/nowhere"):
            assert client.get(path).status_code == 404
        assert client.post("/curation/decisions").status_code == 404


def test_a_decision_is_a_line_and_shown_as_waiting(curator: Curator) -> None:
    first, second, *_ = curator.ids()
    answer = curator.send(accept=first, **{f"why-{first}": "与原件相符"})
    assert [each.status_code for each in answer.history] == [303]
    assert "待入图" in answer.text
    assert "fulian-kg build a.txt b.txt --store" in answer.text
    assert "与原件相符" in answer.text
    assert 'name="who" value="王芳"' in answer.text
    curator.send(reject=second)
    assert curator.decisions() == ["accept", "reject"]
    (undo, *_) = re.findall(rf'name="undo" value="({first}:\w+)"', curator.page())
    curator.send(undo=undo)
    assert sorted(curator.decisions()) == ["reject", "withdraw"]
    assert len((curator.folder / FILE).read_text("utf-8").splitlines()) == 3, "nothing is ever taken out"
    assert curator.send(undo=undo).status_code == 409
    assert first in curator.ids()


def test_two_tabs_that_agree_are_one_decision_and_two_that_do_not_are_told(curator: Curator) -> None:
    item = curator.ids()[0]
    assert curator.send(accept=item).status_code == 200
    assert curator.send(accept=item).status_code == 200
    assert curator.decisions() == ["accept"]
    answer = curator.send(reject=item, **{f"why-{item}": "不对", "who": "李"})
    assert answer.status_code == 409
    assert "王芳" in refusal(answer.text)
    assert curator.decisions() == ["accept"]


def test_an_amendment_is_tried_and_what_is_refused_stays_in_the_form(curator: Curator) -> None:
    item = next(each for each in curator.facts() if "slot-value" in curator.form(each))
    fields = curator.form(item)
    where = f"items/{item}"
    for value, status in (("七", 422), ("987654", 422), (fields["slot-value"], 422)):
        answer = curator.send(where, **fields | {"slot-value": value, "why": "看错"})
        assert (answer.status_code, refusal(answer.text) != "") == (status, True)
        assert f'name="slot-value" value="{value}"' in answer.text
        assert "--" not in refusal(answer.text), "no options of the command line"
        assert 'value="看错"' in answer.text
    assert re.search(r'value="987654"[^>]*aria-invalid', curator.send(where, **fields | {"slot-value": "987654"}).text)
    assert not curator.decisions()
    answer = curator.send(where, **fields | {"slot-value": "987654", "derived-value": "1"})
    assert answer.status_code == 200
    assert curator.decisions() == ["amend"]
    assert "value = 987654" in answer.text


def test_who_and_why_have_limits_and_nothing_is_lost(curator: Curator) -> None:
    item = curator.ids()[0]
    for fields in ({"who": ""}, {"who": "王\x00芳"}, {f"why-{item}": "长" * 2001}, {"who": "长" * 101}):
        assert curator.send(**{"accept": item} | fields).status_code == 422
    assert curator.send(accept=item, **{f"why-{item}": "长" * 100_000}).status_code == 413
    body = curator.send(**{"accept": item, "who": "", f"why-{item}": "写好的理由"}).text
    assert 'value="写好的理由"' in body
    assert not curator.decisions()


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:9999"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"host": "evil.example"},
        {"host": "127.0.0.1.evil.example"},
        {"x-forwarded-for": "127.0.0.1"},
        {"cookie": "fulian-curation=local.abc.def"},
    ],
)
def test_other_sites_decide_nothing(curator: Curator, headers: dict[str, str]) -> None:
    item = curator.ids()[0]
    assert curator.send(headers=headers, accept=item).status_code == 403
    assert not curator.decisions()


def test_forms_of_other_sessions_and_other_forms_are_refused(curator: Curator) -> None:
    item = curator.ids()[0]
    assert curator.send(accept=item, key="0" * 64).status_code == 403
    assert curator.send(accept=item, key="钥").status_code == 403
    assert curator.client.post("/curation/decisions", json={"accept": item}).status_code == 415
    cookie = curator.client.get("/curation").headers["set-cookie"]
    assert all(each in cookie for each in ("HttpOnly", "SameSite=strict", "Path=/curation"))
    assert not curator.decisions()


@pytest.mark.parametrize(
    ("peer", "host"), [("192.0.2.7", "127.0.0.1"), ("127.0.0.1", "kg.example.org"), ("192.0.2.7", "kg.example.org")]
)
def test_only_the_machine_itself_decides_without_a_token(counties: Path, tmp_path: Path, peer: str, host: str) -> None:
    app = application(Settings(counties, curation=tmp_path))
    with TestClient(app, base_url=f"http://{host}", client=(peer, 1)) as client:
        assert client.get("/curation").status_code == 403
        assert client.get("/healthz").status_code == 200


@pytest.mark.parametrize("origin", ["http://[", "null", "https://kg.example.org"])
def test_other_origins_decide_nothing(curator: Curator, origin: str) -> None:
    answer = curator.send(accept=curator.ids()[0], headers={"origin": origin})
    assert answer.status_code == 403
    assert not curator.decisions()


def test_with_a_token_it_is_asked_everywhere(counties: Path, tmp_path: Path) -> None:
    app = application(Settings(counties, curation=tmp_path / "d", token=TOKEN))
    for peer, host in (("127.0.0.1", "127.0.0.1"), ("192.0.2.7", "kg.example.org")):
        with TestClient(app, base_url=f"http://{host}", client=(peer, 1)) as client:
            curator = Curator(client, tmp_path / "d")
            assert not curator.ids()
            assert client.post("/curation/decisions", data={"accept": "x"}).status_code == 403
            assert client.post("/curation/login", data={"token": "口令"}).status_code == 403
            assert (
                "accept" not in client.post("/curation/login", data={"token": TOKEN + "x"}).text.split("<main")[1][:1]
            )
            assert not curator.ids()
            assert client.post("/curation/login", data={"token": TOKEN}).status_code == 200
            assert curator.send(accept=curator.ids()[0], who=host).status_code == 200


def test_hostile_words_stay_words(curator: Curator) -> None:
    item = curator.ids()[0]
    text = curator.send(accept=item, who=HOSTILE, **{f"why-{item}": HOSTILE}).text
    assert "<script>alert" not in text
    assert "&lt;script&gt;" in text
    asked = {"kind": HOSTILE, "case": HOSTILE, "page": "-1"}
    assert HOSTILE not in curator.client.get("/curation", params=asked).text
    assert curator.client.get("/curation", params={"page": "9" * 300}).status_code == 200


def test_a_line_that_a_crash_cut_off_does_not_stop_curation(curator: Curator) -> None:
    first, second, *_ = curator.ids()
    curator.send(accept=first)
    with (curator.folder / FILE).open("ab") as stream:
        stream.write(b'{"decision": "acc')
    assert curator.send(accept=second).status_code == 200
    assert curator.decisions() == ["accept", "accept"]


@pytest.mark.chromium
@pytest.mark.parametrize("language", ["zh", "en"])
def test_decisions_from_the_page_outlive_the_server(
    browser: Browser, run: Callable[..., Ran], example_store: Path, tmp_path: Path, language: str
) -> None:
    store, folder = tmp_path / "kg", tmp_path / "decisions"
    shutil.copytree(example_store, store, symlinks=True)
    with serving(store, "--curate", str(folder)) as server:
        page = browser.new_page(viewport={"width": 375, "height": 800}, locale=language)
        page.set_default_timeout(60_000)
        problems: list[str] = []
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda message: problems.append(message.text) if "Policy" in message.text else None)
        page.on("response", lambda answer: problems.append(answer.url) if answer.status >= 400 else None)
        page.goto(f"http://{server.host}:{server.port}/curation?kind=unreviewed&lang={language}")
        assert grave(page) == []
        assert "built-in" not in page.inner_text("main")
        page.fill("input[name=who]", "王芳")
        page.keyboard.press("Tab")
        page.evaluate("document.activeElement.blur()")
        page.keyboard.press("j")
        page.keyboard.press("a")
        page.wait_for_selector(".task.decided")
        assert page.evaluate("document.activeElement.className") == "task decided", "the place is kept"
        page.keyboard.press("j")
        page.keyboard.press("r")
        page.wait_for_function("() => document.querySelectorAll('.task.decided').length === 2")
        page.keyboard.press("j")
        page.keyboard.press("e")
        page.wait_for_selector(".amendment")
        assert grave(page) == []
        field = page.locator(".field input[name^=slot-]").first
        name = field.get_attribute("name")
        field.fill("9")
        page.check(f"input[name={str(name).replace('slot-', 'derived-')}]")
        page.click(".amendment button.accept")
        page.wait_for_function("() => document.querySelectorAll('.task.decided').length === 3")
        assert page.evaluate("document.documentElement.scrollWidth") <= 375
        assert [each for each in problems if ICON not in each] == []
        server.process.kill()
        page.close()
    assert [each.decision.decision for each in read_journal(folder).entries.values()] == ["accept", "reject", "amend"]
    built = run("build", EXAMPLE, "--store", store, "--curation", folder)
    assert built.code == 0, built.err
    states = open_store(store).manifest["ledger"]["decisions"]["states"]
    assert states == {"applied": 3}
