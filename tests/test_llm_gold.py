"""Facts marked by hand, proposed by a model: the true ones are believed, and none that is falsified or invented."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from fulian_kg.extraction import printed
from fulian_kg.extraction.document import Document
from fulian_kg.extraction.gate import Gate
from fulian_kg.extraction.ids import Ids
from fulian_kg.fact_schema import fact_schemas
from fulian_kg.llm.grounding import Grounding
from fulian_kg.llm.prompt import chunks
from fulian_kg.llm.schema import answer_schema
from fulian_kg.model import Candidate, Fact
from fulian_kg.resources import Library
from fulian_kg.source.compilation import read
from llm_checking import gazetteer, ungrounded

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LIBRARY = Library()
ALLOWED = {
    each["properties"]["type"]["enum"][0]: each["properties"]["slots"]["properties"]
    for each in answer_schema(LIBRARY).whole["properties"]["facts"]["items"]["anyOf"]
}
NAMES = ("name", "payer", "issuer", "body", "recipient", "organizer", "place")


class Gold(NamedTuple):
    """A fact marked by hand as a model may propose it, and where it stands."""

    document: Document
    start: int
    proposal: dict[str, Any]


@pytest.fixture(scope="module")
def gold(shared: Path) -> list[Gold]:
    return [each for path in sorted((shared / "gold").glob("*.jsonl")) for each in marked(path, shared)]


def marked(path: Path, shared: Path) -> Iterator[Gold]:
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    name = rows[0]["file"]
    compilation = read(shared / ("seeds" if name == "compilation.txt" else "texts") / name, name=name)
    bodies = [
        Document(compilation.source, case, compilation.date, gazetteer(), LIBRARY, None)
        for case in compilation.cases
        if case.full_text
    ]
    for row in rows[1:]:
        found = [
            each for each in bodies if each.case.body and each.case.body.start <= row["start"] < each.case.body.end
        ]
        if row["type"] != "case" and found:
            quote, start = row["quote"], found[0].view.index(row["start"])
            yield Gold(found[0], start, {"type": row["type"], "quote": quote, "slots": stated(row)})


def stated(row: dict[str, Any]) -> dict[str, Any]:
    """The slots that a model may fill."""
    schemas = fact_schemas(LIBRARY)[row["type"]].slots
    slots = {name: row[name] for name in schemas if name in row and name in ALLOWED[row["type"]]}
    derived = {name for name in row.get("derived", ()) if name in schemas and not schemas[name].scheme}
    slots = {name: value for name, value in slots.items() if name not in derived}
    for name, value in slots.items():
        slots[name] = [value] if schemas[name].value == "agents" and isinstance(value, str) else value
    status = {"status": "in_force"} if row["type"] == "funding" and "negated" not in row else {}
    return status | slots


def judged(proposal: dict[str, Any], document: Document, start: int) -> Fact | None:
    """What becomes of a proposal about the piece of a text in which something stands."""
    chunk = next(each for each in chunks(document) if each.start <= start < each.end)
    found = Grounding(document, chunk, "llm:m@0123456789ab", 0.5).candidate(proposal)
    if not isinstance(found, Candidate):
        return None
    ids = Ids(document.case, document.source)
    verdict = Gate(document.source, document.case, document.view, LIBRARY, ids, lambda _: None).judge(found)
    return verdict if isinstance(verdict, Fact) else None


def test_most_facts_marked_by_hand_are_believed_and_stand_on_their_page(gold: list[Gold]) -> None:
    facts = [judged(each.proposal, each.document, each.start) for each in gold]
    believed = [(each.document, fact) for each, fact in zip(gold, facts, strict=True) if fact]
    assert len(gold) > 150
    assert len(believed) >= 0.9 * len(gold)
    for document, fact in believed:
        wrong = [slot for slot in ungrounded(fact, document.source.text) if not slot.startswith(NUMERIC)]
        assert wrong == [], fact


NUMERIC = (
    "value=",
    "value_max=",
    "amount=",
    "share=",
    "count=",
    "ordinal=",
    "year=",
    "from_year=",
    "to_year=",
    "date=",
)
"""Slots that the check reads in figures only, and these texts print in words as well."""


def mutations(slots: dict[str, Any], quote: str) -> Iterator[dict[str, Any]]:
    """The slots with one value falsified."""
    known = printed.numbers(quote)
    for name, value in slots.items():
        if isinstance(value, int | float) and not isinstance(value, bool):
            for number in (value + 1, value - 1, value * 10, value * 100, value + 0.5, -value):
                if not any(abs(number - each) < 1e-6 for each in known):
                    yield {**slots, name: number}
        elif name in NAMES and isinstance(value, str) and len(value) > 2:
            for other in (value[:-1] + "丑", value[1] + value[0] + value[2:], value + "丑", "丑" + value):
                if printed.words(other) != printed.words(value):
                    yield {**slots, name: other}


def test_no_falsified_value_is_believed(gold: list[Gold]) -> None:
    tried = 0
    for document, start, proposal in gold:
        for slots in mutations(proposal["slots"], document.text):
            tried += 1
            assert judged({**proposal, "slots": slots}, document, start) is None, slots
    assert tried >= 200


def test_no_falsified_quote_is_believed(gold: list[Gold]) -> None:
    tried = 0
    for document, start, proposal in gold:
        quote = proposal["quote"]
        middle = len(quote) // 2
        for other in (quote[:middle] + "丑" + quote[middle:], quote[:middle] + quote[middle + 1 :], quote[::-1]):
            if "".join(other.split()) not in "".join(document.source.text.split()):
                tried += 1
                assert judged({**proposal, "quote": other}, document, start) is None, other
    assert tried >= 200


def test_no_fact_of_another_text_is_believed(gold: list[Gold]) -> None:
    tried = 0
    for number, (document, _, proposal) in enumerate(gold):
        other = gold[(number * 37 + 53) % len(gold)]
        if other.document is not document and printed.words(proposal["quote"]) not in printed.words(
            other.document.text
        ):
            tried += 1
            assert judged(proposal, other.document, other.start) is None
    assert tried >= 50
