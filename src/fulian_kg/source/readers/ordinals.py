"""Numbers of lists as they are printed: 3, III, c, 三, ③ — by the names that WordprocessingML gives to these styles."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

DIGITS = "〇一二三四五六七八九"
TEN, HUNDRED = 10, 100
ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl")),
    *((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)
LETTERS = 26
MOST = 4000
"""Numbers from here on are printed in digits."""


def ordinal(number: int, style: str) -> str:
    """A number in a style; in digits where the style is unknown or does not go so far."""
    return STYLES[style](number) if style in STYLES and 0 < number < MOST else str(number)


def _spelt(number: int) -> str:
    if number >= HUNDRED:
        return str(number)
    tens, ones = divmod(number, TEN)
    return (DIGITS[tens] if tens > 1 else "") + ("十" if tens else "") + (DIGITS[ones] if ones else "")


def _roman(number: int) -> str:
    printed = ""
    for value, letters in ROMAN:
        times, number = divmod(number, value)
        printed += letters * times
    return printed


def _letters(number: int) -> str:
    times, letter = divmod(number - 1, LETTERS)
    return chr(ord("a") + letter) * (times + 1)


def _circled(number: int) -> str:
    return chr(ord("①") + number - 1) if number <= 2 * TEN else str(number)


STYLES: dict[str, Callable[[int], str]] = {
    "lowerRoman": _roman,
    "upperRoman": lambda number: _roman(number).upper(),
    "lowerLetter": _letters,
    "upperLetter": lambda number: _letters(number).upper(),
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalFullWidth": lambda number: "".join(chr(ord(digit) + 0xFEE0) for digit in str(number)),
    "ideographDigital": lambda number: "".join(DIGITS[int(digit)] for digit in str(number)),
} | dict.fromkeys(
    (
        "chineseCounting",
        "chineseCountingThousand",
        "taiwaneseCounting",
        "taiwaneseCountingThousand",
        "japaneseCounting",
    ),
    _spelt,
)
