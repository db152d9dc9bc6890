"""The catalogue, the dumps and the site map: true to the store, and as portals want them."""

from __future__ import annotations

import gzip
import hashlib
import json
import threading
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pyoxigraph as ox
import pyshacl
import pytest
import rdflib
from rdflib.namespace import DCAT, RDF, VOID
from starlette.testclient import TestClient

from browsing import grave
from fulian_kg.formats import FORMATS
from fulian_kg.graph.canonical import write
from fulian_kg.graph.store import open_store
from fulian_kg.publication import dumps as module
from fulian_kg.publication.addresses import Addresses
from fulian_kg.publication.catalogue import catalogue
from fulian_kg.publication.dumps import content, dumps
from fulian_kg.publication.settings import dataset_settings
from fulian_kg.publication.sitemap import site_map
from fulian_kg.publication.void import void
from fulian_kg.resources import Library
from fulian_kg.server import dumping
from fulian_kg.server.app import application
from fulian_kg.server.dumping import Dumps
from fulian_kg.server.generations import Generations
from fulian_kg.server.problems import Problem
from fulian_kg.server.settings import Settings
from serving import served

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

AT = Addresses("https://example.org/kg/")
MADE = {name: module.Made(12, hashlib.sha256(name.encode()).hexdigest()) for name in dumps()}


@pytest.fixture(scope="module")
def client(example_store: Path) -> Iterator[TestClient]:
    with TestClient(application(Settings(example_store)), follow_redirects=False) as found:
        yield found


def graph_of(quads: Iterable[ox.Quad]) -> rdflib.Graph:
    text = write([quad.triple for quad in quads], ox.RdfFormat.N_TRIPLES, {})
    return rdflib.Graph().parse(data=text, format="nt")


@pytest.mark.parametrize("licence", ["", "https://creativecommons.org/licenses/by/4.0/"])
@pytest.mark.parametrize("shapes", ["shapes.ttl", "range.ttl"])
def test_the_catalogue_is_as_dcat_ap_has_it(
    shared: Path, example_store: Path, tmp_path: Path, shapes: str, licence: str
) -> None:
    library = licensed(tmp_path, licence)
    data = graph_of(catalogue(open_store(example_store), library, AT, MADE))
    rules = rdflib.Graph().parse(shared / "data" / "dcat-ap" / "3.0.1" / shapes)
    conforms, _, told = pyshacl.validate(data, shacl_graph=rules)
    assert conforms, told
    data.remove((None, rdflib.DCTERMS.title, None))
    data.remove((None, RDF.type, rdflib.DCTERMS.MediaType))
    assert not pyshacl.validate(data, shacl_graph=rules)[0]


def licensed(folder: Path, licence: str) -> Library:
    (folder / "templates" / "publication").mkdir(parents=True)
    text = Library().read("templates", "publication/dataset.toml")
    changed = text.replace('licence = ""', f'licence = "{licence}"')
    (folder / "templates" / "publication" / "dataset.toml").write_text(changed, "utf-8")
    return Library(folder)


def test_no_licence_is_claimed_that_nobody_gave(example_store: Path, tmp_path: Path) -> None:
    store = open_store(example_store)
    assert dataset_settings(Library()).licence is None
    assert not list(graph_of(catalogue(store, Library(), AT)).triples((None, rdflib.DCTERMS.license, None)))
    given = "https://creativecommons.org/licenses/by/4.0/"
    stated = graph_of(catalogue(store, licensed(tmp_path, given), AT))
    assert {str(o) for o in stated.objects(None, rdflib.DCTERMS.license)} == {given}


def test_void_counts_what_is_there(example_store: Path) -> None:
    store = open_store(example_store)
    found = graph_of(void(store, Library(), AT))
    dataset = rdflib.URIRef(AT.entry("dataset").value)
    triples = {quad.triple for quad in store.rdf}
    assert int(str(found.value(dataset, VOID.triples))) == len(triples)
    parts = list(found.objects(dataset, VOID.propertyPartition))
    assert sum(int(str(found.value(part, VOID.triples))) for part in parts) == len(triples)
    cases = next(s for s in found.subjects(VOID["class"], rdflib.URIRef("https://w3id.org/fulian/ns#Case")))
    assert int(str(found.value(cases, VOID.entities))) == store.manifest["ledger"]["cases"]["found"]


@pytest.mark.parametrize("make", [void, catalogue])
def test_the_same_store_gives_the_same_bytes_without_blank_nodes(example_store: Path, make: object) -> None:
    assert callable(make)
    first, again = (make(open_store(example_store), Library(), AT) for _ in range(2))
    assert first == again
    assert not any(isinstance(term, ox.BlankNode) for quad in first for term in (quad.subject, quad.object))


@pytest.mark.parametrize("path", ["/catalog", "/void"])
def test_the_catalogue_comes_in_every_format(client: TestClient, path: str) -> None:
    wanted = set(ox.parse(client.get(f"{path}.nt").content, format=ox.RdfFormat.N_TRIPLES))
    for form in (FORMATS[name] for name in ("turtle", "jsonld", "rdfxml", "nquads")):
        answer = client.get(path, headers={"accept": form.media_type})
        assert answer.headers["content-location"] == f"{path}.{form.extension}"
        read = ox.parse(answer.content, format=form.writer)  # type: ignore[arg-type]
        assert {quad.triple for quad in read} == {quad.triple for quad in wanted}
    assert client.get("/.well-known/void").headers["content-location"] == "/void.ttl"
    assert client.get(f"{path}.exe").status_code == 404
    assert client.get(path, headers={"accept": "image/png"}).status_code == 406


