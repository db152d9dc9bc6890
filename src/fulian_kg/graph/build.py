"""The main job: sources to facts to statements, validated, and published as a generation of a store."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, Any, Protocol

from fulian_kg import __version__
from fulian_kg.curation.applying import curate
from fulian_kg.curation.journal import read_journal
from fulian_kg.curation.outcomes import Curated
from fulian_kg.facts_io import write_facts
from fulian_kg.graph import history
from fulian_kg.graph.curation import describe_decisions
from fulian_kg.graph.evidence import describe_activity, describe_models
from fulian_kg.graph.federations import Federations
from fulian_kg.graph.ledger import decisions, ledger, proposed
from fulian_kg.graph.mapping import Mapper
from fulian_kg.graph.publication import publish
from fulian_kg.graph.reading import HERE, Basis, gazetteer_of, read_sources
from fulian_kg.graph.reference import describe_sources, ontology_quads
from fulian_kg.graph.regions import Regions
from fulian_kg.graph.report import as_json
from fulian_kg.graph.sink import Sink
from fulian_kg.graph.store import EXTRACTED, FACTS, REPORT, SOURCES
from fulian_kg.graph.validation import Validation
from fulian_kg.resources import Library
from fulian_kg.vocabulary import DEFAULT_BASE, Iris

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from pathlib import Path

    import pyoxigraph as ox

    from fulian_kg.gazetteer import Gazetteer
    from fulian_kg.graph.cache import Cache
    from fulian_kg.graph.mapping import Mapped
    from fulian_kg.graph.publication import Derive
    from fulian_kg.graph.report import Report
    from fulian_kg.graph.workers import Workers
    from fulian_kg.model import Reading


class Progress(Protocol):
    """Is told where a build is."""

    def step(self, title: str) -> None:
        """A step begins."""

    def count(self, done: int, total: int) -> None:
        """So many of so many parts of the step are done."""


class Silent:
    """Progress that nobody looks at."""

    def step(self, title: str) -> None:
        """Nothing."""

    def count(self, done: int, total: int) -> None:
        """Nothing."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What a build depends on beside its sources."""

    library: Library = field(default_factory=Library)
    date: date | None = None
    encoding: str | None = None
    base_iri: str = DEFAULT_BASE
    region_history: Path | None = None
    curation: Path | None = None
    """The folder of decisions; None for facts as they are read."""
    extractors: tuple[str, ...] = ()
    """Names of plug-ins that read as well."""
    include_proposed: bool = False
    """Whether facts that a model proposed go into the graph before anybody accepted them."""


@dataclass(frozen=True, slots=True)
class Built:
    """A graph that is ready to be published."""

    quads: tuple[ox.Quad, ...]
    files: dict[str, str]
    manifest: dict[str, Any]
    report: Report

    @property
    def ledger(self) -> dict[str, Any]:
        """What the build found."""
        found: dict[str, Any] = self.manifest["ledger"]
        return found

    def publish(self, store: Path, derive: Derive | None = None) -> str:
        """Make it the current generation of a store that is held for `writing`; returns the generation's name."""
        return publish(store, self.quads, self.files, self.manifest, derive)


def corrected(readings: Iterable[Reading], settings: Settings) -> Curated:
    """Facts as people decided; raises `InputError` for a line that is no decision."""
    if settings.curation is None:
        return Curated(tuple(readings))
    return curate(readings, read_journal(settings.curation), settings.library)


