"""The command `text`: a file's text as offsets count it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from fulian_kg.cli.output import emit
from fulian_kg.source.reading import read_text

if TYPE_CHECKING:
    from fulian_kg.model import SourceText

MOST_DOUBTS = 10
"""Doubtful characters named one by one; the others are counted."""

HELP = """写出 FILE 的文本：事实的偏移量（start、end）所数的正是这份文本。

Write the text of FILE: the one whose characters the offsets of facts (start, end) count.

它只解码、去掉开头的字节顺序标记，其余一律不变；以 UTF-8 写出。编码依次为 UTF-8、GB18030、Big5；可用 --encoding 指定。

The bytes are decoded, a leading byte order mark is removed, nothing else changes; written as UTF-8. Tried are UTF-8,
GB18030 and Big5, unless --encoding names one.

.docx、.html、.pdf 写出提取的文本。Of .docx, .html and .pdf the extracted text is written.

\b
例 Example:
  fulian-kg text compilation.txt -o text.txt
  python3 -c "print(open('text.txt', encoding='utf-8', newline='').read()[5705:5731])"
"""


@click.command(help=HELP, short_help="偏移所数的文本。The text that offsets count.")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--encoding", metavar="NAME", help="文件的编码，如 gb18030。Encoding of the file, such as gb18030.")
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="写入文件而非标准输出。Write to a file instead of standard output.",
)
def text(file: Path, encoding: str | None, output: Path | None) -> None:
    """Write what offsets count."""
    source = read_text(file, file.name, encoding)
    _warn(source)
    emit(source.text, output)


def _warn(source: SourceText) -> None:
    """Name what a person should look at, on standard error."""
    for doubt in source.doubts[:MOST_DOUBTS]:
        click.echo(f"{source.file}: {doubt.message_zh}。{doubt.message_en}", err=True)
    if more := len(source.doubts[MOST_DOUBTS:]):
        click.echo(f"{source.file}: 另有 {more} 处。{more} more", err=True)
