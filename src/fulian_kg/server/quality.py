"""How facts are made and how far they can be trusted: everything read from the store, nothing known is invented."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
from starlette.routing import Route

from fulian_kg.query.agreement import averages
from fulian_kg.query.codebook import codebook
from fulian_kg.query.run import ask, columns, value_of
from fulian_kg.server.pages import page, view_of
from fulian_kg.vocabulary import FL

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from starlette.requests import Request
    from starlette.responses import Response

    from fulian_kg.server.pages import View

SHOWN = 200
"""Entries of a list that the page has; the rest is counted."""
DECISIONS = "decisions"


def quality(request: Request) -> Response:
    """The page."""
    view = view_of(request)
    store = view.generation.store
    ledger = store.manifest["ledger"]
    report = store.report()
    findings = ledger["findings"]
    values = {
        "manifest": store.manifest,
        "ledger": ledger,
        "statements": len(store.rdf),
        "facts": sorted(ledger["facts"].items(), key=lambda each: -each[1]),
        "report": report,
        "results": report["results"][:SHOWN],
        "severities": Counter(each["severity"] for each in report["results"]),
        "kinds": Counter(each["kind"] for each in findings),
        "findings": findings[:SHOWN],
        "case_of": _cases(view, findings[:SHOWN]),
        "shown": SHOWN,
        "scores": _scores(view),
        "decisions": _decisions(view) if "decisions" in ledger else [],
    }
    return page(request, view, "quality.html", **values)


def _cases(view: View, findings: Iterable[Mapping[str, Any]]) -> dict[int, str]:
    """Cases by number, of numbers that only one case has: compilations count from 1 each."""
    rdf = view.generation.store.rdf
    found: dict[int, str] = {}
    for number in {each["case"] for each in findings if each["case"] is not None}:
        cases = {quad.subject for quad in rdf.quads_for_pattern(None, FL.caseNumber, ox.Literal(number))}
        if len(cases) == 1:
            found[number] = str(getattr(next(iter(cases)), "value", ""))
    return found


def _scores(view: View) -> dict[str, Any] | None:
    """Agreement of themes with labels by hand; None where no case of the store is labelled."""
    measured = codebook(view.generation.library, view.generation.store).measured
    if measured is None or not measured.judged:
        return None
    found = averages(measured.agreements)
    return {
        "cases": len(measured.judged),
        "own": measured.own,
        "themes": found.of["kappa"],
        "kappa": found.macro["kappa"],
        "macro_f1": found.macro["f1"],
        "precision": found.pooled.precision,
        "recall": found.pooled.recall,
        "f1": found.pooled.f1,
        "differing": len(measured.disagreements),
    }


def _decisions(view: View) -> list[dict[str, Any]]:
    """What people decided, one entry a decision."""
    answer = ask(view.generation.store, view.generation.queries[DECISIONS].text)
    assert isinstance(answer, ox.QuerySolutions)  # noqa: S101 (a stored query with columns)
    names = columns(answer)
    found: dict[str, dict[str, Any]] = {}
    for solution in answer:
        row = {name: value_of(term, {}) for name, term in zip(names, solution, strict=True)}
        found.setdefault(str(row["decision_id"]), row)
    return list(found.values())[::-1]


ROUTES = [Route("/quality", quality, methods=["GET"], name="quality")]
