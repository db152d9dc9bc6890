"""What a publication tells of the one before it: each change once, in words and RDF; what stays of lost names."""

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
from collections import Counter
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import EXAMPLE, SOAK
from curating import LIBRARY, decide, read_all, spot
from fulian_kg.curation.decisions import ACCEPT, AMEND, REJECT
from fulian_kg.curation.journal import append
from fulian_kg.errors import InputError, UsageError
from fulian_kg.graph.build import Settings, build
from fulian_kg.graph.publication import writing
from fulian_kg.graph.shape_files import shapes_in
from fulian_kg.graph.sorting import ordered
from fulian_kg.graph.store import open_store
from fulian_kg.model import Fact
from fulian_kg.publication.addresses import Addresses
from fulian_kg.publication.catalogue import catalogue
from fulian_kg.publication.changes import Changes, compare
from fulian_kg.publication.dumps import STEP, Made, dumps, write_dump
from fulian_kg.publication.settings import Stated
from fulian_kg.publication.snapshots import Snapshot, snapshot
from fulian_kg.publishing.edition import Edition
from fulian_kg.publishing.news import gone, history, release_files, unsaid
from fulian_kg.publishing.pages import page_files
from fulian_kg.publishing.redirects import redirect_files
from fulian_kg.vocabulary import DCTERMS, FL, PREFIXES, PROV, RDF, RDFS
from hosting import hosted
from mutating import by_checks
from validating import ontology

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

BASE = "https://w3id.org/fulian/"
N_TRIPLES = ("fulian.nt.gz", "fulian-stated.nt.gz")
COMPARED = (*N_TRIPLES, "facts.jsonl", "ontology.ttl", "shapes.ttl")
DAY = dt.date(2026, 11, 26)
ATOM = "{http://www.w3.org/2005/Atom}"
HOSTS = {"nginx": pytest.mark.nginx, "apache": pytest.mark.apache}
XHTML = "{http://www.w3.org/1999/xhtml}"


def made(
    fact_id: str, value: int, case: int = 1, quote: str = "妇女小组若干", page: int = 1, review: str = "proposed"
) -> Fact:
    """A statistic; two with one id are two states of one fact."""
    slots = {"value": value, "unit": "个", "subject": "妇女小组"}
    pages = (page, page)
    return Fact(fact_id, "a.txt", "0" * 64, case, "statistic", slots, quote, 0, 6, pages, (), "r", 1.0, review)


def of_facts(facts: Iterable[Fact]) -> Snapshot:
    kept = tuple(facts)
    return Snapshot(BASE, None, lambda: iter(kept), lambda: iter(()), (), ())


def told(changes: Changes, *, turned: bool = False) -> list[str]:
    """Every change, or what it is the other way round."""
    other = {"added": "withdrawn", "withdrawn": "added", "changed": "changed"} if turned else {}
    found = [f"{other.get(each.kind, each.kind)} {each.case} {each.told.facts}" for each in changes.cases]
    for each in changes.facts:
        sides = [each.before, each.after, *(pair for slot in each.slots for pair in (slot.before, slot.after))]
        if turned:
            sides = [each.after, each.before, *(pair for slot in each.slots for pair in (slot.after, slot.before))]
        found.append(f"{other.get(each.kind, each.kind)} {sides}")
    return sorted(found)


facts = st.builds(
    lambda letter, case, *rest: made(f"{letter}{case}", rest[0], case, *rest[1:]),
    st.sampled_from("abcd"),
    st.integers(1, 3),
    st.integers(1, 3),
    st.sampled_from(["妇女小组若干", "小组若干"]),
    st.integers(1, 2),
    st.sampled_from(["proposed", "accepted", "rejected"]),
)
publications = st.lists(facts, max_size=8, unique_by=lambda fact: fact.id).map(of_facts)
"""As ids of real facts, those of these hang on their case."""


