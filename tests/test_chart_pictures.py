"""Charts as people get them: in a browser, light and dark, and as PNG, which is made whole or not at all."""

from __future__ import annotations

import html
import json
import re
import shutil
import struct
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
import resvg_py

from charting import REGIONS, STEPS, Compared, compared, every_chart, frame, region_chart
from fulian_kg.errors import InputError, UsageError
from fulian_kg.query.charts import (
    Cell,
    Label,
    Step,
    heat_table,
    house_style,
    raster,
    stylesheet,
    tile_map,
    timeline,
    to_png,
)
from fulian_kg.query.charts.style import MODES, Mode

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Ran

CHINESE_FONT: pytest.MarkDecorator = getattr(pytest.mark, "cjk-font")
SIGNATURE = b"\x89PNG\r\n\x1a\n"
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--hide-scrollbars",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--enable-logging=stderr",
)  # fmt: skip
MEASURE = """
const AIR = 0.15;
const found = {met: [], out: [], paper: [], texts: 0};
for (const svg of document.querySelectorAll("svg")) {
  const whole = svg.getBoundingClientRect();
  const boxes = [...svg.querySelectorAll("text")].map(text => {
    const {left, top, right, bottom, width, height} = text.getBoundingClientRect();
    const across = text.classList.contains("fk-vertical") ? width * AIR : 0, down = across ? 0 : height * AIR;
    return [{left: left + across, top: top + down, right: right - across, bottom: bottom - down}, text.textContent];
  });
  found.texts += boxes.length;
  found.paper.push(getComputedStyle(svg.querySelector(".fk-paper")).fill);
  for (const [box, text] of boxes) {
    if (box.left < whole.left - 1 || box.right > whole.right + 1 || box.top < whole.top - 1
        || box.bottom > whole.bottom + 1) found.out.push(text);
  }
  for (let i = 0; i < boxes.length; i++) for (let j = i + 1; j < boxes.length; j++) {
    const [a, s] = boxes[i], [b, t] = boxes[j];
    const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
    const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
    if (across > 1 && down > 1) found.met.push([s, t]);
  }
}
document.getElementById("found").textContent = JSON.stringify(found);
"""
"""AIR is what a font keeps on both sides of its letters, as a share of the line: lines may share that."""


