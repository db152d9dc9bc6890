"""The bundle: whole or not there, true to the store and to the server, the same bytes every time."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import signal
import subprocess
import sys
from time import sleep
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.compare import isomorphic
from rdflib.namespace import DCAT, VOID

from fulian_kg.errors import InputError
from fulian_kg.formats import of_extension
from fulian_kg.graph.store import open_store
from fulian_kg.publication.dumps import dumps
from fulian_kg.publishing import bundle, resources
from fulian_kg.publishing.metadata import metadata_files
from fulian_kg.publishing.placing import MARKER, SUMS, placed
from fulian_kg.publishing.redirects import redirect_files
from hosting import hosted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from starlette.testclient import TestClient

    from conftest import Ran
    from fulian_kg.publishing.edition import Edition, File

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


def files(folder: Path) -> dict[str, bytes]:
    """What a folder holds, by path."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def sums(folder: Path) -> str:
    """The list of sums, after every file was found to be as it says."""
    text = (folder / SUMS).read_text("utf-8")
    found = files(folder)
    del found[SUMS]
    assert text == "".join(f"{hashlib.sha256(data).hexdigest()}  {path}\n" for path, data in sorted(found.items()))
    return text


def publishing(store: Path, folder: Path, *options: str, seed: str = "0") -> subprocess.Popen[bytes]:
    """Publish in a process of its own."""
    command = [sys.executable, "-m", "fulian_kg", "publish", str(folder), "--store", str(store), *options]
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment)


def test_the_sums_are_those_of_every_file(seed_bundle: Path) -> None:
    listed = sums(seed_bundle)
    assert listed.count("\n") > 3000
    for path in (
        "catalog.ttl",
        "void.ttl",
        ".well-known/void",
        "redirects/nginx.conf",
        "data/source/",
        "def/theme.ttl",
    ):
        assert f"  {path}" in listed


def test_another_run_gives_the_same_bytes(seed_bundle: Path, seed_store: Path, tmp_path: Path) -> None:
    process = publishing(seed_store, tmp_path / "again", "--pages", "cases", seed="2")
    out, err = process.communicate()
    assert (process.returncode, err) == (0, b"")
    again, first = files(tmp_path / "again"), files(seed_bundle)
    assert str(len(again)).encode() in out
    tell = ("sitemap", "redirects/", "checksums", SUMS)  # of pages
    of_pages = {path for path in again if path.startswith(tell) or path not in first}
    of_pages |= {path for path in again if path.endswith((".html", "entries.js"))}  # with fewer links
    assert {path: first[path] for path in again.keys() - of_pages} == {
        path: again[path] for path in again.keys() - of_pages
    }
    assert len([path for path in again if path.startswith("data/case/")]) == 2 * 106
    sums(tmp_path / "again")


def test_single_files_are_what_the_server_answers(seed_bundle: Path, seed_site: TestClient) -> None:
    data = [path for path in files(seed_bundle) if path.startswith("data/")]
    known = ["ns.ttl", "ns.jsonld", "def.ttl", "def/theme.jsonld", "shapes.ttl", "shapes.jsonld", "void.ttl"]
    for path in (*data[::150], *known, "void.jsonld", "context.jsonld", "robots.txt", ".well-known/void"):
        assert (seed_bundle / path).read_bytes() == seed_site.get(f"/{path}").content, path


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")
def test_every_reader_finds_the_same_triples(seed_bundle: Path) -> None:
    found = [path for path in files(seed_bundle) if of_extension(path.rpartition(".")[2])]
    parts = [path for path in found if path.startswith(("data/", "def/"))]
    for path in (*parts[::150], *(path for path in found if "/" not in path and not path.startswith("shapes"))):
        content, form = (seed_bundle / path).read_bytes(), of_extension(path.rpartition(".")[2])
        assert form is not None
        lines = ox.serialize(ox.parse(content, format=form.writer), format=ox.RdfFormat.N_QUADS)  # type: ignore[arg-type]
        name = {"jsonld": "json-ld", "rdfxml": "xml"}.get(form.name, form.name)
        wanted = rdflib.Graph().parse(data=lines, format="nt")
        assert isomorphic(rdflib.Graph().parse(data=content, format=name), wanted), path


