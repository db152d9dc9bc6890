"""Stored queries: SPARQL files whose head says, in `#+ key: value` lines, what they ask and with what.

    #+ summary@zh: 某主题有哪些案例
    #+ summary@en: Cases of a theme
    #+ question: 3
    #+ keep: yes
    #+ param: theme | theme | required | 主题 | Theme | work-funding
    #+ column: number | 序号 | Number | (unit)

A parameter is `name | type | required, optional or =default | zh | en | example`; it is a variable of the query,
bound as a term. Fields are parted by bars. `keep: yes` has the answer of a query
without parameters kept in every store. `profile: 3` makes the query the third section of the page of a province;
`beside: titles, texts` names the columns of such a section that stand side by side when several provinces are shown.
`page: Initiative 2` makes the query the second section of the page of every initiative: it asks with the parameter
`resource`, which it projects, and the column `name_of` is the IRI that the column `name` names.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from typing import TYPE_CHECKING

from fulian_kg.errors import InputError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fulian_kg.resources import Library

HEADER = re.compile(r"#\+ (?P<key>[a-z]+(?:@(?:zh|en))?): (?P<value>.+)")
SUFFIX = ".rq"
REQUIRED, OPTIONAL, DEFAULT = "required", "optional", "="
PARAMETER_FIELDS = 6
COLUMN_FIELDS = (3, 4)
WHOLE = re.compile(r"[0-9]{1,9}")
PAGE = re.compile(r"[A-Za-z]+ [0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A variable that the caller binds."""

    name: str
    type: str
    """region, theme, concept:<scheme>, iri, integer, date or text."""
    required: bool
    default: str | None
    zh: str
    en: str
    example: str


@dataclass(frozen=True, slots=True)
class Column:
    """A variable of the result."""

    name: str
    zh: str
    en: str
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class StoredQuery:
    """A query with what its head says."""

    name: str
    folder: str
    text: str
    summary: dict[str, str]
    """By language: zh, en."""
    description: dict[str, str]
    questions: tuple[int, ...]
    """Numbers of the questions of the project's list that it answers."""
    parameters: tuple[Parameter, ...]
    columns: tuple[Column, ...]
    chart: str | None
    keep: bool = False
    """Whether every store keeps the answer as a table."""
    profile: int | None = None
    """Place among the sections of a province's page; None: no section."""
    page: tuple[str, int] | None = None
    """Class of the resources (a local name) on whose pages it is a section, and the place among those."""
    beside: tuple[str, ...] = ()
    """Columns of a section that every province has for itself; its other columns all provinces share."""

    @property
    def example(self) -> str:
        """A call that works."""
        given = "".join(f" -p {p.name}={p.example}" for p in self.parameters if p.required)
        return f"fulian-kg query {self.name}{given}"


def stored_queries(library: Library) -> dict[str, StoredQuery]:
    """Every stored query by name, in the order of folders and files; raises `InputError` for a head that is wrong."""
    found: dict[str, StoredQuery] = {}
    for path, text in library.walk("queries", SUFFIX):
        query = parse(path, text)
        if query.name in found:
            message = f"the name {query.name} is taken by {found[query.name].folder}/{query.name}{SUFFIX}"
            raise InputError(message, file=f"queries/{path}{SUFFIX}")
        found[query.name] = query
    return found


def stored_query(library: Library, name: str) -> StoredQuery:
    """The stored query of that name; raises `UsageError` with the nearest names when there is none."""
    queries = stored_queries(library)
    if name in queries:
        return queries[name]
    near = get_close_matches(name, queries, cutoff=0.4)
    hint = f"did you mean {', '.join(near)}? " if near else ""
    message = (
        f"there is no stored query {name!r}: {hint}`fulian-kg queries` lists them; an own query is a file .rq or -"
    )
    raise UsageError(message)


@lru_cache(maxsize=512)
def parse(path: str, text: str) -> StoredQuery:
    """A query file; `path` has no suffix."""
    folder, _, name = path.rpartition("/")
    try:
        heads = list(_heads(text))
    except ValueError as error:
        raise InputError(str(error), file=f"queries/{path}{SUFFIX}") from None
    values = {key: value for key, value in heads if key not in {"param", "column"}}
    languages = ("zh", "en")
    return StoredQuery(
        name=name,
        folder=folder,
        text=text,
        summary={each: values.get(f"summary@{each}", name) for each in languages},
        description={each: values[f"description@{each}"] for each in languages if f"description@{each}" in values},
        questions=tuple(int(number) for number in re.findall(r"\d+", values.get("question", ""))),
        parameters=tuple(_parameter(value) for key, value in heads if key == "param"),
        columns=tuple(_column(value) for key, value in heads if key == "column"),
        chart=values.get("chart"),
        keep=values.get("keep") == "yes",
        profile=int(values["profile"]) if "profile" in values else None,
        page=_page(values["page"]) if "page" in values else None,
        beside=tuple(name.strip() for name in values.get("beside", "").split(",") if name.strip()),
    )


def _heads(text: str) -> Iterator[tuple[str, str]]:
    for line in text.splitlines():
        if not line.startswith("#+"):
            continue
        match = HEADER.fullmatch(line.rstrip())
        if not match:
            message = f"a head line is `#+ key: value`, not {line!r}"
            raise ValueError(message)
        key, value = match["key"], match["value"]
        if key == "param" and len(_fields(value)) != PARAMETER_FIELDS:
            message = (
                f"a parameter is `name | type | required, optional or =default | zh | en | example`, not {value!r}"
            )
            raise ValueError(message)
        if key == "column" and len(_fields(value)) not in COLUMN_FIELDS:
            message = f"a column is `name | zh | en | unit`, not {value!r}"
            raise ValueError(message)
        if key == "page" and not PAGE.fullmatch(value):
            message = f"a page is the name of a class and the number of a section, not {value!r}"
            raise ValueError(message)
        if key == "profile" and not WHOLE.fullmatch(value):
            message = f"a profile is the number of a section, not {value!r}"
            raise ValueError(message)
        yield key, value


def _page(value: str) -> tuple[str, int]:
    name, _, number = value.partition(" ")
    return name, int(number)


def _fields(value: str) -> list[str]:
    return [field.strip() for field in value.split("|")]


def _parameter(value: str) -> Parameter:
    name, kind, need, zh, en, example = _fields(value)
    default = need.removeprefix(DEFAULT) if need.startswith(DEFAULT) else None
    return Parameter(name, kind, need == REQUIRED, default, zh, en, example)


def _column(value: str) -> Column:
    name, zh, en, *unit = _fields(value)
    return Column(name, zh, en, unit[0] if unit else None)