def build(
    arguments: Iterable[Path],
    settings: Settings,
    progress: Progress | None = None,
    workers: Workers = HERE,
    cache: Cache | None = None,
) -> Built:
    """Read, map and validate; nothing is written yet but to the cache. Raises `InputError`."""
    progress = progress or Silent()
    iris = Iris(settings.base_iri)
    with Validation(settings.library) as validation:
        progress.step("读取区划 regions")
        gazetteer = gazetteer_of(Basis.of(settings))
        readings, failures = read_sources(arguments, settings, gazetteer, progress, workers, cache)
        curated = corrected(readings, settings).agreed()
        progress.step("生成图谱 graph")
        mapped, stated = statements(curated, gazetteer, settings, iris)
        quads = (*stated, *ontology_quads(settings.library, iris.graph("ontology")))
        progress.step("校验 validation")
        report = validation.report(stated)
    found = ledger(curated.readings, mapped, failures, len(quads), report.violations)
    found["proposed"] = proposed(curated.readings, include_proposed=settings.include_proposed)
    if settings.region_history is not None:
        found[history.KEY] = history.differences(gazetteer.conflicts)
    files = {FACTS: _lines(curated.readings), REPORT: as_json(report)}
    files |= {f"{SOURCES}/{source.sha256[:12]}.txt": source.text for source in _sources(readings)}
    manifest = _manifest(settings, iris, found, quads)
    if settings.curation is not None:
        files[EXTRACTED] = _lines(readings)
        found["decisions"] = decisions(curated)
        manifest["curation"] = curated.journal.digest
    return Built(quads, files, manifest, report)


def _lines(readings: Iterable[Reading]) -> str:
    return write_facts(fact for reading in readings for fact in reading.facts)


def _full_texts(readings: Iterable[Reading], iris: Iris) -> frozenset[str]:
    """Paths of the cases whose body any of the texts holds."""
    return frozenset(
        iris.case_path(case.number, reading.compilation.name, reading.compilation.source.file)
        for reading in readings
        for case in reading.compilation.cases
        if case.full_text
    )


def _sources(readings: Iterable[Reading]) -> Iterable[Any]:
    return (reading.compilation.source for reading in readings)


def statements(
    curated: Curated, gazetteer: Gazetteer, settings: Settings, iris: Iris
) -> tuple[list[Mapped], tuple[ox.Quad, ...]]:
    """The graphs of the sources, then those that all share, without the ontology."""
    readings, federations = curated.readings, Federations(iris, gazetteer)
    full_texts, include = _full_texts(readings, iris), settings.include_proposed
    mapper = Mapper(gazetteer, settings.library, iris, federations, full_texts, include_proposed=include)
    mapped = mapper.map(readings, curated.same)
    catalogue, regions, decided = (Sink(iris.graph(name)) for name in ("catalogue", "regions", "curation"))
    federations.describe(catalogue)
    describe_sources((reading.compilation for reading in readings), iris, catalogue)
    describe_activity((reading.compilation.source for reading in readings), iris, catalogue)
    describe_models((fact for each in readings for fact in each.facts), iris, catalogue, include_proposed=include)
    touched = {unit.version: unit for each in mapped for unit in each.units.values()}
    Regions(gazetteer, iris, regions).write([*touched.values(), *federations.units])
    stated = (quad for each in mapped for quad in (*each.facts, *each.evidence))
    describe_decisions(curated, settings.library, iris, decided)
    return mapped, (*stated, *catalogue.quads, *regions.quads, *decided.quads)


def _manifest(settings: Settings, iris: Iris, found: dict[str, Any], quads: Iterable[ox.Quad]) -> dict[str, Any]:
    return {
        "format": 1,
        "version": __version__,
        "base_iri": iris.base,
        "date": None if settings.date is None else settings.date.isoformat(),
        "library": settings.library.digests(),
        history.KEY: history.digest_of(settings.region_history),
        "extractors": list(settings.extractors),
        "include_proposed": settings.include_proposed,
        "graphs": graph_digests(quads),
        "ledger": found,
    }


def graph_digests(quads: Iterable[ox.Quad]) -> dict[str, dict[str, Any]]:
    """Number of statements and SHA-256 of the sorted N-Quads of each graph."""
    graphs: dict[str, list[ox.Quad]] = {}
    for name, together in groupby(quads, key=lambda quad: quad.graph_name):
        graphs.setdefault(str(name).strip("<>"), []).extend(together)
    return {name: _digest(graphs[name]) for name in sorted(graphs)}


def _digest(quads: Iterable[ox.Quad]) -> dict[str, Any]:
    """Of one graph: only its lines are in memory at a time."""
    lines = sorted(f"{quad} .\n".encode() for quad in quads)  # bytes of UTF-8 sort as their characters do
    total = hashlib.sha256()
    for line in lines:
        total.update(line)
    return {"statements": len(lines), "sha256": total.hexdigest()}
