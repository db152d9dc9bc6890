"""The grounding gate lets true facts through and refuses every falsified one."""

from __future__ import annotations

import csv
import json
import random
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fulian_kg.extraction import printed
from fulian_kg.extraction.gate import Gate, ground, number_printed, text_printed
from fulian_kg.extraction.ids import Ids
from fulian_kg.extraction.schema import vocabulary
from fulian_kg.fact_schema import fact_schemas
from fulian_kg.model import Candidate, Case, Fact, Rejection, SourceText, Span
from fulian_kg.resources import Library
from fulian_kg.source.view import view_of

if TYPE_CHECKING:
    from fulian_kg.source.view import View

LIBRARY = Library()
TEXT = (
    "2009 年 5 月，南山县妇联制定了《南山县妇代会规范化建设意见》，由县财政按每名妇女每年 0.5 元的标准拨付经\n\n"
    "费，共计 1.2 万元，惠及 4,879 名妇女，占三分之二。8 月 3 日，县委书记高志远到柳树井社区调研。"
)
TRUE: tuple[tuple[str, str, dict[str, Any]], ...] = (
    (
        "document",
        "南山县妇联制定了《南山县妇代会规范化建设意见》",
        {"name": "南山县妇代会规范化建设意见", "kind": "opinion", "issuer": "南山县妇联"},
    ),
    (
        "funding",
        "由县财政按每名妇女每年0.5元的标准拨付经费",
        {"amount": 0.5, "currency": "CNY", "basis": "woman", "period": "year", "payer": "县财政"},
    ),
    ("statistic", "共计1.2万元", {"value": 12000, "unit": "元", "subject": "共计"}),
    ("statistic", "惠及4,879名妇女", {"value": 4879, "unit": "人", "subject": "惠及的妇女"}),
    ("statistic", "占三分之二", {"value": 66.67, "unit": "%", "subject": "占"}),
    (
        "event",
        "8月3日，县委书记高志远到柳树井社区调研",
        {"name": "调研", "date": "--08-03", "place": "柳树井社区", "participants": ("高志远",)},
    ),
    ("event", "2009年5月", {"name": "2009年5月", "date": "2009-05"}),
    ("person", "县委书记高志远", {"name": "高志远", "roles": ("书记",), "organization": "县委"}),
)
FALSE: tuple[tuple[int, dict[str, Any]], ...] = (
    (0, {"name": "南山县妇代会规范化建设方案"}),
    (0, {"issuer": "北山县妇联"}),
    (1, {"amount": 0.6}),
    (1, {"amount": 5}),
    (1, {"payer": "市财政"}),
    (1, {"from_year": 2009}),
    (2, {"value": 1200}),
    (2, {"value": 12001}),
    (3, {"value": 4897}),
    (3, {"value": 4880}),
    (3, {"value": 4878}),
    (3, {"value": 879}),
    (3, {"subject": "惠及的儿童"}),
    (4, {"value": 67}),
    (4, {"value": 33.33}),
    (5, {"date": "--08-04"}),
    (5, {"date": "2009-08-03"}),
    (5, {"place": "柳林社区"}),
    (5, {"participants": ("高志远", "高志近")}),
    (6, {"date": "2009-06"}),
    (6, {"date": "2010-05"}),
    (7, {"name": "高志近"}),
    (7, {"roles": ("副书记",)}),
    (7, {"from_year": 1999}),
    (2, {"value": float("inf")}),
    (2, {"value": float("nan")}),
    (2, {"value": 10**400}),
)


def gate_over(text: str) -> Gate:
    source = SourceText("a.txt", "0" * 64, text, "utf-8")
    case = Case(None, "题", None, body=Span(0, len(text)))
    return Gate(source, case, view_of(text), LIBRARY, Ids(case, source), lambda _: None)


GATE = gate_over(TEXT)


def candidate(index: int, **changes: Any) -> Candidate:
    kind, quote, slots = TRUE[index]
    start = GATE.view.text.index(quote)
    return Candidate(kind, {**slots, **changes}, start, start + len(quote), "test")


@pytest.mark.parametrize("index", range(len(TRUE)))
def test_a_true_fact_passes_with_its_exact_quote(index: int) -> None:
    fact = GATE.judge(candidate(index))
    assert isinstance(fact, Fact), fact
    assert TEXT[fact.start : fact.end] == fact.quote
    assert list(fact.slots) == [slot for slot in fact_schemas(LIBRARY)[fact.type].slots if slot in fact.slots]


