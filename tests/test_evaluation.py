"""The measure agrees with its definition, does not depend on order, and says what is wrong with its input."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from copy import deepcopy
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fulian_kg.evaluation.gold import FRAME, GoldDocument, Statement, statement
from fulian_kg.evaluation.measures import score
from fulian_kg.evaluation.report import as_object
from fulian_kg.model import FACT_TYPES, Span

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Ran

Row = dict[str, Any]
DOCUMENTS = ("R01_jiangsu_jianhu", "R03_fujian_yiyuanqian", "R07_shaanxi_beilin", "dongcheng", "shijingshan")
MEASURED = ("strict", "lenient", "slots", "slot_accuracy", "grounding", "numbers")
CLOSE = 1e-9
TEXT = "甲县妇联成立于1990年。全县有妇女1200人，村妇代会35个。\n县财政每年拨付经费2万元。干部每月培训一次。\n"


# ------------------------------------------------------------------------------------------- agreement


@pytest.fixture(scope="module")
def sources(shared: Path) -> list[Path]:
    return [shared / "seeds/compilation.txt", *(shared / f"texts/{name}.txt" for name in DOCUMENTS[:3])]


@pytest.fixture(scope="module")
def gold(shared: Path) -> list[Path]:
    return [shared / f"gold/{name}.jsonl" for name in DOCUMENTS]


@pytest.fixture(scope="module")
def extracted(sources: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Facts of the sources, as the command `facts` writes them."""
    path = tmp_path_factory.mktemp("facts") / "facts.jsonl"
    subprocess.run([sys.executable, "-m", "fulian_kg", "facts", *sources, "-o", path], check=True)
    return path


