"""The workbench without a browser: pages that work alone, terms to complete, files that lead nowhere else."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from lxml import html
from starlette.testclient import TestClient

from fulian_kg.server import static
from fulian_kg.server.app import application
from fulian_kg.server.settings import Settings
from fulian_kg.server.tabulated import MOST, pointed

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]
PAGE = {"accept": "text/html", "accept-language": "zh"}
CASES = "SELECT ?case ?title WHERE { ?case a fl:Case ; dcterms:title ?title } ORDER BY ?case"


@pytest.fixture(scope="module")
def client(example_store: Path) -> Iterator[TestClient]:
    with TestClient(application(Settings(example_store)), headers=PAGE) as opened:
        yield opened


def test_an_answer_is_a_table_that_leads_to_pages(client: TestClient) -> None:
    page = html.fromstring(client.get("/sparql", params={"query": CASES}).text)
    assert [each.text for each in page.iterfind(".//thead//th")] == ["case", "title"]
    rows = page.findall(".//tbody/tr")
    assert f"{len(rows)} 行" in page.get_element_by_id("status").text
    assert all(row.find(".//a").get("href").startswith("doc/case/") for row in rows)
    assert page.get_element_by_id("query").text.strip() == CASES


def test_a_problem_shows_its_line_and_column(client: TestClient) -> None:
    answer = client.get("/sparql", params={"query": "SELECT *\nWHERE { ?案 a 例 }"})
    assert answer.status_code == 400
    shown = html.fromstring(answer.text).find(".//pre[@class='caret']").text_content()
    line, caret = shown.split("\n")
    assert line == "WHERE { ?案 a 例 }"
    assert caret.endswith("^")
    assert not caret.rstrip("^").strip()


@pytest.mark.parametrize(("line", "column", "caret"), [("ab", 2, " ^"), ("\t案x", 3, "\t\u3000^"), ("", 1, "^")])
def test_a_caret_stands_below_its_character(line: str, column: int, caret: str) -> None:
    assert pointed(line, column) == caret


def test_other_forms_of_answers(client: TestClient) -> None:
    assert "ASK: 是" in client.get("/sparql", params={"query": "ASK {}"}).text
    assert "a owl:Class" in client.get("/sparql", params={"query": "DESCRIBE fl:Case"}).text.replace("\n", " ")


def test_long_answers_are_cut_and_say_so(client: TestClient) -> None:
    answer = client.get("/sparql", params={"query": "SELECT ?s { ?s ?p ?o } LIMIT 1500"})
    page = html.fromstring(answer.text)
    assert len(page.findall(".//tbody/tr")) == MOST
    assert "1500" in page.find(".//p[@class='capped']").text


def test_terms_come_in_both_languages(client: TestClient) -> None:
    answer = client.get("/api/terms")
    found = answer.json()
    case = next(each for each in found["classes"] if each["name"] == "fl:Case")
    assert (case["zh"], case["en"]) == ("案例", "case")
    assert len(case["about"]) == 2
    own = [each for kind in ("classes", "properties") for each in found[kind] if each["name"].startswith("fl:")]
    assert all(each["zh"] and each["en"] for each in own)
    assert {"fl", "skos"} <= found["prefixes"].keys()
    assert any(each["name"] == "cases-by-province" for each in found["examples"])
    assert client.get("/api/terms", headers={"if-none-match": answer.headers["etag"]}).status_code == 304


def test_what_scripts_are_told_cannot_end_the_block(client: TestClient) -> None:
    page = client.get("/sparql", params={"query": "ASK { </script> ?p 1 }"}).text
    block = html.fromstring(page).get_element_by_id("words").text
    assert "<" not in block
    assert json.loads(block)["run"] == "运行"


@pytest.mark.parametrize(
    "path",
    ["..%2fstatic.py", "%2e%2e/static.py", "built/..%2f..%2fapp.py", "built/%2fetc%2fpasswd", "none.js", "built"],
)
def test_no_name_leads_out_of_the_folder(client: TestClient, path: str) -> None:
    assert client.get(f"/static/{path}").status_code == 404


@pytest.mark.parametrize("name", ["workbench.js", "chart.js", "drawn.js"])
def test_scripts_have_type_and_tag(client: TestClient, name: str) -> None:
    answer = client.get(f"/static/{name}")
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    assert client.get(f"/static/{name}", headers={"if-none-match": answer.headers["etag"]}).status_code == 304
    assert "innerHTML" not in answer.text


def test_pages_name_the_editor_only_where_it_is(
    client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for present in (False, True):
        monkeypatch.setattr(static, "BUILT", tmp_path)
        if present:
            (tmp_path / "editor.js").write_text("// editor\n")
        assert ("built/editor.js" in client.get("/sparql").text) is present
        assert (client.get("/static/built/editor.js").status_code == 200) is present


def test_what_the_bundle_is_made_of_is_pinned_by_hash_and_without_addresses() -> None:
    wanted = json.loads((ROOT / "package.json").read_text("utf-8"))
    lock = (ROOT / "package-lock.json").read_text("utf-8")
    packages = {path: entry for path, entry in json.loads(lock)["packages"].items() if path}
    assert "http" not in lock
    assert all(entry["integrity"] for entry in packages.values())
    for name, version in (wanted["dependencies"] | wanted["devDependencies"]).items():
        assert packages[f"node_modules/{name}"]["version"] == version


def test_a_release_has_the_editor(tmp_path: Path) -> None:
    made = subprocess.run(
        ["make", "wheel-release", f"BUNDLE={tmp_path}"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert made.returncode != 0
    assert "make assets" in made.stderr
