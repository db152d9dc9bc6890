"""Stored queries for tests: running them, and the rules that their text must keep."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from fulian_kg.graph.build import Settings, build
from fulian_kg.graph.publication import writing
from fulian_kg.graph.store import OpenStore, open_store
from fulian_kg.query.parameters import bindings
from fulian_kg.query.run import ask, columns, rows
from fulian_kg.query.stored import StoredQuery, stored_queries
from fulian_kg.resources import Library
from fulian_kg.sparql import TOKEN
from fulian_kg.vocabulary import Iris

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

QUERIES: Mapping[str, StoredQuery] = stored_queries(Library())
AGGREGATES = frozenset({"count", "sum", "min", "max", "avg", "sample", "group_concat"})
MODIFIERS = frozenset({"group", "having", "order", "limit", "offset", "values"})
LEXEME = re.compile(rf"{TOKEN.pattern}|[{{}}().;,]", re.DOTALL)
VARIABLE = re.compile(r"[?$](\w+)")


def store_of(source: Path, folder: Path, curation: Path | None = None) -> OpenStore:
    """A store built of a file, open for reading."""
    with writing(folder):
        build([source], Settings(curation=curation)).publish(folder)
    return open_store(folder)


def answer(store: OpenStore, name: str, **given: str) -> list[dict[str, Any]]:
    """Rows of a stored query by column."""
    return answer_of(store, QUERIES[name], given)


def answer_of(store: OpenStore, query: StoredQuery, given: Mapping[str, str]) -> list[dict[str, Any]]:
    """Rows of a query by column."""
    found = ask(store, query.text, bindings(query.parameters, given, store.rdf))
    names = columns(found)  # type: ignore[arg-type]
    return [dict(zip(names, row, strict=True)) for row in rows(found, Iris(store.base).prefixes())]  # type: ignore[arg-type]


@dataclass
class Select:
    """A SELECT of a query with what stands in it, in those nested in it too."""

    plain: set[str] = field(default_factory=set)
    """Variables that it projects as they are."""
    made: set[str] = field(default_factory=set)
    """Variables that it projects as names of expressions."""
    grouped: set[str] = field(default_factory=set)
    mentioned: set[str] = field(default_factory=set)
    distinct: bool = False
    groups: bool = False
    ordered: bool = False


def lexemes(text: str) -> list[str]:
    """Words, variables, strings and braces of a query, without its comments."""
    return [word for word in LEXEME.findall(text) if not word.startswith("#")]


def selects(tokens: list[str]) -> list[Select]:
    """Every SELECT of a query, the outer one first."""
    starts = [at for at, word in enumerate(tokens) if word.lower() == "select"]
    return [_select(tokens[at : _end(tokens, at)]) for at in starts]


def _end(tokens: list[str], start: int) -> int:
    """Where the group closes that holds a SELECT, or the query ends."""
    depth = 0
    for at in range(start, len(tokens)):
        depth += (tokens[at] == "{") - (tokens[at] == "}")
        if depth < 0:
            return at
    return len(tokens)


def _select(tokens: list[str]) -> Select:
    body = tokens.index("{")
    close = _end(tokens, body + 1)
    found = Select(mentioned=_variables(tokens))
    head, tail = tokens[1:body], tokens[close + 1 :]
    found.distinct = bool(head) and head[0].lower() == "distinct"
    depth = 0
    for before, word in pairwise(["", *head]):
        depth += (word == "(") - (word == ")")
        if variable := VARIABLE.fullmatch(word):
            if depth == 0:
                found.plain.add(variable[1])
            elif before.lower() == "as":
                found.made.add(variable[1])
    words = [word.lower() for word in tail]
    found.ordered = "order" in words
    found.groups = "group" in words or any(word.lower() in AGGREGATES for word in head)
    if "group" in words:
        after = tail[words.index("group") + 1 :]
        stop = next((at for at, word in enumerate(after) if word.lower() in MODIFIERS), len(after))
        found.grouped = _variables(after[:stop])
    return found


def _variables(tokens: list[str]) -> set[str]:
    return {match[1] for word in tokens if (match := VARIABLE.fullmatch(word))}


def mistakes(query: StoredQuery) -> Iterator[str]:
    """Every rule that the text of a query breaks."""
    tokens = lexemes(query.text)
    outer, *inner = selects(tokens)
    for parameter in (each.name for each in query.parameters):
        if parameter not in outer.plain:
            yield f"{parameter} is not projected"
        for select in inner:
            if parameter in select.mentioned and parameter not in select.plain:
                yield f"{parameter} is mentioned in a SELECT that does not project it"
            elif parameter in select.mentioned and select.groups and parameter not in select.grouped:
                yield f"{parameter} is mentioned in a SELECT that groups, and not by it"
    if not outer.distinct:
        yield "not DISTINCT: what two sources state would count twice"
    if not outer.ordered:
        yield "no ORDER BY"
    if outer.groups:
        yield "the outer SELECT groups"
    yield from _counting(tokens)
    yield from _negations(tokens)


def _counting(tokens: list[str]) -> Iterator[str]:
    for at, word in enumerate(tokens):
        if word.lower() == "count" and tokens[at + 1] == "(" and tokens[at + 2].lower() != "distinct":
            yield "COUNT without DISTINCT: what two sources state would count twice"


def _negations(tokens: list[str]) -> Iterator[str]:
    """NOT EXISTS over several triple patterns, which the planner makes hundreds of times slower than it need be."""
    for at, word in enumerate(tokens):
        if word.lower() == "exists" and tokens[at - 1].lower() == "not":
            inside = tokens[at + 2 : _end(tokens, at + 2)]
            if _patterns(inside) > 1:
                yield "NOT EXISTS over several patterns: use OPTIONAL and !BOUND, or MINUS"


def _patterns(tokens: list[str]) -> int:
    """How many triple patterns a group has: those of groups within it and of lists of properties or objects too."""
    if not tokens:
        return 0
    patterns, depth, open_ = 0, 0, False
    for word in tokens:
        depth += (word == "(") - (word == ")")
        if depth or word == ")":
            continue
        if word in {".", ";", ",", "{", "}"}:
            patterns, open_ = patterns + open_, False
        elif word.lower() not in {"filter", "optional", "union", "bind", "minus", "not", "exists"}:
            open_ = True
    return patterns + open_
