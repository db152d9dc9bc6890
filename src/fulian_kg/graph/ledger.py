"""The ledger of a build: what was expected, what was found, what a person should look at."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fulian_kg.curation.outcomes import STATES, UNAPPLIED
from fulian_kg.model import FACT_TYPES, Span
from fulian_kg.proposals import proposal_of, published

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from fulian_kg.curation.outcomes import Curated, Outcome
    from fulian_kg.errors import InputError
    from fulian_kg.graph.mapping import Mapped
    from fulian_kg.model import Compilation, Fact, Finding, Reading, SourceText


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that could not be read."""

    file: str
    message: str

    @classmethod
    def of(cls, file: str, error: InputError) -> Failure:
        """What went wrong with a file."""
        return cls(file, error.message)


def ledger(
    readings: Sequence[Reading],
    mapped: Sequence[Mapped],
    failures: Iterable[Failure],
    statements: int,
    violations: int,
) -> dict[str, Any]:
    """Everything of `build --format json` but the time and the generation."""
    compilations = [reading.compilation for reading in readings]
    return {
        "sources": [_source(compilation) for compilation in compilations],
        "failures": [{"file": failure.file, "message": failure.message} for failure in failures],
        "cases": {
            "expected": sum(compilation.expected for compilation in compilations),
            "found": sum(len(compilation.cases) for compilation in compilations),
            "full_text": sum(case.full_text for compilation in compilations for case in compilation.cases),
        },
        "facts": _facts_by_type(readings),
        "statements": statements,
        "violations": violations,
        "unresolved": [_unresolved(name, fact) for each in mapped for name, fact in each.unresolved],
        "rejected": _rejected(readings),
        "findings": [found for reading in readings for found in _findings(reading)],
    }


def decisions(curated: Curated) -> dict[str, Any]:
    """Decisions by state, and those that are not applied, with the reason."""
    counts = Counter(outcome.state for outcome in curated.outcomes)
    return {
        "states": {state: counts[state] for state in STATES if counts[state]},
        "unapplied": [_unapplied(outcome) for outcome in curated.outcomes if outcome.state in UNAPPLIED],
        "torn": list(curated.journal.torn),
    }


def _unapplied(outcome: Outcome) -> dict[str, Any]:
    decision = outcome.decision
    told: dict[str, Any] = {
        "id": decision.id,
        "line": outcome.entry.place,
        "state": outcome.state,
        "reason": outcome.reason,
    }
    told |= {"decision": decision.decision, "who": decision.who, "when": decision.when, "type": decision.type}
    if decision.anchor is None:
        return told
    now = {"now": outcome.located[0].quote} if outcome.located else {}
    return (
        told | {"file": decision.anchor.file, "case": decision.anchor.case, "quote": decision.anchor.words.quote} | now
    )


def proposed(readings: Iterable[Reading], *, include_proposed: bool) -> dict[str, int]:
    """Facts that a model proposed: all, those in the graph, and those read beside words that address a model."""
    found = [(fact, by) for each in readings for fact in each.facts if (by := proposal_of(fact.rule))]
    return {
        "facts": len(found),
        "published": sum(published(fact, include_proposed=include_proposed) for fact, _ in found),
        "addressed": sum(by.addressed for _, by in found),
    }


def _source(compilation: Compilation) -> dict[str, Any]:
    source = compilation.source
    return {
        "file": source.file,
        "sha256": source.sha256,
        "encoding": source.encoding,
        "title": compilation.title,
        "date": compilation.date.isoformat(),
        "catalogue": compilation.catalogue,
        "cases": len(compilation.cases),
    }


def _facts_by_type(readings: Iterable[Reading]) -> Mapping[str, int]:
    counts = Counter(fact.type for reading in readings for fact in reading.facts)
    return {name: counts[name] for name in FACT_TYPES if counts[name]}


def _unresolved(name: str, fact: Fact) -> dict[str, Any]:
    return {"name": name, "file": fact.file, "case": fact.case, "quote": fact.quote, "start": fact.start}


def _rejected(readings: Iterable[Reading]) -> Mapping[str, int]:
    """Candidates that the gate refused, by reason."""
    counts = Counter(each.reason for reading in readings for case in reading.cases for each in case.rejected)
    return dict(sorted(counts.items()))


def _findings(reading: Reading) -> list[dict[str, Any]]:
    """Findings of one source, those without a place first, then by their place."""
    compilation = reading.compilation
    found = [*compilation.source.doubts, *compilation.findings]
    found += [finding for case in reading.cases for finding in case.findings]
    found.sort(key=lambda finding: finding.span or Span(-1, -1))
    return [_finding(finding, compilation.source) for finding in found]


def _finding(finding: Finding, source: SourceText) -> dict[str, Any]:
    found: dict[str, Any] = {
        "kind": finding.kind,
        "message": {"zh": finding.message_zh, "en": finding.message_en},
        "file": finding.file or source.file,
        "case": finding.case,
    }
    for prefix, span in (("", finding.span), ("other_", finding.other)):
        if span:
            found |= {
                f"{prefix}line": source.text.count("\n", 0, span.start) + 1,
                f"{prefix}start": span.start,
                f"{prefix}end": span.end,
                f"{prefix}quote": source.text[span.start : span.end],
            }
    return found | ({"suggestion": finding.suggestion} if finding.suggestion else {})
