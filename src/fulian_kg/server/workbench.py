"""The workbench: a form for a query that works alone, and an editor over it where scripts run.

`workbench_page` is the form; `answered_page` runs a query and shows its answer, or what is wrong with it, below the
form. Whoever asks the endpoint for another format gets that from the protocol, not from here.
"""

from __future__ import annotations

from http import HTTPStatus
from itertools import groupby
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool

from fulian_kg.server.pages import page, view_of
from fulian_kg.server.problems import Problem
from fulian_kg.server.static import bundled
from fulian_kg.server.tabulated import pointed, tabulated
from fulian_kg.vocabulary import Iris

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from fulian_kg.server.answering import Answer, Job
    from fulian_kg.server.pages import View

FIRST = """# 案例与标题。Cases and their titles.
SELECT ?number ?title ?case
WHERE {
  ?case a fl:Case ;
    dcterms:title ?title .
  OPTIONAL { ?case fl:caseNumber ?number }
}
ORDER BY ?number
LIMIT 20
"""
"""Stands in the form until somebody writes another."""
LONGEST = 200_000
"""Characters of triples that a page shows."""


def workbench_page(request: Request) -> Response:
    """The form with a first query."""
    return _page(request, FIRST)


def results_page(request: Request, query: str, answer_json: bytes) -> Response:
    """The form and the table of an answer in `application/sparql-results+json`."""
    view = view_of(request)
    return _page(request, query, table=tabulated(answer_json, view, Iris(view.base).prefixes()))


def graph_page(request: Request, query: str, turtle: bytes) -> Response:
    """The form and the triples of an answer, as Turtle."""
    return _page(request, query, graph=turtle.decode()[:LONGEST], whole=len(turtle) <= LONGEST)


def problem_page(request: Request, query: str, problem: Problem) -> Response:
    """The form and what is wrong, at the line and column that the problem names, under the problem's status."""
    place = problem.members if {"line", "column", "query_line"} <= problem.members.keys() else None
    caret = pointed(place["query_line"], place["column"]) if place else None
    return _page(request, query, problem.status, problem=problem, place=place, caret=caret)


async def answered_page(request: Request, job: Job) -> Response:
    """The page of a query whose answer is written as JSON or Turtle: the answer, or the problem."""
    query = job.query
    try:
        answer: Answer = await request.app.state.answering.answer(job)
    except Problem as problem:
        response = await run_in_threadpool(problem_page, request, query, problem)
        response.headers.update(problem.headers)
        return response
    shown = graph_page if answer.form == "graph" else results_page
    return await run_in_threadpool(shown, request, query, answer.body)


def _page(request: Request, query: str, status: HTTPStatus = HTTPStatus.OK, **values: Any) -> Response:
    view = view_of(request)
    shown = {"table": None, "graph": None, "whole": True, "problem": None, "place": None, "caret": None, **values}
    folders = groupby(view.generation.queries.values(), key=lambda each: each.folder)
    return page(
        request,
        view,
        "workbench.html",
        status,
        query=query,
        folders=[(name, list(queries)) for name, queries in folders],
        spoken=_spoken(view),
        bundled=bundled(),
        **shown,
    )


def _spoken(view: View) -> dict[str, Any]:
    """What the scripts of the page say and know: our own words and addresses only."""
    words = view.words["workbench"]
    phrases = {key.removeprefix("phrase_"): text for key, text in words.items() if key.startswith("phrase_")}
    return {
        **{key: text for key, text in words.items() if not key.startswith("phrase_")},
        "editor": {PHRASES[key]: text for key, text in phrases.items()},
        "language": view.language,
        "base": view.base,
        "doc": view.links.relative("/doc/"),
        "terms": view.links.relative("/api/terms"),
        "prefixes": dict(Iris(view.base).prefixes()),
    }


PHRASES = {
    "completions": "Completions",
    "diagnostics": "Diagnostics",
    "none": "No diagnostics",
    "close": "close",
    "control": "Control character",
}
"""What the editor calls its parts, by our keys of them."""
