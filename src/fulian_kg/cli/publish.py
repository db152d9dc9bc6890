"""`publish`: the bundle for portals and static hosts."""

from __future__ import annotations

from pathlib import Path

import click

from fulian_kg.cli.options import store_option
from fulian_kg.graph.store import open_store
from fulian_kg.publication.addresses import Addresses
from fulian_kg.publishing.bundle import write
from fulian_kg.publishing.edition import Edition
from fulian_kg.resources import Library

HELP = """发布：一个文件夹，任何静态主机可以提供，任何门户可以收割。
Publish: a folder that any static host serves and any portal harvests.

\b
例 Example:
  fulian-kg publish dist/portal --store kg
"""


@click.command(help=HELP, short_help="发布静态数据包。Write the portal bundle.")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@store_option
def publish(folder: Path, store: Path) -> None:
    """Write the bundle."""
    opened = open_store(store)
    write(Edition(store, opened, Library(), Addresses(opened.base)), folder)
