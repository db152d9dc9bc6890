"""Linked data: every IRI that the store mints leads to what is said of it, in every format, on this server."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.compare import to_isomorphic
from starlette.testclient import TestClient

from curating import JIANHU, SHEYANG, decide, linked, spot, written
from fulian_kg.curation.decisions import MERGE, REJECT
from fulian_kg.curation.journal import append
from fulian_kg.formats import FORMATS, RDF
from fulian_kg.graph.build import Settings as Build
from fulian_kg.graph.build import build
from fulian_kg.graph.publication import writing
from fulian_kg.graph.store import open_store
from fulian_kg.publication.description import subjects
from fulian_kg.server.app import application
from fulian_kg.server.settings import Settings
from fulian_kg.vocabulary import Iris

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from curating import Spot

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
BASE = "https://w3id.org/fulian/"


@pytest.fixture(scope="module")
def client(example_store: Path) -> Iterator[TestClient]:
    with TestClient(application(Settings(example_store)), follow_redirects=False) as found:
        yield found


def named(store: Path) -> set[str]:
    """IRIs of ours in subject, object, predicate or graph of any statement."""
    opened = open_store(store)
    terms = (term for quad in opened.rdf for term in (quad.subject, quad.predicate, quad.object, quad.graph_name))
    return {term.value for term in terms if isinstance(term, ox.NamedNode) and term.value.startswith(BASE)}


def test_every_iri_of_ours_leads_somewhere_and_one_of_each_kind_to_data(
    client: TestClient, example_store: Path
) -> None:
    kinds: dict[str, tuple[str, str]] = {}
    for path in sorted({iri.removeprefix(BASE).partition("#")[0] for iri in named(example_store)}):
        answer = client.head(f"/{path}", headers={"accept": "application/n-triples"})
        assert answer.status_code in {200, 303}, path
        kinds["/".join(path.split("/")[:2])] = path, answer.headers.get("location", f"/{path}.nt")
    assert len(kinds) > 40
    for path, address in kinds.values():
        found = client.get(address)
        assert found.status_code == 200, address
        assert path.startswith(("graph/", "contributors", "ns")) or f"<{BASE}{path}>" in found.text, address


def test_a_sample_of_each_kind_of_the_real_compilation(seed_store: Path) -> None:
    opened = open_store(seed_store)
    kinds = {iri.removeprefix(BASE).split("/")[1]: iri for iri in subjects(opened.rdf, f"{BASE}id/")}
    assert len(kinds) > 15
    with TestClient(application(Settings(seed_store)), follow_redirects=False) as client:
        for iri in kinds.values():
            path = iri.removeprefix(BASE)
            assert client.head(f"/{path}", headers={"accept": BROWSER}).headers["location"] == f"/doc/{path[3:]}"
            answer = client.get(f"/data/{path[3:]}.ttl")
            assert iri in {t.subject.value for t in ox.parse(answer.content, format=ox.RdfFormat.TURTLE)}


CASE = "case/a65d4c6c/002"


@pytest.mark.parametrize(
    ("accept", "address"),
    [
        (None, f"/data/{CASE}.ttl"),
        ("*/*", f"/data/{CASE}.ttl"),
        ("text/turtle", f"/data/{CASE}.ttl"),
        ("application/ld+json", f"/data/{CASE}.jsonld"),
        ("application/rdf+xml;q=0.9, text/turtle;q=0.1", f"/data/{CASE}.rdf"),
        ("application/n-quads", f"/data/{CASE}.nq"),
        ("application/trig", f"/data/{CASE}.trig"),
        (BROWSER, f"/doc/{CASE}"),
        ("text/html;q=0.5, text/turtle", f"/data/{CASE}.ttl"),
        ("text/turtle;q=0, */*;q=0.1", f"/data/{CASE}.trig"),
    ],
)
def test_a_client_is_led_to_what_it_wants(client: TestClient, accept: str | None, address: str) -> None:
    answer = client.get(f"/id/{CASE}", headers={"accept": accept} if accept else {"accept": ""})
    assert (answer.status_code, answer.headers["location"]) == (303, address)
    assert "Accept" in answer.headers["vary"]


@pytest.mark.parametrize("path", [f"/id/{CASE}", f"/data/{CASE}", "/ns", "/def/theme", "/shapes", "/graph/catalogue"])
def test_what_cannot_be_given_is_refused_with_what_can(client: TestClient, path: str) -> None:
    answer = client.get(path, headers={"accept": "image/png"})
    assert answer.status_code == 406
    assert "text/turtle" in answer.json()["available"]


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")  # what rdflib asks of itself
@pytest.mark.parametrize("path", [f"/data/{CASE}", "/ns", "/def/theme", "/shapes/Case", "/graph/catalogue"])
def test_every_format_has_the_same_triples_in_both_readers(client: TestClient, path: str) -> None:
    wanted = rdflib.Graph().parse(data=client.get(f"{path}.nt").content, format="nt")
    assert len(wanted) > 3
    for name in RDF:
        form = FORMATS[name]
        answer = client.get(f"{path}.{form.extension}")
        assert answer.headers["content-type"].partition(";")[0] == form.media_type
        quads = ox.parse(answer.content, format=form.writer)  # type: ignore[arg-type]
        lines = ox.serialize({quad.triple for quad in quads}, format=ox.RdfFormat.N_TRIPLES)
        assert to_isomorphic(rdflib.Graph().parse(data=lines, format="nt")) == to_isomorphic(wanted), name
        dataset = rdflib.Dataset(default_union=True)
        dataset.parse(data=answer.content, format=form.media_type)
        assert len({(s, p, o) for s, p, o, _ in dataset.quads()}) == len(wanted), name


def test_data_names_its_other_forms_and_is_not_sent_twice(client: TestClient) -> None:
    answer = client.get(f"/data/{CASE}", headers={"accept": "text/turtle"})
    assert answer.headers["content-location"] == f"/data/{CASE}.ttl"
    assert f'</doc/{CASE}>; rel="alternate"; type="text/html"' in answer.headers["link"]
    assert f'<{BASE}id/{CASE}>; rel="canonical"' in answer.headers["link"]
    again = client.get(f"/data/{CASE}.ttl", headers={"if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_description_holds_claims_passages_and_labels(client: TestClient) -> None:
    text = client.get(f"/data/{CASE}.ttl").text
    for part in ("a fl:Claim", "a fl:Passage", "oa:exact", "@prefix fl:", '"社区妇女工作"@zh'):
        assert part in text
    assert "_:" not in text


def test_json_ld_brings_its_context_along(client: TestClient) -> None:
    found = client.get(f"/data/{CASE}.jsonld").json()
    assert isinstance(found["@context"], dict)
    assert all(isinstance(value, dict) or not value.endswith(".jsonld") for value in found["@context"].values())
    case = next(node for node in found["@graph"] if node["@id"] == f"{BASE}id/{CASE}")
    assert (case["@type"], case["caseNumber"]) == ("Case", "2")


@pytest.mark.parametrize(
    "path",
    [
        *("/id/case/9", "/data/case/9.ttl", "/id/", "/id/%E6%A1%88%E4%BE%8B/1", "/data/case/%00.ttl", "/id/%3Cx%3E"),
        *(
            "/id/case/%E2%80%AEx",
            "/data/%0D%0Aset-cookie:%20a=b",
            "/ns/9.9.9",
            "/ns.exe",
            "/def/none",
            "/def/theme/none",
        ),
        *("/shapes/None", "/graph/none", "/graph/../manifest.json", "/graph/%2e%2e/%2e%2e/manifest.json", "/graph/"),
        *("/data/..%2f..%2fetc/passwd", "/def/", "/def/theme/%00", "/shapes/%7B%7D", "/id/case/a65d4c6c/002/"),
    ],
)
def test_unknown_names_are_said_to_be_unknown(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert "set-cookie" not in answer.headers
    assert client.get(path, headers={"accept": BROWSER}).status_code == 404


def test_a_browser_gets_a_page_where_there_is_nothing(client: TestClient) -> None:
    answer = client.get("/id/<script>", headers={"accept": BROWSER})
    assert (answer.status_code, answer.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert "这里没有内容" in answer.text
    assert "<script" not in answer.text
    assert client.get("/id/x").headers["content-type"] == "application/problem+json"


def test_an_escaped_name_is_the_name(client: TestClient) -> None:
    assert client.get("/id/%63ase/a65d4c6c/002").headers["location"] == f"/data/{CASE}.ttl"


def test_redirects_stay_below_a_prefix_that_a_proxy_takes_away(example_store: Path) -> None:
    client = TestClient(application(Settings(example_store)), root_path="/kg", follow_redirects=False)
    assert client.get(f"/kg/id/{CASE}.nt").headers["location"] == f"/kg/data/{CASE}.nt"
    answer = client.get(f"/kg/data/{CASE}.nt")
    assert answer.headers["content-location"] == f"/kg/data/{CASE}.nt"
    assert f"<{BASE}id/{CASE}>" in answer.text


def test_terms_and_concepts_have_their_places_on_pages(client: TestClient) -> None:
    page = client.get("/ns", headers={"accept": BROWSER}).text
    for part in ('id="Case"', 'id="caseNumber"', "案例", "case"):
        assert part in page
    concept = client.get("/def/theme/work-funding", headers={"accept": BROWSER})
    assert concept.headers["location"] == "/def/theme#work-funding"
    assert 'id="work-funding"' in client.get("/def/theme", headers={"accept": BROWSER}).text
    assert 'href="def/theme"' in client.get("/def", headers={"accept": BROWSER}).text
    assert client.get("/ns/0.1.0").headers["location"] == "/ns"


def test_what_a_person_withdrew_is_gone_and_names_what_took_its_place(tmp_path: Path) -> None:
    readings = written(tmp_path / "texts", a=JIANHU, b=SHEYANG)
    rejected = spot(readings, "县妇联主席王芳", "person")
    one, other = spot(readings, "“好邻居”活动", "initiative"), spot(readings, "好邻居”行动", "initiative")
    journal = tmp_path / "curation"
    append(journal, [decide(REJECT, rejected), linked(MERGE, one, other)])
    made = build([tmp_path / "texts"], Build(curation=journal))
    with writing(tmp_path / "kg"):
        made.publish(tmp_path / "kg")

    def path(of: Spot) -> str:
        return f"{of[2].type}/{Iris.case_path(of[2].case, None, of[2].file)}/{of[2].id}"

    with TestClient(application(Settings(tmp_path / "kg")), follow_redirects=False) as client:
        gone = client.get(f"/id/{path(rejected)}")
        assert (gone.status_code, "link" in gone.headers) == (410, False)
        merged = client.get(f"/data/{path(other)}.ttl")
        assert merged.status_code == 410
        assert f'</id/{path(one)}>; rel="successor-version"' in merged.headers["link"]
        assert merged.json()["successor"] == f"{BASE}id/{path(one)}"
        page = client.get(f"/id/{path(other)}", headers={"accept": BROWSER})
        assert (page.status_code, "已经撤下" in page.text) == (410, True)
        assert client.get(f"/id/{path(one)}").status_code == 303
        assert client.get("/id/person/none").status_code == 404


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
def test_reading_our_json_ld_fetches_nothing(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        message = "nothing is to be fetched"
        raise AssertionError(message)

    monkeypatch.setattr("socket.socket.connect", refuse)
    monkeypatch.setattr("socket.create_connection", refuse)
    for path in (f"/data/{CASE}", "/ns", "/void", "/catalog", "/def/theme"):
        text = client.get(f"{path}.jsonld").text
        assert len(rdflib.Graph().parse(data=text, format="json-ld")) > 3
