"""`serve`: the query interface over HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from fulian_kg.cli.options import library_option, store_option
from fulian_kg.errors import UsageError
from fulian_kg.resources import Library

if TYPE_CHECKING:
    from pathlib import Path

HELP = """以 HTTP 提供查询：SPARQL 端点、关联数据、网页。 Serve SPARQL, linked data and pages over HTTP.

默认只在本机可见；对外服务请置于反向代理之后。Seen on this machine only; put it behind a reverse proxy for others.

\b
例 Example:
  fulian-kg serve --port 8000
"""


@click.command(help=HELP, short_help="提供网络查询。Serve SPARQL, linked data and pages.")
@store_option
@library_option
@click.option("--host", default="127.0.0.1", show_default=True, help="监听的地址。Address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="端口。Port.")
@click.option("--root-path", default="", metavar="PATH", help="反向代理去掉的路径前缀。Prefix that a proxy takes away.")
def serve(store: Path, extra: Path | None, host: str, port: int, root_path: str) -> int:
    """Serve until interrupted."""
    try:
        import uvicorn  # noqa: PLC0415 (the extra is needed here only)

        from fulian_kg.server.app import application  # noqa: PLC0415
        from fulian_kg.server.settings import Settings  # noqa: PLC0415
    except ImportError as error:
        message = f"serving needs the extra `server` ({error.name} is missing): pip install 'fulian-kg[server]'"
        raise UsageError(message) from None
    app = application(Settings(store, Library(extra)))
    uvicorn.run(app, host=host, port=port, root_path=root_path, proxy_headers=False, server_header=False)
    return 0
