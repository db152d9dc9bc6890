"""The palette, computed: contrast in both modes, differences for every kind of sight; the style sheet; the tile map."""

from __future__ import annotations

import re
from collections import Counter
from itertools import combinations
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charting import SVG, frame, parsed, texts
from fulian_kg.errors import InputError
from fulian_kg.gazetteer import TODAY, load
from fulian_kg.query.charts import Cell, house_style, load_style, stylesheet, tile_map, tiles
from fulian_kg.query.charts.colour import DEFICIENCIES, contrast, difference
from fulian_kg.query.charts.style import MODES, Mode
from fulian_kg.resources import Library

if TYPE_CHECKING:
    from pathlib import Path

    from fulian_kg.query.charts import Tile

STYLE = house_style()
DECORATION = {"line"}
"""Rules that say nothing: no contrast is asked of them."""
colours = st.from_regex(r"#[0-9a-f]{6}", fullmatch=True)
BORDERS = """
110000 120000 130000|120000 130000|130000 140000 150000 210000 370000 410000|140000 150000 410000 610000
150000 210000 220000 230000 610000 620000 640000|210000 220000
220000 230000|310000 320000 330000|320000 330000 340000 370000
330000 340000 350000 360000|340000 360000 370000 410000 420000|350000 360000 440000|360000 420000 430000 440000
370000 410000|410000 420000 610000|420000 430000 500000 610000|430000 440000 450000 500000 520000
440000 450000 810000 820000|450000 520000 530000|500000 510000 520000 610000
510000 520000 530000 540000 610000 620000 630000
520000 530000|530000 540000|540000 630000 650000|610000 620000 640000|620000 630000 640000 650000|630000 650000
"""
"""Each unit and those after it that it has a land border with."""


@pytest.mark.parametrize("mode", MODES)
def test_every_text_and_object_has_its_contrast(mode: Mode) -> None:
    palette = STYLE.colours[mode]
    low = [
        (one, other, round(contrast(palette[one], palette[other]), 2))
        for pairing in STYLE.contrasts
        for one in pairing.of
        for other in pairing.on
        if contrast(palette[one], palette[other]) < pairing.least
    ]
    assert low == []


def test_no_colour_escapes_the_contrast_and_no_limit_is_below_that_of_wcag() -> None:
    named = {name for pairing in STYLE.contrasts for name in (*pairing.of, *pairing.on)}
    assert named | DECORATION == {*STYLE.colours["light"]}
    assert {pairing.least for pairing in STYLE.contrasts} == {4.5, 3.0}
    # Whatever CSS fills a text with is in a pairing of 4.5.
    written = {*re.findall(r"\.fk-chart [^{]*\{ fill: var\(--fk-([a-z0-9-]+)\)", STYLE.rules), "ink"}
    strict = {name for pairing in STYLE.contrasts if pairing.least == 4.5 for name in (*pairing.of, *pairing.on)}
    assert written <= strict


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("sight", DEFICIENCIES)
def test_states_and_statuses_are_told_apart_by_every_kind_of_sight(mode: Mode, sight: str) -> None:
    palette = STYLE.colours[mode]
    close = [
        (one, other)
        for names, least in STYLE.apart
        for one, other in combinations(names, 2)
        if difference(palette[one], palette[other], sight) < least  # type: ignore[arg-type]
    ]
    assert close == []
    statuses = {f"status-{name.replace('_', '-')}" for name in STYLE.marks} - {"status-other"}
    assert any(statuses == {*names} for names, _ in STYLE.apart)


def test_shades_run_one_way() -> None:
    for mode in MODES:
        shades = [contrast(STYLE.colours[mode][f"step-{index}"], "#000000") for index in range(1, 5)]
        assert shades == sorted(shades, reverse=mode == "light")


