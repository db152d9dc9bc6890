"""Precision, recall, F1 and κ: by hand, by definition, and how sure κ is."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fulian_kg.query.agreement import CHI_SQUARE, Agreement, averages, below, unjudged

COUNTS = st.integers(0, 200)
STEPS = 2000


@st.composite
def tables(draw: st.DrawFn) -> Agreement:
    """Any 2 × 2 table of at least one case."""
    both, hand, automatic, neither = draw(COUNTS), draw(COUNTS), draw(COUNTS), draw(st.integers(1, 200))
    return Agreement(both + hand, both + automatic, both, both + hand + automatic + neither)


def kappa_of(pairs: list[tuple[bool, bool]]) -> Fraction | None:
    """κ by its definition, from the two labellings themselves."""
    n = len(pairs)
    observed = Fraction(sum(one == other for one, other in pairs), n)
    chance = sum(
        Fraction(sum(one is value for one, _ in pairs), n) * Fraction(sum(other is value for _, other in pairs), n)
        for value in (True, False)
    )
    return None if chance == 1 else (observed - chance) / (1 - chance)


@pytest.mark.parametrize(
    ("table", "precision", "recall", "f1", "kappa"),
    [
        (Agreement(25, 30, 20, 50), 2 / 3, 0.8, 40 / 55, 0.4),
        (Agreement(3, 3, 3, 10), 1, 1, 1, 1),
        (Agreement(2, 2, 0, 4), 0, 0, 0, -1),
        (Agreement(1, 2, 1, 4), 0.5, 1, 2 / 3, 0.5),
        (Agreement(0, 5, 0, 10), 0, None, 0, 0),
        (Agreement(5, 0, 0, 10), None, 0, 0, 0),
        (Agreement(0, 0, 0, 10), None, None, None, None),
        (Agreement(10, 10, 10, 10), 1, 1, 1, None),
        (Agreement(0, 0, 0, 0), None, None, None, None),
    ],
)
def test_measures_are_those_computed_by_hand(
    table: Agreement, precision: float | None, recall: float | None, f1: float | None, kappa: float | None
) -> None:
    found = (table.precision, table.recall, table.f1, table.kappa)
    for value, wanted in zip(found, (precision, recall, f1, kappa), strict=True):
        assert value == (None if wanted is None else pytest.approx(wanted))
    assert (table.interval is None) is (kappa is None)


@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=60))
def test_kappa_is_what_its_definition_says(pairs: list[tuple[bool, bool]]) -> None:
    table = Agreement(
        sum(one for one, _ in pairs), sum(other for _, other in pairs), sum(a and b for a, b in pairs), len(pairs)
    )
    wanted = kappa_of(pairs)
    assert table.kappa == (None if wanted is None else pytest.approx(float(wanted)))


@given(tables())
def test_kappa_is_symmetric_and_within_its_bounds_and_its_interval(table: Agreement) -> None:
    other = Agreement(table.automatic, table.hand, table.both, table.cases)
    assert other.kappa == table.kappa
    assert (other.precision, other.recall) == (table.recall, table.precision)
    if table.kappa is None:
        assert table.interval is None
        return
    assert -1 <= table.kappa <= 1
    assert table.interval is not None
    low, high = table.interval
    assert -1 <= low <= table.kappa <= high <= 1


@given(st.integers(1, 100), st.integers(1, 100))
def test_perfect_agreement_is_one_and_the_surer_the_more_it_rests_on(carried: int, others: int) -> None:
    found = Agreement(carried, carried, carried, carried + others)
    assert found.kappa == found.precision == found.recall == found.f1 == 1
    assert found.interval is not None
    assert found.interval[0] < found.interval[1] == 1
    twice = Agreement(2 * carried, 2 * carried, 2 * carried, 2 * (carried + others))
    assert twice.interval is not None
    assert twice.interval[0] > found.interval[0]


@pytest.mark.parametrize(
    ("carried", "differ", "neither"), [(1, 0, 105), (3, 2, 101), (41, 2, 64), (2, 4, 20), (0, 2, 30)]
)
def test_the_interval_holds_just_the_kappas_that_fit(carried: int, differ: int, neither: int) -> None:
    """Goodness of fit in the words of Donner and Eliasziw, tried over a grid, where both carry the theme as often."""
    half = differ // 2
    table = Agreement(carried + half, carried + half, carried, carried + differ + neither)
    n, share = table.cases, table.hand / table.cases
    spread = share * (1 - share)
    fitting = []
    for step in range(-STEPS, STEPS + 1):
        kappa = step / STEPS
        expected = (share**2 + spread * kappa, 2 * spread * (1 - kappa), (1 - share) ** 2 + spread * kappa)
        cells = list(zip((carried, differ, neither), (n * part for part in expected), strict=True))
        possible = all(mean > 0 or (mean == 0 and seen == 0) for seen, mean in cells)
        if possible and sum((seen - mean) ** 2 / mean for seen, mean in cells if mean) <= CHI_SQUARE:
            fitting.append(kappa)
    assert table.interval is not None
    assert table.interval == pytest.approx((fitting[0], fitting[-1]), abs=2 / STEPS)


def test_one_case_of_a_hundred_says_little_even_in_perfect_agreement() -> None:
    interval = Agreement(1, 1, 1, 106).interval
    assert interval is not None
    assert interval[0] < 0.3
    assert interval[1] == 1


def test_averages_count_labels_alike_or_themes_alike_and_leave_out_the_undefined() -> None:
    found = averages({"a": Agreement(4, 4, 4, 10), "b": Agreement(1, 2, 1, 10), "c": Agreement(0, 0, 0, 10)})
    assert (found.pooled.hand, found.pooled.automatic, found.pooled.both) == (5, 6, 5)
    assert found.pooled.f1 == pytest.approx(10 / 11)
    assert found.macro["f1"] == pytest.approx((1 + 2 / 3) / 2)
    assert set(found.of.values()) == {2}
    assert set(averages({}).macro.values()) == {None}


@pytest.mark.parametrize(
    ("threshold", "minimum", "hidden", "not_judged"),
    [
        (0.8, 1, {"poor", "rare"}, {"unseen"}),
        (0.8, 4, {"poor"}, {"rare", "unseen"}),
        (0.1, 1, {"rare"}, {"unseen"}),
        (0.8, 0, {"poor", "rare"}, {"unseen"}),
        (2.0, 1, {"poor", "rare", "good"}, {"unseen"}),
    ],
)
def test_themes_under_a_threshold_are_those_that_enough_cases_carry(
    threshold: float, minimum: int, hidden: set[str], not_judged: set[str]
) -> None:
    found = {
        "good": Agreement(10, 10, 10, 100),
        "poor": Agreement(10, 10, 4, 100),
        "rare": Agreement(1, 1, 0, 100),
        "unseen": Agreement(0, 0, 0, 100),
    }
    assert below(found, threshold, minimum) == hidden
    assert unjudged(found, minimum) == not_judged
    assert not below(found, threshold, minimum) & unjudged(found, minimum)


@pytest.mark.parametrize("counts", [each for each in product(range(3), repeat=4) if sum(each)])
def test_small_tables_have_an_interval_just_where_they_have_a_kappa(counts: tuple[int, int, int, int]) -> None:
    both, hand, automatic, neither = counts
    table = Agreement(both + hand, both + automatic, both, sum(counts))
    assert (table.kappa is None) is (table.interval is None)
    assert (table.kappa is None) is (both == sum(counts) or neither == sum(counts))
