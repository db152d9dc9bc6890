"""What every test may ask for."""

from __future__ import annotations

import os
from collections import Counter
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from hypothesis import HealthCheck, settings
from starlette.testclient import TestClient

import llm_service
from browsing import chromium
from fulian_kg import cli
from fulian_kg.extraction.document import Document
from fulian_kg.gazetteer import Gazetteer, Resolution, Unit
from fulian_kg.graph.build import Settings, Silent, build
from fulian_kg.graph.publication import writing
from fulian_kg.graph.store import open_store
from fulian_kg.model import Case, SourceText, Span
from fulian_kg.publication.addresses import Addresses
from fulian_kg.publishing.bundle import write
from fulian_kg.publishing.edition import Edition
from fulian_kg.resources import Library
from fulian_kg.server.app import application
from fulian_kg.server.settings import Settings as ServerSettings
from prerequisites import prerequisites

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterator

    from playwright.sync_api import Browser


settings.register_profile("fulian", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("fulian")  # the same examples on every machine, and no time is a failure
PREREQUISITES = prerequisites()
MISSING = {name: entry.missing for name, entry in PREREQUISITES.items()}
OUTCOMES: Counter[tuple[str, str]] = Counter()
"""Tests by (prerequisite, passed | failed | skipped)."""
REST = "nothing more"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The material beside the checkout: compilation, gold, scorer, region history."""
    return PREREQUISITES["compilation"].folder.resolve()


def pytest_configure(config: pytest.Config) -> None:
    """Register a marker for every prerequisite."""
    for name, entry in PREREQUISITES.items():
        config.addinivalue_line("markers", f"{name}: needs {entry.what}")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever uses the material is marked so, without saying it twice."""
    for item in items:
        if "shared" in getattr(item, "fixturenames", ()):
            item.add_marker("compilation")


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip by name what this machine cannot run; with FULIAN_TEST_ALL that is a failure."""
    for name in _needed(item.keywords):
        if because := MISSING[name]:
            if os.environ.get("FULIAN_TEST_ALL"):
                pytest.fail(f"{name} is missing: {because}", pytrace=False)
            pytest.skip(f"{name}: {because}")


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Count what ran."""
    if report.when == "call" or report.outcome != "passed":
        OUTCOMES.update((name, report.outcome) for name in _needed(report.keywords) or [REST])


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """End with what ran, and what did not, because."""
    terminalreporter.section("ran / skipped, because")
    for name in (REST, *PREREQUISITES):
        ran = OUTCOMES[name, "passed"] + OUTCOMES[name, "failed"]
        skipped = OUTCOMES[name, "skipped"]
        if ran or skipped:
            because = MISSING.get(name) or ""
            terminalreporter.write_line(
                f"{name:14} {ran:5} ran {skipped:5} skipped  {because if skipped else ''}".rstrip()
            )


def _needed(keywords: Container[str]) -> list[str]:
    return [name for name in PREREQUISITES if name in keywords]


class NoGazetteer(Gazetteer):
    """A gazetteer that knows no unit: enough for sentences whose region is given."""

    def __init__(self) -> None:
        """Nothing to know."""

    def resolve(self, name: str, at: date, within: Unit | None = None) -> Resolution:
        """Never anything."""
        del name, at, within
        return Resolution("unknown", ())

    def get(self, key: str, at: date) -> Unit | None:
        """Never anything."""
        del key, at
        return None

    def ancestors(self, unit: Unit) -> tuple[Unit, ...]:
        """No parents."""
        del unit
        return ()

    def find(self, text: str, at: date, *, short: bool = False) -> Iterator[tuple[int, int, tuple[Unit, ...]]]:
        """No mentions."""
        del text, at, short
        return iter(())


@pytest.fixture
def document_of() -> Callable[[str], Document]:
    """Make a document of a text of one's own: a case of 南山县妇联 in 江苏省盐城市, speaking in 2011."""
    county = "320999"
    unit = Unit(
        county,
        county,
        "南山县",
        "county",
        "county",
        "江苏省",
        "盐城市",
        "江苏省盐城市南山县",
        date(1990, 1, 1),
        None,
        "year",
    )

    def made(text: str) -> Document:
        case = Case(None, "案例", "南山县妇联", body=Span(0, len(text)))
        source = SourceText("案例.txt", "0" * 64, text, "utf-8")
        return Document(source, case, date(2011, 12, 31), NoGazetteer(), Library(), unit)

    return made


EXAMPLE = Path(__file__).parents[1] / "examples" / "compilation.md"
SOAK = bool(os.environ.get("FULIAN_TEST_SOAK"))
"""Whether tests that can try more than CI has time for shall try it all."""


@pytest.fixture(scope="session")
def example_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store built from the compilation in our own words; for reading only."""
    return _built(EXAMPLE, tmp_path_factory.mktemp("example") / "kg")


@pytest.fixture(scope="session")
def seed_store(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store built from the verbatim compilation; for reading only."""
    return _built(shared / "seeds" / "compilation.txt", tmp_path_factory.mktemp("seed") / "kg")


@pytest.fixture(scope="session")
def seed_bundle(seed_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `publish` writes of the verbatim compilation; for reading only."""
    folder, store = tmp_path_factory.mktemp("bundle") / "portal", open_store(seed_store)
    write(Edition(seed_store, store, Library(), Addresses(store.base)), folder, Silent())
    return folder


@pytest.fixture(scope="session")
def example_site(example_store: Path) -> Iterator[TestClient]:
    """The pages of the example; nothing that a test does there may stay."""
    with TestClient(application(ServerSettings(example_store))) as found:
        yield found


@pytest.fixture(scope="session")
def seed_site(seed_store: Path) -> Iterator[TestClient]:
    """The pages of the verbatim compilation; nothing that a test does there may stay."""
    with TestClient(application(ServerSettings(seed_store))) as found:
        yield found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, for tests of pages, which carry its marker."""
    with chromium() as found:
        yield found


def _built(source: Path, store: Path) -> Path:
    made = build([source], Settings())
    with writing(store):
        made.publish(store)
    return store


@pytest.fixture
def run(capfdbinary: pytest.CaptureFixture[bytes]) -> Callable[..., Ran]:
    """Run a command of the command line in this process."""

    def ran(*arguments: str | Path) -> Ran:
        capfdbinary.readouterr()
        code = cli.run([str(argument) for argument in arguments])
        out, err = capfdbinary.readouterr()
        return Ran(code, out.decode(), err.decode())

    return ran


class Ran(NamedTuple):
    """What a command did."""

    code: int
    out: str
    err: str


NOTHING = {"FULIAN_LLM_URL": "", "FULIAN_LLM_KEY": "", "FULIAN_LLM_RECORD": "", "FULIAN_LLM_REPLAY": ""}
"""What a shell of the person who runs the tests may have set."""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A case of a few sentences for the language-model plug-in."""
    file = tmp_path / "case.md"
    file.write_text(llm_service.TEXT, "utf-8")
    return file


@pytest.fixture
def asking(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Name a service, or none, in the environment."""

    def named(service: llm_service.Service | None = None, **more: str | Path) -> None:
        environment = {**NOTHING, "FULIAN_LLM_MODEL": "tiny:1b", "FULIAN_LLM_TIMEOUT": "1"}
        environment |= {"FULIAN_LLM_URL": service.url} if service else {}
        environment |= {f"FULIAN_LLM_{name.upper()}": str(value) for name, value in more.items()}
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr("fulian_kg.llm.client.PAUSES", (0.0, 0.0, 0.0))

    return named
