"""What a regex requires of a text: never more than every match has, and enough to pass over most texts."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fulian_kg.extraction.doubts_words import misreadings
from fulian_kg.extraction.patterns import rules
from fulian_kg.regexes.literals import Literals
from fulian_kg.regexes.required import required
from fulian_kg.regexes.search import Search
from fulian_kg.regexes.several import Several
from fulian_kg.resources import Library
from fulian_kg.source.view import view_of

if TYPE_CHECKING:
    from collections.abc import Iterable

LIBRARY = Library()
PATTERNS = [
    pattern
    for name, _ in LIBRARY.walk("rules", ".toml")
    for pattern in rules(LIBRARY, name.removesuffix(".toml")).patterns
]
MISREAD = Literals(misreadings(LIBRARY), lambda string: string[-2:])
ANNOTATED = Path(__file__).parent / "data/annotated"
REGEXES = (
    "ab|cd", "a?b", "(?:ab){2}c", "(?=ab)a", "(?<=a)b", "(?!a)b", "a(?:b|c?)d", "[ab]c", "[^a]b", "a{0,2}b", "(?i:ab)c",
    r"[^b]{0,3}ab\n?", "[^b\n]*(?:ab|ba)c",
    "(?:b|(?<=ab))c", "(?=[^\n]*bc)a", "(?s:.)ab", "a{2,3}?(?:bc|cd)+", "(?m:^)ab", "(?<=a)(?=bc)", "(?i:a(?-i:b)c)",
    "(?P<x>a|b)(?P=x)", "a*?bc", "^ab$", "(?>ab|c)d", "(a)?(?(1)b|c)", "[a-z]d",
)  # fmt: skip


def spans(found: Iterable[re.Match[str]]) -> list[tuple[tuple[int, int], ...]]:
    return [match.regs for match in found]


def test_no_example_of_a_rule_is_passed_over() -> None:
    for pattern in PATTERNS:
        for example in (*pattern.positive, *pattern.negative):
            assert pattern.search.may_match(example) or not pattern.regex.search(example), (pattern.id, example)


@given(st.sampled_from(REGEXES), st.text("abcdAB", max_size=8))
def test_no_match_is_passed_over(regex: str, text: str) -> None:
    compiled = re.compile(regex)
    assert not compiled.search(text) or Search(compiled).may_match(text), (regex, text)


@given(st.sampled_from(REGEXES), st.text("abcdAB\n", max_size=24))
def test_a_search_finds_what_the_regex_finds(regex: str, text: str) -> None:
    compiled = re.compile(regex)
    starts = range(len(text) + 1)
    begun = [match for start in starts if (match := compiled.match(text, start))]
    assert spans(Search(compiled).finditer(text)) == spans(compiled.finditer(text)), (regex, text)
    assert spans(Search(compiled).begun(text, starts)) == spans(begun), (regex, text)


def test_the_rules_find_in_whole_texts_what_their_regexes_find() -> None:
    texts = [view_of(path.read_text()).text for path in sorted(ANNOTATED.glob("*.txt"))]
    for pattern in PATTERNS:
        for text in texts:
            assert spans(pattern.search.finditer(text)) == spans(pattern.regex.finditer(text)), (pattern.id, text)


def test_several_are_possible_where_each_may_match() -> None:
    together = Several(pattern.search for pattern in PATTERNS)
    for path in sorted(ANNOTATED.glob("*.txt")):
        text = view_of(path.read_text()).text
        alone = [place for place, pattern in enumerate(PATTERNS) if pattern.search.may_match(text)]
        assert together.possible(text) == alone, path


def test_the_place_of_a_string_bounds_where_a_match_begins() -> None:
    found = [each[1:] for each in required(re.compile(r"(?<=全国)[^，]{2,4}妇联"))]
    assert sorted(found) == [(-2, -2, True), (2, 4, False)]
    assert required(re.compile(r"\d{1,3}名[^\n]{0,9}妇联"))[0][1:] == (2, 13, True)


@pytest.mark.parametrize(
    ("regex", "text", "answer"),
    [
        ("(?:红旗手|标兵)称号", "三八红旗手集体", False),
        ("(?:红旗手|标兵)称号", "标兵和称号", False),
        (r"\d+(?:名|位)代表", "115名妇女", False),
        (r"\d+(?:名|位)代表", "一名代表", True),
        ("(?i:ignore)", "妇女", False),
        ("(?i:ignore)", "IGNORE", True),
        ("(?i:kiss)", "KIſſ", True),
    ],
)
def test_texts_without_the_strings_are_passed_over(regex: str, text: str, answer: object) -> None:
    assert Search(re.compile(regex)).may_match(text) is answer


@given(st.sampled_from(sorted(misreadings(LIBRARY))), st.text("妇女儿童之家", max_size=4))
def test_strings_are_found_by_the_pair_that_tells(string: str, around: str) -> None:
    assert MISREAD.occur(around + string + around)
