"""Word lists as regexes: what they match, and that a long list costs no more than a short one."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from fulian_kg.lexicon.words import alternation

WORDS = st.lists(st.text("村委会民社区妇联“.*(", min_size=1, max_size=5), max_size=12)


@given(WORDS, st.text("村委会民社区妇联“.*(", max_size=20))
def test_the_longest_word_of_the_list_is_matched_at_every_place(words: list[str], text: str) -> None:
    pattern = re.compile(alternation(words))
    for start in range(len(text) + 1):
        longest = max((word for word in words if text.startswith(word, start)), key=len, default=None)
        match = pattern.match(text, start)
        assert (match[0] if match else None) == longest


def test_no_words_match_nothing() -> None:
    assert re.search(alternation([]), "妇联") is None
    assert re.search(alternation(["", "妇联"]), "村民") is None


def test_words_share_their_beginnings() -> None:
    assert alternation(["村", "村委会", "村民"]) == "村(?:委会|民)?"


def test_a_word_may_be_as_long_as_a_text() -> None:
    longest = "字" * 5000
    assert re.fullmatch(alternation([longest, longest + "句", "字"]), longest)
