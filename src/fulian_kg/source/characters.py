"""Characters of the view: what each stretch of a line gives, and from where it comes.

White space, markup and pinyin glosses give nothing, an entity gives one character, width is folded, punctuation has
one form and is not doubled, traditional characters become simplified ones.
"""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from fulian_kg.source.traditional import simplified

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fulian_kg.model import Span

KEEP = frozenset("“”‘’…—，；：！？（）")
"""Characters that NFKC would spoil."""
WIDE = {",": "，", ";": "；", ":": "：", "!": "！", "?": "？", "(": "（", ")": "）", "|": "，"}
NARROW = re.compile(r"(?<!\d)[,;:!?()]|[,;:!?()](?!\d)|\|")
"""Punctuation has one form in the view, the full-width one; between digits it stays: 4,879, 09:25."""
STRENGTH = "。；：，、"
DOUBLED = re.compile(f"[{STRENGTH}]{{2,}}")
"""Marks in a row, of which the strongest is meant."""
UNSEEN = r"\s\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
"""White space, control and bidirectional characters, characters without width."""
MARKUP = (
    r"\*\*|__|`|!\[[^\[\]\n]*\]\([^()\n]*\)|\[(?=[^\[\]\n]+\]\([^()\s]*\))|(?<=[^\[\n])\]\([^()\s]*\)"
    r"|<!--(?:(?!<!--|-->).)*-->|</?[A-Za-z][^<>\n]*>"
)
ENTITY = r"&(?:amp;)*(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z]{2,8});"
TONED = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ"
SYLLABLE = f"(?:[zcsZCS]h|[A-Za-z])?[aeiouü]?[{TONED}][aeiou]?(?:ng?|r)?"
GLOSS = rf"(?<=[一-鿿])[(（]\s*{SYLLABLE}\s*[)）]"
"""Pinyin after a character: 聯(lián). Kept where it has no tone mark."""
FIGURE = "(?<=[０-９])(?:，(?=[０-９]{3}(?![０-９]))|：(?=[０-９]{2}))"
"""Marks inside wide figures: ４，８７９ and ０９：２５."""
PLAIN = r"[一-鿿、。《》，；：“”‘’…—0-9A-Za-z%]+"
"""What stays as it is: most of a text."""
PARTS = re.compile(
    rf"(?P<skipped>[{UNSEEN}]+|{MARKUP}|{GLOSS})|(?P<entity>{ENTITY})|(?P<figure>{FIGURE})|(?P<plain>{PLAIN})"
    "|(?P<other>.)",
    re.DOTALL,
)
NOTHING = re.compile(f"[{UNSEEN}]+")


@dataclass(slots=True)
class Run:
    """Normalised text; character `i` comes from `source[starts[i]:ends[i]]`."""

    text: str = ""
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)


def normalised(source: str, lines: Iterable[Span]) -> Run:
    """The text that stretches of the source give when they are read as one."""
    run = Run()
    texts: list[str] = []
    for line in lines:
        for part in PARTS.finditer(source, line.start, line.end):
            start, end = part.span()
            if part.lastgroup == "plain":
                texts.append(part[0])
                run.starts.extend(range(start, end))
                run.ends.extend(range(start + 1, end + 1))
            elif part.lastgroup != "skipped":
                text = _folded(part[0]) if part.lastgroup != "figure" else unicodedata.normalize("NFKC", part[0])
                texts.append(text)
                run.starts.extend([start] * len(text))
                run.ends.extend([end] * len(text))
    run.text = simplified(NARROW.sub(_widened, "".join(texts)))
    return _undoubled(run) if DOUBLED.search(run.text) else run


@lru_cache(maxsize=4096)
def _folded(printed: str) -> str:
    """One character or entity by its meaning and width."""
    text = html.unescape(html.unescape(printed)) if len(printed) > 1 else printed
    return NOTHING.sub("", "".join(char if char in KEEP else unicodedata.normalize("NFKC", char) for char in text))


def _widened(match: re.Match[str]) -> str:
    return WIDE[match[0]]


def _undoubled(run: Run) -> Run:
    """Marks in a row as the strongest of them, which comes from where all of them stand."""
    kept = Run()
    done = 0
    for match in DOUBLED.finditer(run.text):
        start, end = match.span()
        kept.text += run.text[done:start] + min(match[0], key=STRENGTH.index)
        kept.starts += run.starts[done : start + 1]
        kept.ends += [*run.ends[done:start], run.ends[end - 1]]
        done = end
    return Run(kept.text + run.text[done:], kept.starts + run.starts[done:], kept.ends + run.ends[done:])