@given(publications, publications)
def test_nothing_changes_against_itself_and_every_change_can_be_told_backwards(one: Snapshot, other: Snapshot) -> None:
    assert not compare(one, one, LIBRARY)
    there, back = compare(one, other, LIBRARY), compare(other, one, LIBRARY)
    assert told(there, turned=True) == told(back)
    assert there.restated == back.restated
    assert there.moved == {now: was for was, now in back.moved.items()}


@given(publications, publications)
def test_every_fact_that_differs_is_told_once(one: Snapshot, other: Snapshot) -> None:
    changes = compare(one, other, LIBRARY)
    stated = [[fact for fact in side.facts() if side.publishes(fact)] for side in (one, other)]
    came = sum(each.kind == "added" for each in changes.facts) - sum(each.kind == "withdrawn" for each in changes.facts)
    whole = sum(each.told.facts if each.kind == "added" else -each.told.facts for each in changes.cases)
    assert came + whole == len(stated[1]) - len(stated[0])
    sides = [side for each in changes.facts for side in (each.before, each.after) if side is not None]
    assert len(sides) == len({(id(side)) for side in sides})
    assert {each.case for each in changes.cases} == {(f.file, f.case) for f in stated[0]} ^ {
        (f.file, f.case) for f in stated[1]
    }


def test_a_fact_under_another_id_is_known_by_its_key_and_other_evidence_is_counted_only() -> None:
    changes = compare(of_facts([made("a", 2), made("b", 5)]), of_facts([made("c", 2), made("b", 5, page=3)]), LIBRARY)
    assert (changes.facts, changes.restated) == ((), 2)
    assert changes.moved == {("a.txt", "a"): ("a.txt", "c")}


def stored(folder: Path, source: Path = EXAMPLE, **settings: object) -> Path:
    built = build([source], Settings(**settings))  # type: ignore[arg-type]
    with writing(folder):
        built.publish(folder)
    return folder


def edition(store: Path, previous: Path | None = None, date: dt.date | None = None) -> Edition:
    opened = open_store(store)
    return Edition(store, opened, LIBRARY, Addresses(opened.base), date=date, previous=previous)


def news_of(edition: Edition) -> dict[str, bytes]:
    files = {file.path: file.content for file in release_files(edition)}
    assert all(isinstance(each, bytes) for each in files.values())
    return files  # type: ignore[return-value]


def bundled(edition: Edition, folder: Path) -> Path:
    """What a bundle has that is compared, with the news and the rules for hosts."""
    files = news_of(edition) | {file.path: file.content for file in redirect_files(edition)}
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)  # type: ignore[arg-type]
    (folder / "download").mkdir()
    with ordered(edition.store.rdf) as found:
        for name in COMPARED:
            with (folder / "download" / name).open("wb") as out:
                write_dump(out, dumps()[name], edition.store, LIBRARY, found)
    folder.chmod(0o755)  # hosts read it as a user of their own
    return folder