def lines(rows: list[Row]) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def rows_of(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def defined(shared: Path, gold: list[Path], facts: Path, texts: list[Path]) -> Row:
    """What the definition of the measure says."""
    call: list[str | Path] = [sys.executable, shared / "tools/score.py", "--json", "--facts", facts, *gold]
    call += [argument for text in texts for argument in ("--text", text)]
    done = subprocess.run(call, capture_output=True, text=True, check=True, encoding="utf-8")
    found: Row = json.loads(done.stdout)
    return found


def numbers_of(value: Any, place: str = "") -> dict[str, float]:
    """Every number of an object by the path to it."""
    if isinstance(value, dict):
        return {path: n for key, each in value.items() for path, n in numbers_of(each, f"{place}/{key}").items()}
    return {place: float(value)}


def assert_agrees(ours: Row, theirs: Row) -> None:
    assert set(theirs) == set(MEASURED)
    assert numbers_of({key: ours[key] for key in MEASURED}) == pytest.approx(numbers_of(theirs), abs=CLOSE)


def options(texts: list[Path], name: str) -> list[str | Path]:
    return [argument for text in texts for argument in (name, text)]


def test_our_facts_measure_as_defined(
    shared: Path, gold: list[Path], extracted: Path, sources: list[Path], run: Callable[..., Ran]
) -> None:
    theirs = defined(shared, gold, extracted, sources)
    written = run("evaluate", *gold, "--facts", extracted, *options(sources, "--text"), "--format", "json")
    read_now = run("evaluate", *gold, *options(sources, "--source"), "--format", "json")
    assert written == read_now
    assert_agrees(json.loads(written.out), theirs)


@pytest.mark.parametrize("seed", range(12))
def test_damaged_facts_measure_as_defined(
    seed: int,
    shared: Path,
    gold: list[Path],
    extracted: Path,
    sources: list[Path],
    tmp_path: Path,
    run: Callable[..., Ran],
) -> None:
    chance = random.Random(seed)  # noqa: S311
    whole = rows_of(extracted) if seed % 2 else [row for path in gold for row in rows_of(path) if "type" in row]
    texts = {path.name: path.read_text("utf-8-sig") for path in sources}
    facts = tmp_path / "facts.jsonl"
    facts.write_text(lines(damaged(whole, chance, texts)), "utf-8")
    ran = run("evaluate", *gold, "--facts", facts, *options(sources, "--text"), "--format", "json")
    ours = json.loads(ran.out)
    assert 0 < ours["strict"]["all"]["f1"] < ours["lenient"]["all"]["f1"] < 1
    assert_agrees(ours, defined(shared, gold, facts, sources))


def test_every_pair_of_types_matches_as_defined(shared: Path, tmp_path: Path, run: Callable[..., Ran]) -> None:
    named = {"name": "甲乙丙", "title": "甲乙丙", "quote": "甲乙丙", "start": 0, "end": 3}
    couples = [(one, other, named | {"file": f"{one}-{other}.txt"}) for one in FACT_TYPES for other in FACT_TYPES]
    gold, facts = tmp_path / "gold.jsonl", tmp_path / "facts.jsonl"
    gold.write_text(lines([row | {"type": one} for one, _, row in couples]), "utf-8")
    facts.write_text(lines([row | {"type": other} for _, other, row in couples]), "utf-8")
    ours = json.loads(run("evaluate", gold, "--facts", facts, "--format", "json").out)
    theirs = defined(shared, [gold], facts, [])
    assert len(theirs["strict"]["doc"]) == len(FACT_TYPES) ** 2
    assert {key: ours[key] for key in theirs} == theirs


def damaged(whole: list[Row], chance: random.Random, texts: dict[str, str]) -> list[Row]:
    """Half of the facts dropped, doubled, rejected or spoilt, all in another order."""
    found: list[Row] = []
    for row in deepcopy(whole):
        kind = chance.choice(["drop", "double", "reject", *SPOILERS, *["keep"] * (len(SPOILERS) + 3)])
        if kind in SPOILERS:
            SPOILERS[kind](row, chance, texts[row["file"]])
        if kind == "reject":
            row["review"] = "rejected"
        found += [row] * {"drop": 0, "double": 2}.get(kind, 1)
    chance.shuffle(found)
    return found


def slots_of(row: Row, kind: type) -> list[str]:
    return [key for key, value in row.items() if key not in FRAME and type(value) is kind]


def spoil_number(row: Row, chance: random.Random, text: str) -> None:
    del text
    for slot in slots_of(row, int):
        row[slot] = chance.choice([row[slot] + 1, row[slot] * 10, row[slot] / 3, float(row[slot])])


def spoil_words(row: Row, chance: random.Random, text: str) -> None:
    del text
    for slot in slots_of(row, str):
        value = row[slot]
        row[slot] = chance.choice([value[1:], value[: len(value) // 2], value * 2, f"“{value}” ", "某某"])


def spoil_type(row: Row, chance: random.Random, text: str) -> None:
    del text
    row["type"] = chance.choice(FACT_TYPES)


def spoil_place(row: Row, chance: random.Random, text: str) -> None:
    del text
    by = chance.choice([-30, -5, -1, 1, 5, 30, 300])
    row["start"] = max(0, row["start"] + by)
    row["end"] = max(row["start"] + 1, row["end"] + by)


def spoil_evidence(row: Row, chance: random.Random, text: str) -> None:
    by = chance.choice([10, 50, 100, 300])
    row["start"], row["end"] = max(0, row["start"] - by), min(len(text), row["end"] + by)
    row["quote"] = text[row["start"] : row["end"]]


def spoil_lists(row: Row, chance: random.Random, text: str) -> None:
    del text
    for slot in slots_of(row, str):
        row[slot] = chance.choice([[row[slot]], [row[slot], "某某"]])


def spoil_mention(row: Row, chance: random.Random, text: str) -> None:
    del text
    by = chance.choice([3, 20])
    row["mentions"] = [[row["start"] + by, row["end"] + by]]


SPOILERS: dict[str, Callable[[Row, random.Random, str], None]] = {
    "number": spoil_number,
    "words": spoil_words,
    "type": spoil_type,
    "place": spoil_place,
    "evidence": spoil_evidence,
    "lists": spoil_lists,
    "mention": spoil_mention,
}


# ------------------------------------------------------------------------------------------- properties

han = st.text("甲乙丙丁戊己庚辛壬癸", min_size=2, max_size=8)
named = st.builds(
    lambda kind, name: {"type": kind, "name": name, "quote": f"在{name}"},
    st.sampled_from(("region", "place", "organization", "initiative", "event", "concept", "facility", "document")),
    han,
)
counted = st.builds(
    lambda value, subject: {"type": "statistic", "value": value, "unit": "人", "subject": subject, "quote": subject},
    st.integers(0, 10**7) | st.floats(0, 100),
    han,
)
paid = st.builds(
    lambda amount, basis: {"type": "funding", "amount": amount, "basis": basis, "quote": f"{amount}元"},
    st.integers(1, 10**7),
    st.sampled_from(("woman", "village")),
)


def laid_out(made: list[Row]) -> tuple[str, list[Row]]:
    """A text of the quotes, and the rows with their places in it."""
    text, rows = "", []
    for row in made:
        rows.append(row | {"file": "a.txt", "start": len(text), "end": len(text) + len(row["quote"])})
        text += row["quote"] + "。"
    return text, rows


documents = st.lists(named | counted | paid, max_size=12).map(laid_out)


def measured(text: str, gold: list[Row], facts: list[Row]) -> Row:
    order: Callable[[Statement], Any] = lambda each: each.order  # noqa: E731
    document = GoldDocument("a", "a.txt", Span(0, len(text)), None, tuple(sorted(map(statement, gold), key=order)))
    return as_object([score(document, [statement(fact) for fact in facts], text)], {}, -1)


@given(documents)
def test_gold_itself_is_perfect(document: tuple[str, list[Row]]) -> None:
    text, rows = document
    report = measured(text, rows, rows)
    for mode in ("strict", "lenient"):
        for counts in (report[mode]["all"], *report[mode]["type"].values()):
            assert (counts["precision"], counts["recall"], counts["f1"]) == (1, 1, 1)
    assert report["slot_accuracy"]["stated"] == report["grounding"]["rate"] == 1
    assert not any(report["differences"][kind] for kind in ("missed", "spurious", "lenient_only", "ungrounded"))


@given(documents, st.data())
def test_order_of_lines_changes_nothing(document: tuple[str, list[Row]], data: st.DataObject) -> None:
    text, rows = document
    facts = rows + [row | {"name": "甲乙", "value": 7} for row in rows[::2]] + rows[:3]
    shuffled = data.draw(st.permutations(facts)), data.draw(st.permutations(rows))
    assert measured(text, rows, facts) == measured(text, shuffled[1], shuffled[0])


@given(documents, st.data())
def test_a_fact_more_or_less_costs_only_its_own_side(document: tuple[str, list[Row]], data: st.DataObject) -> None:
    text, rows = document
    kept = data.draw(st.lists(st.sampled_from(rows), unique_by=lambda row: row["start"])) if rows else []
    less, more = measured(text, rows, kept)["strict"]["all"], measured(text, kept, rows)["strict"]["all"]
    assert less["matched"] == more["matched"] == len(kept)
    assert less["precision"] == 1 or not kept
    assert more["recall"] == 1


def test_a_fact_taken_by_one_is_given_to_another_that_has_no_choice() -> None:
    row = {"file": "a.txt", "type": "concept", "name": "甲乙丙丁", "quote": "甲乙丙丁", "start": 0, "end": 4}
    gold = [row, row | {"name": "甲乙丙", "quote": "戊己庚", "end": 3}]
    facts = [row, row | {"start": 50, "end": 54}]
    assert measured("甲乙丙丁" * 20, gold, facts)["strict"]["all"]["matched"] == 2


def test_neither_a_case_nor_a_page_explains_numerals() -> None:
    text = "1990年" + "甲" * 300
    row = {"file": "a.txt", "type": "statistic", "value": 1990, "quote": "1990年", "start": 0, "end": 5}
    assert measured(text, [row], [row])["numbers"]["rate"] == 1
    case = row | {"type": "case", "number": 1990, "title": "1990年"}
    page = row | {"quote": text, "end": len(text)}
    assert measured(text, [row], [case, page])["numbers"]["rate"] == 0


# ------------------------------------------------------------------------------------------- the command


def fact(quote: str, **slots: Any) -> Row:
    start = TEXT.index(quote)
    return {"doc": "a", "file": "a.txt", "quote": quote, "start": start, "end": start + len(quote), **slots}


WOMEN = fact("妇女1200人", type="statistic", value=1200, unit="人", subject="妇女")
GROUPS = fact("村妇代会35个", type="statistic", value=35, unit="个", subject="村妇代会")
MONEY = fact("县财政每年拨付经费2万元", type="funding", amount=20000, currency="CNY", period="year", payer="县财政")
HEAD = {"doc": "a", "file": "a.txt", "range": [0, len(TEXT)]}


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder with gold of three facts in `a.txt` and none in `b.txt`, and facts that are not quite it."""
    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    (tmp_path / "b.txt").write_text("红烧肉12元。\n", "utf-8")
    gold = [HEAD, WOMEN, GROUPS, MONEY, {"doc": "b", "file": "b.txt", "range": [0, 7]}]
    (tmp_path / "gold.jsonl").write_text(lines(gold), "utf-8")
    invented = {"file": "b.txt", "type": "funding", "amount": 12, "quote": "红烧肉12元", "start": 0, "end": 6}
    facts = [WOMEN, MONEY | {"period": "month"}, invented]
    (tmp_path / "facts.jsonl").write_text(lines(facts), "utf-8")
    return tmp_path


def arguments(place: Path, *more: str | Path) -> list[str | Path]:
    return ["evaluate", place / "gold.jsonl", "--facts", place / "facts.jsonl", "--text", place, *more]


def test_seen_and_unseen_documents_stand_apart(place: Path, run: Callable[..., Ran]) -> None:
    report = json.loads(run(*arguments(place, "--unseen", "b", "--format", "json")).out)
    assert report["documents"]["a"] == {"file": "a.txt", "part": "seen"}
    seen = report["seen"]["lenient"]["all"]
    assert (seen["gold"], seen["facts"], seen["matched"]) == (3, 2, 2)
    assert (seen["precision"], seen["recall"], seen["f1"]) == (1.0, 0.6667, 0.8)
    assert report["unseen"]["lenient"]["all"]["precision"] == 0
    assert report["lenient"]["all"]["facts"] == 3
    (place / "split.toml").write_text('seen = ["a.txt"]\nunseen = ["b"]\n', "utf-8")
    again = run(*arguments(place, "--split", place / "split.toml", "--format", "json"))
    assert json.loads(again.out) == report


def test_the_worst_differences_are_shown_with_their_sentences(place: Path, run: Callable[..., Ran]) -> None:
    report = json.loads(run(*arguments(place, "--show", "1", "--format", "json")).out)
    (missed,), (spurious,) = report["differences"]["missed"], report["differences"]["spurious"]
    assert (missed["quote"], missed["sentence"]) == ("村妇代会35个", "全县有妇女1200人，村妇代会35个。")
    assert (spurious["doc"], spurious["sentence"]) == ("b", "红烧肉12元。")
    (near,) = report["differences"]["lenient_only"]
    assert near["why"] == ["period"]
    assert near["fact"]["slots"]["period"] == "month"
    assert report["differences_in_all"]["uncovered_numerals"] == 2
    assert report["differences"]["uncovered_numerals"][0]["numeral"] == "1990"


@pytest.mark.parametrize(
    ("form", "title", "cell"), [("text", "漏掉 missed", "村妇代会35个"), ("md", "## 漏掉 missed", "| a |")]
)
def test_people_get_tables(form: str, title: str, cell: str, place: Path, run: Callable[..., Ran]) -> None:
    out = run(*arguments(place, "--show", "-1", "--seen", "a", "--format", form)).out
    for words in ("没见过 unseen", "数字覆盖 number coverage", title, cell, "0.667"):
        assert words in out


def test_without_texts_only_what_needs_none_is_measured(place: Path, run: Callable[..., Ran]) -> None:
    call = ("evaluate", place / "gold.jsonl", "--facts", place / "facts.jsonl", "--show", "9")
    report = json.loads(run(*call, "--format", "json").out)
    assert "grounding" not in report
    assert report["differences"]["missed"][0]["sentence"] == "村妇代会35个"
    assert "原文核对" not in run(*call).out


def test_no_facts_are_no_error(place: Path, run: Callable[..., Ran]) -> None:
    (place / "facts.jsonl").write_text("", "utf-8")
    report = json.loads(run(*arguments(place, "--format", "json", "-o", place / "report.json")).out or "{}")
    assert report == {}
    report = json.loads((place / "report.json").read_text("utf-8"))
    assert report["strict"]["all"]["f1"] == 0
    assert report["strict"]["doc"].get("b") is None


def test_gold_of_another_version_of_the_text_is_pointed_out(place: Path, run: Callable[..., Ran]) -> None:
    (place / "a.txt").write_text("序。" + TEXT, "utf-8")
    assert "a: 3 条金标" in run(*arguments(place)).err


def spoilt(place: Path, name: str, content: str) -> None:
    (place / name).parent.mkdir(exist_ok=True)
    (place / name).write_text(content, "utf-8")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("gold.jsonl", lines([HEAD]) + "{\n", "gold.jsonl:2: this line is not a fact"),
        (
            "gold.jsonl",
            lines([HEAD, WOMEN | {"type": "rumour"}]),
            "gold.jsonl:2: this line is not a fact: unknown type",
        ),
        ("gold.jsonl", lines([HEAD, {"type": "event", "file": "a.txt"}]), "it has no quote and no start and no end"),
        ("gold.jsonl", lines([HEAD, WOMEN | {"start": 9, "end": 9}]), "[9, 9] is no stretch of text"),
        ("gold.jsonl", lines([HEAD, WOMEN | {"quote": None}]), "quote must be a text"),
        ("gold.jsonl", lines([WOMEN | {"mentions": [[1]]}]), "[1] is no stretch of text"),
        ("gold.jsonl", lines([WOMEN | {"file": None}]), "file must be a text"),
        ("gold.jsonl", lines([HEAD | {"range": 9}]), "9 is no stretch of text"),
        ("gold.jsonl", lines([HEAD | {"doc": ["a"]}]), "doc must be a text"),
        ("gold.jsonl", "[]\n", "gold.jsonl:1: this line is not a fact: it is no JSON object"),
        ("gold.jsonl", '{"doc": "a", "file": "a.txt"}\n', "gold.jsonl:1: this row neither is a fact nor gives"),
        ("gold.jsonl", "\n", "the gold files hold no document"),
        ("gold.jsonl", lines([HEAD | {"file": "c.txt"}]), "the gold of a is about c.txt, which is not among the texts"),
        ("facts.jsonl", "null\n", "facts.jsonl:1: this line is not a fact"),
        ("other/a.txt", "另一份。\n", "a.txt: two different texts have this name"),
    ],
)
def test_bad_input_is_said_in_one_sentence(
    name: str, content: str, said: str, place: Path, run: Callable[..., Ran]
) -> None:
    spoilt(place, name, content)
    ran = run(*arguments(place))
    assert (ran.code, ran.out) == (3, "")
    assert said in ran.err
    assert ran.err.count("\n") == 1


@pytest.mark.parametrize(
    ("more", "code", "said"),
    [
        (["--source", "a.txt"], 2, "either --facts FILE or --source PATH"),
        (["--seen", "c"], 2, "no gold is about 'c': use one of a, b"),
        (["--seen", "a", "--unseen", "a.txt"], 2, "'a.txt' cannot be both seen and unseen"),
        (["--split", "facts.jsonl"], 3, "this is no split in TOML"),
        (["--split", "names.toml"], 3, "a split holds nothing but lists of names"),
        (["--split", "nothing.toml"], 3, "nothing.toml: cannot be read"),
    ],
)
def test_a_wrong_call_is_said_in_one_sentence(
    more: list[str], code: int, said: str, place: Path, run: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(place)
    (place / "names.toml").write_text('seen = "a"\n', "utf-8")
    ran = run(*arguments(place, *more))
    assert (ran.code, ran.out) == (code, "")
    assert said in ran.err


def test_texts_go_with_facts_only(place: Path, run: Callable[..., Ran]) -> None:
    ran = run("evaluate", place / "gold.jsonl", "--source", place, "--text", place)
    assert ran.code == 2
    assert "--text goes with --facts" in ran.err
    assert run("evaluate", place / "nothing.jsonl", "--source", place).code == 3
