"""Stored queries as a collection: heads, approved results, parameters that name nothing, hostile parameters, checks."""

from __future__ import annotations

import os
import signal
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from fulian_kg.cli import run
from fulian_kg.errors import UsageError
from fulian_kg.vocabulary import Iris
from querying import QUERIES, answer, answer_of, store_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fulian_kg.graph.store import OpenStore
    from fulian_kg.query.stored import Parameter

ROOT = Path(__file__).parents[1]
APPROVED = ROOT / "tests" / "approved" / "queries"
"""FULIAN_APPROVE=1 writes the results anew; read the differences before you commit them."""
CHECKS = [name for name, query in QUERIES.items() if query.folder == "checks"]
ASKING = [name for name, query in QUERIES.items() if query.parameters]
TYPES = {"region", "theme", "text", "date", "year", "integer", "iri"}
NOWHERE = "https://example.org/nowhere"
NOT_IN_THE_TEXT = "此处并无此语"
HOSTILE = {
    "quotes": "\"'\"\"\"'''",
    "braces": "} { ?s ?p ?o } #",
    "update": '"} ; DELETE WHERE { ?s ?p ?o } #',
    "service": "') SERVICE <http://example.org/sparql> { ?s ?p ?o } (",
    "breaks": "石景山\n} DELETE\r\nDATA {",
    "null": "石\x00景山",
    "long": "石" * 10_000,
    "bidi": "\u202e区山景石\u202c",
    "iri": "<https://example.org/> . ?s ?p ?o",
    "escape": "\\u0022 } \\",
    "variable": "?case",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("example") / "kg"


@pytest.fixture(scope="module")
def store(folder: Path) -> OpenStore:
    """The example compilation."""
    return store_of(ROOT / "examples" / "compilation.md", folder)


@pytest.fixture(scope="module")
def curated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example compilation with the example decisions, for the queries about decisions."""
    folder = tmp_path_factory.mktemp("curated") / "kg"
    store_of(ROOT / "examples" / "compilation.md", folder, ROOT / "examples" / "curation")
    return folder


@pytest.fixture(scope="module", autouse=True)
def interrupts() -> Iterator[None]:
    """The command `query` lets an interrupt end the process; tests shall not."""
    before = signal.getsignal(signal.SIGINT)
    yield
    signal.signal(signal.SIGINT, before)


def test_there_are_enough_and_their_files_have_different_names() -> None:
    files = list((ROOT / "queries").rglob("*.rq"))
    assert len(files) == len({file.stem for file in files})
    assert set(QUERIES) == {file.stem for file in files}
    assert len(QUERIES) >= 32


@pytest.mark.parametrize("name", QUERIES)
def test_the_head_tells_what_the_query_asks_and_gives(name: str, store: OpenStore) -> None:
    query = QUERIES[name]
    assert all(query.summary[language] != name for language in ("zh", "en"))
    assert all("\u4e00" <= char <= "\u9fff" for char in query.summary["zh"][:1].strip("“"))
    assert query.summary["en"].isascii()
    assert set(query.description) in (set(), {"zh", "en"})
    found = store.rdf.query(query.text, prefixes=dict(Iris(store.base).prefixes()))
    assert isinstance(found, ox.QuerySolutions)
    projected = [variable.value for variable in found.variables]
    assert [column.name for column in query.columns] == projected
    assert all(column.zh and column.en for column in query.columns)


@pytest.mark.parametrize("name", ASKING)
def test_parameters_are_projected_typed_and_exemplified(name: str) -> None:
    columns = {column.name for column in QUERIES[name].columns}
    for parameter in QUERIES[name].parameters:
        assert parameter.name in columns
        assert parameter.type in TYPES or parameter.type.startswith("concept:")
        assert parameter.zh
        assert parameter.en
        assert parameter.example


@pytest.mark.parametrize("name", QUERIES)
def test_the_example_gives_the_approved_result(
    name: str, store: OpenStore, folder: Path, curated: Path, tmp_path: Path
) -> None:
    del store
    folder = curated if QUERIES[name].folder == "curation" else folder
    given = [word for each in QUERIES[name].parameters for word in ("-p", f"{each.name}={each.example}")]
    out = tmp_path / "out.csv"
    assert run(["query", name, *given, "--store", str(folder), "--format", "csv", "-o", str(out)]) == 0
    found = out.read_bytes().decode("utf-8").replace("\r\n", "\n")
    approved = APPROVED / f"{name}.csv"
    if os.environ.get("FULIAN_APPROVE"):
        APPROVED.mkdir(parents=True, exist_ok=True)
        approved.write_text(found, "utf-8", newline="\n")
    assert found == approved.read_text("utf-8")
    assert (found.count("\n") > 1) is (name not in CHECKS)


def test_every_approved_result_has_its_query() -> None:
    assert {file.stem for file in APPROVED.glob("*.csv")} == set(QUERIES)


ONE_STRANGE = [
    pytest.param(name, parameter, id=f"{name}-{parameter.name}")
    for name in ASKING
    for parameter in QUERIES[name].parameters
    if parameter.type not in {"date", "year", "integer"}
]


def others(name: str, parameter: Parameter) -> dict[str, str]:
    """Examples of the parameters beside this one that must be given."""
    return {each.name: each.example for each in QUERIES[name].parameters if each.required and each != parameter}


@pytest.mark.parametrize(("name", "parameter"), ONE_STRANGE)
def test_a_parameter_that_names_nothing_gives_nothing(name: str, parameter: Parameter, store: OpenStore) -> None:
    given = others(name, parameter) | {parameter.name: NOT_IN_THE_TEXT if parameter.type == "text" else NOWHERE}
    assert answer(store, name, **given) == []


@pytest.mark.parametrize("name", ASKING)
def test_all_parameters_together_narrow_what_each_gives(name: str, store: OpenStore) -> None:
    query = QUERIES[name]
    together = answer(store, name, **{each.name: each.example for each in query.parameters})
    alone = answer(store, name, **{each.name: each.example for each in query.parameters if each.required})
    assert all(row in alone for row in together)


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize(("name", "parameter"), ONE_STRANGE)
def test_hostile_text_is_only_text(name: str, parameter: Parameter, hostile: str, store: OpenStore) -> None:
    before = len(store.rdf)
    given = others(name, parameter) | {parameter.name: HOSTILE[hostile]}
    refused = nullcontext() if parameter.type == "text" else pytest.raises(UsageError)
    with refused:
        assert answer(store, name, **given) == []
    assert len(store.rdf) == before


@pytest.mark.parametrize("blank", ["", " ", "\n", "\u3000"])
def test_blank_text_is_refused_for_it_would_match_everything(blank: str, store: OpenStore) -> None:
    with pytest.raises(UsageError, match="empty"):
        answer(store, "text-search", text=blank)


@pytest.mark.parametrize("name", CHECKS)
def test_a_check_finds_nothing_wrong(name: str, store: OpenStore) -> None:
    assert answer_of(store, QUERIES[name], {}) == []
