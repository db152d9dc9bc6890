"""The gallery of stored queries: all of them by folder, and a page for each with its form, answer and text.

`/queries/<name>` in other formats is the protocol's; `query_page` is what browsers get there.
"""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from http import HTTPStatus
from itertools import groupby
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from anyio import from_thread
from starlette.routing import Route

from fulian_kg.errors import UsageError
from fulian_kg.formats import FORMATS
from fulian_kg.query.parameters import term
from fulian_kg.server.answering import Job
from fulian_kg.server.asked import client_of
from fulian_kg.server.gallery_charts import timelines
from fulian_kg.server.pages import page, view_of
from fulian_kg.server.problems import Problem
from fulian_kg.server.suggestions import suggested
from fulian_kg.server.tabulated import Tabulated, tabulated
from fulian_kg.server.terms import headless
from fulian_kg.vocabulary import Iris

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request
    from starlette.responses import Response

    from fulian_kg.query.stored import Parameter, StoredQuery
    from fulian_kg.server.pages import View

INPUTS = {"date": "date", "integer": "number", "year": "number"}
"""Types of fields; others are text."""
DOWNLOADS = ("csv", "tsv", "json", "xml")
DRAWN = "bar"
"""The chart that a page draws of its own table."""
MAP, THEME = "map", "theme"
"""The chart that the comparison draws, and of what."""
SITE = frozenset({"lang", "format"})


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter in the form."""

    parameter: Parameter
    input: str
    value: str
    error: str | None
    suggestions: tuple[str, ...]


def gallery_page(request: Request) -> Response:
    """All stored queries by folder."""
    view = view_of(request)
    folders = groupby(view.generation.queries.values(), key=lambda query: query.folder)
    return page(request, view, "gallery.html", folders=[(name, list(queries)) for name, queries in folders])


def query_page(request: Request) -> Response:
    """A stored query with its form, and its answer where all that it needs is given; runs in a thread."""
    view = view_of(request)
    query = view.generation.queries.get(request.path_params["name"])
    if query is None:
        raise Problem(HTTPStatus.NOT_FOUND, "there is no stored query of that name; /queries lists them")
    given = {name: value.strip() for name, value in request.query_params.items() if name not in SITE and value.strip()}
    terms, errors = _terms(query, given, view)
    errors |= _unknown(query, given, view)
    table, problem = None, None
    if not errors and all(parameter.name in terms for parameter in query.parameters if parameter.required):
        table, problem = _answer(request, query, terms, view)
    status = HTTPStatus.BAD_REQUEST if errors else problem.status if problem else HTTPStatus.OK
    return page(
        request,
        view,
        "query.html",
        status,
        query=query,
        text=headless(query),
        fields=[_field(parameter, given, errors, view) for parameter in query.parameters],
        unknown=errors.get(""),
        table=table,
        problem=problem,
        heads=_heads(query, table, view.language) if table else (),
        given=given,
        command=_command(query, given),
        curl=_curl(request, query, given),
        downloads=DOWNLOADS,
        drawn=query.chart == DRAWN and not view.as_files,  # such scripts load from servers only
        timelines=timelines(query, table, view) if table else (),
        mapped=_mapped(query, terms),
    )


def _terms(query: StoredQuery, given: Mapping[str, str], view: View) -> tuple[dict[str, str], dict[str, str]]:
    """Terms in N-Triples by parameter, and what is wrong by parameter; nothing is missing in a form yet untouched."""
    terms: dict[str, str] = {}
    errors: dict[str, str] = {}
    for parameter in query.parameters:
        value = given.get(parameter.name, parameter.default)
        if value is None:
            if parameter.required and given:
                errors[parameter.name] = view.words["gallery"]["missing"]
            continue
        try:
            terms[parameter.name] = str(term(parameter.type, parameter.name, value, view.generation.store.rdf))
        except UsageError:
            errors[parameter.name] = _wrong(parameter, view)
    return terms, errors


def _wrong(parameter: Parameter, view: View) -> str:
    """What a value of its type must be; the value itself stands in the field."""
    words = view.words["gallery"]
    return words.get(f"wrong_{parameter.type}", words["wrong_concept"])


def _unknown(query: StoredQuery, given: Mapping[str, str], view: View) -> dict[str, str]:
    """An error of no field when the address has a parameter that the query has not."""
    if given.keys() <= {parameter.name for parameter in query.parameters}:
        return {}
    return {"": view.words["gallery"]["unknown"]}


def _field(parameter: Parameter, given: Mapping[str, str], errors: Mapping[str, str], view: View) -> Field:
    return Field(
        parameter,
        INPUTS.get(parameter.type, "text"),
        given.get(parameter.name, parameter.default or ""),
        errors.get(parameter.name),
        () if view.as_files else suggested(parameter, view.generation.store.rdf, view.language),
    )


def _answer(
    request: Request, query: StoredQuery, terms: Mapping[str, str], view: View
) -> tuple[Tabulated | None, Problem | None]:
    """The table, or why there is none; asked from the thread that renders."""
    job = Job(query.text, client_of(request), FORMATS["json"], None, substitutions=terms)
    try:
        answer = from_thread.run(request.app.state.answering.answer, job)
    except Problem as problem:
        return None, problem
    return tabulated(answer.body, view, Iris(view.base).prefixes()), None


def _heads(query: StoredQuery, table: Tabulated, language: str) -> list[str]:
    """Titles of the columns, with their units."""
    known = {column.name: column for column in query.columns}
    return [_head(name, known.get(name), language) for name in table.names]


def _head(name: str, column: Any, language: str) -> str:
    if column is None:
        return name
    unit = f" ({column.unit})" if column.unit else ""
    return f"{column.zh if language == 'zh' else column.en}{unit}"


def _mapped(query: StoredQuery, terms: Mapping[str, str]) -> str | None:
    """Theme of which the comparison has the map: its cells count each case once, which rows of counts do not tell."""
    return terms[THEME].strip("<>").rpartition("/")[2] if query.chart == MAP and THEME in terms else None


def _command(query: StoredQuery, given: Mapping[str, str]) -> str:
    """The same call on the command line."""
    chosen = given or _examples(query)
    return " ".join(
        ["fulian-kg query", query.name, *(f"-p {shlex.quote(f'{name}={value}')}" for name, value in chosen.items())]
    )


def _curl(request: Request, query: StoredQuery, given: Mapping[str, str]) -> str:
    """The same call over HTTP, under the address that the page was asked at."""
    chosen = given or _examples(query)
    asked = f"?{urlencode({**chosen, 'format': 'csv'})}"
    return f"curl {shlex.quote(f'{request.base_url}queries/{query.name}{asked}')}"


def _examples(query: StoredQuery) -> dict[str, str]:
    """Values for what must be given."""
    return {each.name: each.example for each in query.parameters if each.required}


ROUTES = [Route("/queries", gallery_page, methods=["GET"], name="queries")]
