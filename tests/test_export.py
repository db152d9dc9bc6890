"""RDF out: the same triples in every reader, the same bytes every time."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st
from rdflib.compare import to_isomorphic

from fulian_kg.formats import FORMATS, WellFormed, well_formed
from fulian_kg.formats import RDF as RDF_NAMES
from fulian_kg.graph import sorting
from fulian_kg.graph.sorting import ordered
from fulian_kg.graph.store import open_store
from fulian_kg.query.export import export, export_to, written
from fulian_kg.vocabulary import RDF

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Ran


def test_turtle_reads_back_to_the_same_triples(example_store: Path) -> None:
    opened = open_store(example_store)
    text = export(opened, "turtle")
    wanted = {quad.triple for quad in opened.rdf}
    assert {quad.triple for quad in ox.parse(text, format=ox.RdfFormat.TURTLE)} == wanted
    graph = rdflib.Graph().parse(data=text, format="turtle")
    lines = ox.serialize(wanted, format=ox.RdfFormat.N_TRIPLES)
    assert to_isomorphic(graph) == to_isomorphic(rdflib.Graph().parse(data=lines, format="nt"))


@pytest.mark.parametrize("form", RDF_NAMES)
def test_every_format_reads_back_and_repeats(example_store: Path, form: str) -> None:
    opened = open_store(example_store)
    text = export(opened, form)
    assert text == export(open_store(example_store), form)
    read = list(ox.parse(text, format=FORMATS[form].writer))  # type: ignore[arg-type]
    if FORMATS[form].graphs:
        assert set(read) == set(opened.rdf)
    else:
        assert {quad.triple for quad in read} == {quad.triple for quad in opened.rdf}


def test_facts_and_evidence_have_no_blank_nodes_and_prefixes_lead(example_store: Path) -> None:
    opened = open_store(example_store)
    for quad in opened.rdf:
        if str(quad.graph_name).endswith(("/facts>", "/evidence>")):
            assert isinstance(quad.subject, ox.NamedNode)
            assert not isinstance(quad.object, ox.BlankNode)
    lines = export(opened, "turtle").decode().splitlines()
    prefixes = [line for line in lines if line.startswith("@prefix")]
    assert lines[: len(prefixes)] == prefixes
    assert "@prefix fl: <https://w3id.org/fulian/ns#> ." in prefixes


def test_without_evidence_nothing_points_into_the_void(example_store: Path, run: Callable[..., Ran]) -> None:
    out = run("export", "--store", example_store, "--no-evidence", "--format", "ntriples").out
    assert "/id/passage/" not in out
    assert "/id/claim/" not in out
    assert "/id/funding/" in out


def test_a_file_is_written_whole_or_not_at_all(example_store: Path, tmp_path: Path, run: Callable[..., Ran]) -> None:
    target = tmp_path / "x.ttl"
    assert run("export", "--store", example_store, "-o", target).code == 0
    assert target.read_bytes() == export(open_store(example_store), "turtle")
    ran = run("export", "--store", example_store, "-o", tmp_path / "absent" / "x.ttl")
    assert ran.code == 3
    assert ran.err.count("\n") == 1


IRIS = st.sampled_from(
    ["https://a.example/", "https://a.example/b", "https://a.example/b/c", "urn:x", str(RDF.type.value)]
)
NODES = st.one_of(IRIS.map(ox.NamedNode), st.sampled_from(["b1", "b12", "b"]).map(ox.BlankNode))
LITERALS = st.one_of(
    st.builds(ox.Literal, st.text('ab\t\n\r"\\ \x01\u0085\u2028妇𠮷', max_size=4)),
    st.builds(lambda text: ox.Literal(text, language="zh"), st.text("ab", max_size=2)),
    st.builds(lambda text, kind: ox.Literal(text, datatype=ox.NamedNode(kind)), st.text("ab", max_size=2), IRIS),
)
QUADS = st.builds(
    ox.Quad, NODES, IRIS.map(ox.NamedNode), st.one_of(NODES, LITERALS), st.one_of(NODES, st.just(ox.DefaultGraph()))
)


@given(quads=st.lists(QUADS, max_size=30), run=st.integers(1, 7))
def test_runs_on_disk_are_merged_to_what_memory_sorts(quads: list[ox.Quad], run: int) -> None:
    store = ox.Store()
    store.extend(quads)
    with ordered(store, run=run) as found:
        for form in map(FORMATS.__getitem__, RDF_NAMES):
            out = BytesIO()
            export_to(out, found, "https://b.example/", form.name)
            assert out.getvalue() == written(quads, form, "https://b.example/"), form.name


def test_more_runs_than_files_may_be_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sorting, "OPEN", 3)
    lines = [f"{number * 7919 % 100:02d}\n".encode() for number in range(250)]
    sorter = sorting.Sorter(tmp_path, run=5)
    assert sorter.sorted(lines).read_bytes() == b"".join(sorted(set(lines)))
    assert sorter.sorted([]).read_bytes() == b""


PIECES = st.lists(st.sampled_from([b"\xef", b"\xbf", b"\xbe", b"\xbd", b"\x0c", b"a"]), max_size=9)


@given(st.lists(PIECES.map(b"".join), max_size=5))
def test_xml_is_as_well_formed_in_pieces_as_whole(pieces: list[bytes]) -> None:
    out = BytesIO()
    target = WellFormed(out)
    for piece in (*pieces, b"</rdf:RDF>"):
        assert target.write(piece) == len(piece)
    whole = b"".join(pieces) + b"</rdf:RDF>"
    assert out.getvalue() == well_formed(whole, ox.RdfFormat.RDF_XML)
