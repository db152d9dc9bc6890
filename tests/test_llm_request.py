"""What a model is asked: the text as data, and a closed schema."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from fulian_kg.fact_schema import fact_schemas
from fulian_kg.llm.prompt import chunks, request
from fulian_kg.llm.schema import answer_schema
from fulian_kg.resources import Library
from llm_service import TRUE, proposed, saying, serving

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Ran
    from fulian_kg.extraction.document import Document


def test_a_request_holds_the_text_as_data_each_paragraph_once(document_of: Callable[[str], Document]) -> None:
    sentence = "县妇联组织了“三八”活动，" * 20 + "效果很好。"
    document = document_of("\n\n".join([f"第{n}段。" + sentence for n in range(12)] + [sentence * 12]))
    found = list(chunks(document))
    assert len(found) > 3
    ranges = [part for chunk in found for part in chunk.parts]
    assert "".join(document.text[part.start : part.end] for part in ranges) == document.text.replace("\n", "")
    assert all(sum(p.end - p.start for p in chunk.parts) <= 1200 for chunk in found)
    body = json.loads(request(document, found[0], "m"))
    shown = json.loads(body["messages"][1]["content"])["paragraphs"]
    assert shown == [document.text[part.start : part.end] for part in found[0].parts]
    assert body["temperature"] == 0
    assert request(document, found[0], "m") == request(document, found[0], "m")


def test_the_schema_is_closed_and_names_every_type_and_slot_but_those_left_out() -> None:
    proposals = answer_schema(Library()).whole["properties"]["facts"]["items"]["anyOf"]
    slots = {each["properties"]["type"]["enum"][0]: each["properties"]["slots"] for each in proposals}
    assert slots.keys() == fact_schemas(Library()).keys() - {"case"}
    for kind, schema in slots.items():
        left = set(fact_schemas(Library())[kind].slots) - set(schema["properties"])
        assert left == ({"code", "province"} if kind == "region" else set())
    closed = [value for value in walk(answer_schema(Library()).whole) if value.get("type") == "object"]
    assert len(closed) == 1 + 2 * len(slots)
    assert all(value["additionalProperties"] is False for value in closed)


def walk(value: Any) -> list[dict[str, Any]]:
    if isinstance(value, dict):
        return [value, *(found for each in value.values() for found in walk(each))]
    return [found for each in value for found in walk(each)] if isinstance(value, list) else []


def test_a_service_without_schemas_is_shown_the_schema(
    tmp_path: Path,
    run: Callable[..., Ran],
    source: Path,
    asking: Callable[..., None],
) -> None:
    rules = tmp_path / "own" / "rules"
    rules.mkdir(parents=True)
    text = Library().read("rules", "llm.toml")
    (rules / "llm.toml").write_text(text.replace('"json_schema"', '"json_object"'), "utf-8")
    with serving(saying(TRUE)) as service:
        asking(service)
        facts = [
            proposed(run("facts", source, "--extractor", "llm", *own).out) for own in ((), ("--with", rules.parent))
        ]
    formats = [body["response_format"]["type"] for _, _, body in service.asked]
    assert formats == ["json_schema", "json_object"]
    assert "additionalProperties" in service.asked[1][2]["messages"][0]["content"]
    assert facts[0][0].rule != facts[1][0].rule


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("chunk = 1200", "piece = 1200"),
        ("most = 60", "most = 0"),
        ("confidence = 0.5", "confidence = 'half'"),
        ("llm.negated", "llm.denied"),
        ("currency = { enum", "currency = { type = 'rouble', enum"),
        ("leave_out", "left_out"),
    ],
)
def test_a_file_of_settings_that_makes_no_sense_is_one_sentence(
    wrong: str, right: str, tmp_path: Path, run: Callable[..., Ran], source: Path, asking: Callable[..., None]
) -> None:
    (tmp_path / "own" / "rules").mkdir(parents=True)
    text = Library().read("rules", "llm.toml")
    assert wrong in text
    (tmp_path / "own" / "rules" / "llm.toml").write_text(text.replace(wrong, right), "utf-8")
    asking(None, url="http://127.0.0.1:9/v1")
    ran = run("facts", source, "--extractor", "llm", "--with", tmp_path / "own")
    assert (ran.code, ran.out, ran.err.count("\n")) == (3, "", 1)
    assert "rules/llm.toml" in ran.err