def test_dumps_hold_the_store_and_the_catalogue_tells_their_sizes(seed_bundle: Path, seed_store: Path) -> None:
    store = open_store(seed_store)
    folder = seed_bundle / "download"
    whole = gzip.decompress((folder / "fulian.trig.gz").read_bytes())
    assert set(ox.parse(whole, format=ox.RdfFormat.TRIG)) == set(store.rdf)
    assert (folder / "fulian.ttl.gz").read_bytes()[4:8] == b"\0\0\0\0"  # no time
    found = rdflib.Graph().parse(seed_bundle / "catalog.ttl")
    sizes = {str(found.value(entry, DCAT.downloadURL)): int(str(size)) for entry, size in found[: DCAT.byteSize]}
    wanted = {f"{store.base}download/{name}": (folder / name).stat().st_size for name in dumps()}
    assert sizes.items() >= wanted.items()


def test_void_counts_what_is_in_the_store(seed_bundle: Path, seed_store: Path) -> None:
    triples = {quad.triple for quad in open_store(seed_store).rdf}
    found = rdflib.Graph().parse(seed_bundle / "void.ttl")
    dataset = next(found.subjects(VOID.sparqlEndpoint))
    for prop, number in (
        (VOID.triples, len(triples)),
        (VOID.distinctSubjects, len({triple.subject for triple in triples})),
        (VOID.distinctObjects, len({triple.object for triple in triples})),
    ):
        assert int(str(found.value(dataset, prop))) == number


def test_a_folder_of_others_is_refused_in_a_sentence(
    example_store: Path, tmp_path: Path, run: Callable[..., Ran]
) -> None:
    (tmp_path / "notes.txt").write_text("mine", "utf-8")
    ran = run("publish", tmp_path, "--store", example_store)
    assert (ran.code, ran.out, ran.err.count("\n")) == (3, "", 1)
    ran = run("publish", tmp_path / "notes.txt", "--store", example_store)
    assert (ran.code, ran.err.count("\n")) == (3, 1)
    ran = run("publish", "/proc/none/portal", "--store", example_store)
    assert (ran.code, ran.err.count("\n")) == (3, 1)
    assert files(tmp_path) == {"notes.txt": b"mine"}
    assert list(tmp_path.parent.glob(".*.new")) == []


