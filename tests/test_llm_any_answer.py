"""Whatever a service answers: nothing is raised, and nothing ungrounded is believed."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from fulian_kg.extraction.pipeline import read_facts
from fulian_kg.llm.extractor import LanguageModelExtractor
from fulian_kg.llm.schema import answer_schema
from fulian_kg.model import SourceText
from fulian_kg.resources import Library
from fulian_kg.source.compilation import compiled
from llm_checking import check, gazetteer
from llm_service import completion

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=8,
)
LETTERS = "妇女联之家干部名个0123456789.,万年月日，。“”《》*# <b>-　\n\u200b\ud800"
TEXTS = st.lists(st.sampled_from([*LETTERS, "建立妇女之家", "460", "县妇联"]), max_size=12).map("".join)
PAGE = (
    "# 建强阵地\n\n江苏省盐城市建湖县妇联\n\n2010年3月8日，县妇联培训妇女干部460名，1.5万名妇女参加。"
    "建立妇女之家238个。县财政拨付12万元。未设“巾帼”站。\n"
)
PRINTED = "".join(PAGE.split())
NUMBERS = st.sampled_from([460, 46, 60, 238, 2010, 10, 120_000, 12, 15_000, 1.5, 3, 8, 1e400, 10**400])
DATES = st.sampled_from(["2010", "2010-03", "2010-03-08", "--03-08", "--03-09", "2010-02-30"])
UNITS = st.sampled_from(["个", "名", "人", "元"])
CLOSED = answer_schema(Library()).whole["properties"]["facts"]["items"]["anyOf"]


@st.composite
def piece(draw: st.DrawFn, text: str) -> str:
    """Some characters in a row."""
    start = draw(st.integers(0, max(0, len(text) - 1)))
    return text[start : start + draw(st.integers(1, 16))]


def value_of(name: str, schema: dict[str, Any], quote: str) -> st.SearchStrategy[Any]:
    """Values that fit a slot, most of them printed in the quote."""
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if schema["type"] in {"number", "integer"}:
        return NUMBERS
    if schema["type"] == "array":
        return st.lists(piece(quote), min_size=1, max_size=2)
    return {"date": DATES, "unit": UNITS}.get(name, piece(quote))


@st.composite
def likely(draw: st.DrawFn) -> dict[str, Any]:
    """A proposal in the form asked for, of which a part may be anything at all."""
    schema = draw(st.sampled_from(CLOSED))["properties"]
    quote = draw(piece(PRINTED))
    slots = schema["slots"]["properties"]
    names = [*schema["slots"]["required"], *draw(st.lists(st.sampled_from(sorted(slots)), max_size=2))]
    filled = {name: draw(value_of(name, slots[name], quote)) for name in names}
    if draw(st.integers(0, 4)) == 0:
        filled[draw(st.sampled_from([*slots, "other"]))] = draw(JSON)
    return {"type": schema["type"]["enum"][0], "quote": draw(st.just(quote) | TEXTS), "slots": filled}


ANSWERS = JSON | st.fixed_dictionaries({"facts": JSON | st.lists(likely() | likely() | JSON, max_size=12)})


class Saying:
    """A service that answers one thing."""

    def __init__(self, body: str) -> None:
        self._body = body

    def ask(self, request: bytes) -> str:
        """The body."""
        assert request
        return self._body


def believed(body: str) -> int:
    """How many proposals of an answer are believed, each checked."""
    compilation = compiled(SourceText("case.md", "0" * 64, PAGE, "utf-8"))
    plugged = (LanguageModelExtractor("any", Saying(body)),)
    (case,) = read_facts(compilation, gazetteer(), Library(), plugins=plugged).cases
    return check(case, PAGE)[0]


@settings(max_examples=300)
@given(ANSWERS.map(completion) | ANSWERS.map(json.dumps) | st.text())
def test_no_answer_raises_or_gives_an_ungrounded_fact(body: str) -> None:
    believed(body)


def test_those_answers_hold_what_is_believed() -> None:
    """The property above has something to check."""
    found: list[int] = []

    @settings(max_examples=200, derandomize=True, database=None)
    @given(st.lists(likely(), min_size=8, max_size=8))
    def count(facts: list[Any]) -> None:
        found.append(believed(completion({"facts": facts})))

    count()
    assert sum(found) > 20
