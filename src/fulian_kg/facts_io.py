"""Facts as JSON Lines, the one format in which they are written, curated and measured (FACTS.md)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from fulian_kg.errors import InputError
from fulian_kg.model import FACT_TYPES, Fact, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

HEAD = ("id", "file", "sha256", "case", "type")
"""Keys before the slots."""
TAIL = ("quote", "start", "end", "pages", "derived", "rule", "confidence", "review", "mentions")
"""Keys after the slots."""


def as_object(fact: Fact) -> dict[str, Any]:
    """The fact as a JSON object, keys in the order of the contract; `mentions` only where there are any."""
    head = {name: getattr(fact, name) for name in HEAD}
    tail = {name: getattr(fact, name) for name in TAIL if name != "mentions"}
    mentions = {"mentions": [list(span) for span in fact.mentions]} if fact.mentions else {}
    return {name: plain(value) for name, value in (head | dict(fact.slots) | tail | mentions).items()}


def as_line(fact: Fact) -> str:
    """The fact as one line of JSON, line feed included."""
    return json.dumps(as_object(fact), ensure_ascii=False) + "\n"


def write_facts(facts: Iterable[Fact]) -> str:
    """Facts as JSON Lines, sorted by (file, start, end, type, id)."""
    return "".join(map(as_line, sorted(facts, key=lambda f: (f.file, f.start, f.end, f.type, f.id))))


def read_facts(text: str, file: str) -> Iterator[Fact]:
    """Facts of JSON Lines; empty lines are passed over, a line that is no fact raises `InputError` with its number."""
    return facts_in(text.split("\n"), file)


def facts_in(lines: Iterable[str], file: str) -> Iterator[Fact]:
    """Facts of lines that come one by one, as `read_facts` reads them."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            yield _fact(json.loads(line))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            message = f"this line is not a fact as `facts` writes it: {error}"
            raise InputError(message, file=file, line=number) from None


def _fact(row: dict[str, Any]) -> Fact:
    if row["type"] not in FACT_TYPES:
        message = f"unknown type {row['type']!r}"
        raise ValueError(message)
    slots = {name: frozen(value) for name, value in row.items() if name not in (*HEAD, *TAIL)}
    pages = row["pages"]
    return Fact(
        **{name: row[name] for name in HEAD},
        slots=slots,
        quote=row["quote"],
        start=int(row["start"]),
        end=int(row["end"]),
        pages=None if pages is None else (int(pages[0]), int(pages[1])),
        derived=tuple(row["derived"]),
        rule=row["rule"],
        confidence=row["confidence"],
        review=row["review"],
        mentions=tuple(Span(start, end) for start, end in row.get("mentions", ())),
    )


def frozen(value: Any) -> Any:
    """A value of JSON as a slot holds it: lists as tuples."""
    return tuple(value) if isinstance(value, list) else value


def plain(value: Any) -> Any:
    """A slot as JSON: whole numbers without a point, tuples as lists."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return [plain(each) for each in value] if isinstance(value, tuple | list) else value
