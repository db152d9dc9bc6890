"""The attacks of tests/data/attacks: those written down, and those that are too long to be."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

FILE = Path(__file__).parent / "data" / "attacks" / "queries.toml"


@dataclass(frozen=True)
class Attack:
    """A query, and the statuses that may answer it."""

    kind: str
    name: str
    query: str
    statuses: frozenset[int]


def around(start: str, inner: str, end: str, count: int, *, before: str = "SELECT * { ", after: str = " }") -> str:
    """Text nested in itself."""
    return before + start * count + inner + end * count + after


def chain(first: str, more: str, count: int, *, before: str = "SELECT * { ", after: str = " }") -> str:
    """Text that goes on and on."""
    return before + first + more * count + after


def doubling(count: int) -> str:
    """A string that is joined to itself again and again."""
    binds = "".join(f"BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1}) " for n in range(count))
    return f"SELECT (STRLEN(?x{count}) AS ?n) {{ BIND('0123456789' AS ?x0) {binds} }}"


def replacing(count: int) -> str:
    """A string each of whose characters becomes many, again and again."""
    binds = "".join(f"BIND(REPLACE(?x{n}, '.', '$0$0$0$0$0$0$0$0$0$0') AS ?x{n + 1}) " for n in range(count))
    return f"SELECT (STRLEN(?x{count}) AS ?n) {{ BIND('0123456789' AS ?x0) {binds} }}"


def values(count: int) -> str:
    """Long data in the query."""
    return f"SELECT (COUNT(*) AS ?n) {{ VALUES ?x {{ {' '.join(map(str, range(count)))} }} }}"


def patterns(count: int) -> str:
    """Triple patterns that hang together in a chain."""
    return f"SELECT * {{ {' '.join(f'?x{n} ?p{n} ?x{n + 1} .' for n in range(count))} }}"


FILTERED: Mapping[str, Any] = {"before": "SELECT * { ?s ?p ?o FILTER(", "after": ") }"}
WALKED: Mapping[str, Any] = {"before": "SELECT * { ?s ", "after": " ?o }"}
MADE: Mapping[str, Callable[[int], str]] = {
    "groups": partial(around, "{", "?s ?p ?o", "}"),
    "subselects": partial(around, "{ SELECT * {", "?s ?p ?o", "} }"),
    "exists": partial(around, "FILTER NOT EXISTS {", "?s ?p ?o", "}"),
    "parentheses": partial(around, "(", "1", ")", **FILTERED),
    "functions": partial(around, "ABS(", "1", ")", **FILTERED),
    "negations": partial(around, "!", "true", "", **FILTERED),
    "alternatives": partial(chain, "true", " || true", **FILTERED),
    "conjunctions": partial(chain, "true", "&&true", **FILTERED),
    "sums": partial(chain, "1", " + 1", **FILTERED),
    "differences": partial(chain, "1", "-1", **FILTERED),
    "unions": partial(chain, "{}", " UNION {}"),
    "joined": partial(chain, "{}", " {}"),
    "binds": partial(chain, "?s ?p ?o ", "BIND(1 AS ?x) "),
    "optionals": partial(chain, "?s ?p ?o ", "OPTIONAL { ?s ?p ?o } "),
    "minuses": partial(chain, "?s ?p ?o ", "MINUS { ?s ?p ?o } "),
    "paths": partial(chain, "<urn:a>", "/<urn:a>", **WALKED),
    "path_choices": partial(chain, "<urn:a>", "|<urn:a>", **WALKED),
    "path_brackets": partial(around, "(", "<urn:a>", ")", **WALKED),
    "blank_nodes": partial(around, "[ ?p ", "1", " ]", before="SELECT * { ?s ?q ", after=" }"),
    "lists": partial(around, "(", "1", ")", before="SELECT * { ?s ?p ", after=" }"),
    "nested_lists": partial(around, "(1 ", "1", ")", before="SELECT * { ?s ?p ", after=" }"),
    "triple_terms": partial(around, "<<( ?s ?p ", "?o", " )>>", before="SELECT * { ?s ?p ", after=" }"),
    "open_brackets": partial(chain, "", "{ [ ( "),
    "padding": partial(chain, "", " "),
    "doubling": doubling,
    "replacing": replacing,
    "values": values,
    "patterns": patterns,
}


def attacks(canary: str, file: Path) -> Iterator[Attack]:
    """All of them, with the address and the file that must not be asked for."""
    for group in tomllib.loads(FILE.read_text("utf-8"))["attack"]:
        kind, statuses = group["kind"], frozenset(group["statuses"])
        for query in group.get("queries", []):
            text = query.replace("{canary}", canary).replace("{file}", str(file))
            yield Attack(kind, query, text, statuses)
        for name, count in group.get("made", []):
            yield Attack(kind, f"{name} × {count}", MADE[name](count), statuses)
