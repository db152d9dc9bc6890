"""What a regex requires of a text: never more than every match has, and enough to pass over most texts."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fulian_kg.extraction.doubts_words import misreadings
from fulian_kg.extraction.patterns import rules
from fulian_kg.lexicon.literals import Literals, required
from fulian_kg.resources import Library

LIBRARY = Library()
PATTERNS = [
    pattern
    for name, _ in LIBRARY.walk("rules", ".toml")
    for pattern in rules(LIBRARY, name.removesuffix(".toml")).patterns
]
MISREAD = Literals(misreadings(LIBRARY), lambda string: string[-2:])
REGEXES = (
    "ab|cd", "a?b", "(?:ab){2}c", "(?=ab)a", "(?<=a)b", "(?!a)b", "a(?:b|c?)d", "[ab]c", "[^a]b", "a{0,2}b", "(?i:ab)c",
    "(?P<x>a|b)(?P=x)", "a*?bc", "^ab$", "(?>ab|c)d", "(a)?(?(1)b|c)", "[a-z]d",
)  # fmt: skip


def test_no_example_of_a_rule_is_passed_over() -> None:
    for pattern in PATTERNS:
        for example in (*pattern.positive, *pattern.negative):
            assert pattern.may_match(example) or not pattern.regex.search(example), (pattern.id, example)


@given(st.sampled_from(REGEXES), st.text("abcdAB", max_size=8))
def test_no_match_is_passed_over(regex: str, text: str) -> None:
    compiled = re.compile(regex)
    assert not compiled.search(text) or all(each.occur(text) for each in required(compiled)), (regex, text)


@pytest.mark.parametrize(
    ("regex", "text", "answer"),
    [
        ("(?:红旗手|标兵)称号", "三八红旗手集体", False),
        ("(?:红旗手|标兵)称号", "标兵和称号", False),
        (r"\d+(?:名|位)代表", "115名妇女", False),
        (r"\d+(?:名|位)代表", "一名代表", True),
        ("(?i:ignore)", "妇女", True),
    ],
)
def test_texts_without_the_strings_are_passed_over(regex: str, text: str, answer: object) -> None:
    assert all(each.occur(text) for each in required(re.compile(regex))) is answer


@given(st.sampled_from(sorted(misreadings(LIBRARY))), st.text("妇女儿童之家", max_size=4))
def test_strings_are_found_by_the_pair_that_tells(string: str, around: str) -> None:
    assert MISREAD.occur(around + string + around)