def test_marks_differ_in_shape() -> None:
    shapes = {(mark.shape, mark.hollow) for mark in STYLE.marks.values()}
    assert len(shapes) == len(STYLE.marks)


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#777777", "#ffffff", 4.48),
        ("#0000ff", "#ffffff", 8.59),
        ("#ffffff", "#ffffff", 1.0),
    ],
)
def test_contrast_is_that_of_wcag(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == pytest.approx(ratio, abs=0.005)
    assert contrast(other, one) == contrast(one, other)


@given(colours, colours)
def test_difference_is_a_distance(one: str, other: str) -> None:
    for sight in DEFICIENCIES:
        assert difference(one, one, sight) == 0
        assert difference(one, other, sight) == pytest.approx(difference(other, one, sight))
    assert 1 <= contrast(one, other) <= 21.001


def test_red_and_green_are_close_without_one_cone_and_grey_stays_grey() -> None:
    red, green = "#c03030", "#5a7a1a"
    assert difference(red, green, "deutan") < difference(red, green) / 2
    for sight, rows in DEFICIENCIES.items():
        assert all(sum(row) == pytest.approx(1, abs=1e-5) for row in rows), sight


@pytest.mark.parametrize("colour", ["red", "#fff", "#GGGGGG", "rgb(1,2,3)", ""])
def test_other_notations_of_colours_are_refused(colour: str) -> None:
    with pytest.raises(ValueError, match="#rrggbb"):
        contrast(colour, "#ffffff")


def test_the_style_sheet_follows_the_reader_and_obeys_the_page() -> None:
    sheet = stylesheet()
    assert "@media (prefers-color-scheme: dark)" in sheet
    assert ':root[data-theme="dark"]' in sheet
    assert ':root:not([data-theme="light"])' in sheet
    used, defined = {*re.findall(r"var\((--[a-z0-9-]+)\)", sheet)}, {*re.findall(r"(--[a-z0-9-]+):", sheet)}
    assert used <= defined
    assert {f"--fk-{name}" for name in STYLE.colours["light"]} <= defined


@pytest.mark.parametrize("mode", MODES)
def test_a_resolved_sheet_has_one_mode_and_no_variables(mode: Mode) -> None:
    sheet = STYLE.resolved(mode)
    assert "var(" not in sheet
    assert "@media" not in sheet
    assert STYLE.colours[mode]["ink"] in sheet


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('ink = "#1d2733"', 'ink = "red"', "#rrggbb"),
        ('ink = "#1d2733"', 'ink = "#1d2733"\nextra = "#1d2733"', "one of light and dark only"),
        ("[fonts]", "[fonts", "no valid TOML"),
        ("[signs]", "[sins]", "missing"),
        ('hollow = true\nzh = "建议"', "hollow = true\nzh = 3", "wrong form"),
        ("[statuses.pilot]", "[statuses.trial]", "not defined"),
    ],
)
def test_a_style_of_ones_own_is_checked(tmp_path: Path, old: str, new: str, told: str) -> None:
    text = Library().read("styles", "charts.toml")
    assert old in text
    (tmp_path / "styles").mkdir()
    (tmp_path / "styles" / "charts.toml").write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(InputError, match=told) as caught:
        load_style(Library(tmp_path))
    assert caught.value.file == "styles/charts.toml"


def test_a_colour_of_ones_own_reaches_the_chart(tmp_path: Path) -> None:
    text = Library().read("styles", "charts.toml")
    (tmp_path / "styles").mkdir()
    (tmp_path / "styles" / "charts.toml").write_text(text.replace('ink = "#1d2733"', 'ink = "#112233"'), "utf-8")
    assert "#112233" in tile_map({}, frame(), load_style(Library(tmp_path)))


def test_the_map_has_every_province_level_unit_once_and_the_corps() -> None:
    layout = tiles(Library())
    current = {unit.code for unit in load(Library()).units if unit.level == "province" and unit.in_force(TODAY)}
    expected = {code for code in current if code} | {"710000", "810000", "820000", "xpcc"}
    assert {tile.code for tile in layout} == expected
    assert len(layout) == 35
    assert max(Counter((tile.column, tile.row) for tile in layout).values()) == 1


def test_neighbours_on_the_map_are_neighbours() -> None:
    """Nearly every unit touches one that it borders, and most tiles side by side do border."""
    layout = {tile.code: tile for tile in tiles(Library()) if tile.code not in {"xpcc", "710000", "460000"}}
    borders = {frozenset((line.split()[0], other)) for part in BORDERS.split("\n")
               for line in part.split("|") if line for other in line.split()[1:]}  # fmt: skip
    near = {frozenset((a, b)) for a, b in combinations(layout, 2) if _apart(layout[a], layout[b]) <= 1}
    beside = {pair for pair in near if len({layout[code].row for code in pair} ) == 1
              or len({layout[code].column for code in pair}) == 1}  # fmt: skip
    alone = {code for code in layout if not any(code in pair for pair in near & borders)}
    assert alone == set()
    assert len(beside & borders) / len(beside) > 0.6
    assert len(near & borders) / len(borders) > 0.5


def _apart(one: Tile, other: Tile) -> int:
    return max(abs(one.column - other.column), abs(one.row - other.row))


def test_what_the_compilation_lacks_is_not_zero() -> None:
    root = parsed(tile_map({"110000": Cell("value", 1, 4), "120000": Cell("not_stated", 3, 3)}, frame()))
    tiles_ = {texts(group)[0]: group for group in root.iter(f"{SVG}g") if len(texts(group)) > 1}
    classes = {name: [rect.get("class") for rect in group.iter(f"{SVG}rect")] for name, group in tiles_.items()}
    assert classes["台湾"] == ["fk-absent"]
    assert classes["天津"] == ["fk-not_stated"]
    assert classes["北京"] == ["fk-step-1"]
    assert [texts(tiles_[name])[1] for name in ("台湾", "天津", "北京")] == ["未收", "–", "1/4"]
    assert "汇编未收 not in the compilation" in texts(root)


def test_a_code_without_a_tile_is_not_left_out_silently() -> None:
    with pytest.raises(ValueError, match="990000: no tile"):
        tile_map({"990000": Cell("value", 1, 1)}, frame())


@pytest.mark.parametrize("line", ["110000,x,1,北京,Beijing", "110000,1", "110000,1.5,2,北京,Beijing"])
def test_a_layout_of_ones_own_is_checked(tmp_path: Path, line: str) -> None:
    (tmp_path / "regions").mkdir()
    (tmp_path / "regions" / "tiles.csv").write_text(f"code,column,row,zh,en\n{line}\n", "utf-8")
    with pytest.raises(InputError, match="whole numbers") as caught:
        tiles(Library(tmp_path))
    assert (caught.value.file, caught.value.line) == ("regions/tiles.csv", 2)
