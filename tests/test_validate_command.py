"""Seeded mistakes: each is reported with its label, page, quote and mend, in both languages."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
import pytest

from fulian_kg.graph.store import open_store
from fulian_kg.query.export import export
from fulian_kg.vocabulary import RDF, XSD, concept, curie

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from conftest import Ran

SH = "@prefix sh: <http://www.w3.org/ns/shacl#> ."
Term = ox.NamedNode | ox.Literal


def whole(value: str) -> ox.Literal:
    return ox.Literal(value, datatype=XSD.integer)


def number(value: str) -> ox.Literal:
    return ox.Literal(value, datatype=XSD.decimal)


MISTAKES: list[tuple[str, str, str, Term | None]] = [
    ("fl:Case", "fl:pageStart", "页码晚于末页", whole("9999")),
    ("fl:Case", "dcterms:title", "没有标题", None),
    ("fl:Federation", "fl:level", "层级不在词表", concept("status", "proposed")),
    ("fl:FundingPolicy", "fl:rateAmount", "金额为负", number("-1")),
    ("fl:FundingPolicy", "fl:currency", "币种不是三个大写字母", ox.Literal("元")),
    ("fl:FundingPolicy", "fl:policyStatus", "状态不在词表", concept("level", "county")),
    ("fl:Initiative", "skos:prefLabel", "没有名称", None),
    ("fl:Observation", "fl:value", "没有数值", None),
    ("fl:Observation", "fl:year", "年份不是整数", ox.Literal("前年")),
    ("fl:Event", "fl:date", "日期不是日期", ox.Literal("2010-13-45")),
    ("fl:PolicyDocument", "fl:year", "年份离谱", whole("20077")),
    ("fl:Passage", "fl:end", "终点在起点之前", whole("0")),
    ("fl:Claim", "fl:confidence", "置信度大于一", number("1.5")),
    ("fl:RegionVersion", "fl:gbCode", "代码不是六位", ox.Literal("1101")),
]
"""(class, property, what is wrong, the wrong value or None for a missing one)."""


def seeded(triples: set[ox.Triple]) -> Iterator[tuple[str, str]]:
    """Spoil one resource a mistake, none twice; yields (IRI, compact property)."""
    taken: set[ox.NamedNode] = set()
    for cls, prop, _, value in MISTAKES:
        members = sorted((t.subject for t in triples if t.predicate == RDF.type and t.object == curie(cls)), key=str)
        with_it = {t.subject for t in triples if t.predicate == curie(prop)}
        subject = next(each for each in members if each in with_it and each not in taken)
        taken.add(subject)  # type: ignore[arg-type]
        for triple in [t for t in triples if t.subject == subject and t.predicate == curie(prop)]:
            triples.remove(triple)
        if value is not None:
            triples.add(ox.Triple(subject, curie(prop), value))
        yield str(subject).strip("<>"), prop


@pytest.fixture(scope="module")
def spoilt(example_store: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[tuple[str, str]]]:
    triples = set(ox.parse(export(open_store(example_store), "ntriples"), format=ox.RdfFormat.N_TRIPLES))
    plain = {quad.triple for quad in triples}
    wanted = list(seeded(plain))
    file = tmp_path_factory.mktemp("spoilt") / "spoilt.nt"
    file.write_bytes(ox.serialize(plain, format=ox.RdfFormat.N_TRIPLES) or b"")
    return file, wanted


@pytest.fixture(scope="module")
def results(spoilt: tuple[Path, list[tuple[str, str]]]) -> list[dict[str, Any]]:
    command = [sys.executable, "-m", "fulian_kg", "validate", str(spoilt[0]), "--format", "json"]
    done = subprocess.run(command, capture_output=True, check=False)
    assert done.returncode == 1, done.stderr.decode()
    report = json.loads(done.stdout)
    assert report["conforms"] is False
    return list(report["results"])


@pytest.mark.parametrize("index", range(len(MISTAKES)), ids=[f"{cls} {prop}" for cls, prop, _, _ in MISTAKES])
def test_each_mistake_is_reported_so_that_a_person_can_act(
    index: int, spoilt: tuple[Path, list[tuple[str, str]]], results: list[dict[str, Any]]
) -> None:
    focus, prop = spoilt[1][index]
    found = [each for each in results if each["focus"] == focus and each["severity"] == "violation"]
    assert found, MISTAKES[index][2]
    result = next((each for each in found if each["path"] == prop), found[0])
    assert result["shape"].startswith("shapes:")
    for texts in (result["message"], result["mend"]):
        assert set(texts) == {"zh", "en"}
        assert all(texts.values())
    if MISTAKES[index][0] != "fl:RegionVersion":  # reference data: no page of the compilation says so
        assert result["label"] or MISTAKES[index][1] in {"skos:prefLabel", "dcterms:title"}
        assert result["pages"]
        assert result["quote"]


def test_nothing_but_the_seeded_mistakes_is_wrong(
    spoilt: tuple[Path, list[tuple[str, str]]], results: list[dict[str, Any]]
) -> None:
    blamed = {each["focus"] for each in results if each["severity"] == "violation"}
    assert blamed == {focus for focus, _ in spoilt[1]}


def test_the_text_says_all_of_it(spoilt: tuple[Path, list[tuple[str, str]]], run: Callable[..., Ran]) -> None:
    ran = run("validate", spoilt[0])
    assert ran.code == 1
    for word in ("✗ 错误 violation", "页 page:", "原文 quote:", "改法 mend:", "资源 resource:"):
        assert word in ran.out


def test_the_report_is_also_there_in_the_words_of_shacl(
    spoilt: tuple[Path, list[tuple[str, str]]], run: Callable[..., Ran]
) -> None:
    ran = run("validate", spoilt[0], "--format", "turtle")
    triples = list(ox.parse(ran.out.encode(), format=ox.RdfFormat.TURTLE))
    assert any(quad.object == curie("sh:ValidationReport") for quad in triples)


def test_a_store_that_conforms_is_called_so(example_store: Path, run: Callable[..., Ran]) -> None:
    ran = run("validate", "--store", example_store, "--format", "json")
    assert ran.code == 0
    assert json.loads(ran.out)["conforms"] is True


def test_other_shapes_can_be_used(example_store: Path, tmp_path: Path, run: Callable[..., Ran]) -> None:
    shapes = tmp_path / "mine.ttl"
    head = SH + "@prefix fl: <https://w3id.org/fulian/ns#> .\n"
    shapes.write_text(
        head + "<urn:s> a sh:NodeShape ; sh:targetClass fl:Case ; sh:property [ sh:path fl:no ; sh:minCount 1 ] ."
    )
    ran = run("validate", "--store", example_store, "--shapes", shapes, "--format", "json")
    assert ran.code == 1
    assert len(json.loads(ran.out)["results"]) == 106
    assert json.loads(ran.out)["results"][0]["shape"] == "urn:s"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("this is not turtle", "mine.ttl:1: not Turtle"),
        ("<urn:s> <urn:p> <urn:o> .", "nothing would be checked"),
        (f"{SH} <urn:s> a sh:PropertyShape ; sh:targetClass <urn:c> ; sh:minCount 1 .", "cannot be used"),
        (
            (
                f"{SH} <urn:s> a sh:NodeShape ; sh:targetClass <urn:c> ; sh:sparql [ sh:select "
                '"SELECT $this { SERVICE <http://example.org/> { $this ?p ?o } }" ] .'
            ),
            "another service",
        ),
    ],
)
def test_unusable_shapes_get_a_sentence(
    example_store: Path, tmp_path: Path, run: Callable[..., Ran], text: str, said: str
) -> None:
    (tmp_path / "mine.ttl").write_text(text)
    ran = run("validate", "--store", example_store, "--shapes", tmp_path / "mine.ttl")
    assert ran.code == 3
    assert said in ran.err
    assert "Traceback" not in ran.err


def test_the_report_of_shacl_is_the_same_every_time(
    spoilt: tuple[Path, list[tuple[str, str]]], run: Callable[..., Ran]
) -> None:
    one, two = (run("validate", spoilt[0], "--format", "turtle").out for _ in range(2))
    assert one == two
