"""Other renderings of one text: what scanners, typesetters, converters and editors make of it."""

from __future__ import annotations

import html
import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from opencc import OpenCC

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F) if chr(code) not in "#*"}
"""Printable ASCII as full-width characters; the marks of Markdown stay."""
PAGE = 600
"""Characters between two injected headers."""
RUNNING = "全国妇联基层组织建设材料汇编"
CHAPTER = "经验交流·妇联组织建设"
SENTENCE_LINE = re.compile(r"(?m)^(?!#|\s*\d+\. |.*[.…]{3}).{80,}$")
ENTITIES = {"“": "&ldquo;", "”": "&rdquo;", "《": "&#12298;", "》": "&#x300B;", "—": "&mdash;", " ": "&nbsp;"}
"""Spaces beside a mark of Markdown stay."""
FURNITURE = (
    f"{RUNNING}\n· {{}} ·",
    f"— {{}} —\n\n{RUNNING}\n",
    f"{{}}   {RUNNING}",
    f"{CHAPTER}    {{}}",
    f"第 {{}} 页\n{RUNNING}",
    f"{RUNNING}\n{{}}",
)
NOISE = re.compile("|".join(re.escape(lines).replace(r"\{\}", r"\d+") for lines in FURNITURE))
SPOKEN = re.compile(r"[^\w%‰.]+|_")


class Rendering(NamedTuple):
    """A way to print a text."""

    name: str
    render: Callable[[str], str]


def full_width(text: str) -> str:
    """Digits, letters, brackets and points at the width of Chinese characters."""
    return text.translate(WIDE)


def headers(text: str, *furniture: str) -> str:
    """Furniture in turn, `{}` for the page number, every `PAGE` characters: at line ends and inside paragraphs."""
    parts, done, page = [], 0, 1
    while done + PAGE < len(text):
        cut = _cut(text, done + PAGE)
        lines = furniture[page % len(furniture)].format(page)
        parts.append(f"{text[done:cut]}\n{lines}\n")
        done, page = cut, page + 1
    return "".join(parts) + text[done:]


def _cut(text: str, near: int) -> int:
    """Where a page may end: inside a paragraph, else between two lines."""
    line = next((m for m in SENTENCE_LINE.finditer(text) if m.start() + 10 < near < m.end() - 10), None)
    if line:
        return near if "\u4e00" <= text[near] <= "\u9fff" and "\u4e00" <= text[near - 1] <= "\u9fff" else near + 1
    return text.find("\n", near) + 1 or len(text)


def wrapped(text: str, width: int) -> str:
    """Every line broken at a width."""
    return "\n".join("\n".join(_pieces(line, width)) for line in text.split("\n"))


def _pieces(line: str, width: int) -> Iterator[str]:
    yield from (line[start : start + width] for start in range(0, max(len(line), 1), width))


def typeset(text: str, width: int) -> str:
    """Broken at a width in columns, never before a closing mark; paragraphs begin with two wide spaces."""
    return "\n".join(_set(line, width) for line in text.split("\n"))


def _set(line: str, width: int) -> str:
    if len(line) < width or line.startswith("#"):
        return line
    lines, line = [""], "　　" + line
    for char in line:
        if _columns(lines[-1]) >= 2 * width and char not in "，。；：、！？”）》":
            lines.append("")
        lines[-1] += char
    return "\n".join(lines)


def _columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in text)


def traditional(text: str) -> str:
    """Traditional characters."""
    return str(_converter("s2t").convert(text))


def carriage_returns(text: str) -> str:
    """Ends of lines as on Windows, with white space before them."""
    return re.sub(r"[ \t]*\n", "   \r\n", text)


def plain(text: str) -> str:
    """No marks of Markdown."""
    return re.sub(r"(?m)^#+ |\*\*", "", text)


def entities(text: str) -> str:
    """Quotation marks, dashes and spaces as HTML entities."""
    return re.sub(r"(?m)(?<!#)[“”《》—]|(?<![#\s]) (?!$)", lambda match: ENTITIES[match[0]], text)


def doubled(text: str) -> str:
    """Marks twice, as a careless editor leaves them."""
    text = text.replace("，", "，,").replace("。", "。。").replace("；", "；；")
    return re.sub("、(?=[^、]{3,40}、)", "、、", text)


RENDERINGS = (
    Rendering("full width", full_width),
    Rendering("headers", lambda text: headers(text, FURNITURE[0])),
    Rendering("headers, blank lines", lambda text: headers(text, f"\n— {{}} —\n\n{RUNNING}\n")),
    Rendering("headers, two in turn", lambda text: headers(text, *FURNITURE[2:4])),
    Rendering("wrapped at 30", lambda text: wrapped(text, 30)),
    Rendering("wrapped at 34", lambda text: wrapped(text, 34)),
    Rendering("wrapped at 40", lambda text: wrapped(text, 40)),
    Rendering("typeset at 36", lambda text: typeset(text, 36)),
    Rendering("traditional", traditional),
    Rendering("carriage returns", carriage_returns),
    Rendering("plain", plain),
    Rendering("entities", entities),
    Rendering("doubled", doubled),
    Rendering("wrapped, headers", lambda text: headers(wrapped(text, 36), FURNITURE[4])),
    Rendering("plain, wrapped", lambda text: wrapped(plain(text), 38)),
    Rendering(
        "full width, headers, wrapped, traditional",
        lambda text: traditional(full_width(headers(wrapped(text, 32), FURNITURE[5]))),
    ),
)


@lru_cache(maxsize=65536)
def spoken(text: str) -> str:
    """What a text says whatever its rendering: letters and digits, simplified, half-width, without furniture."""
    half = unicodedata.normalize("NFKC", html.unescape(_converter("t2s").convert(text)))
    return SPOKEN.sub("", NOISE.sub("", half))


@lru_cache(maxsize=2)
def _converter(name: str) -> OpenCC:
    return OpenCC(name)
