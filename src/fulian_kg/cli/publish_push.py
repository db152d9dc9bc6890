"""`publish --to`: a generation into a SPARQL store elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from fulian_kg.cli.progress import progress
from fulian_kg.endpoint.address import endpoint_of
from fulian_kg.publishing.push import push

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from fulian_kg.graph.store import OpenStore
    from fulian_kg.publishing.push import Pushed

OPTIONS = (
    click.option(
        "--to",
        metavar="sparql+http(s)://…",
        help="装入另一处的 SPARQL 存储；口令由 FULIAN_SPARQL_USER、_PASSWORD 或 _TOKEN 给出。"
        "Load into a SPARQL store elsewhere; FULIAN_SPARQL_USER and _PASSWORD, or _TOKEN, say who asks.",
    ),
    click.option("--graph-store", metavar="URL", help="该存储收图的地址（默认试常见的）。Where it takes graphs."),
)


def push_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options of pushing: `to` and `graph_store`."""
    for option in reversed(OPTIONS):
        command = option(command)
    return command


def pushed(store: OpenStore, to: str, graph_store: str | None) -> Pushed:
    """Load; what was done."""
    endpoint = endpoint_of(to, graph_store)
    with progress(verbose=True) as shown:
        shown.step(f"装入 loading into {endpoint.given}")
        return push(store, endpoint, shown.count)


def as_text(done: Pushed) -> str:
    """What was done, in lines."""
    lines = [
        f"{done.to}: {sum(done.statements.values())} 条陈述 statements, {len(done.statements)} 图 graphs",
        f"新装 loaded {len(done.sent)}，已有 kept {len(done.kept)}，移除 removed {len(done.removed)}",
        "各图条数相符 the count of every graph is right",
    ]
    return "\n".join(lines) + "\n"