@pytest.mark.parametrize(("index", "changes"), FALSE)
def test_a_falsified_fact_is_refused_with_a_reason(index: int, changes: dict[str, Any]) -> None:
    refused = GATE.judge(candidate(index, **changes))
    assert isinstance(refused, Rejection)
    assert refused.reason.endswith(f":{next(iter(changes))}")
    assert TEXT.find(refused.quote) >= 0


def test_a_slot_that_is_inferred_need_not_be_printed() -> None:
    inferred = replace(candidate(1, region="南山县"), derived=frozenset({"region"}))
    assert isinstance(GATE.judge(inferred), Fact)
    assert isinstance(GATE.judge(candidate(1, region="南山县")), Rejection)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"type": "rumour"}, "unknown-type"),
        ({"slots": {"name": "南山县妇代会规范化建设意见", "colour": "红"}}, "unknown-slot:colour"),
        ({"slots": {"name": ""}}, "empty-slot:name"),
        ({"slots": {}}, "no-slots"),
        ({"slots": {"name": 7}}, "wrong-type:name"),
        ({"slots": {"year": "2009"}}, "wrong-type:year"),
        ({"derived": frozenset({"addressee"})}, "derived-slot-absent"),
        ({"end": 10_000}, "evidence-out-of-range"),
        ({"mentions": ((5, 4),)}, "mention-out-of-range"),
    ],
)
def test_a_malformed_candidate_is_refused(change: dict[str, Any], reason: str) -> None:
    refused = GATE.judge(replace(candidate(0), **change))
    assert isinstance(refused, Rejection)
    assert refused.reason == reason


def test_a_value_outside_of_its_scheme_is_refused() -> None:
    known = vocabulary(LIBRARY)["theme"]
    assert "work-funding" in known
    case = Candidate(
        "case", {"title": "南山县妇联", "themes": ("no-such-theme",)}, 0, 20, "t", derived=frozenset({"themes"})
    )
    refused = GATE.judge(case)
    assert isinstance(refused, Rejection)
    assert refused.reason == "not-in-vocabulary:themes"


def test_a_quote_over_two_hundred_characters_is_refused() -> None:
    gate = gate_over("妇" * 201 + "联")
    refused = gate.judge(Candidate("concept", {"name": "妇联"}, 0, 202, "t"))
    assert isinstance(refused, Rejection)
    assert refused.reason == "quote-too-long"
    assert isinstance(gate.judge(Candidate("concept", {"name": "妇联"}, 2, 202, "t")), Fact)


def test_identical_facts_are_told_apart_and_ids_survive_changes_elsewhere() -> None:
    sentence = "全县妇女小组共有三十六个，个个都有活动阵地和工作制度。"
    alone, after = (
        gate_over(sentence),
        gate_over(f"前言一段话，先说说情况如何如何，再讲做法。{'甲' * 40}\n\n{sentence}"),
    )
    stat: dict[str, Any] = {"value": 36, "unit": "个", "subject": "妇女小组"}
    ids = []
    for gate in (alone, after):
        start = gate.view.text.index("妇女小组共有三十六个")
        fact = gate.judge(Candidate("statistic", stat, start, start + 10, "t"))
        twin = gate.judge(Candidate("statistic", stat, start, start + 10, "t"))
        assert isinstance(fact, Fact)
        assert isinstance(twin, Fact)
        assert fact.id != twin.id
        ids.append(fact.id)
    far = gate_over(f"{'乙' * 30}{sentence}{'丙' * 30}")
    near = gate_over(f"{'丁' * 9}{'乙' * 30}{sentence}{'丙' * 30}{'戊' * 9}")
    twins = [
        g.judge(Candidate("statistic", stat, s := g.view.text.index("妇女小组"), s + 10, "t")) for g in (far, near)
    ]
    assert all(isinstance(fact, Fact) for fact in twins)
    assert len({fact.id for fact in twins if isinstance(fact, Fact)}) == 1


@pytest.mark.parametrize(
    ("quote", "values"),
    [
        ("200余万元", {2_000_000}),
        ("1.5万人", {15_000}),
        ("3.7万个", {37_000}),
        ("四千八百七十九个", {4879}),
        ("二〇〇六年", {2006}),
        ("百分之三十五", {35}),
        ("三分之二", {66.67}),
        ("1亿多元", {1e8}),
        ("近千人", {1000}),
        ("百余户", {100}),
        ("两万余户", {20_000}),
        ("民国37年", {1948}),
        ("七成", {70}),
        ("4,879个", {4879}),
        ("一万二千", {12_000}),
        ("十届29次", {10, 29}),
        ("全部", {100}),
        ("首届", {1}),
        ("98年", {98}),
        ("1至2万元", {1, 20_000}),
        ("三点五", {3.5}),
        ("3/4", {75}),
    ],
)
def test_numerals_are_read_by_value(quote: str, values: set[float]) -> None:
    assert all(number_printed(value, quote) for value in values)
    assert not number_printed(max(values) + 7, quote)


