"""What made-up cases are drawn from: lists of words and ranges of numbers, and the draw that always falls the same."""

from __future__ import annotations

import hashlib
import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

T = TypeVar("T")
FOLDER = Path(__file__).parent
REFERENCE = re.compile(r"\{(?P<list>[a-z_]+)\}")


class Word(NamedTuple):
    """What is printed, and the value that it states."""

    text: str
    value: str | int


class Draw:
    """Numbers that depend on a key only: on no clock, no state of the machine, no version of Python."""

    def __init__(self, *key: object) -> None:
        """Draws of the same key fall the same."""
        self._key = "\x1f".join(map(str, key))
        self._drawn = 0

    def below(self, bound: int) -> int:
        """A whole number from 0 up to but not `bound`."""
        self._drawn += 1
        drawn = hashlib.blake2b(f"{self._key}\x1f{self._drawn}".encode(), digest_size=8).digest()
        return int.from_bytes(drawn, "big") % bound

    def one(self, among: Sequence[T]) -> T:
        """One of several."""
        return among[self.below(len(among))]

    def some(self, among: Sequence[T], count: int) -> list[T]:
        """So many different ones, in the order in which they fall; all of them when there are no more."""
        left = list(among)
        return [left.pop(self.below(len(left))) for _ in range(min(count, len(left)))]


@dataclass(frozen=True, slots=True)
class Words:
    """The lists of `words.toml`, and the words that one case brings."""

    lists: Mapping[str, Sequence[Any]]
    own: Mapping[str, str]

    def drawn(self, name: str, draw: Draw) -> Word:
        """One entry of a list; an entry that names other lists is filled from them."""
        if name in self.own:
            return Word(self.own[name], self.own[name])
        return self._filled(draw.one(self.lists[name]), draw)

    def several(self, name: str, count: int, draw: Draw) -> list[Word]:
        """Different entries of a list."""
        return [self._filled(entry, draw) for entry in draw.some(self.lists[name], count)]

    def filled(self, text: str, draw: Draw) -> str:
        """A text with the lists that it names drawn."""
        return REFERENCE.sub(lambda match: self.drawn(match["list"], draw).text, text)

    def _filled(self, entry: Any, draw: Draw) -> Word:
        if isinstance(entry, list):
            return Word(entry[0], entry[1])
        if isinstance(entry, int):
            return Word(str(entry), entry)
        text = self.filled(entry, draw)
        return Word(text, text)


@cache
def lists() -> Mapping[str, Sequence[Any]]:
    """Every list of `words.toml`; ranges of numbers as lists of them."""
    table = tomllib.loads((FOLDER / "words.toml").read_text("utf-8"))
    ranges = {name: range(first, last + 1, step) for name, (first, last, step) in table["numbers"].items()}
    return {**ranges, **table["lists"]}
