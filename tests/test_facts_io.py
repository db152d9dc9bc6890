"""Facts as JSON Lines."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fulian_kg.errors import InputError
from fulian_kg.facts_io import HEAD, TAIL, read_facts, write_facts
from fulian_kg.model import FACT_TYPES, Fact, Span

slots = st.dictionaries(
    st.sampled_from(["name", "amount", "components", "pilot", "year"]),
    st.text(min_size=1) | st.integers(0, 10**9) | st.booleans() | st.lists(st.text(), min_size=1).map(tuple),
)
facts = st.builds(
    Fact,
    id=st.text("0123456789abcdef", min_size=16, max_size=16),
    file=st.text(min_size=1, max_size=20),
    sha256=st.just("0" * 64),
    case=st.none() | st.integers(1, 300),
    type=st.sampled_from(FACT_TYPES),
    slots=slots,
    quote=st.text(min_size=1),
    start=st.integers(0, 1000),
    end=st.integers(1000, 2000),
    pages=st.none() | st.tuples(st.integers(1, 9), st.integers(9, 99)),
    derived=st.just(()),
    rule=st.just("rule.id"),
    confidence=st.sampled_from([0.5, 1.0]),
    mentions=st.lists(st.builds(Span, st.integers(0, 9), st.integers(10, 19))).map(tuple),
)


@given(st.lists(facts))
def test_facts_are_read_as_they_were_written(made: list[Fact]) -> None:
    order = sorted(made, key=lambda f: (f.file, f.start, f.end, f.type, f.id))
    assert list(read_facts(write_facts(made), "facts.jsonl")) == order


@given(facts)
def test_keys_stand_in_the_order_of_the_contract(fact: Fact) -> None:
    keys = list(json.loads(write_facts([fact])))
    assert keys[: len(HEAD)] == list(HEAD)
    assert keys[len(HEAD) : len(HEAD) + len(fact.slots)] == list(fact.slots)
    assert [key for key in TAIL if key in keys] == keys[len(HEAD) + len(fact.slots) :]


@pytest.mark.parametrize("line", ["{", "[]", '{"type": "rumour"}', '{"type": "case"}', "null"])
def test_a_line_that_is_no_fact_is_named(line: str) -> None:
    with pytest.raises(InputError, match=r"facts\.jsonl:2: "):
        list(read_facts("\n" + line, "facts.jsonl"))
