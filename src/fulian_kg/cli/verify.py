"""`verify`: the integrity of a store."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from fulian_kg.cli.options import store_option
from fulian_kg.graph.store import open_store
from fulian_kg.graph.verification import differences

if TYPE_CHECKING:
    from pathlib import Path

HELP = """核对存储：每个文件的 SHA-256、每张图的陈述、每段原文的位置。
Check a store: SHA-256 of every file, the statements of every graph, the place of every quote.

退出码 1 表示有差异。Exit code 1 when anything differs.

\b
例 Example:
  fulian-kg verify --store kg
"""


@click.command(help=HELP, short_help="核对存储。Check a store.")
@store_option
def verify(store: Path) -> int:
    """Say what differs."""
    found = list(differences(store))
    for line in found:
        click.echo(line)
    if not found:
        manifest = open_store(store).manifest
        total = sum(graph["statements"] for graph in manifest["graphs"].values())
        files = len(manifest["files"])
        click.echo(f"完好 intact: {store}，{total} 条陈述 statements，{files} 个文件 files")
    return int(bool(found))
