"""From a compilation to its facts: every case read by every extractor, made consistent, and passed through the gate."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING

from fulian_kg.extraction.cases import case_candidate, case_view, entry_candidates
from fulian_kg.extraction.consistency import consistent
from fulian_kg.extraction.document import Document
from fulian_kg.extraction.findings import document_findings, entry_findings
from fulian_kg.extraction.gate import Gate
from fulian_kg.extraction.ids import Ids
from fulian_kg.extraction.plugins import Added, added
from fulian_kg.extraction.regions import region_of
from fulian_kg.extraction.relevance import concerned, without_noise
from fulian_kg.model import CaseFacts, Fact, Reading, Rejection

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from fulian_kg.extraction.document import Extractor
    from fulian_kg.extraction.plugins import Plugin
    from fulian_kg.gazetteer import Gazetteer
    from fulian_kg.model import Candidate, Case, Compilation, SourceText, Span
    from fulian_kg.resources import Library

OWN = (
    "regions:RegionExtractor",
    "places:PlaceExtractor",
    "federations:FederationExtractor",
    "organizations:OrganizationExtractor",
    "people:PersonExtractor",
    "facilities:FacilityExtractor",
    "statistics:StatisticExtractor",
    "funding:FundingExtractor",
    "decisions:DecisionExtractor",
    "initiatives:InitiativeExtractor",
    "documents:DocumentExtractor",
    "events:EventExtractor",
    "honours:HonourExtractor",
    "concepts:ConceptExtractor",
)
"""Our extractors, `module:class` below this package, in the order in which they read."""
Progress = "Callable[[int, int], None]"


@dataclass(frozen=True, slots=True)
class Reader:
    """What reading a case needs beside the case."""

    compilation: Compilation
    gazetteer: Gazetteer
    library: Library
    extractors: tuple[Extractor, ...]
    plugins: tuple[Plugin, ...] = ()

    def read(self, case: Case) -> CaseFacts:
        """Facts, findings and rejections of one case."""
        source = self.compilation.source
        ids = Ids(case, source)
        view = case_view(case, source)
        judged: list[Fact | Rejection] = []
        if view is not None and self.compilation.catalogue:
            gate = Gate(source, case, view, self.library, ids, pages_of(case, source))
            proposed = [case_candidate(case, source, view, self.library)]
            if not case.full_text:
                proposed += entry_candidates(case, view, self.gazetteer, self.compilation.date)
            judged += map(gate.judge, proposed)
        findings = entry_findings(case, source, self.library)
        if case.full_text:
            document = self.document(case)
            gate = Gate(source, case, document.view, self.library, ids, pages_of(case, source))
            candidates = list(without_noise(document, self._proposed(document)))
            of_text = list(map(gate.judge, consistent(document, candidates)))
            ours = [fact for fact in of_text if isinstance(fact, Fact)]
            more = added(document, self.plugins, gate, ours) if concerned(document) else Added()
            findings += (*document_findings(document, ours), *more.findings)
            judged += (*of_text, *more.facts, *more.rejected)
        facts = tuple(sorted((f for f in judged if isinstance(f, Fact)), key=lambda f: (f.start, f.end, f.type, f.id)))
        return CaseFacts(case, facts, findings, tuple(r for r in judged if isinstance(r, Rejection)))

    def _proposed(self, document: Document) -> Iterable[Candidate]:
        """What the extractors find; nothing where the text is about something else."""
        extractors = self.extractors if concerned(document) else ()
        return (found for extractor in extractors for found in extractor.extract(document))

    def document(self, case: Case) -> Document:
        """The case as the rules see it."""
        compilation = self.compilation
        region = region_of(case, compilation.source, self.gazetteer, compilation.date)
        return Document(compilation.source, case, compilation.date, self.gazetteer, self.library, region)


def read_facts(
    compilation: Compilation,
    gazetteer: Gazetteer,
    library: Library,
    progress: Callable[[int, int], None] | None = None,
    plugins: tuple[Plugin, ...] = (),
) -> Reading:
    """Read every case; `progress` is told (cases done, cases in all) after each. `plugins` add to our extractors."""
    reader = Reader(compilation, gazetteer, library, extractors(), plugins)
    read: list[CaseFacts] = []
    for case in compilation.cases:
        read.append(reader.read(case))
        if progress is not None:
            progress(len(read), len(compilation.cases))
    return Reading(compilation, tuple(read))


def pages_of(case: Case, source: SourceText) -> Callable[[Span], tuple[int, int] | None]:
    """Printed pages that a stretch of the case can lie on: its own by the catalogue, else those of the file."""
    first, last = case.page_start, case.page_end
    return source.pages_of if first is None else lambda _: (first, last or first)


def extractors() -> tuple[Extractor, ...]:
    """Our own extractors."""
    return tuple(_made(*path.split(":")) for path in OWN if find_spec(f"fulian_kg.extraction.{path.split(':')[0]}"))


def _made(module: str, name: str) -> Extractor:
    made: Extractor = getattr(import_module(f"fulian_kg.extraction.{module}"), name)()
    return made


def rejected(reading: Reading) -> Iterable[tuple[str, Rejection]]:
    """Every rejection with its reason, for the ledger."""
    return ((refusal.reason, refusal) for case in reading.cases for refusal in case.rejected)
