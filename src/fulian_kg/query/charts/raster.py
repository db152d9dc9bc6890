"""A chart as a picture: a PNG, for where SVG is not taken. Needs the extra `png` and a font with Chinese characters."""

from __future__ import annotations

import re
from html import escape, unescape
from typing import TYPE_CHECKING

from fulian_kg.errors import InputError, UsageError
from fulian_kg.query.charts.style import Style, house_style

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

EXTRA = "pip install 'fulian-kg[png]'"
FONT = "Noto Sans CJK SC"
SHEET = re.compile(r"<style>.*?</style>", re.DOTALL)
ROOT = re.compile(r"<svg\b[^>]*>")
TEXT = re.compile(r"<text\b[^>]*>([^<]*)</text>")
SCALE = 2.0
PROBE = "妇联"
NOBODY = "\ufdd0"
"""A noncharacter: no font has it, so it looks as every missing character does."""


def to_png(svg: str, *, dark: bool = False, scale: float = SCALE, style: Style | None = None) -> bytes:
    """The picture, `scale` pixels a unit of the chart.

    Raises `UsageError` without the extra `png`, `InputError` where the fonts of this machine lack a character of the
    chart: a picture with empty boxes is never made.
    """
    style = style or house_style()
    draw = _rasteriser()
    sheet = style.resolved("dark" if dark else "light")
    _check_fonts(svg, style, draw)
    element = f"<style>{escape(sheet, quote=False)}</style>"
    given = SHEET.sub(lambda _: element, svg, count=1)
    if SHEET.search(svg) is None:
        given = ROOT.sub(lambda found: found[0] + element, svg, count=1)
    return draw(given, scale)


def _rasteriser() -> Callable[[str, float], bytes]:
    try:
        import resvg_py  # noqa: PLC0415 (an extra)
    except ModuleNotFoundError:
        message = f"PNG 需要附加组件 a PNG needs the extra png: {EXTRA}"
        raise UsageError(message) from None

    def draw(svg: str, scale: float) -> bytes:
        return bytes(resvg_py.svg_to_bytes(svg_string=svg, zoom=scale, font_family=FONT, sans_serif_family=FONT))

    return draw


def _check_fonts(svg: str, style: Style, draw: Callable[[str, float], bytes]) -> None:
    """Asks the rasteriser itself: what looks like a noncharacter is missing, two signs that look alike are boxes."""
    probes = {char: _picture(char, style, draw) for char in (*PROBE, NOBODY)}
    if len({*probes.values()}) < len(probes):
        message = (
            "找不到含汉字的字体，图中会是空框 no font with Chinese characters is installed, the picture would have "
            "empty boxes: install one, such as the Debian package fonts-noto-cjk, or take --format svg"
        )
        raise InputError(message)
    unseen = [char for char in _characters(svg) if _picture(char, style, draw) == probes[NOBODY]]
    if unseen:
        message = (
            f"字体缺字 the fonts lack {'、'.join(unseen)}: install one that has them, such as the Debian package "
            "fonts-noto-cjk-extra, or take --format svg"
        )
        raise InputError(message)


def _picture(char: str, style: Style, draw: Callable[[str, float], bytes]) -> bytes:
    families = ", ".join(f"'{name}'" for name in style.families)
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="32" height="32">'
        f'<text x="4" y="24" font-size="20" font-family="{escape(families)}">{escape(char)}</text></svg>'
    )
    return draw(svg, 1.0)


def _characters(svg: str) -> Iterable[str]:
    """Characters beyond ASCII that the chart shows, each once."""
    shown = unescape("".join(TEXT.findall(svg)))
    return sorted({char for char in shown if not char.isascii() and not char.isspace()})
