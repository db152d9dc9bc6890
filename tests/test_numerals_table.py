"""Numbers as printed and what they mean: a table of real phrases, each with one number or none."""

from __future__ import annotations

import csv
import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fulian_kg.resources import Library
from fulian_kg.source.numerals import Numerals, numerals
from fulian_kg.source.view import view_of

TABLE = Path(__file__).with_name("data") / "numerals.csv"
with TABLE.open(encoding="utf-8", newline="") as file:
    ROWS = list(csv.DictReader(file))
SECONDS = 4
"""Some ten times what is needed; quadratic cost needs more."""
AT = date(2010, 12, 31)
DIGITS = "零一二三四五六七八九"


@pytest.fixture(scope="module")
def reader() -> Numerals:
    return numerals(Library())


def number(printed: str) -> float | None:
    return float(printed) if printed else None


def test_the_table_is_long_and_says_nothing_twice() -> None:
    assert len({row["phrase"] for row in ROWS}) == len(ROWS) >= 250


@pytest.mark.parametrize("row", ROWS, ids=[row["phrase"] for row in ROWS])
def test_a_phrase_means_what_the_table_says(reader: Numerals, row: dict[str, str]) -> None:
    found = [
        (atom.kind, atom.value, atom.value_max, atom.bound if atom.value is not None else "", atom.unit, atom.iso)
        for atom in reader.atoms(view_of(row["phrase"]).text, AT)
    ]
    wanted = (row["kind"], number(row["value"]), number(row["value_max"]), row["bound"], row["unit"], row["iso"])
    assert found == ([wanted] if row["kind"] else [])


def spelt(value: int) -> str:
    """A number below a trillion in Chinese numerals, by the schoolbook."""
    for large, name in ((100_000_000, "亿"), (10_000, "万")):
        if value >= large:
            rest = value % large
            return (
                spelt(value // large) + name + ("零" if 0 < rest < large // 10 else "") + (spelt(rest) if rest else "")
            )
    text, zero = "", False
    for power, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = value // power % 10
        if digit:
            text += ("零" if zero and text else "") + DIGITS[digit] + name
        zero = digit == 0
    return text


@given(st.integers(1, 999_999_999_999))
def test_spelt_numbers_have_their_value(value: int) -> None:
    assert numerals(Library()).value(spelt(value)) == value


@given(st.integers(1, 99_999), st.sampled_from([("万", 10_000), ("亿", 100_000_000)]))
def test_hundredths_of_a_power_are_whole_numbers(value: int, power: tuple[str, int]) -> None:
    (atom,) = numerals(Library()).atoms(f"{value // 100}.{value % 100:02}{power[0]}元")
    assert atom.value == value * power[1] // 100


@given(st.integers(10, 9_999_999), st.sampled_from(["名", "个", "户", "元"]))
def test_figures_have_their_value_with_and_without_commas(value: int, unit: str) -> None:
    for printed in (f"{value}{unit}", f"{value:,}{unit}"):
        (atom,) = numerals(Library()).atoms(printed)
        assert (atom.value, atom.start, atom.end) == (value, 0, len(printed))


@pytest.mark.parametrize("piece", ["1", "一", "百", "1万", "1,000", "1、", "a-", "2008-"])
def test_no_run_of_numerals_takes_more_than_its_length(reader: Numerals, piece: str) -> None:
    began = time.perf_counter()
    reader.atoms(piece * (60_000 // len(piece)))
    assert time.perf_counter() - began < SECONDS


@given(st.text("一二三十百千万亿两余多几0123456789.,%年月日个名元至—第届约近以上", max_size=30))
def test_atoms_stand_in_order_inside_the_text_and_do_not_overlap(text: str) -> None:
    ends = 0
    for atom in numerals(Library()).atoms(text, AT):
        assert ends <= atom.start < atom.end <= len(text)
        assert atom.value_max is None or (atom.value is not None and atom.value < atom.value_max)
        assert (atom.bound == "between") == (atom.value_max is not None)
        ends = atom.end
