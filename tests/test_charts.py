"""Charts: well-formed, readable without colour, their texts text, none on another, the same bytes each time."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charting import (
    REGIONS,
    STEPS,
    SVG,
    WIDTHS,
    Compared,
    compared,
    every_chart,
    frame,
    outside,
    overlaps,
    parsed,
    region_chart,
    rising,
    texts,
)
from fulian_kg.query.charts import (
    Bar,
    Cell,
    Frame,
    HeatColumn,
    HeatRow,
    HeatTable,
    Label,
    State,
    Step,
    bars,
    heat_table,
    stylesheet,
    tile_map,
    timeline,
)
from fulian_kg.query.charts.drawing import cleaned, number
from fulian_kg.query.charts.lettering import cut, extent, wrap

if TYPE_CHECKING:
    import xml.etree.ElementTree as ET
    from pathlib import Path

STATES: tuple[State, ...] = ("value", "stated_none", "not_stated", "no_full_text")
ELEMENTS = {"svg", "title", "desc", "style", "defs", "pattern", "rect", "path", "g", "a", "text"}
HOSTILE = ("</svg>", "]]>", "<script>alert(1)</script>", "&lt;b&gt;", "a\x00b\x1b[31m", "\u202e倒\ufffe", "\ud800", "")
labels = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=60))
counts = st.tuples(st.integers(0, 9), st.integers(0, 9)).map(sorted)
cells = st.builds(
    lambda state, count, tip, href: Cell(state, count[0], count[1], tip, href),
    st.sampled_from(STATES), counts, labels, st.none() | labels,
)  # fmt: skip
widths = st.sampled_from([320.0, 400.0, 720.0, 1000.0, 1400.0])


@pytest.fixture(scope="module")
def data(example_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Compared:
    return compared(example_store, tmp_path_factory.mktemp("comparison") / "comparison.json")


def elements(root: ET.Element) -> set[str]:
    return {element.tag.removeprefix(SVG) for element in root.iter()}


def titles(root: ET.Element) -> list[str]:
    return [element.text or "" for element in root.iter(f"{SVG}title")]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_text_of_a_real_chart_stands_on_another_or_leaves_it(data: Compared, width: float, language: str) -> None:
    charts = every_chart(data, width=width, language=language)
    charts |= {name: region_chart(name, at, width=width, language=language) for name, at in REGIONS}
    for name, svg in charts.items():
        root = parsed(svg)
        assert elements(root) <= ELEMENTS
        assert list(overlaps(root)) == [], name
        assert outside(root) == [], name


def test_every_class_of_a_chart_is_in_the_style_sheet(data: Compared) -> None:
    charts = [*every_chart(data).values(), *(region_chart(name, at) for name, at in REGIONS)]
    used = {name for svg in charts for names in re.findall(r'class="([^"]+)"', svg) for name in names.split()}
    assert used - {"fk-chart"} <= {*re.findall(r"\.(fk-[a-z0-9_-]+)", stylesheet())}


def test_charts_say_what_they_are_in_both_languages(data: Compared) -> None:
    for name, svg in every_chart(data).items():
        root = parsed(svg)
        ids = {element.get("id"): element for element in root.iter() if element.get("id")}
        assert root.get("role") == ("graphics-document document" if name == "timeline" else "img")
        named = [ids[each] for each in root.get("aria-labelledby", "").split()]
        assert [element.text for element in named] == [frame().title.zh, frame().title.en]
        assert [element.get("lang") for element in named] == ["zh", "en"]
        described = [ids[each] for each in root.get("aria-describedby", "").split()]
        assert [element.text for element in described] == [frame().description.zh, frame().description.en]
        assert root.get("lang") == "zh"
        assert frame().note.zh in texts(root)  # type: ignore[union-attr]


def test_the_same_input_gives_the_same_bytes_and_ids_take_the_prefix(data: Compared) -> None:
    first, again = every_chart(data), every_chart(data)
    assert first == again
    taken = [each for svg in first.values() for each in re.findall(r' id="([^"]+)"', svg)]
    assert len(taken) == len({*taken})
    for name, svg in first.items():
        used = re.findall(r"url\(#([^)]+)\)", svg) + re.findall(r' id="([^"]+)"', svg)
        assert all(each.startswith(f"{name}-") for each in used)


def test_states_differ_without_colour(data: Compared) -> None:
    row = HeatRow(Label("行"), 4, (*(Cell(state, 2, 4) for state in STATES), Cell("not_stated", 0, 0)))
    root = parsed(heat_table(HeatTable((HeatColumn(Label("列")),) * 5, (row,)), frame()))
    shown = [(group, group.find(f"{SVG}text")) for group in root.iter(f"{SVG}g") if "·" in (titles(group) or [""])[0]]
    assert [None if text is None else text.text for _, text in shown] == ["2/4", "无2/4", "–", "?", None]
    told = [titles(group)[0].splitlines()[1] for group, _ in shown]
    assert told == [
        "有 stated 2/4", "言明没有 stated: none 2/4", "全文未提 not stated in the full text 2/4",
        "无全文 no full text 2/4", "没有案例 no case",
    ]  # fmt: skip
    hatch = next(path for path in root.iter(f"{SVG}path") if path.get("fill") == "url(#chart-hatch)")
    assert (hatch.get("d") or "").count("Z") == 1
    assert {"无全文 no full text", "全文未提 not stated in the full text"} <= {*texts(root)}
    assert data.table.columns[0].label.zh


def test_a_wide_table_continues_below_with_its_row_labels(data: Compared) -> None:
    root = parsed(heat_table(data.table, frame(width=400)))
    shown = texts(root)
    assert shown.count("新疆生产建设兵团") > 1
    for column in data.table.columns:
        parts = wrap(column.label.zh, 12, 176, 3)
        assert all(part in shown for part in parts), column
        assert not any(part.endswith("…") for part in parts)


def test_a_table_whose_rows_lack_a_cell_is_refused() -> None:
    with pytest.raises(ValueError, match="one cell a column"):
        heat_table(HeatTable((HeatColumn(Label("列")),), (HeatRow(Label("行"), 1, ()),)), frame())


def test_links_are_links_and_lead_nowhere_else() -> None:
    hrefs = ("#claim-1", "https://example.org/a", "page.html#x", "javascript:alert(1)", "data:text/html,x", None)
    row = HeatRow(Label("行"), 1, tuple(Cell("value", 1, 1, href=href) for href in hrefs))
    svg = heat_table(HeatTable((HeatColumn(Label("列")),) * len(hrefs), (row,)), frame())
    assert re.findall(r'href="([^"]+)"', svg) == list(hrefs[:3])
    assert parsed(svg).get("role") == "graphics-document document"
    bare = heat_table(HeatTable((HeatColumn(Label("列")),) * len(hrefs), (row,)), frame(linked=False))
    assert "href" not in bare


def test_bars_are_as_long_as_their_share_and_print_n_of_n() -> None:
    drawn = (Cell("value", 1, 4), Cell("value", 2, 4), Cell("value", 3, 4), Cell("value", 4, 4))
    root = parsed(bars(tuple(Bar(Label(f"第{cell.n}"), cell) for cell in drawn), "share", frame()))
    rects = [rect for rect in root.iter(f"{SVG}rect") if rect.get("class") == "fk-bar"][1:]
    lengths = [float(rect.get("width", "")) for rect in rects]
    assert rising(lengths)
    assert [round(length / lengths[-1], 2) for length in lengths] == [0.25, 0.5, 0.75, 1.0]
    assert [text for text in texts(root) if re.fullmatch(r"\d/\d", text)] == ["1/4", "2/4", "3/4", "4/4"]
    assert [text for text in texts(root) if text.startswith("第")] == ["第1", "第2", "第3", "第4"]


@pytest.mark.parametrize(
    ("most", "ticks"), [(1, ["0", "1"]), (3, ["0", "1", "2", "3"]), (12, ["0", "3", "6", "9", "12"])]
)
def test_counts_have_whole_numbers_on_their_scale(most: int, ticks: list[str]) -> None:
    root = parsed(bars((Bar(Label("行"), Cell("value", most, 20)),), "count", frame(note=None)))
    assert [text.text for text in root.iter(f"{SVG}text") if text.get("class") == "fk-muted"] == ticks


@pytest.mark.parametrize("measure", ["share", "count"])
@pytest.mark.parametrize("cell", [Cell("no_full_text", 3, 4), Cell("not_stated", 4, 4), Cell("value", 0, 0)])
def test_where_nothing_can_be_measured_there_is_a_dash_and_no_bar(measure: Any, cell: Cell) -> None:
    root = parsed(bars((Bar(Label("行"), cell),), measure, frame()))
    (group,) = (group for group in root.iter(f"{SVG}g") if titles(group))
    assert group.find(f"{SVG}rect") is None
    assert texts(group)[1].startswith("—")


def test_none_stated_is_another_bar_than_stated() -> None:
    root = parsed(bars((Bar(Label("行"), Cell("stated_none", 1, 4)),), "share", frame()))
    (group,) = (group for group in root.iter(f"{SVG}g") if titles(group))
    rect = group.find(f"{SVG}rect")
    assert rect is not None
    assert rect.get("class") == "fk-stated_none"
    assert texts(group)[1] == "无 1/4"


def test_steps_stand_in_order_with_shape_amount_and_quote() -> None:
    root = parsed(timeline(STEPS, frame()))
    groups = [group for group in root.iter() if group.tag in {f"{SVG}g", f"{SVG}a"} and titles(group)]
    assert [texts(group)[0] for group in groups] == [
        "2000 意见", "2004 试点", "2006 调研", "2007 建议", "2008–2010 实施", "2011 实施", "年份未写 终止",
    ]  # fmt: skip
    assert "2000年…" in titles(groups[0])[0]
    marks = [[path.get("class") for path in group.iter(f"{SVG}path")] for group in groups]
    assert marks[1] == ["fk-status-pilot"]
    assert marks[5] == ["fk-status-in_force fk-open", "fk-status-in_force"]
    assert marks[6] == []
    places = [float(re.findall(r"translate\(([\d.]+)", str(path.get("transform")))[0]) for group in groups[:6]
              for path in group.iter(f"{SVG}path") if path.get("transform")]  # fmt: skip
    assert rising(places)
    bar = groups[4].find(f"{SVG}rect")
    assert bar is not None
    year = (places[4] - places[3]) / (2008 - 2007)
    assert float(bar.get("width", "")) == pytest.approx(2 * year, abs=0.1)
    assert "1元/人·年" in texts(groups[4])
    assert groups[1].get("href") == "#claim-2"


def test_a_status_that_the_style_does_not_know_is_other() -> None:
    assert "fk-status-other" in timeline((Step(2000, "strange", Label("某事")),), frame())


@pytest.mark.parametrize("chart", ["heat", "bars", "timeline"])
def test_nothing_to_show_says_so(chart: str) -> None:
    svg = {
        "heat": lambda: heat_table(HeatTable((), ()), frame()),
        "bars": lambda: bars((), "share", frame()),
        "timeline": lambda: timeline((), frame()),
    }[chart]()
    assert "没有可画的" in texts(parsed(svg))


def test_successors_and_partial_transfers_differ_in_shape() -> None:
    whole, part = (parsed(region_chart(*REGIONS[index])) for index in (0, 2))
    assert _marks(whole) == {"fk-succession"}
    assert _marks(part) == {"fk-partial"}
    assert "西城区 110102" in texts(whole)
    assert "铁门关市 659006" not in texts(part)
    assert "国函〔2010〕55号 国务院批复" in texts(whole)
    lanes = [text for text in texts(parsed(region_chart(*REGIONS[3]))) if text == "鼓楼区 320106"]
    assert lanes == ["鼓楼区 320106"]  # it succeeded itself, on one line


def test_a_succession_of_several_hops_shows_every_unit_between() -> None:
    root = parsed(region_chart("米林县", "2010-01-01"))
    assert [text for text in texts(root) if re.fullmatch(r"米林\S+ \d{6}", text)] == [
        "米林县 542623", "米林县 540422", "米林市 540481",
    ]  # fmt: skip
    ends = []
    for kind in ("own", "whole"):
        for rect in root.iter(f"{SVG}rect"):
            if rect.get("class") == f"fk-version-{kind}" and float(rect.get("height", "")) > 20:
                left = float(rect.get("x", ""))
                ends += [left, left + float(rect.get("width", ""))]
    assert ends == sorted(ends)
    assert max(ends[2] - ends[1], ends[4] - ends[3]) < 2  # each begins where the one before ends


def _marks(root: ET.Element) -> set[str]:
    sorts = {"fk-succession", "fk-partial", "fk-alteration"}
    return sorts & {rect.get("class") or "" for rect in root.iter(f"{SVG}rect")}


@given(st.lists(labels, min_size=2, max_size=4), st.lists(cells, min_size=4, max_size=4), widths)
def test_no_label_breaks_a_heat_table(words: list[str], drawn: list[Cell], width: float) -> None:
    columns = tuple(HeatColumn(Label(word, word[::-1]), word) for word in words[:2])
    rows = tuple(HeatRow(Label(word), 3, tuple(drawn[:2])) for word in words)
    _sound(heat_table(HeatTable(columns, rows), _frame(words, width)), words)


@given(st.lists(labels, min_size=2, max_size=4), st.lists(cells, min_size=4, max_size=4), widths)
def test_no_label_breaks_bars(words: list[str], drawn: list[Cell], width: float) -> None:
    rows = tuple(Bar(Label(word), cell) for word, cell in zip(words, drawn, strict=False))
    _sound(bars(rows, "share", _frame(words, width)), words)
    _sound(bars(rows, "count", _frame(words, width)), words)


@given(
    st.lists(labels, min_size=2, max_size=4),
    st.lists(
        st.tuples(st.none() | st.integers(1900, 2030), st.none() | st.integers(1900, 2030)), min_size=4, max_size=4
    ),
    widths,
)
def test_no_label_breaks_a_timeline(words: list[str], years: list[tuple[Any, Any]], width: float) -> None:
    steps = tuple(
        Step(first, word, Label(word), word, last, open=last is None, stated=Label(word), quote=word, href=word)
        for word, (first, last) in zip(words, years, strict=False)
    )
    _sound(timeline(steps, _frame(words, width)), words)


@given(st.dictionaries(st.sampled_from(["110000", "710000", "xpcc"]), cells), labels, widths)
def test_no_tip_breaks_a_map(drawn: dict[str, Cell], word: str, width: float) -> None:
    _sound(tile_map(drawn, _frame([word], width)), [])


def _frame(words: list[str], width: float) -> Frame:
    return Frame(Label(words[0], words[-1]), Label(words[-1], words[0]), Label(words[0]), width=width)


def _sound(svg: str, words: list[str]) -> None:
    root = parsed(svg)
    assert elements(root) <= ELEMENTS
    assert list(overlaps(root)) == []
    assert outside(root) == []
    told = cleaned(" ".join(titles(root)))
    assert all(cleaned(word) in told for word in words)
    assert not re.search(r'href="(?!#|https?:|[\w./%-]+(?:[#?]|"))', svg)


@given(labels, st.floats(0, 500))
def test_a_cut_text_fits_and_a_whole_one_is_whole(text: str, room: float) -> None:
    short = cut(text, 12, room)
    assert short == text or extent(short, 12) <= max(room, extent("…", 12))
    assert cut(text, 12, extent(text, 12)) == text


@given(st.text(max_size=80), st.floats(40, 500), st.integers(1, 4))
def test_wrapped_lines_fit_and_lose_nothing_before_the_last(text: str, room: float, lines: int) -> None:
    found = wrap(cleaned(text), 12, room, lines)
    assert len(found) <= lines
    assert all(extent(line, 12) <= room for line in found)
    if not any("…" in line for line in found):
        assert "".join(found).replace(" ", "") == cleaned(text).replace(" ", "")


@pytest.mark.parametrize(
    ("value", "written"), [(1.0, "1"), (0.126, "0.13"), (-0.001, "0"), (100.0, "100"), (12.5, "12.5"), (1e-9, "0")]
)
def test_numbers_have_two_decimals_at_most(value: float, written: str) -> None:
    assert number(value) == written


@pytest.mark.parametrize(("n", "of"), [(2, 1), (1, 0), (-1, 3)])
def test_a_cell_cannot_count_more_than_there_are(n: int, of: int) -> None:
    with pytest.raises(ValueError, match="cannot be"):
        Cell("value", n, of)


@pytest.mark.parametrize("options", [{"prefix": "1"}, {"prefix": 'a"b'}, {"width": 10.0}, {"width": float("nan")}])
def test_a_frame_that_cannot_be_is_refused(options: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="prefix"):
        timeline(STEPS, frame(**options))