@given(st.integers(0, 9_999_999), st.integers(1, 99))
def test_no_other_number_passes_for_a_printed_one(value: int, step: int) -> None:
    quote = f"共有{value}名妇女"
    assert number_printed(value, quote)
    assert not number_printed(value + step, quote)


@pytest.mark.parametrize(
    ("quote", "date", "wrong"),
    [
        ("2010年3月20日", "2010-03-20", "2010-03-21"),
        ("2010年3月20日", "2010-03", "2010-02"),
        ("（南山网2011-02-2509:25）", "2011-02-25", "2011-02-09"),
        ("三月八日", "--03-08", "--08-03"),
        ("二〇一〇年十二月", "2010-12", "2012-10"),
        ("1984年11月15~17日", "1984-11-15", "1984-11-16"),
        ("2009年召开，5月结束", "2009-05", "2009-06"),
        ("今年“三八”节", "--03-08", "--06-01"),
    ],
)
def test_dates_are_read_in_every_spelling(quote: str, date: str, wrong: str) -> None:
    assert date in printed.dates(quote)
    assert wrong not in printed.dates(quote)


def test_words_are_compared_without_marks() -> None:
    assert text_printed("“三八”红旗手", "三八红旗手")
    assert text_printed("南山县妇联", "南山县妇女联合会")
    assert not text_printed("红旗三八手", "三八红旗手")
    assert text_printed("享受补贴的主任", "主任享受补贴", ordered=False)
    assert not text_printed("享受补贴的书记", "主任享受补贴", ordered=False)


PROBES = [
    "北京市东城区妇联",
    "社区妇联主席素质工程",
    "《东城区社区妇联主席素质工程实施意见》",
    "四学",
    "115个社区妇联主席",
    "《社区妇联工作手册》",
    "刘伯红",
    "《社会性别主流化及其发展趋势》",
    "好邻居",
    "钟鼓楼群言堂",
    "单亲家庭俱乐部",
    "115个社区",
    "交道口街道交东社区",
    "245户家庭",
    "《社区办事宝典》",
    "北新桥街道九道湾社区",
    "民情日记",
    "东华门街道南池子社区",
    "152名妇女",
    "2010年3月20日",
    "陈至立",
    "宋秀岩",
    "北京市石景山区妇联",
    "2元/人年",
    "2000年",
    "《关于进一步加强我区街道妇女工作的意见》",
    "2004年",
    "鲁谷社区行政事务管理中心",
    "不少于1元/人/年",
    "2006年",
    "2007年",
    "《关于增设我区社区妇联工作经费的报告》",
    "区委十届29次常委会",
    "2008年",
    "1元/人年",
    "区委十届105次常委会",
    "2011年",
    "2元/人年",
    "设置独立化",
    "136个社区妇联",
    "妇女小组4879个",
    "约1.5万人",
    "27万妇女",
    "妇女之家",
]
FAKES = [
    "115个社区妇联副主席",
    "246户家庭",
    "《关于进一步加强我区街道妇联工作的意见》",
    "3元/人年",
    "区委十届30次常委会",
    "妇女小组4897个",
    "约1.6万人",
    "28万妇女",
    "2010年3月21日",
    "北京市西城区妇联",
]


@pytest.fixture(scope="module")
def bodies(shared: Path) -> tuple[str, View]:
    text = (shared / "seeds" / "compilation.txt").read_text(encoding="utf-8")
    return text, view_of(text, Span(text.index("# 实施素质工程"), len(text)))


@pytest.mark.compilation
def test_forty_four_true_probes_ground_and_ten_false_ones_do_not(bodies: tuple[str, View]) -> None:
    text, view = bodies
    assert len(PROBES) == 44
    assert len(FAKES) == 10
    for probe in PROBES:
        places = ground(view, probe)
        assert places, probe
        for start, end in places:
            span = view.span(start, end)
            assert "".join(text[span.start : span.end].split()) == probe
    assert [fake for fake in FAKES if ground(view, fake)] == []


