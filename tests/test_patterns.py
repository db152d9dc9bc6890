"""Every pattern file is sound, and every pattern does what its own examples say."""

from __future__ import annotations

import pytest

from fulian_kg.extraction.patterns import Pattern, rules
from fulian_kg.resources import Library

LIBRARY = Library()
PATTERNS = [
    pattern
    for name, _ in LIBRARY.walk("rules", ".toml")
    if name != "macros"
    for pattern in rules(LIBRARY, name).patterns
]


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda p: p.id)
def test_a_pattern_matches_its_positive_and_no_negative_example(pattern: Pattern) -> None:
    assert pattern.positive, f"{pattern.id} has no positive example"
    assert [text for text in pattern.positive if not pattern.regex.search(text)] == []
    assert [text for text in pattern.negative if pattern.regex.search(text)] == []


def test_ids_are_unique() -> None:
    ids = [pattern.id for pattern in PATTERNS]
    assert len(ids) == len(set(ids))
