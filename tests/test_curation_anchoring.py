"""Passages are found again: in the text itself, in another reading of it, and never in the wrong place."""

from __future__ import annotations

import random
import re
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import EXAMPLE
from curating import JIANHU, LIBRARY, accepts, facts, journal, noisy, outcome, read_all
from fulian_kg.curation.anchoring import CONTEXT, Passages, Place
from fulian_kg.curation.applying import curate
from fulian_kg.curation.matching import ENTITIES
from fulian_kg.curation.outcomes import CHANGED, HOLDING, MOVED
from fulian_kg.model import SourceText, Span

if TYPE_CHECKING:
    from pathlib import Path

    from fulian_kg.curation.decisions import Decision

TEXT = EXAMPLE.read_text("utf-8")
SEEDS = range(3)


def passages(text: str) -> Passages:
    return Passages(SourceText("文.txt", sha256(text.encode()).hexdigest(), text, "utf-8"))


@given(st.sampled_from([Span(*match.span()) for match in re.finditer("[一-鿿]{2,20}", TEXT)]))
def test_a_passage_is_found_in_its_own_text(span: Span) -> None:
    words = passages(TEXT).words_at(span)
    assert words.quote == TEXT[span.start : span.end]
    assert len("".join(re.findall(r"\w", words.before))) <= CONTEXT
    assert passages(TEXT).at(words) == Place(span)
    found = passages(TEXT).find(words, ())
    assert isinstance(found, Place)
    assert found.span == span
    assert found.likeness > 0.9  # white space next to the quote may keep a line's mark, which then counts
    assert passages("卷首语。" + TEXT).at(words) != Place(Span(span.start + 4, span.end + 4))
    later = passages("卷首语。" + TEXT).find(words, ())
    assert isinstance(later, Place)
    assert later.span == Span(span.start + 4, span.end + 4)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(
    "name", ["example", pytest.param("seed", marks=pytest.mark.compilation)], ids=["example", "seed"]
)
def test_after_another_ocr_decisions_find_their_passage(
    name: str, seed: int, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    file = EXAMPLE
    if name == "seed":
        shared: Path = request.getfixturevalue("shared")
        file = shared / "seeds" / "compilation.txt"
    before = read_all(file)
    text, places = noisy(file.read_text("utf-8"), seed)
    decisions = accepts(before)
    (tmp_path / file.name).write_text(text, "utf-8")
    curated = curate(read_all(tmp_path / file.name), journal(*decisions), LIBRARY)
    right = wrong = 0
    for decision in decisions:
        for located in outcome(curated, decision).located:
            found = _is_near(located.span, _moved(decision, places))
            right, wrong = right + found, wrong + (not found)
    assert len(decisions) > 350
    assert {each.decision.id for each in curated.outcomes} == {each.id for each in decisions}  # none is lost
    assert right >= 0.95 * len(decisions)
    assert wrong == 0


@pytest.mark.parametrize("seed", SEEDS)
def test_what_the_new_text_still_prints_is_applied_and_nothing_else(seed: int, tmp_path: Path) -> None:
    body = TEXT.index("# 实施素质工程")
    text, places = noisy(TEXT[body:], seed)
    places = [*range(body), *(body + place for place in places)]
    decisions = accepts(read_all(EXAMPLE))
    (tmp_path / EXAMPLE.name).write_text(TEXT[:body] + text, "utf-8")
    curated = curate(read_all(tmp_path / EXAMPLE.name), journal(*decisions), LIBRARY)
    states = [result.state for result in curated.outcomes]
    assert states.count(MOVED) >= 0.85 * len(decisions)
    assert states.count(CHANGED) > 0
    outside = [each for each in curated.outcomes if each.reason == "outside-of-the-cases"]  # a heading was misread
    assert states.count(MOVED) + states.count(CHANGED) + len(outside) >= 0.98 * len(decisions)
    assert sum(each.review == "accepted" for each in facts(curated)) == states.count(MOVED)
    for result in curated.outcomes:
        anchor = result.decision.anchor
        assert anchor
        if result.state in HOLDING:
            (member,) = result.members
            assert member.fact.slots == anchor.slots
            assert member.fact.review == "accepted"
            assert _is_near(member.fact.span, _moved(result.decision, places)) or member.fact.type in ENTITIES


def _moved(decision: Decision, places: list[int]) -> Span:
    """Where the passage of a decision truly is in the noisy text."""
    assert decision.anchor
    start = decision.anchor.words.start
    return Span(places[start], places[start + len(decision.anchor.words.quote)])


def _is_near(found: Span, truth: Span) -> bool:
    return abs(found.start - truth.start) <= 2 and abs(found.end - truth.end) <= 2


def test_what_is_elsewhere_in_the_same_words_is_not_taken(tmp_path: Path) -> None:
    del tmp_path
    line = "全县建立妇女之家30个，培训妇女3000人，各乡镇都有了活动场所。\n"
    before = passages("甲" * 40 + "\n" + line + "乙" * 40)
    words = before.words_at(Span(41, 41 + len(line) - 1))
    assert passages("丙" * 400 + "\n" + "丁" * 400).find(words, ()) == "not-found"
    assert passages("甲" * 40 + "\n" + "乙" * 40).find(words, ()) == "not-found"
    found = passages("戊" * 300 + "甲" * 40 + "\n" + line.replace("培训", "培圳") + "乙" * 40).find(words, ())
    assert isinstance(found, Place)
    assert found.span.start == 341


def test_two_places_equally_good_are_ambiguous_unless_one_lies_within_the_case() -> None:
    text = JIANHU + "间隔" * 50 + "\n"
    words = passages(text).words_at(Span(20, 30))
    twice = passages(text + text)
    assert words.nth is None
    assert twice.find(words, ()) == "ambiguous"
    assert twice.find(words, (Span(0, len(text)),)) == Place(Span(20, 30))
    assert twice.find(words, (Span(len(text), 2 * len(text)),)) == Place(Span(len(text) + 20, len(text) + 30))


@given(st.integers(2, 5), st.data())
def test_of_equal_places_the_same_one_in_the_order_of_the_text_is_meant(count: int, data: st.DataObject) -> None:
    nth = data.draw(st.integers(0, count - 1))
    block = "前文" * CONTEXT + "培训妇女3000人" + "后文" * CONTEXT + "\n"
    start = nth * len(block) + 2 * CONTEXT
    words = passages(block * count).words_at(Span(start, start + 9))
    assert words.nth == (nth + 1, count)
    again = "卷首语。\n" + block * count
    assert passages(again).find(words, ()) == Place(Span(start + 5, start + 14))
    assert passages(block * (count + 1)).find(words, ()) == "ambiguous"


def test_layout_and_width_are_no_differences() -> None:
    words = passages(JIANHU).words_at(Span(JIANHU.index("培训妇女"), JIANHU.index("培训妇女") + 9))
    laid = "# 題\n\n" + JIANHU.replace("3000", "３０００").replace("培训", "培\n\n 训").replace("经费", "**经费**")
    found = passages(laid).find(words, ())
    assert isinstance(found, Place)
    assert found.likeness == 1
    assert laid[found.span.start : found.span.end] == "培\n\n 训妇女３０００人"


def test_a_long_text_is_searched_without_comparing_everything() -> None:
    chance = random.Random(7)  # noqa: S311  no secret
    words = [TEXT[start : start + 12] for start in range(0, len(TEXT) - 12, 7)]
    long = "".join(chance.choice(words) for _ in range(30_000))
    place = Span(200_000, 200_020)
    text, places = noisy(long, 3)
    found = passages(text).find(passages(long).words_at(place), ())
    assert isinstance(found, Place)
    assert abs(found.span.start - places[place.start]) <= 2