@pytest.mark.compilation
def test_two_hundred_random_mutations_do_not_ground(bodies: tuple[str, View]) -> None:
    text, view = bodies
    squeezed = "".join(text.split())
    chance = random.Random(20100320)  # noqa: S311
    mutations: set[str] = set()
    while len(mutations) < 200:
        probe = list(chance.choice(PROBES))
        at = chance.randrange(len(probe))
        probe[at] = chance.choice("0123456789妇女社区的一二三县乡")
        if "".join(probe) not in squeezed:
            mutations.add("".join(probe))
    assert [mutation for mutation in sorted(mutations) if ground(view, mutation)] == []


def gold_candidates(shared: Path) -> list[tuple[Gate, Candidate]]:
    """Every gold fact as a candidate over the view of its own file."""
    pairs: list[tuple[Gate, Candidate]] = []
    for path in sorted((shared / "gold").glob("*.jsonl")):
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        name = rows[0]["file"]
        folder = "seeds" if name == "compilation.txt" else "texts"
        gate = gate_over((shared / folder / name).read_text(encoding="utf-8"))
        types = fact_schemas(LIBRARY)
        for row in rows[1:]:
            if row["type"] == "case":
                continue
            slots = {s: tuple(v) if isinstance(v := row[s], list) else v for s in types[row["type"]].slots if s in row}
            start, end = gate.view.index(row["start"]), gate.view.index(row["end"])
            pairs.append(
                (gate, Candidate(row["type"], slots, start, end, "g", derived=frozenset(row.get("derived", ()))))
            )
    return pairs


@pytest.mark.compilation
def test_every_gold_fact_passes(shared: Path) -> None:
    pairs = gold_candidates(shared)
    assert len(pairs) > 150
    refused = [verdict for gate, found in pairs if isinstance(verdict := gate.judge(found), Rejection)]
    assert refused == []


@pytest.mark.compilation
def test_no_gold_fact_passes_in_a_text_that_does_not_state_it(shared: Path) -> None:
    pairs = gold_candidates(shared)
    texts = {id(gate): gate for gate, _ in pairs}.values()
    invented = 0
    for gate, found in pairs:
        quote = printed.words(gate.view.text[found.start : found.end])
        for other in (text for text in texts if text is not gate and quote not in printed.words(text.view.text)):
            invented += 1
            start = (7919 * invented) % (len(other.view.text) - len(quote))
            placed = replace(found, start=start, end=start + found.end - found.start, mentions=())
            if states_all(placed, other):
                continue
            assert isinstance(other.judge(placed), Rejection), placed
    assert invented > 500


def states_all(found: Candidate, gate: Gate) -> bool:
    """Whether each word of the fact happens to stand there: 五个 of something else is no invention."""
    quote = gate.view.text[found.start : found.end]
    schemas = fact_schemas(LIBRARY)[found.type].slots
    stated = [found.slots[name] for name in found.slots if not (name in found.derived or schemas[name].scheme)]
    texts = [each for value in stated for each in (value if isinstance(value, tuple) else (value,))]
    return all(printed.words(each) in printed.words(quote) for each in texts if isinstance(each, str))


@pytest.mark.compilation
def test_no_gold_fact_passes_with_another_number_or_name(shared: Path) -> None:
    tried = 0
    for gate, found in gold_candidates(shared):
        quote = gate.view.text[found.start : found.end]
        for slot, value in found.slots.items():
            if slot in found.derived or isinstance(value, bool):
                continue
            wrong: list[Any] = []
            if isinstance(value, int | float):
                wrong = [v for v in (value + 1, value - 1, value * 10) if f"{v:g}" not in quote and v not in (1, 2, 3)]
            elif slot in {"name", "issuer", "payer", "place"} and len(value) > 2:
                bare = printed.words(value)
                wrong = [bare[:-1] + "丑", bare[1] + bare[0] + bare[2:]] if bare[0] != bare[1] else []
            for other in wrong:
                tried += 1
                assert isinstance(gate.judge(replace(found, slots={**found.slots, slot: other})), Rejection), other
    assert tried > 200


def test_the_gate_reads_every_phrase_of_the_table() -> None:
    rows = csv.DictReader((Path(__file__).parent / "data" / "numerals.csv").read_text("utf-8").splitlines())
    for row in rows:
        phrase = view_of(row["phrase"]).text
        found = printed.numbers(phrase) | printed.years(phrase)
        for wanted in filter(None, (row["value"], row["value_max"])):
            assert any(abs(float(wanted) - value) <= 1e-9 * max(1, value) for value in found), row
