"""`serve`: the query interface over HTTP."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fulian_kg.cli.options import library_option, region_history_option, store_option
from fulian_kg.errors import InputError, UsageError
from fulian_kg.resources import Library

if TYPE_CHECKING:
    from fulian_kg.server.settings import Settings

INTERRUPTED = 130
SHORTEST = 16
"""Characters that a token has at least."""
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
HELP = """以 HTTP 提供查询：SPARQL 端点、关联数据、网页。 Serve SPARQL, linked data and pages over HTTP.

默认只在本机可见；对外服务请置于反向代理之后（见 docs/serving.md）。审核页只在给出 --curate 时存在。
Seen on this machine only; put it behind a reverse proxy for others (docs/serving.md). The page of curation exists only
with --curate.

\b
例 Example:
  fulian-kg serve --port 8000
  fulian-kg serve --curate curation
"""


@click.command(help=HELP, short_help="提供网络查询。Serve SPARQL, linked data and pages.")
@store_option
@library_option
@region_history_option
@click.option("--host", default="127.0.0.1", show_default=True, help="监听的地址。Address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="端口。Port.")
@click.option("--root-path", default="", metavar="PATH", help="反向代理去掉的路径前缀。Prefix that a proxy takes away.")
@click.option(
    "--trust-proxy",
    "--forwarded-allow-ips",
    "proxies",
    metavar="IPS",
    help="信任这些地址（逗号分隔）所报的客户地址。Believe these addresses (with commas) about who their clients are.",
)
@click.option(
    "--workers", type=click.IntRange(1, 64), default=2, show_default=True, help="同时运行的查询。Queries at a time."
)
@click.option(
    "--query-seconds",
    type=click.FloatRange(0, 3600, min_open=True),
    default=10,
    show_default=True,
    metavar="S",
    help="一次查询至多几秒。Seconds that a query may take.",
)
@click.option(
    "--query-memory",
    type=click.IntRange(16, 1 << 20),
    default=512,
    show_default=True,
    metavar="MB",
    help="一次查询至多多少 MiB 内存。MiB of memory that a query may take.",
)
@click.option(
    "--curate",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="开放审核页，决定写入此文件夹。Open the page of curation; decisions go into this folder.",
)
@click.option(
    "--curate-token-file",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="审核口令所在的文件（或用环境变量 FULIAN_CURATE_TOKEN）。File with the token for curation.",
)
@click.option("--access-log/--no-access-log", default=True, show_default=True, help="逐条记录请求。Tell every request.")
def serve(
    store: Path,
    extra: Path | None,
    history: Path | None,
    host: str,
    port: int,
    root_path: str,
    proxies: str | None,
    workers: int,
    query_seconds: float,
    query_memory: int,
    curate: Path | None,
    curate_token_file: Path | None,
    access_log: bool,  # noqa: FBT001 (click hands it on so)
) -> int:
    """Serve until interrupted."""
    try:
        from fulian_kg.server import running  # noqa: PLC0415 (the extra is needed here only)
        from fulian_kg.server.app import application  # noqa: PLC0415
        from fulian_kg.server.settings import MEBIBYTE, Limits, Settings  # noqa: PLC0415
    except ImportError as error:
        message = f"serving needs the extra `server` ({error.name} is missing): pip install 'fulian-kg[server]'"
        raise UsageError(message) from None
    prefix = root_path.rstrip("/")
    if prefix and not prefix.startswith("/"):
        message = "--root-path begins with a slash, such as /fulian"
        raise UsageError(message)
    shared = host not in LOOPBACK or bool(prefix) or proxies is not None
    token, made = _token(curate, curate_token_file, shared=shared)
    settings = Settings(
        store,
        Library(extra),
        workers=workers,
        limits=Limits(seconds=query_seconds, memory=query_memory * MEBIBYTE),
        curation=curate,
        token=token,
        history=history,
        trusted_proxy=proxies is not None,
    )
    app = application(settings)
    with running.listening(host, port) as listener:
        _tell(running.url(listener, prefix), settings, app.state.generations.current().name, made=made)
        if host not in LOOPBACK:
            click.echo("警告：本机以外也能访问。Warning: others than this machine can reach it.", err=True)
        interrupted = running.run(running.AccessLog(app) if access_log else app, listener, prefix, proxies)
    click.echo("已停止 stopped", err=True)
    return INTERRUPTED if interrupted else 0


def _token(curate: Path | None, file: Path | None, *, shared: bool) -> tuple[str | None, bool]:
    """What a curator must show, and whether it was made now: where others can come by, there is always one."""
    given = os.environ.get("FULIAN_CURATE_TOKEN")
    if curate is None:
        if file:
            message = "--curate-token-file is for the page of curation: give --curate DIR as well"
            raise UsageError(message)
        return None, False
    if file:
        try:
            given = file.read_text("utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            message = f"the token cannot be read ({error.__class__.__name__}): name a text file that holds it"
            raise InputError(message, file=str(file)) from None
    if given is None:
        return (secrets.token_urlsafe(24), True) if shared else (None, False)
    if len(given) < SHORTEST or not given.isascii() or not given.isprintable():
        message = f"the token for curation has at least {SHORTEST} printable ASCII characters"
        raise UsageError(message)
    return given, False


def _tell(address: str, settings: Settings, generation: str, *, made: bool) -> None:
    """What runs where."""
    limits = settings.limits
    lines = [f"地址 address     {address}", f"存储 store       {settings.store}（第 {generation} 代 generation）"]
    lines.append(f"查询 queries     {settings.workers} × {limits.seconds:g} s, {limits.memory >> 20} MiB")
    if settings.curation is not None:
        who = "本机浏览器 browsers on this machine" if settings.token is None else "持口令者 who has the token"
        lines.append(f"审核 curation    {address}curation → {settings.curation}（{who}）")
    if made:
        lines.append(f"口令 token       {settings.token}")
    lines.append("停止 stop        Ctrl-C")
    click.echo("\n".join(lines), err=True)
