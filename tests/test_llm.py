"""The language-model plug-in from end to end: what is asked, what is believed, recorded, replayed, published."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from threading import Event
from typing import TYPE_CHECKING, Any

import pytest

from fulian_kg.extraction.pipeline import read_facts as read
from fulian_kg.extraction.plugins import plugins
from fulian_kg.llm.client import Client
from fulian_kg.llm.endpoint import address_of
from fulian_kg.llm.extractor import LanguageModelExtractor
from fulian_kg.model import SourceText
from fulian_kg.resources import Library
from fulian_kg.source.compilation import compiled
from llm_checking import gazetteer
from llm_service import TEXT, TRUE, Handler, built, completion, proposed, saying, serving

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Ran
    from fulian_kg.model import CaseFacts, Fact
    from llm_service import Service

KNOWN: dict[str, Any] = {
    "type": "statistic",
    "quote": "县妇联培训妇女骨干460名",
    "slots": {"value": 460, "unit": "人", "subject": "妇女骨干"},
}
ROOMS: dict[str, Any] = {
    "type": "statistic",
    "quote": "2009年新建35间活动室",
    "slots": {"value": 35, "unit": "间", "subject": "活动室"},
}
FALSE: tuple[tuple[str, dict[str, Any]], ...] = (
    ("quote-not-found", {**TRUE, "quote": "巾帼行动在各县铺开"}),
    ("not-printed:name", {**TRUE, "slots": {"name": "巾帼工程"}}),
    ("schema:additionalProperties", {**TRUE, "slots": {"name": "巾帼行动", "colour": "红"}}),
    ("schema:additionalProperties", {**TRUE, "why": "因为"}),
    ("schema:required", {"type": "initiative", "quote": "巾帼行动"}),
    ("schema:enum", {**TRUE, "slots": {"name": "巾帼行动", "kind": "revolution"}}),
    ("schema:type", {**TRUE, "slots": {"name": ["巾帼行动"]}}),
    ("unknown-type", {**TRUE, "type": "rumour"}),
    ("unknown-type", {**TRUE, "type": "case"}),
    ("unknown-type", {**TRUE, "type": ["initiative"]}),
    ("number-not-printed:value", {**KNOWN, "slots": {**KNOWN["slots"], "value": 461}}),
    ("number-not-printed:value", {**KNOWN, "slots": {**KNOWN["slots"], "value": 2010}}),
    ("number-not-printed:value", {**ROOMS, "slots": {**ROOMS["slots"], "value": 2009}}),
    ("not-printed:name", {"type": "facility", "quote": "新建35间活动室", "slots": {"name": "5间活动室"}}),
    ("quote-cuts-number", {**KNOWN, "quote": "60名", "slots": {**KNOWN["slots"], "value": 60}}),
    ("unit-not-printed", {**KNOWN, "slots": {**KNOWN["slots"], "unit": "户"}}),
    ("unit-not-printed", {**KNOWN, "slots": {**KNOWN["slots"], "unit": "妇女"}}),
    ("quote-of-several-sentences", {**KNOWN, "quote": "培训妇女骨干460名。全县建立妇女之家238个"}),
    ("quote-ambiguous", {**KNOWN, "quote": "妇联"}),
    (
        "negation-left-out",
        {
            "type": "funding",
            "quote": "专项经费",
            "slots": {"provision": "专项经费", "status": "in_force"},
        },
    ),
    ("negation-not-printed", {**TRUE, "slots": {"name": "巾帼行动", "negated": True}}),
    ("pilot-not-printed", {**TRUE, "slots": {"name": "巾帼行动", "pilot": True}}),
)


def reading_of(service: Service, text: str = TEXT) -> CaseFacts:
    """What is read of a text with the model of a service, without the command line."""
    client = Client(address_of({"FULIAN_LLM_URL": service.url}), None, 20, lambda _: None)
    compilation = compiled(SourceText("case.md", "0" * 64, text, "utf-8"))
    plugged = (LanguageModelExtractor("tiny:1b", client),)
    (case,) = read(compilation, gazetteer(), Library(), plugins=plugged).cases
    return case


def proposals(case: CaseFacts) -> list[Fact]:
    return [fact for fact in case.facts if fact.rule.startswith("llm:")]


def test_a_model_reads_only_when_it_is_named(
    run: Callable[..., Ran], source: Path, asking: Callable[..., None]
) -> None:
    with serving(saying(TRUE)) as service:
        asking(service)
        without = run("facts", source)
        assert service.asked == []
        beside = run("facts", source, "--extractor", "llm")
    assert len(service.asked) == 1
    (found,) = proposed(beside.out)
    assert (found.slots, found.quote) == ({"name": "巾帼行动", "kind": "campaign"}, "巾帼行动在各村铺开")
    assert (found.derived, found.confidence, found.review) == (("kind",), 0.5, "proposed")
    assert found.rule.startswith("llm:tiny:1b@")
    assert [line for line in beside.out.splitlines() if "llm:" not in line] == without.out.splitlines()


def test_the_quote_of_a_statement_is_its_whole_clause() -> None:
    books = {"type": "statistic", "quote": "12册图书", "slots": {"value": 12, "unit": "册", "subject": "图书"}}
    decided = {"type": "decision", "quote": "各村铺开", "slots": {"body": "各村", "subject": "铺开"}}
    with serving(saying(books, decided)) as service:
        case = reading_of(service)
    quotes = {fact.type: fact.quote for fact in proposals(case)}
    quotes |= {each.candidate.type: each.quote for each in case.rejected if each.reason == "agrees-with-rule"}
    assert quotes == {"statistic": "每间至少投入12册图书", "decision": "巾帼行动在各村铺开"}


@pytest.mark.parametrize(("date", "reason"), [("2009-02-30", "no-such-date"), ("2010-02-03", "date-not-printed")])
def test_a_date_is_one_that_there_is_and_that_is_printed_in_one_piece(date: str, reason: str) -> None:
    quote = "2009年2月30日至2010年5月3日举办培训"
    fact = {"type": "event", "quote": quote, "slots": {"name": "举办培训", "date": date}}
    with serving(saying(fact)) as service:
        case = reading_of(service, f"{TEXT}\n\n{quote}。\n")
    assert [refused.reason for refused in case.rejected] == [reason]


def test_a_quote_from_another_piece_of_the_text_is_refused() -> None:
    far = "乡镇" * 700
    with serving(saying(TRUE)) as service:
        case = reading_of(service, f"{TEXT}\n\n{far}。\n\n{far}。\n")
    assert len(service.asked) > 1
    assert [fact.slots["name"] for fact in proposals(case)] == ["巾帼行动"]
    assert {refused.reason for refused in case.rejected} == {"quote-outside-chunk"}


def test_what_a_rule_of_ours_states_is_counted_and_not_taken_again() -> None:
    with serving(saying(KNOWN)) as service:
        case = reading_of(service)
    assert [refused.reason for refused in case.rejected] == ["agrees-with-rule"]
    assert proposals(case) == []


@pytest.mark.parametrize(("reason", "fact"), FALSE)
def test_a_proposal_that_the_text_does_not_bear_out_is_refused_with_its_reason(
    reason: str, fact: dict[str, Any]
) -> None:
    with serving(saying(fact)) as service:
        case = reading_of(service)
    assert [refused.reason for refused in case.rejected] == [reason]
    assert proposals(case) == []


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("好的，事实如下：", "answer-not-json"),
        ('{"facts": [}', "answer-not-json"),
        ('{"facts": [], "facts": []}', "answer-not-json"),
        ('{"facts": [{"type": NaN}]}', "answer-not-json"),
        ("[" * 100_000, "answer-not-json"),
        ('{"facts": ' + "[" * 100_000 + "]" * 100_000 + "}", "answer-not-json"),
        ('{"facts": ' + "9" * 10_000 + "}", "answer-not-json"),
        ('{"facts": {}}', "answer-not-in-schema"),
        ('{"facts": [], "more": 1}', "answer-not-in-schema"),
        ('["facts"]', "answer-not-in-schema"),
    ],
)
def test_an_answer_that_is_not_as_asked_is_refused_whole(content: str, reason: str) -> None:
    with serving(lambda handler: handler.reply(completion(content))) as service:
        case = reading_of(service)
    assert [refused.reason for refused in case.rejected] == [reason]


@pytest.mark.parametrize(
    ("finish", "reason", "count"), [("stop", "too-many-candidates", 1), ("length", "answer-truncated", 0)]
)
def test_of_too_many_proposals_the_first_are_read_and_of_a_cut_answer_none(
    finish: str, reason: str, count: int
) -> None:
    with serving(lambda handler: handler.reply(completion({"facts": [TRUE] * 61}, finish))) as service:
        case = reading_of(service)
    assert [refused.reason for refused in case.rejected] == [reason]
    assert len(proposals(case)) == count


def test_json_in_a_fence_is_json() -> None:
    fenced = "```json\n" + json.dumps({"facts": [TRUE]}) + "\n```"
    with serving(lambda handler: handler.reply(completion(fenced))) as service:
        assert len(proposals(reading_of(service))) == 1


def test_the_ledger_counts_refusals_by_reason(
    run: Callable[..., Ran], source: Path, asking: Callable[..., None], tmp_path: Path
) -> None:
    with serving(saying(KNOWN, *(fact for _, fact in FALSE[:2]))) as service:
        asking(service)
        ledger = built(run, source, tmp_path / "kg")
    assert ledger["rejected"] == {"agrees-with-rule": 1, "not-printed:name": 1, "quote-not-found": 1}
    assert ledger["proposed"] == {"facts": 0, "published": 0, "addressed": 0}


@pytest.mark.parametrize(
    "script",
    [
        lambda handler: handler.reply("<html>welcome</html>"),
        lambda handler: handler.reply("{}"),
        lambda handler: handler.reply('{"choices": [{"message": {"content": null}}]}'),
        lambda handler: handler.reply("[" * 100_000),
        lambda handler: handler.reply(b"\xff"),
        lambda handler: handler.reply("no", 401),
        lambda handler: handler.reply("no", 429),
        lambda handler: handler.reply("no", 500),
    ],
)
def test_when_the_model_fails_the_rules_read_and_the_failure_is_a_finding(script: Callable[[Handler], None]) -> None:
    with serving(script) as service:
        case = reading_of(service)
    assert proposals(case) == []
    assert len(case.facts) > 3
    (failed,) = (found for found in case.findings if found.kind == "model-failed")
    assert failed.message_zh.startswith("语言模型没有读这一处：")
    assert failed.span is not None


def test_a_failure_is_told_and_fails_only_a_strict_build(
    run: Callable[..., Ran], source: Path, asking: Callable[..., None], tmp_path: Path
) -> None:
    without = run("facts", source).out
    with serving(lambda handler: handler.reply("sk-secret", 401)) as service:
        asking(service, key="sk-secret")
        beside = run("facts", source, "--extractor", "llm")
        built = run("build", source, "--store", tmp_path / "kg", "--extractor", "llm")
        strict = run("build", source, "--store", tmp_path / "strict", "--extractor", "llm", "--strict")
    assert (beside.code, built.code, strict.code) == (0, 0, 1)
    assert beside.out == without
    assert [said.count("语言模型没有读这一处") for said in (beside.err, built.out, strict.out)] == [1, 1, 1]
    assert "sk-secret" not in "".join(ran.out + ran.err for ran in (beside, built, strict))
    assert not (tmp_path / "strict").exists()


def test_after_three_failures_in_a_row_it_is_not_asked_again(
    run: Callable[..., Ran], asking: Callable[..., None], tmp_path: Path
) -> None:
    for name in "abcdef":
        (tmp_path / f"{name}.md").write_text(TEXT.replace("460", str(ord(name))), "utf-8")
    with serving(lambda handler: handler.reply("<html>")) as service:
        asking(service)
        ran = run("facts", tmp_path, "--extractor", "llm")
    assert len(service.asked) == 3
    assert ran.err.count("接连失败") == 3


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"url": ""}, "FULIAN_LLM_URL"),
        ({"model": ""}, "FULIAN_LLM_MODEL"),
        ({"url": "http://models.example/v1"}, "FULIAN_LLM_HTTP"),
        ({"key": "a b"}, "FULIAN_LLM_KEY"),
        ({"timeout": "soon"}, "FULIAN_LLM_TIMEOUT"),
        ({"record": "a", "replay": "b"}, "both"),
    ],
)
def test_a_setting_that_makes_no_sense_is_one_sentence(
    more: dict[str, str], said: str, run: Callable[..., Ran], source: Path, asking: Callable[..., None]
) -> None:
    asking(None, **{"url": "http://127.0.0.1:9/v1", **more})
    ran = run("facts", source, "--extractor", "llm")
    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert said in ran.err


def test_an_unknown_plug_in_is_refused_with_those_there_are(run: Callable[..., Ran], source: Path) -> None:
    ran = run("build", source, "--extractor", "lmm")
    assert ran.code == 2
    assert ran.err.endswith("installed are llm\n")
    assert plugins(()) == ()


def test_an_interrupt_ends_a_request_at_once(source: Path, asking: Callable[..., None]) -> None:
    waiting, over = Event(), Event()

    def script(handler: Handler) -> None:
        del handler
        waiting.set()
        over.wait(60)

    with serving(script) as service:
        asking(service, timeout="3600")
        command = [sys.executable, "-m", "fulian_kg", "facts", str(source), "--extractor", "llm"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            assert waiting.wait(60)
            process.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=60)
        over.set()
    assert (process.returncode, out, err.strip().count(b"\n")) == (130, b"", 0)


def test_without_its_extra_the_plug_in_says_what_to_install(
    run: Callable[..., Ran],
    source: Path,
    asking: Callable[..., None],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "fastjsonschema", None)
    (tmp_path / "own").mkdir()
    asking(None, url="http://127.0.0.1:9/v1")
    ran = run("facts", source, "--extractor", "llm", "--with", tmp_path / "own")
    assert (ran.code, ran.out) == (2, "")
    assert "fulian-kg[llm]" in ran.err
