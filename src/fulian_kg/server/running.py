"""Running the server: the address taken before anything is promised, requests told line by line, an orderly end."""

from __future__ import annotations

import errno
import signal
import socket
import sys
from datetime import UTC, datetime
from time import perf_counter
from typing import TYPE_CHECKING, TextIO

import uvicorn

from fulian_kg.errors import UsageError
from fulian_kg.query.pages import STEERING

if TYPE_CHECKING:
    from types import FrameType

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

SHOWN = 200
"""Characters of a path with its parameters that a line of the log shows."""
GRACE = 30
"""Seconds that requests under way have once the server is to stop."""


def listening(host: str, port: int) -> socket.socket:
    """A socket that listens there; raises `UsageError` in one sentence when that cannot be."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        found = socket.socket(family, kind, protocol)
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            found.bind(address)
            found.listen(1024)
        except OSError:
            found.close()
            raise
    except socket.gaierror:
        message = f"there is no host {host!r}: use an address of this machine, such as 127.0.0.1"
    except OSError as error:
        message = _why(error, host, port)
    else:
        found.set_inheritable(True)
        return found
    raise UsageError(message)


def _why(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"port {port} of {host} is taken by another program: stop it, or give --port another number"
    if error.errno == errno.EADDRNOTAVAIL:
        return f"{host} is no address of this machine: use 127.0.0.1, or 0.0.0.0 for all of its addresses"
    if error.errno == errno.EACCES:
        return f"port {port} may not be used by this account: use one above 1023, and a reverse proxy for others"
    return f"cannot listen at {host} port {port}: {error.strerror}"


def url(listener: socket.socket, root_path: str = "") -> str:
    """Where a browser finds it."""
    host, port = listener.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    return f"http://{shown}:{port}{root_path}/"


class Server(uvicorn.Server):
    """Stops when it is told to: requests under way finish, a second interrupt ends at once."""

    interrupted = False

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Finish what is under way; a second interrupt gives it up. The signal is not raised again afterwards."""
        del frame
        self.force_exit = self.should_exit and sig == signal.SIGINT
        self.should_exit = True
        self.interrupted = self.interrupted or sig == signal.SIGINT


def run(app: ASGIApp, listener: socket.socket, root_path: str, proxies: str | None) -> bool:
    """Serve until told to stop; whether that was an interrupt from the keyboard.

    `proxies` are the addresses whose word about clients is taken, separated by commas; None: nobody's.
    """
    config = uvicorn.Config(
        app,
        root_path=root_path,
        proxy_headers=proxies is not None,
        forwarded_allow_ips=proxies or "",
        server_header=False,
        access_log=False,
        log_level="warning",
        timeout_graceful_shutdown=GRACE,
    )
    server = Server(config)
    server.run(sockets=[listener])
    return server.interrupted


class AccessLog:
    """ASGI middleware: a line for each request: when, from where, what, with which status, bytes and milliseconds."""

    def __init__(self, app: ASGIApp, stream: TextIO | None = None) -> None:
        self.app = app
        self.stream = stream or sys.stderr

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        start, status, size = perf_counter(), 500, 0

        async def sent(message: Message) -> None:
            nonlocal status, size
            if message["type"] == "http.response.start":
                status = message["status"]
            size += len(message.get("body", b""))
            await send(message)

        try:
            await self.app(scope, receive, sent)
        finally:
            self._write(scope, status, size, (perf_counter() - start) * 1000)

    def _write(self, scope: Scope, status: int, size: int, milliseconds: float) -> None:
        asked = scope["path"] + (f"?{scope['query_string'].decode('latin-1')}" if scope["query_string"] else "")
        when = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        client = scope["client"][0] if scope["client"] else "-"
        shown = asked if len(asked) <= SHOWN else f"{asked[:SHOWN]}…"
        line = f"{when} {client} {scope['method']} {shown} {status} {size} {milliseconds:.0f} ms"
        self.stream.write(escaped(line) + "\n")
        self.stream.flush()


def escaped(text: str) -> str:
    """One line, whatever a client sends: characters that steer as their numbers."""
    one = text.replace("\n", "\\u000a").replace("\t", "\\u0009")
    return STEERING.sub(lambda found: f"\\u{ord(found[0]):04x}", one)