def test_what_the_catalogue_names_here_is_here(client: TestClient) -> None:
    found = rdflib.Graph().parse(data=client.get("/catalog.ttl").content, format="turtle")
    base = "https://w3id.org/fulian"
    files = [str(address) for address in found.objects(None, DCAT.downloadURL)]
    assert len(files) == len(dumps())
    for address in files:
        assert client.head(address.removeprefix(base)).status_code == 200


def test_dumps_are_what_export_writes_and_known_by_their_hash(client: TestClient, example_store: Path) -> None:
    store = open_store(example_store)
    for name, dump in dumps().items():
        answer = client.get(f"/download/{name}")
        assert answer.headers["content-type"].partition(";")[0] == dump.media_type
        assert answer.content == content(dump, store, Library())
        assert hashlib.sha256(answer.content).hexdigest() in answer.headers["etag"]
        again = client.get(f"/download/{name}", headers={"if-none-match": answer.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
    whole = gzip.decompress(client.get("/download/fulian.nq.gz").content)
    assert set(ox.parse(whole, format=ox.RdfFormat.N_QUADS)) == set(store.rdf)
    found = rdflib.Graph().parse(data=client.get("/catalog.ttl").content, format="turtle")
    sizes = {int(str(size)) for size in found.objects(None, DCAT.byteSize)}
    assert len(list(found.subjects(DCAT.byteSize))) == len(dumps())
    assert len(whole) not in sizes  # of the file, not of what is in it


@pytest.mark.parametrize(
    "name",
    ["..%2f..%2fmanifest.json", "%2e%2e/manifest.json", "fulian.ttl", "/etc/passwd", "x%0d%0aset-cookie:a", "%00"],
)
def test_nothing_else_can_be_downloaded(client: TestClient, name: str) -> None:
    answer = client.get(f"/download/{name}")
    assert answer.status_code == 404
    assert "set-cookie" not in answer.headers


def test_no_dump_is_made_twice_and_none_in_the_store(example_store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[str] = []

    def counted(_: object, dump: module.Dump, *rest: object) -> None:
        del rest
        calls.append(dump.name)

    monkeypatch.setattr(dumping, "write_dump", counted)
    before = sorted(example_store.rglob("*"))
    generation, kept, dump = Generations(example_store, Library()).current(), Dumps(), dumps()["facts.jsonl"]
    clients = [threading.Thread(target=kept.file, args=(generation, dump)) for _ in range(8)]
    for each in clients:
        each.start()
    for each in clients:
        each.join()
    assert calls == ["facts.jsonl"]
    assert sorted(example_store.rglob("*")) == before
    path, _ = kept.file(generation, dump)
    kept.close()
    assert not path.exists()


def test_who_waits_too_long_is_asked_to_come_again(example_store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started, finish = threading.Event(), threading.Event()

    def slow(*_: object) -> None:
        started.set()
        finish.wait()

    monkeypatch.setattr(dumping, "write_dump", slow)
    generation, kept = Generations(example_store, Library()).current(), Dumps()
    first = threading.Thread(target=kept.file, args=(generation, dumps()["facts.jsonl"]))
    first.start()
    started.wait()
    with pytest.raises(Problem) as refusal:
        kept.file(generation, dumps()["shapes.ttl"], patience=0.01)
    finish.set()
    first.join()
    kept.close()
    assert (refusal.value.status, refusal.value.headers["retry-after"]) == (503, "5")


def test_the_context_names_every_term(client: TestClient) -> None:
    found = client.get("/context.jsonld").json()["@context"]
    assert found["caseNumber"] == {"@id": "fl:caseNumber", "@type": "xsd:integer"}
    assert found["Case"] == "fl:Case"
    assert found["author"]["@type"] == "@id"


def test_the_site_map_has_every_page_and_parts_when_it_is_long(client: TestClient) -> None:
    read = ET.fromstring(client.get("/sitemap.xml").content)  # noqa: S314 (our own)
    addresses = [each.text for each in read.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    assert "https://w3id.org/fulian/doc/case/a65d4c6c/002" in addresses
    assert len(addresses) == len(set(addresses)) > 1000
    index = site_map(["a", "b", "c"], AT, largest=2)
    assert index is not None
    assert "https://example.org/kg/sitemap-2.xml" in index
    assert "https://example.org/kg/sitemap-3.xml" not in index
    second = site_map(["a", "b", "c"], AT, 2, largest=2)
    assert second is not None
    assert "<loc>https://example.org/kg/c</loc>" in second
    for part in (0, 9):
        assert client.get(f"/sitemap-{part}.xml").status_code == 404
    assert "Sitemap: https://w3id.org/fulian/sitemap.xml" in client.get("/robots.txt").text


@pytest.mark.chromium
@pytest.mark.parametrize("language", ["zh", "en"])
def test_pages_are_readable_and_tell_search_engines(example_store: Path, browser: Browser, language: str) -> None:
    with served(example_store) as address:
        page = browser.new_page(viewport={"width": 390, "height": 844})
        problems: list[str] = []
        page.on("console", lambda message: problems.append(message.text))
        page.on("requestfailed", lambda request: problems.append(request.url))
        page.on("request", lambda request: None if request.url.startswith(address) else problems.append(request.url))
        for path in ("/download", "/ns", "/def/theme", "/def", "/id/none"):
            page.goto(f"{address}{path}?lang={language}")
            assert grave(page) == []
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
            if path == "/download":
                told = json.loads(page.locator("script[type='application/ld+json']").inner_text())
                assert told["@type"] == "Dataset"
                assert len(told["description"]) >= 50
        page.close()
        assert [each for each in problems if "404" not in each] == []
