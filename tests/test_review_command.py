"""`review` from the command line, and what `build`, `facts` and `evaluate` make of its decisions."""

from __future__ import annotations

import json
import re
import shlex
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

from conftest import EXAMPLE
from curating import JIANHU, LIBRARY, SHEYANG, applied, edited, gazetteer, read_all, spots
from fulian_kg.curation.journal import FILE, read_journal
from fulian_kg.curation.queue import ITEM_KINDS, Queue
from fulian_kg.facts_io import read_facts
from fulian_kg.graph.build import Settings, build
from fulian_kg.graph.store import open_store

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Ran
    from curating import Spot

    Run = Callable[..., Ran]

DECISIONS = EXAMPLE.parent / "curation"
QUOTE = "全区136个社区妇联"


@pytest.fixture
def review(run: Run, tmp_path: Path, example_store: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command of `review` on the example, with decisions in a folder of the test's own."""
    monkeypatch.setenv("FULIAN_WHO", "王芳")

    def ran(command: str, *arguments: str | Path) -> Ran:
        places = [] if command == "withdraw" else ["--store", example_store]
        return run("review", command, *arguments, *places, "--curation", tmp_path / "curation")

    return ran


@pytest.fixture
def counties(tmp_path: Path) -> Path:
    folder = tmp_path / "counties"
    folder.mkdir()
    (folder / "a.txt").write_text(JIANHU, "utf-8")
    (folder / "b.txt").write_text(SHEYANG, "utf-8")
    return folder


@cache
def example() -> list[Spot]:
    return spots(read_all(EXAMPLE))


def found(quote: str, kind: str) -> str:
    """Id of a fact of the example."""
    (fact,) = [each[2] for each in example() if each[2].type == kind and quote in each[2].quote]
    return fact.id


def rows(ran: Ran) -> list[dict[str, Any]]:
    assert ran.code == 0, ran.err
    return [json.loads(line) for line in ran.out.splitlines()]


def test_a_decision_is_recorded_acknowledged_and_recorded_once(review: Run, tmp_path: Path) -> None:
    said = [review("accept", "--quote", QUOTE, "--type", "statistic", "--why", "与原书一致") for _ in range(2)]
    assert [ran.code for ran in said] == [0, 0]
    (entry,) = read_journal(tmp_path / "curation").entries.values()
    assert (entry.decision.who, entry.decision.why, entry.file, entry.line) == ("王芳", "与原书一致", FILE, 1)
    assert said[0].out.startswith(f"{entry.decision.id} accept statistic")
    assert said[0].out.endswith(f"{tmp_path / 'curation' / FILE}:1\n")
    assert said[1].out.startswith("早已记录 recorded before")
    line = json.loads((tmp_path / "curation" / FILE).read_text("utf-8"))
    assert list(line)[:5] == ["decision", "who", "when", "why", "type"]
    assert (line["quote"], line["case"], line["file"]) == (QUOTE, 2, "compilation.md")
    assert min(len("".join(line[side].split())) for side in ("before", "after")) >= 16
    assert "\\u" not in (tmp_path / "curation" / FILE).read_text("utf-8")


def test_ids_may_be_short_and_several(review: Run, tmp_path: Path) -> None:
    ids = [found(quote, "statistic") for quote in (QUOTE, "妇女小组4879个")]
    ran = review("reject", *(each[:8] for each in ids))
    assert ran.code == 0
    assert len(read_journal(tmp_path / "curation").entries) == len(ran.out.splitlines()) == 2
    assert sorted(row["facts"] for row in rows(review("log", "--format", "jsonl"))) == sorted([each] for each in ids)


REFUSED = {
    "nobody": ("accept --quote 全区136个社区妇联 --who ''", "say who decides"),
    "nothing": ("accept", "say which"),
    "both": ("accept 00 --quote 全区", "say which"),
    "unknown id": ("accept ffffffffffffffff", "0 facts or items have the id"),
    "several": ("accept --quote 个社区", "facts have the quote"),
    "no such quote": ("accept --quote 全区137个社区妇联", "no fact has the quote"),
    "no slot": ("amend {statistic} --set colour=red", "a statistic has no slot 'colour'"),
    "no value": ("amend {statistic} --set value", "write slot=value"),
    "no number": ("amend {statistic} --set value=many", "takes a number"),
    "infinite": ("amend {statistic} --set value=inf", "takes a number"),
    "not printed": ("amend {statistic} --set value=137", "the quote does not print this value"),
    "no change": ("amend {statistic} --set value=136", "this changes nothing"),
    "no such code": ("region 北京市石景山区 --code 999999", "no region had the code 999999"),
    "no such region": ("region 大西洋县 --code 110107", "0 facts of type region"),
    "no such theme": ("theme 5 --add weather", "no list of ours"),
    "no such case": ("theme 500 --add network-coverage", "0 cases have the number 500"),
    "no such words": ("add --type concept --quote 此处并无此语 --set name=此语", "stands at 0 places"),
    "many places": ("add --type concept --quote 妇联 --set name=妇联", "places: quote more"),
    "no slots": ("add --type concept --quote 民情日记", "at least once"),
    "not in the quote": ("add --type concept --quote 民情日记 --set name=民心", "does not print this name"),
    "two types": ("merge {statistic} {place}", "cannot be merged"),
    "statements": ("merge {statistic} {other}", "cannot be merged"),
    "itself": ("merge {place} {place}", "cannot be merged"),
    "no mention": ("split {place} --mention 9", "further mentions"),
    "unknown decision": ("accept {place} --replaces ffff", "0 decisions have the id"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_would_not_apply_is_refused_in_a_sentence_and_not_recorded(name: str, review: Run, tmp_path: Path) -> None:
    words, said = REFUSED[name]
    ids = {"statistic": found(QUOTE, "statistic"), "other": found("妇女小组4879个", "statistic")}
    ids["place"] = found("东华门街道南池子社区", "place")
    ran = review(*shlex.split(words.format(**ids)))
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
    assert ran.err.count("\n") == 1
    assert not (tmp_path / "curation").exists()


def test_a_changed_mind_is_a_new_line(review: Run, run: Run, tmp_path: Path) -> None:
    first = review("accept", "--quote", QUOTE).out.split()[0]
    against = review("reject", "--quote", QUOTE)
    assert against.code == 2
    assert f"--replaces {first}" in against.err
    second = review("reject", "--quote", QUOTE, "--replaces", first[:6]).out.split()[0]
    states = {row["id"]: row["state"] for row in rows(review("log", "--format", "jsonl"))}
    assert states == {first: "replaced", second: "applied"}
    assert review("withdraw", second[:6]).code == 0
    states = {row["id"]: row["state"] for row in rows(review("log", "--format", "jsonl"))}
    assert (states[first], states[second]) == ("applied", "replaced")
    assert len((tmp_path / "curation" / FILE).read_text("utf-8").splitlines()) == 3
    assert run("review", "withdraw", "ffff", "--curation", tmp_path / "curation", "--who", "王").code == 2
    assert run("review", "withdraw", first, "--curation", tmp_path / "nowhere", "--who", "王").code == 3


def test_the_queue_shrinks_by_what_is_decided(review: Run) -> None:
    review("accept", "--quote", QUOTE)
    items = rows(review("list", "--format", "jsonl"))
    assert {row["kind"] for row in items} >= {"finding", "confidence"}
    for row in items:
        assert row["command"].startswith("fulian-kg review ")
        command = shlex.split(row["command"])[2:]
        words = command[: command.index("--store")]
        assert review(*words).code == 0, row["command"]
    assert rows(review("list", "--format", "jsonl")) == []
    assert review("list").out == ""
    assert "没有待办" in review("list").err


def test_the_queue_can_be_narrowed(review: Run) -> None:
    review("accept", "--quote", QUOTE)
    everything = json.loads(review("list", "--format", "json", "--below", "0.95").out)
    assert [row["kind"] for row in everything] == sorted((row["kind"] for row in everything), key=ITEM_KINDS.index)
    assert json.loads(review("list", "--format", "json", "--below", "0.95", "--limit", "2").out) == everything[:2]
    unsure = json.loads(review("list", "--format", "json", "--below", "0.95", "--kind", "confidence").out)
    assert unsure == [row for row in everything if row["kind"] == "confidence"]
    shown = review("list", "--below", "0.95").out
    assert all(f"[{row['kind']}] {row['id']}" in shown and f"$ {row['command']}" in shown for row in everything)
    assert json.loads(review("list", "--format", "json", "--below", "0").out) == [
        row for row in everything if row["kind"] == "finding"
    ]


def test_the_queue_has_numbers_names_and_proposals(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(
        "鼓楼区妇联建设妇女之家的做法\n鼓楼区妇联2010年建立妇女之家40个。全区开展活动，共有好事77桩，人人称好。\n",
        "utf-8",
    )
    read = read_all(tmp_path / "a.txt")
    proposed = edited(read, lambda facts: tuple(replace(each, rule="llm:model") for each in facts))
    about = next(each[2] for each in spots(proposed) if each[2].type == "region")
    items = Queue(applied(proposed), LIBRARY, " --store kg").items([("鼓楼区", about)], gazetteer(), 0.1)
    by_kind = {kind: [item for item in items if item.kind == kind] for kind in ITEM_KINDS}
    assert {item.id for item in by_kind["model"]} == {each[2].id for each in spots(proposed)}
    assert "77" in {item.quote for item in by_kind["number"]}
    number = next(item for item in by_kind["number"] if item.quote == "77")
    assert (number.line, number.file, number.case) == (2, "a.txt", None)
    assert number.sentence == ("全区开展活动，共有好事", "桩，人人称好")
    assert (
        shlex.split(number.command)[3:]
        == [*("add", "--type", "statistic", "--quote", "共有好事77桩", "--set", "value=77", "--store", "kg")][1:]
    )
    (name,) = by_kind["name"]
    assert "320106" in name.suggestion
    assert shlex.split(name.command)[2:5] == ["region", "鼓楼区", "--code"]


def test_show_marks_the_words_in_their_sentence(review: Run) -> None:
    place = found("东华门街道南池子社区", "place")
    shown = review("show", place[:8]).out
    assert "【东华门街道南池子社区】是首批全国示范社区" in shown
    assert re.search(r"  1\. .*【南池子社区】视察", shown)
    assert "region = 北京市东城区（推得 derived）" in shown
    assert review("show", "ffff").code == 2
    assert review("accept", place).code == 0
    item = next(row for row in rows(review("list", "--format", "jsonl")) if row["kind"] == "finding")
    assert f"【{item['quote']}】" in review("show", item["id"]).out


def test_amend_add_merge_split_theme_and_region_reach_facts_and_graph(review: Run, run: Run, tmp_path: Path) -> None:
    payer = found("最终由石景山区按地区女性人口数", "funding")
    for command in (
        f"amend {payer} --set payer=区财政局 --derived payer --unset purpose",
        "add --type initiative --quote 绿色家庭、学习型家庭、平安家庭 --set name=学习型家庭 --set kind=campaign",
        f"merge {found('北京大学', 'organization')} {found('人民大学', 'organization')}",
        f"merge {found('“好邻居”', 'initiative')} {found('单亲贫困母亲真情援助', 'initiative')}",
        f"split {found('东华门街道南池子社区', 'place')} --mention 1 --set name=南池子社区",
        "theme 5 --add network-coverage",
        "region 北京市石景山区 --case 2 --code 110105",
        f"reject {found('首都“五好文明家庭”', 'honour')}",
        f"accept {found(QUOTE, 'statistic')}",
    ):
        ran = review(*shlex.split(command))
        assert ran.code == 0, ran.err
    store = tmp_path / "kg"
    ran = run("build", EXAMPLE, "--store", store, "--curation", tmp_path / "curation", "--format", "json")
    ledger = json.loads(ran.out)
    assert ledger["decisions"] == {"states": {"applied": 9}, "unapplied": [], "torn": []}
    assert ledger["violations"] == 0
    opened = open_store(store)
    facts = {fact.id: fact for fact in read_facts(opened.facts_text(), "facts")}
    assert facts[payer].slots["payer"] == "区财政局"
    assert (facts[payer].review, "purpose" in facts[payer].slots) == ("amended", False)
    assert run("verify", "--store", store).code == 0
    asked = run("query", "decisions", "--store", store, "--format", "csv", "-p", "kind=amend").out
    assert ",payer,石景山区,区财政局," in asked
    assert ",code,110107,110105," in asked
    catalogue = run("query", "catalogue", "--store", store, "--format", "csv").out.splitlines()
    assert "朝阳区" in next(line for line in catalogue if line.startswith("2,"))
    assert "network-coverage" in next(line for line in catalogue if line.startswith("5,"))
    assert run("review", "log", "--store", store, "--curation", tmp_path / "curation").code == 0


def test_a_store_tells_the_same_as_its_sources(run: Run, tmp_path: Path, counties: Path) -> None:
    decisions = tmp_path / "curation"
    for store, extra in (("plain", ()), ("curated", ("--curation", decisions))):
        words = ("--source", counties, "--curation", decisions, "--who", "王")
        assert run("review", "reject", "--quote", "培训班12期", *words).code == 0
        assert run("build", counties, "--store", tmp_path / store, *extra).code == 0
        for command in ("list", "log"):
            here = run("review", command, counties, "--curation", decisions, "--format", "jsonl")
            there = run("review", command, "--store", tmp_path / store, "--curation", decisions, "--format", "jsonl")
            assert here.code == there.code == 0
            assert re.sub(r" --(source|store) \S+", "", here.out) == re.sub(r" --(source|store) \S+", "", there.out)
    words = ("--store", tmp_path / "curated", "--curation", decisions, "--who", "王")
    assert run("review", "accept", "--quote", "培训妇女3000人", *words).code == 0
    assert len(read_journal(decisions).entries) == 2


def test_a_build_says_which_decisions_wait_and_is_the_same_again(run: Run, tmp_path: Path) -> None:
    ledgers = []
    for number in (1, 2):
        ran = run("build", EXAMPLE, "--curation", DECISIONS, "--store", tmp_path / "kg", "--format", "json")
        assert ran.code == 0
        ledgers.append(json.loads(ran.out))
        assert ledgers[-1]["generation"] == "000001", number
    (waiting,) = ledgers[0]["decisions"]["unapplied"]
    assert (waiting["state"], waiting["reason"]) == ("value-changed", "number-not-printed:value")
    assert (waiting["quote"], waiting["now"]) == ("已有 162 名妇女", "已有 152 名妇女")
    assert ledgers[0]["violations"] == 0
    text = run("build", EXAMPLE, "--curation", DECISIONS, "--store", tmp_path / "kg").out
    assert "决定 decisions" in text
    assert "! decisions.jsonl:2  王芳 accept “已有 162 名妇女”" in text
    manifest = open_store(tmp_path / "kg").manifest
    assert manifest["curation"] == read_journal(DECISIONS).digest
    (tmp_path / "copy.jsonl").write_text((DECISIONS / FILE).read_text("utf-8"), "utf-8")
    assert run("build", EXAMPLE, "--curation", tmp_path, "--store", tmp_path / "kg").code == 0
    assert open_store(tmp_path / "kg").manifest["graphs"] == manifest["graphs"]
    queue = run("review", "list", EXAMPLE, "--curation", DECISIONS, "--kind", "decision").out
    assert "现为 now “已有 152 名妇女”" in queue


def test_without_decisions_nothing_of_them_is_in_a_store() -> None:
    made = build([EXAMPLE], Settings())
    assert "decisions" not in made.ledger
    assert "curation" not in made.manifest
    assert not any("curation" in str(quad.graph_name) for quad in made.quads)
    assert "extracted.jsonl" not in made.files


def test_contradicting_decisions_stop_a_build(run: Run, tmp_path: Path, counties: Path) -> None:
    for number, command in enumerate(("accept", "reject")):
        words = ("--source", counties, "--curation", tmp_path / str(number), "--who", "王")
        assert run("review", command, "--quote", "培训班12期", *words).code == 0
    both = tmp_path / "both"
    both.mkdir()
    for number in range(2):
        (both / f"{number}.jsonl").write_bytes((tmp_path / str(number) / FILE).read_bytes())
    for command, *more in (("build", "--store", tmp_path / "kg"), ("facts",)):
        ran = run(str(command), counties, *more, "--curation", both)
        assert ran.code == 3
        assert "0.jsonl:1" in ran.err
        assert "1.jsonl:1" in ran.err
    assert not (tmp_path / "kg").exists()
    log = run("review", "log", counties, "--curation", both)
    assert log.code == 0
    assert log.out.count("conflicting") == 2
    assert "cannot both hold" in log.err


@pytest.mark.parametrize("command", ["build", "facts", "review list", "review log"])
def test_a_folder_of_decisions_that_is_not_there_is_an_error(
    command: str, run: Run, tmp_path: Path, counties: Path
) -> None:
    ran = run(*command.split(), counties, "--curation", tmp_path / "nowhere")
    assert ran.code == 3
    assert "nowhere" in ran.err


def test_a_line_that_is_no_decision_stops_with_its_place(run: Run, tmp_path: Path, counties: Path) -> None:
    (tmp_path / "a.jsonl").write_text("# 注\n{}\n", "utf-8")
    ran = run("facts", counties, "--curation", tmp_path)
    assert ran.code == 3
    assert f"{tmp_path / 'a.jsonl'}:2" in ran.err


def test_facts_and_evaluate_take_decisions(run: Run, tmp_path: Path) -> None:
    plain = [json.loads(line) for line in run("facts", EXAMPLE).out.splitlines()]
    curated = [json.loads(line) for line in run("facts", EXAMPLE, "--curation", DECISIONS).out.splitlines()]
    reviews = {row["id"]: row["review"] for row in curated}
    assert {row["review"] for row in plain} == {"proposed"}
    assert sorted(set(reviews.values())) == ["accepted", "amended", "proposed", "rejected"]
    assert {row["id"] for row in plain} < set(reviews)
    gold = tmp_path / "gold.jsonl"
    kept = [{**row, "doc": "case", "range": [5500, 8200]} for row in plain if row["case"] == 1]
    kept = [row for row in kept if row["type"] == "honour"]
    gold.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in kept), "utf-8")
    places = ("--source", EXAMPLE, "--format", "json")
    scores = [run("evaluate", gold, *places, *extra) for extra in ((), ("--curation", DECISIONS))]
    assert [ran.code for ran in scores] == [0, 0]
    assert scores[0].out != scores[1].out


def test_a_cut_off_line_is_named_and_mended_by_the_next(review: Run, tmp_path: Path) -> None:
    review("accept", "--quote", QUOTE)
    with (tmp_path / "curation" / FILE).open("ab") as stream:
        stream.write(b'{"decision": "acc')
    log = review("log")
    assert log.code == 0
    assert f"{FILE}:2" in log.err
    assert "never acknowledged" in log.err
    assert review("accept", "--quote", "妇女小组4879个").code == 0
    assert len(read_journal(tmp_path / "curation").entries) == 2