@pytest.fixture(scope="module")
def data(example_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Compared:
    return compared(example_store, tmp_path_factory.mktemp("comparison") / "comparison.json")


def browsed(page: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """What the browser says of a page, its profile new and empty."""
    command = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    profile = page.parent / "profile"
    shutil.rmtree(profile, ignore_errors=True)
    done = subprocess.run(
        [command, *FLAGS, f"--user-data-dir={profile}", *options, page.as_uri()],
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )
    assert done.returncode == 0, done.stderr
    assert ":CONSOLE" not in done.stderr, done.stderr
    return done


def in_page(charts: dict[str, str], theme: str) -> str:
    body = "\n".join(charts.values())
    return (
        f'<!DOCTYPE html><html lang="zh" data-theme="{theme}"><meta charset="utf-8"><title>charts</title>'
        f'<style>{stylesheet()}</style><body>{body}<pre id="found"></pre><script>{MEASURE}</script></body></html>'
    )


def rgb(colour: str) -> str:
    return "rgb({}, {}, {})".format(*(int(colour[at : at + 2], 16) for at in (1, 3, 5)))


@pytest.mark.chromium
@CHINESE_FONT
@pytest.mark.parametrize("mode", MODES)
def test_in_a_page_no_text_meets_another_and_the_theme_is_obeyed(data: Compared, tmp_path: Path, mode: Mode) -> None:
    charts: dict[str, str] = {}
    for width in (1000.0, 400.0):
        for language in ("zh", "en"):
            options = {"width": width, "language": language, "standalone": False}
            charts |= {f"{name}-{width}-{language}": svg for name, svg in every_chart(data, **options).items()}
    for name, at in REGIONS:
        charts[name] = region_chart(name, at, standalone=False)
    page = tmp_path / "page.html"
    page.write_text(in_page(charts, mode), "utf-8")
    shown = browsed(page, "--dump-dom").stdout
    found = json.loads(html.unescape(re.findall(r'<pre id="found">(.*?)</pre>', shown, re.DOTALL)[0]))
    assert found["met"] == []
    assert found["out"] == []
    assert {*found["paper"]} == {rgb(house_style().colours[mode]["paper"])}
    assert found["texts"] > 5000


@pytest.mark.chromium
@CHINESE_FONT
def test_a_file_of_its_own_follows_the_system(data: Compared, tmp_path: Path) -> None:
    page = tmp_path / "map.svg"
    page.write_text(tile_map(data.cells, frame()), "utf-8")
    pictures = []
    for scheme in (1, 0):
        target = tmp_path / f"{scheme}.png"
        browsed(
            page, "--window-size=1000,800", f"--blink-settings=preferredColorScheme={scheme}", f"--screenshot={target}"
        )
        pictures.append(target.read_bytes())
        assert pictures[-1].startswith(SIGNATURE)
    assert pictures[0] != pictures[1]


@CHINESE_FONT
def test_a_picture_has_the_size_of_the_chart_in_both_modes() -> None:
    svg = timeline(STEPS, frame(width=500))
    light, dark = to_png(svg), to_png(svg, dark=True)
    height = float(re.findall(r'height="([\d.]+)"', svg)[0])
    for picture in (light, dark):
        assert picture.startswith(SIGNATURE)
        width, tall = struct.unpack(">II", picture[16:24])
        assert width == 1000
        assert tall == pytest.approx(2 * height, abs=2)
    assert light != dark
    assert to_png(svg) == light
    bare = timeline(STEPS, frame(width=500, standalone=False))
    assert to_png(bare) == light


@CHINESE_FONT
def test_each_mode_of_a_picture_is_its_own() -> None:
    svg = tile_map({"110000": Cell("value", 1, 4)}, frame())
    assert len({to_png(svg, scale=1.0), to_png(svg, dark=True, scale=1.0)}) == 2


@CHINESE_FONT
def test_a_character_that_no_font_has_is_named() -> None:
    with pytest.raises(InputError, match="\U0003fff0"):
        to_png(timeline((Step(2000, "pilot", Label("妇联\U0003fff0")),), frame()))


def test_without_a_chinese_font_there_is_no_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    draw = resvg_py.svg_to_bytes

    def without_fonts(**options: Any) -> bytes:
        return bytes(draw(**options | {"skip_system_fonts": True}))

    monkeypatch.setattr(resvg_py, "svg_to_bytes", without_fonts)
    with pytest.raises(InputError, match="找不到含汉字的字体"):
        to_png(timeline(STEPS, frame()))


def test_boxes_for_characters_are_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    def boxes() -> Callable[[str, float], bytes]:
        return lambda svg, _: b"box" if raster.NOBODY not in svg else b"nothing"

    monkeypatch.setattr(raster, "_rasteriser", boxes)
    with pytest.raises(InputError, match="no font with Chinese characters"):
        to_png(heat_table.__doc__ or "")


def test_without_the_extra_the_command_to_install_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "resvg_py", None)
    with pytest.raises(UsageError, match=r"pip install 'fulian-kg\[png\]'"):
        to_png(timeline(STEPS, frame()))


def test_the_history_of_a_region_is_drawn(run: Callable[..., Ran], tmp_path: Path) -> None:
    ran = run("region", "宣武区", "--at", "2010-05-01", "--format", "svg")
    assert ran.code == 0
    assert ran.out == region_chart("宣武区", "2010-05-01")
    assert "西城区 110102" in ran.out
    assert "2024-12-31" in ran.err
    target = tmp_path / "region.svg"
    assert run("region", "宣武区", "--at", "2010-05-01", "--format", "svg", "-o", target).out == ""
    assert target.read_text("utf-8") == ran.out


def test_of_an_unknown_region_nothing_is_drawn(run: Callable[..., Ran], tmp_path: Path) -> None:
    target = tmp_path / "region.svg"
    ran = run("region", "火星区", "--format", "svg", "-o", target)
    assert (ran.code, ran.out) == (1, "")
    assert "火星区 不是已知的区划名称或代码" in ran.err
    assert not target.exists()


@CHINESE_FONT
def test_the_history_of_a_region_is_a_picture_too(run: Callable[..., Ran], tmp_path: Path) -> None:
    target = tmp_path / "region.png"
    assert run("region", "110107", "--format", "png", "-o", target).code == 0
    assert target.read_bytes().startswith(SIGNATURE)