def test_a_killed_run_leaves_the_old_bundle_and_the_next_one_clears_up(
    example_store: Path, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    monkeypatch.setenv("TMPDIR", str(elsewhere))
    folder, aside = tmp_path / "portal", tmp_path / ".portal.new"
    with placed(folder) as made:
        (made / "old").write_bytes(b"old")
    before = files(folder)
    process = publishing(example_store, folder, "--licence", "https://example.org/licence")
    while not any(aside.glob("download/*")):
        assert process.poll() is None
        sleep(0.005)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert files(folder) == before
    assert any(aside.glob("fulian-sorting-*"))
    assert not any(elsewhere.iterdir())
    with placed(folder) as made:
        assert [path.name for path in made.iterdir()] == [MARKER]
        (made / "new").write_bytes(b"")
    assert [path.name for path in tmp_path.iterdir()] == ["portal"]
    assert set(files(folder)) == {MARKER, "new"}


def test_an_interrupted_run_changes_nothing(
    example_store: Path, tmp_path: Path, run: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(edition: Edition) -> Iterator[File]:
        yield from ()
        raise KeyboardInterrupt(edition.path)

    monkeypatch.setattr(bundle, "PARTS", (interrupted,))
    ran = run("publish", tmp_path / "portal", "--store", example_store)
    assert (ran.code, ran.out) == (130, "")
    assert "nothing was changed" in ran.err
    assert list(tmp_path.iterdir()) == []


def test_a_run_that_was_cut_between_two_renames_is_mended(tmp_path: Path) -> None:
    folder, old = tmp_path / "portal", tmp_path / ".portal.old"
    with placed(folder) as made:
        (made / "first").write_bytes(b"")
    folder.rename(old)
    with placed(folder):
        assert (folder / "first").exists()
        with pytest.raises(InputError, match="another run is writing"):
            placed(folder).__enter__()
    assert [path.name for path in tmp_path.iterdir()] == ["portal"]


def test_what_somebody_put_into_a_bundle_is_not_lost(tmp_path: Path) -> None:
    folder = tmp_path / "portal"
    for _ in range(2):
        with placed(folder) as made:
            (made / SUMS).write_text(f"{'0' * 64}  {MARKER}\n", "utf-8")
    (folder / "notes").mkdir()
    (folder / "notes" / "mine").write_bytes(b"")
    with pytest.raises(InputError, match="notes/mine is no part"):
        placed(folder).__enter__()
    assert files(folder).keys() == {MARKER, SUMS, "notes/mine"}


def test_what_is_not_stated_is_said(
    example_store: Path, tmp_path: Path, run: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bundle, "PARTS", (metadata_files, redirect_files))
    folder = tmp_path / "portal"
    told = json.loads(run("publish", folder, "--store", example_store, "--format", "json").out)
    assert (told["licence"], told["date"], told["files"], len(told["warnings"])) == (None, None, len(files(folder)), 3)
    assert told["bytes"] == sum(map(len, files(folder).values()))
    licence = "https://creativecommons.org/licenses/by/4.0/"
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1300000000")
    monkeypatch.setattr(resources, "MOST", 10)
    assert resources.usual(open_store(example_store)) == "none"
    monkeypatch.setattr(resources, "MOST", 200)
    text = run("publish", folder, "--store", example_store, "--licence", licence).out
    for said in (licence, "2011-03-13", "cases"):
        assert said in text
    assert licence in (folder / "catalog.ttl").read_text("utf-8")
    assert "/doc/case/" in (folder / "sitemap.xml").read_text("utf-8")
    assert "/doc/region/" not in (folder / "sitemap.xml").read_text("utf-8")


@pytest.mark.parametrize(
    ("option", "value", "code"),
    [("--licence", "free", 2), ("--since", "absent", 3), ("--date", "yesterday", 2), ("--store", "absent", 4)],
)
def test_bad_options_get_a_sentence(
    example_store: Path, tmp_path: Path, run: Callable[..., Ran], option: str, value: str, code: int
) -> None:
    ran = run("publish", tmp_path / "portal", "--store", example_store, option, value)
    assert (ran.code, ran.err.count("\n")) == (code, 1)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", [pytest.param(each, marks=getattr(pytest.mark, each)) for each in ("nginx", "apache")])
def test_hosts_lead_where_the_server_leads(
    kind: str, seed_store: Path, seed_bundle: Path, seed_site: TestClient
) -> None:
    thing = "/id/" + resources.described(open_store(seed_store), "cases")[0]
    wishes = (None, "*/*", "text/turtle", "application/ld+json", "text/turtle;q=0.2, application/ld+json;q=0.1")
    more = ("text/turtle;q=0, application/ld+json;q=0.5", "image/png", "TEXT/TURTLE", "text/*;q=0.3")
    with hosted(kind, seed_bundle, "/fulian/") as host:
        for wish in (*wishes, *more):
            headers = {} if wish is None else {"accept": wish}
            wanted = seed_site.get(thing, headers=headers, follow_redirects=False)
            answer = host.get(f"/fulian{thing}", wish)
            assert answer.status == wanted.status_code, wish
            if answer.location is not None:
                assert answer.location.partition("/fulian")[2] == wanted.headers["location"], wish
        for path, place in (
            ("ns", "ns.ttl"),
            ("def/theme/6s", "def/theme.ttl"),
            ("shapes/CaseShape", "shapes.ttl"),
            (".well-known/void", "void.ttl"),
            ("graph/catalogue", "download/fulian.trig.gz"),
            ("id/a/b.jsonld", "data/a/b.jsonld"),
        ):
            location = host.get(f"/fulian/{path}").location
            assert location is not None
            assert location.endswith(f"/fulian/{place}")
        for path, media_type in (
            ("catalog.jsonld", "application/ld+json"),
            ("ns.ttl", "text/turtle; charset=utf-8"),
            ("download/facts.jsonl", "application/jsonl"),
        ):
            answer = host.get(f"/fulian/{path}", BROWSER)
            assert (answer.status, answer.content_type) == (200, media_type)
            assert answer.body == (seed_bundle / path).read_bytes()
        assert host.get("/fulian/id/a%0d%0aX:y", BROWSER).status == 404