@pytest.fixture(scope="module")
def first(example_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundle of the example, the first of its releases."""
    return bundled(edition(example_store), tmp_path_factory.mktemp("first"))


@pytest.fixture(scope="module")
def decided(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of the example with three decisions."""
    folder = tmp_path_factory.mktemp("decided")
    readings = read_all(EXAMPLE)
    rate = spot(readings, "2 元/人年", "funding")
    append(
        folder / "curation",
        [
            decide(AMEND, rate, set={"amount": 1}, why="原书写明"),
            decide(REJECT, spot(readings, "27万", "statistic"), why="<b>不是</b>事实"),
            decide(ACCEPT, spot(readings, "4879", "statistic")),
        ],
    )
    return stored(folder / "kg", curation=folder / "curation")


@pytest.fixture(scope="module")
def second(decided: Path, first: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundle with the decisions, against the first."""
    return bundled(edition(decided, first, DAY), tmp_path_factory.mktemp("second"))


def texts(rdf: ox.Store, node: object, prop: ox.NamedNode) -> set[str]:
    return {str(quad.object.value) for quad in rdf.quads_for_pattern(node, prop, None)}  # type: ignore[arg-type, union-attr]


def graph(file: Path) -> ox.Store:
    found = ox.Store()
    found.load(path=file, format=ox.RdfFormat.TURTLE)
    return found


def test_decisions_are_told_in_words_of_both_languages(second: Path) -> None:
    notes = (second / "changes.md").read_text("utf-8")
    lines = [line for line in notes.splitlines() if line.startswith("- ")]
    assert len(lines) == 6
    zh, en = lines[:3], lines[3:]
    assert any(
        line.startswith("- 北京·石景山: 经费标准 2 → 1 元/人·年，") and "王芳的决定：原书写明" in line for line in zh
    )
    assert any("rate of funding 2 → 1 CNY per woman a year" in line and "decision by 王芳" in line for line in en)
    assert any("撤下统计事实" in line and "270000 人" in line and "\\<b\\>不是" in line for line in zh)
    assert any("审核状态 待审 → 采纳" in line for line in zh)
    assert "<b>" not in notes


def test_a_change_in_rdf_leads_to_claim_decision_values_and_quotes(second: Path, decided: Path) -> None:
    rdf, store = graph(second / "changes.ttl"), open_store(decided)
    (value,) = {quad.subject for quad in rdf.quads_for_pattern(None, FL.changedProperty, FL.rateAmount)}
    assert texts(rdf, value, FL.valueBefore) | texts(rdf, value, FL.valueAfter) == {"1", "2"}
    (change,) = {quad.subject for quad in rdf.quads_for_pattern(None, FL.slotChange, value)}
    (decision,) = {quad.object for quad in rdf.quads_for_pattern(change, PROV.wasInfluencedBy, None)}
    assert any(store.rdf.quads_for_pattern(decision, RDF.type, FL.CurationActivity))  # type: ignore[arg-type]
    (claim,) = {quad.object for quad in rdf.quads_for_pattern(change, FL.concerns, None)}
    assert any(store.rdf.quads_for_pattern(claim, RDF.type, FL.Claim))  # type: ignore[arg-type]
    (quote,) = texts(rdf, change, FL.quoteAfter)
    assert "2 元/人年" in quote


def test_what_is_written_has_no_blank_node_and_no_term_of_ours_that_is_not_defined(second: Path) -> None:
    defined = {str(subject) for subject in ontology().subjects()}
    for name in ("changes.ttl", "withdrawn.ttl"):
        for quad in graph(second / name):
            assert not any(isinstance(term, ox.BlankNode) for term in quad)
            iris = {term.value for term in (quad.predicate, quad.object) if isinstance(term, ox.NamedNode)}
            assert {iri for iri in iris if iri.startswith((PREFIXES["fl"], PREFIXES["def"]))} <= defined
    labels = [quad.object for quad in graph(second / "changes.ttl").quads_for_pattern(None, RDFS.label, None)]
    assert sum(label.language == "zh" for label in labels) * 2 == len(labels)  # type: ignore[union-attr]


def test_release_notes_and_tombstones_meet_the_shapes_beside_the_graph(second: Path, decided: Path) -> None:
    about = [quad.triple for name in ("changes.ttl", "withdrawn.ttl") for quad in graph(second / name)]
    beside = [quad.triple for quad in open_store(decided).rdf]  # decisions and what they used, the ontology
    shapes = list(shapes_in(LIBRARY))
    assert by_checks([*beside, *about], shapes) == by_checks(beside, shapes)
    titles = [triple for triple in about if triple.predicate == DCTERMS.title]
    wrong = by_checks([*beside, *(set(about) - set(titles))], shapes) - by_checks(beside, shapes)
    assert {shape.rpartition("/")[2] for shape, *_ in wrong} == {"Release-title>"}


def test_rejected_facts_stay_as_tombstones(second: Path, decided: Path) -> None:
    rdf, start = graph(second / "withdrawn.ttl"), f"{BASE}id/"
    stones = {quad.subject.value for quad in rdf.quads_for_pattern(None, RDF.type, FL.WithdrawnResource)}  # type: ignore[union-attr]
    assert {iri.removeprefix(start).partition("/")[0] for iri in stones} == {"claim", "statistic"}
    for iri in stones:
        own = graph(second / "data" / f"{iri.removeprefix(start)}.ttl")
        assert {quad.triple for quad in own} == {q.triple for q in rdf.quads_for_pattern(ox.NamedNode(iri), None, None)}
        assert (second / "data" / f"{iri.removeprefix(start)}.jsonld").is_file()
        (when,) = {quad.object.value for quad in own.quads_for_pattern(None, PROV.invalidatedAtTime, None)}  # type: ignore[union-attr]
        assert when == "2026-11-26T00:00:00Z"
    assert {stone.iri for stone in gone(edition(decided, second, DAY))} == stones


def test_the_same_again_is_the_same_release_and_the_way_back_is_another(
    first: Path, second: Path, decided: Path, example_store: Path
) -> None:
    again = news_of(edition(decided, second, dt.date(2027, 1, 1)))
    assert again == {path: (second / path).read_bytes() for path in again}
    back = edition(example_store, second, dt.date(2026, 12, 1))
    assert (history(back).version.partition("-")[0], history(back).is_new) == ("3", True)
    assert history(back).version[2:] == history(edition(example_store)).version[2:]
    assert (first / "changes.ttl").read_bytes() == news_of(edition(example_store))["changes.ttl"]
    returned = news_of(back)["changes.md"].decode()
    assert [line for line in returned.splitlines() if line.startswith("## 第")][-1].startswith("## 第 1 版 (1-")
    assert "经费标准 1 → 2 元/人·年" in returned.split("## 第 2 版")[0]
    assert not any("/statistic/" in stone.iri for stone in gone(back))  # what is described again is no tombstone


def test_a_store_serves_as_the_publication_before_as_its_bundle_does(
    first: Path, example_store: Path, decided: Path
) -> None:
    one, other = (news_of(edition(decided, before, DAY)) for before in (first, example_store))
    assert one == other


def test_the_feed_is_what_atom_wants_and_is_not_written_without_a_day(
    first: Path, second: Path, example_store: Path
) -> None:
    assert not (first / "changes.atom").exists()
    assert "--date" in (unsaid(edition(example_store)) or "")
    assert unsaid(edition(example_store, date=DAY)) is None
    feed = ET.parse(second / "changes.atom").getroot()  # noqa: S314  our own file
    assert feed.tag == f"{ATOM}feed"
    assert feed.findtext(f"{ATOM}updated") == "2026-11-26T00:00:00Z"
    assert feed.findtext(f"{ATOM}author/{ATOM}name")
    (entry,) = feed.findall(f"{ATOM}entry")  # the first release has no day
    (release,) = {quad.subject for quad in graph(second / "changes.ttl").quads_for_pattern(None, DCTERMS.issued, None)}
    assert entry.findtext(f"{ATOM}id") == release.value  # type: ignore[union-attr]
    assert all(entry.findtext(f"{ATOM}{name}") for name in ("title", "updated"))
    (content,) = entry.findall(f"{ATOM}content")
    assert (content.get("type"), [child.tag for child in content]) == ("xhtml", [f"{XHTML}div"])
    assert len(content.findall(f".//{XHTML}li")) == 6


def described(edition: Edition, bundle: Path) -> Counter[str]:
    """The lines of the N-Triples dumps and of the catalogue, which has the sizes of the dumps."""
    files = {name: (bundle / "download" / name).read_bytes() for name in N_TRIPLES}
    made = {name: Made(len(data), hashlib.sha256(data).hexdigest()) for name, data in files.items()}
    quads = catalogue(edition.store, LIBRARY, edition.at, made, Stated(version=history(edition).version))
    lines = [line for data in files.values() for line in gzip.decompress(data).decode().splitlines()]
    assert all(size.size % STEP == 0 for size in made.values())
    return Counter([*lines, *map(str, quads)])


@pytest.fixture(scope="module")
def corrected(first: Path, tmp_path_factory: pytest.TempPathFactory) -> Edition:
    """The edition of the example with one figure of its text corrected, after the first."""
    text, folder = EXAMPLE.read_text("utf-8"), tmp_path_factory.mktemp("corrected")
    assert text.count("4879") == 1
    (folder / EXAMPLE.name).write_text(text.replace("4879", "4878"), "utf-8")
    return edition(stored(folder / "kg", folder / EXAMPLE.name), first)


def test_a_changed_figure_is_the_one_change(first: Path, corrected: Edition) -> None:
    changes = compare(snapshot(first, LIBRARY), snapshot(corrected.path, LIBRARY), LIBRARY)
    (change,) = changes.facts
    assert (change.kind, changes.cases, changes.terms) == ("changed", (), ())
    assert [(slot.name, slot.before, slot.after) for slot in change.slots] == [("value", 4879, 4878)]
    notes = news_of(corrected)["changes.md"].decode()
    (line,) = [line for line in notes.partition("# Release notes")[0].splitlines() if line.startswith("- ")]
    assert "数值 4879 → 4878 个" in line
    assert "来源文本有变" in line
    assert gone(corrected) == ()  # a corrected figure renames nothing


def paged(edition: Edition) -> Counter[str]:
    """The lines of the pages of a bundle, with where they stand."""
    pages = ((file.path, file.content) for file in page_files(edition) if file.path.endswith(".html"))
    return Counter(f"{path}: {line}" for path, content in pages for line in content.decode().splitlines())  # type: ignore[union-attr]


def test_a_changed_figure_changes_few_lines(
    first: Path, example_store: Path, corrected: Edition, tmp_path: Path
) -> None:
    before = edition(example_store)
    there, here = described(before, first), described(corrected, bundled(corrected, tmp_path / "bundle"))
    assert 0 < (there - here).total() + (here - there).total() < 40
    if SOAK:  # all pages twice take minutes
        there, here = there + paged(before), here + paged(corrected)
        assert (here - there).total() < 40


@pytest.mark.parametrize("kind", [pytest.param(kind, marks=mark) for kind, mark in HOSTS.items()])
def test_static_hosts_answer_that_a_name_is_gone(kind: str, second: Path) -> None:
    stones = graph(second / "withdrawn.ttl").quads_for_pattern(None, RDF.type, FL.WithdrawnResource)
    path = next(str(quad.subject.value) for quad in stones).removeprefix(f"{BASE}id/")  # type: ignore[union-attr]
    with hosted(kind, second, "fulian") as host:
        assert host.get(f"/fulian/id/{path}", "text/turtle").status == 410
    assert b"WithdrawnResource" in (second / f"data/{path}.ttl").read_bytes()


def test_what_cannot_be_compared_is_refused_in_a_sentence(first: Path, example_store: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="neither a bundle"):
        snapshot(tmp_path, LIBRARY)
    there = (first / "changes.ttl").read_text("utf-8")
    (tmp_path / "changes.ttl").write_text(there.replace(f"{BASE}changes#", "https://example.org/kg/changes#"), "utf-8")
    with pytest.raises(InputError, match="lacks download/"):
        snapshot(tmp_path, LIBRARY)
    (tmp_path / "download").symlink_to(first / "download")
    with pytest.raises(UsageError, match="--base-iri"):
        history(edition(example_store, tmp_path))
    (tmp_path / "changes.ttl").write_text(there + "<", "utf-8")
    with pytest.raises(InputError, match="not Turtle"):
        snapshot(tmp_path, LIBRARY)
    (tmp_path / "changes.ttl").write_text("", "utf-8")
    with pytest.raises(InputError, match="no release"):
        snapshot(tmp_path, LIBRARY)
