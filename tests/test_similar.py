"""Who else does this: pairs marked by hand, what is shared stands in both quotes, the measure adds up."""

from __future__ import annotations

import csv
import json
import math
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fulian_kg.errors import UsageError
from fulian_kg.graph.build import Settings, build
from fulian_kg.graph.publication import writing
from fulian_kg.graph.store import open_store
from fulian_kg.query.phrases import Segmenter, Word, phrases
from fulian_kg.query.practices import Practice, Row, rows_of, stock_of
from fulian_kg.query.similarity import HUNDRED, Similarity
from fulian_kg.query.similarity_views import as_object
from fulian_kg.resources import Library

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from random import Random

    from conftest import Ran
    from fulian_kg.query.practices import Stock
    from fulian_kg.query.similarity import Likeness

ROOT = Path(__file__).parents[1]
DATA = ROOT / "tests" / "data"
PAIRS = list(csv.DictReader((DATA / "similar_pairs.csv").read_text("utf-8").splitlines()))
"""Marked by hand before there was a measure."""
TOP = 5
LIBRARY = Library()


@pytest.fixture(scope="module")
def everything(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of the example and all annotated texts."""
    folder = tmp_path_factory.mktemp("everything") / "kg"
    texts = [*(DATA / "annotated").glob("*.txt"), *(shared / "texts").glob("R07*.txt")]
    with writing(folder):
        build([ROOT / "examples" / "compilation.md", *sorted(texts)], Settings()).publish(folder)
    return folder


@pytest.fixture(scope="module")
def index(everything: Path) -> Similarity:
    return Similarity(stock_of(rows_of(open_store(everything), LIBRARY)), LIBRARY)


@pytest.fixture(scope="module")
def titles(example_store: Path) -> Similarity:
    """The example: 106 titles, two bodies."""
    return Similarity(stock_of(rows_of(open_store(example_store), LIBRARY)), LIBRARY)


def practice(stock: Stock, part: str, name: str) -> Practice:
    """The one practice of that name, or case of that number."""
    (found,) = (
        each
        for each in stock.practices
        if each.part == part and (str(each.number) if part == "case" and name.isdecimal() else each.name) == name
    )
    return found


def like(index: Similarity, query: Practice, limit: int = TOP) -> list[Likeness]:
    """What `similar` lists: practices of other provinces."""
    return index.like(query, limit, lambda each: not {*query.provinces} & {*each.provinces})


def parts(found: Likeness) -> int:
    """The sum of all that is printed."""
    words = sum(each.weight for each in found.phrases) + sum(each.weight for each in found.components)
    return words + sum(each.weight for each in found.themes) + (found.kind or 0)


def everyone(practice: Practice) -> bool:
    return bool(practice)


def test_twenty_pairs_are_marked() -> None:
    assert len({row["pair"] for row in PAIRS}) == 20
    assert sum(row["basis"] == "titles" for row in PAIRS) >= 8
    assert sum(row["basis"] == "bodies" for row in PAIRS) >= 6
    assert all(row["alike"] and row["why"] for row in PAIRS)


@pytest.mark.parametrize("row", PAIRS, ids=lambda row: row["pair"])
def test_each_of_a_pair_is_in_the_top_five_of_the_other(row: dict[str, str], index: Similarity) -> None:
    one, other = (practice(index.stock, row[f"{side}_kind"], row[side]) for side in "ab")
    for query, wanted in ((one, other), (other, one)):
        assert wanted in [found.practice for found in like(index, query)]


@pytest.mark.parametrize("row", [row for row in PAIRS if row["basis"] == "titles"], ids=lambda row: row["pair"])
def test_pairs_of_titles_hold_where_there_are_hardly_any_bodies(row: dict[str, str], titles: Similarity) -> None:
    one, other = (practice(titles.stock, "case", row[side]) for side in "ab")
    for query, wanted in ((one, other), (other, one)):
        assert wanted in [found.practice for found in like(titles, query)]


def test_what_is_shared_stands_in_both_quotes_and_adds_up(index: Similarity) -> None:
    found = [(query, each) for query in index.stock.practices for each in like(index, query)]
    assert len(found) > len(index.stock.practices)
    for query, each in found:
        assert each.score == parts(each) > 0
        for phrase in each.phrases:
            assert phrase.text in query.quote
            assert phrase.text in each.practice.quote
            assert all(word in phrase.text for word, _ in phrase.words)
        for component in each.components:
            assert component.query in query.components
            assert component.result in each.practice.components
            assert all(word in query.quote and word in each.practice.quote for word, _ in component.words)


def test_the_measure_is_the_same_both_ways(titles: Similarity) -> None:
    practices = titles.stock.practices
    score = {(query.iri, f.practice.iri): f.score for query in practices for f in titles.like(query, 999, everyone)}
    assert score
    assert all(score[other, one] == value for (one, other), value in score.items())


def test_a_title_is_compared_without_the_federation_printed_after_it(titles: Similarity) -> None:
    corps = practice(titles.stock, "case", "106")
    assert "兵团" in corps.quote
    assert all("兵团" not in phrase.text for found in titles.like(corps, 99, everyone) for phrase in found.phrases)


def test_what_the_field_says_in_single_characters_is_a_word(index: Similarity) -> None:
    campaign = Practice("", "text", "双学双比", "双学双比")
    found = index.like(campaign, 99, everyone)
    assert len({each.practice.provinces for each in found if "双学双比" in each.practice.name}) >= 5
    assert all("双学双比" in [phrase.text for phrase in each.phrases] for each in found if each.phrases)


WORDS = (
    "妇代会",
    "主任",
    "直选",
    "报酬",
    "企业",
    "妇女",
    "工程",
    "项目",
    "温暖",
    "送温暖",
    "党建带妇建",
    "6S",
    "x",
    "\n",
)
LABELS = {"妇代会直选": "direct", "直选": "direct", "报酬": "pay", "党建带妇建": "led", "企业": "sector"}
texts = st.lists(st.sampled_from((*WORDS, "、", "的", "&amp;")), min_size=1, max_size=8).map("".join)
items = st.lists(st.tuples(texts, st.lists(texts, max_size=2), st.sampled_from(("甲", "乙", None))), max_size=12)


def made(wanted: list[tuple[str, list[str], str | None]]) -> Iterator[Row]:
    """Rows of labels and of made-up initiatives, each of a case of its own."""
    for label, theme in LABELS.items():
        yield Row(f"urn:theme/{theme}", "label", label, theme, theme)
    for number, (text, components, kind) in enumerate(wanted):
        iri, case, quote = f"urn:i{number:02}", f"urn:c{number:02}", "，".join((text, *components))
        yield Row(iri, "initiative", text, kind, kind, case=case, title="案例", province=f"{number % 3}省", quote=quote)
        for position, component in enumerate(components, 1):
            yield Row(iri, "component", component, position=position)


def made_index(wanted: list[tuple[str, list[str], str | None]]) -> Similarity:
    return Similarity(stock_of(made(wanted)), LIBRARY)


@settings(max_examples=30)
@given(items)
def test_of_made_up_practices_too_all_adds_up_and_stands_in_both(
    wanted: list[tuple[str, list[str], str | None]],
) -> None:
    index = made_index(wanted)
    scores: dict[tuple[str, str], int] = {}
    for query in index.stock.practices:
        found = index.like(query, 99, everyone)
        assert [each.score for each in found] == sorted((each.score for each in found), reverse=True)
        assert query not in [each.practice for each in found]
        for each in found:
            assert each.score == parts(each)
            assert all(p.text in query.quote and p.text in each.practice.quote for p in each.phrases)
            scores[query.iri, each.practice.iri] = each.score
    assert all(scores[other, one] == value for (one, other), value in scores.items())


@settings(max_examples=30)
@given(items, st.integers(1, 4), st.sampled_from(("0省", "1省", "2省")))
def test_the_best_few_are_the_first_of_all(
    wanted: list[tuple[str, list[str], str | None]], limit: int, province: str
) -> None:
    index = made_index(wanted)
    for query in index.stock.practices:
        every = [each for each in index.like(query, 99, everyone) if province in each.practice.provinces]
        assert index.like(query, limit, lambda each: province in each.provinces) == every[:limit]


@given(items, st.randoms())
def test_rows_may_come_in_any_order(wanted: list[tuple[str, list[str], str | None]], chance: Random) -> None:
    rows = list(made(wanted))
    shuffled = chance.sample(rows, len(rows))
    assert stock_of(shuffled).practices == stock_of(rows).practices


def test_weights_are_those_of_the_formula() -> None:
    index = made_index([("妇代会直选", ["直选"], "甲"), ("村直选", ["直选"], "甲"), ("报酬", [], "乙")])
    rarity = round(HUNDRED * math.log(1 + 3 / 2) ** 2)
    (found,) = index.like(index.stock.practices[0], 9, everyone)
    assert [(each.text, each.weight) for each in found.phrases] == [("直选", rarity)]
    assert [each.weight for each in found.components] == [rarity]
    assert [(each.theme, each.weight, each.full) for each in found.themes] == [("direct", rarity, 2 * rarity)]
    assert (found.kind, found.score) == (rarity, 4 * rarity)


def test_words_of_more_than_a_tenth_do_not_count_unless_they_are_few() -> None:
    few = made_index([("妇女议事", [], None)] * 10)
    assert few.weight("word", "妇女") > 0
    many = made_index([("妇女议事", [], None)] * 11)
    assert many.weight("word", "妇女") == 0
    assert many.like(many.stock.practices[0], 9, everyone) == []


def test_an_unknown_word_weighs_as_one_that_a_single_practice_has() -> None:
    index = made_index([("报酬", [], None), ("直选", [], None)])
    assert index.weight("word", "未见") == index.weight("word", "直选") > 0


def test_rhetoric_does_not_count() -> None:
    index = made_index([("扎实推进直选", [], None), ("扎实推进报酬", [], None)])
    assert index.like(index.stock.practices[0], 9, everyone) == []


def test_neighbours_make_one_phrase_where_both_print_them_together() -> None:
    words = [Word(0, 2, "参选"), Word(2, 4, "参政"), Word(5, 7, "报酬")]
    text = "参选参政的报酬"
    assert phrases(words, text, (text, "参选参政，报酬")) == {"参选参政": ["参选", "参政"], "报酬": ["报酬"]}
    assert phrases(words, text, (text, "参政和参选，报酬")) == {"参选": ["参选"], "参政": ["参政"], "报酬": ["报酬"]}


@given(st.text())
def test_words_stand_where_they_are_said_to(text: str) -> None:
    for word in segmenter().words(text):
        assert text[word.start : word.end] == word.text


@cache
def segmenter() -> Segmenter:
    return Segmenter(LABELS, ["双学双比"], ["推进"])


def test_long_words_count_as_the_shorter_ones_that_make_them_up() -> None:
    assert [word.text for word in segmenter().words("农村妇女推进双学双比")] == ["农村", "妇女", "双学双比"]


def test_no_practice_has_nothing_alike() -> None:
    index = made_index([])
    assert index.like(Practice("", "text", "直选", "直选"), 5, everyone) == []


def test_a_theme_without_a_label_is_shown_by_its_id() -> None:
    rows = [Row(f"urn:case{n}", "case", f"甲{n}", quote="甲") for n in range(2)]
    themes = [Row(f"urn:case{n}", "theme", "new-theme") for n in range(2)]
    index = Similarity(stock_of([*rows, *themes]), LIBRARY)
    query = index.stock.practices[0]
    shown = as_object(query, index.like(query, 1, everyone), index.stock)["results"][0]["themes"]
    assert [(each["theme"], each["zh"], each["result"]) for each in shown] == [("new-theme", "new-theme", [])]


def test_names_parts_of_names_numbers_and_iris_are_understood(titles: Similarity) -> None:
    for wanted in ("101", "解决村妇代会主任的待遇是做好基层妇女工作的关键", "妇代会主任的待遇", "6S"):
        found = titles.named(wanted)
        assert found is not None
        assert titles.named(found.iri) == found
    assert titles.named("强基固本") is None
    assert titles.named("999") is None
    assert titles.named("9" * 5000) is None
    with pytest.raises(UsageError, match="has the IRI"):
        titles.named("https://example.org/nowhere")


def test_the_number_of_several_cases_is_refused() -> None:
    cases = [Row(f"urn:case{n}", "case", f"直选{n}", number=7, quote="直选") for n in range(2)]
    with pytest.raises(UsageError, match="2 cases have the number 7"):
        Similarity(stock_of(cases), LIBRARY).named("7")


def test_the_command_tells_what_is_shared(example_store: Path, run: Callable[..., Ran]) -> None:
    ran = run("similar", "101", "--store", example_store, "--limit", "2")
    assert (ran.code, ran.err) == (0, "")
    assert "第22号 no. 22" in ran.out
    assert "原文 quote: 解决村妇代会主任的待遇" in ran.out
    assert "词 phrases: " in ran.out
    assert "ln²" in ran.out


def test_json_has_its_keys(example_store: Path, run: Callable[..., Ran]) -> None:
    ran = run("similar", "6S", "--store", example_store, "--format", "json", "--limit", "3")
    found = json.loads(ran.out)
    assert found["query"]["name"] == "亲情服务“6S”工作法"
    assert found["query"]["kind"] == "initiative"
    assert set(found["measure"]) == {"zh", "en"}
    keys = {
        "iri",
        "name",
        "kind",
        "case",
        "case_number",
        "province",
        "score",
        "shared",
        "components",
        "themes",
        "quote",
    }
    assert found["results"]
    for result in found["results"]:
        assert keys | {"start", "end", "pages", "initiative_kind", "case_iri"} == set(result)
        shared = [each["weight"] for part in ("shared", "components", "themes") for each in result[part]]
        kind = (result["initiative_kind"] or {"weight": 0})["weight"]
        assert round(sum(shared) + kind, 2) == result["score"]
        assert result["province"] != "北京市"


def test_the_own_province_and_chosen_ones(example_store: Path, run: Callable[..., Ran]) -> None:
    def provinces(*more: str) -> set[str]:
        ran = run("similar", "5", "--store", example_store, "--format", "json", "--limit", "99", *more)
        return {each["province"] for each in json.loads(ran.out)["results"]}

    assert "天津市" not in provinces()
    assert provinces("--within") == {*provinces(), "天津市"}
    assert provinces("--province", "天津") == {"天津市"}
    assert provinces("--province", "江苏", "--province", "浙江省") == {"江苏省", "浙江省"}
    ran = run("similar", "5", "--store", example_store, "--province", "巴黎")
    assert ran.code == 2
    assert "北京市" in ran.err


def test_a_text_may_be_given_and_a_name_be_taken_as_one(example_store: Path, run: Callable[..., Ran]) -> None:
    ran = run("similar", "村妇代会主任待遇由财政统筹", "--store", example_store, "--format", "json")
    found = json.loads(ran.out)
    assert found["query"]["kind"] == "text"
    assert {each["case_number"] for each in found["results"][:3]} >= {101, 22}
    name = found["results"][0]["name"]
    again = json.loads(run("similar", name, "--text", "--store", example_store, "--format", "json").out)
    assert again["results"][0]["name"] == name


def test_sheets_have_a_line_a_result(example_store: Path, run: Callable[..., Ran]) -> None:
    sheet = run("similar", "16", "--store", example_store, "--format", "csv", "--limit", "4").out
    lines = list(csv.DictReader(sheet.splitlines()))
    assert len(lines) >= 4
    assert all(line["score"] and line["quote"] for line in lines[:1])
    table = run("similar", "16", "--store", example_store, "--format", "md", "--limit", "4").out
    assert table.count("\n") == 6


@pytest.mark.parametrize(
    "text",
    ["zzz", "妇女", "\u202e石景山\x01", '"} ; DROP ALL #', "9" * 30, "&" * 999, "<script>", "((((", "石" * 10_000],
)
def test_nothing_alike_is_told_in_a_sentence(text: str, example_store: Path, run: Callable[..., Ran]) -> None:
    ran = run("similar", text, "--store", example_store)
    assert ran.code == 1
    assert "Nothing is alike" in ran.err
    assert not {"\u202e", "\x01"} & {*ran.out}


@pytest.mark.parametrize("text", ["", " \n "])
def test_an_empty_text_is_refused(text: str, example_store: Path, run: Callable[..., Ran]) -> None:
    assert run("similar", text, "--store", example_store).code == 2


def test_pairs_are_pairs_of_different_provinces(index: Similarity) -> None:
    for row in PAIRS:
        one, other = (practice(index.stock, row[f"{side}_kind"], row[side]) for side in "ab")
        assert not {*one.provinces} & {*other.provinces}
