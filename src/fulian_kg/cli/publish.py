"""`publish`: the bundle for portals and static hosts."""

from __future__ import annotations

from pathlib import Path

import click

from fulian_kg.cli.options import store_option
from fulian_kg.cli.publish_push import push_options, pushed
from fulian_kg.errors import UsageError
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
  fulian-kg publish --to sparql+http://localhost:7878 --store kg
"""


@click.command(help=HELP, short_help="发布静态数据包。Write the portal bundle.")
@click.argument("folder", required=False, type=click.Path(path_type=Path, file_okay=False))
@store_option
@push_options
def publish(folder: Path | None, store: Path, to: str | None, graph_store: str | None, form: str) -> None:
    """Write the bundle, load the graphs into a store elsewhere, or both."""
    if folder is None and to is None:
        message = "name the folder to write, or a store to load with --to sparql+http://…"
        raise UsageError(message)
    opened = open_store(store)
    if folder is not None:
        write(Edition(store, opened, Library(), Addresses(opened.base)), folder)
    if to is not None:
        pushed(opened, to, graph_store, form)
