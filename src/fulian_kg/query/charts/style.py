"""The look of charts, `styles/charts.toml` and `charts.css`, as a style sheet for pages, for files and for pictures."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal

from fulian_kg.errors import InputError
from fulian_kg.query.charts.colour import HEX
from fulian_kg.resources import Library

if TYPE_CHECKING:
    from collections.abc import Mapping

Mode = Literal["light", "dark"]
MODES: tuple[Mode, ...] = ("light", "dark")
FILE = "styles/charts.toml"
PREFIX = "--fk-"
VARIABLE = re.compile(r"var\((--fk-[a-z0-9-]+)\)")


@dataclass(frozen=True, slots=True)
class Label:
    """A text in Chinese and, where there is one, in English."""

    zh: str
    en: str = ""

    def in_language(self, language: str) -> str:
        """The text in `zh` or `en`; the other where it is missing."""
        first, second = (self.en, self.zh) if language == "en" else (self.zh, self.en)
        return first or second

    @property
    def both(self) -> str:
        """Chinese, then English."""
        return " ".join(part for part in (self.zh, self.en) if part)


@dataclass(frozen=True, slots=True)
class Mark:
    """How a step of a timeline is drawn: a path in a square from -1 to 1."""

    label: Label
    shape: str
    hollow: bool


@dataclass(frozen=True, slots=True)
class Pairing:
    """Colours that are seen on others, and the least contrast."""

    of: tuple[str, ...]
    on: tuple[str, ...]
    least: float


@dataclass(frozen=True, slots=True)
class Style:
    """Fonts, sizes in pixels, colours by mode and purpose, words and marks."""

    families: tuple[str, ...]
    sizes: Mapping[str, float]
    colours: Mapping[Mode, Mapping[str, str]]
    contrasts: tuple[Pairing, ...]
    apart: tuple[tuple[tuple[str, ...], float], ...]
    signs: Mapping[str, str]
    words: Mapping[str, Label]
    marks: Mapping[str, Mark]
    rules: str
    """CSS with variables."""
    screen: str
    """CSS that only browsers need: pointer, focus, print."""

    def stylesheet(self) -> str:
        """CSS for pages and files: dark where the reader's system is, or where `data-theme` on the root says so."""
        light, dark = (self._declarations(mode) for mode in MODES)
        return (
            f":root {{ {self._constants()} {light} }}\n"
            f'@media (prefers-color-scheme: dark) {{ :root:not([data-theme="light"]) {{ {dark} }} }}\n'
            f':root[data-theme="dark"] {{ {dark} }}\n{self._all_rules()}{self.screen}'
        )

    def resolved(self, mode: Mode) -> str:
        """CSS of one mode without variables and media, for programs that know neither."""
        values = dict(re.findall(r"(--fk-[a-z0-9-]+): ([^;]+);", self._constants() + self._declarations(mode)))
        return VARIABLE.sub(lambda found: values[found[1]], self._all_rules())

    def _constants(self) -> str:
        families = ", ".join(f'"{name}"' if " " in name else name for name in self.families)
        sizes = " ".join(f"{PREFIX}size-{name}: {size:g}px;" for name, size in self.sizes.items())
        return f"{PREFIX}font: {families}; {sizes}"

    def _declarations(self, mode: Mode) -> str:
        return " ".join(f"{PREFIX}{name}: {value};" for name, value in self.colours[mode].items())

    def _all_rules(self) -> str:
        marks = (
            f".fk-status-{name} {{ fill: var({colour}); stroke: var({colour}); }}\n"
            for name, colour in ((name, f"{PREFIX}status-{name.replace('_', '-')}") for name in self.marks)
        )
        return "".join(marks) + self.rules


def load_style(library: Library) -> Style:
    """The style of a library; raises `InputError` where it is no TOML, lacks a table or names no colour."""
    try:
        data = tomllib.loads(library.read("styles", "charts.toml"))
        style = _style(data, library)
    except tomllib.TOMLDecodeError as error:
        message = f"no valid TOML: {error}"
        raise InputError(message, file=FILE) from None
    except (KeyError, TypeError, AttributeError) as error:
        message = f"something that charts need is missing or has the wrong form: {error}"
        raise InputError(message, file=FILE) from None
    _check(style)
    return style


@lru_cache(maxsize=1)
def house_style() -> Style:
    """The style as we ship it."""
    return load_style(Library())


def stylesheet() -> str:
    """CSS that every chart in a page shares; it defines variables `--fk-…` on the root and classes `fk-…`."""
    return house_style().stylesheet()


def _style(data: Mapping[str, Any], library: Library) -> Style:
    return Style(
        families=tuple(map(_word, data["fonts"]["families"])),
        sizes={name: float(size) for name, size in data["sizes"].items()},
        colours={mode: dict(data[mode]) for mode in MODES},
        contrasts=tuple(Pairing(tuple(row["of"]), tuple(row["on"]), row["least"]) for row in data["contrast"]),
        apart=tuple((tuple(row["colours"]), row["least"]) for row in data["apart"]),
        signs={name: _word(sign) for name, sign in data["signs"].items()},
        words={name: _label(word) for name, word in data["words"].items()},
        marks={
            name: Mark(_label(mark), _word(mark["shape"]), bool(mark.get("hollow")))
            for name, mark in data["statuses"].items()
        },
        rules=library.read("styles", "charts.css"),
        screen=library.read("styles", "screen.css"),
    )


def _label(row: Mapping[str, Any]) -> Label:
    return Label(_word(row["zh"]), _word(row["en"]))


def _word(value: Any) -> str:
    if not isinstance(value, str):
        message = f"{value!r} is no text"
        raise TypeError(message)
    return value


def _check(style: Style) -> None:
    """Both modes have the same colours, each of the form `#rrggbb`, and every variable of the CSS is defined."""
    light, dark = (style.colours[mode] for mode in MODES)
    if odd := light.keys() ^ dark.keys():
        message = f"{', '.join(sorted(odd))}: a colour in one of light and dark only"
        raise InputError(message, file=FILE)
    for name, value in (*light.items(), *dark.items()):
        if HEX.fullmatch(str(value)) is None:
            message = f"{name}: {value!r} is no colour of the form #rrggbb"
            raise InputError(message, file=FILE)
    sheet = style.stylesheet()
    if unknown := {*VARIABLE.findall(sheet)} - {*re.findall(r"(--fk-[a-z0-9-]+):", sheet)}:
        message = f"{', '.join(sorted(unknown))}: used by charts.css or a status, and not defined"
        raise InputError(message, file=FILE)
