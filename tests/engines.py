"""SPARQL servers of others on loopback, and a relay before them that fails when a test says so."""

from __future__ import annotations

import http.client
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Answer = tuple[int, dict[str, str], bytes]
    Meddle = Callable[[str, str, Callable[[], Answer]], Answer | None]
    """What a relay does with a request: its method, its path, what the server would answer; None breaks it off."""

STEP, STEPS = 0.05, 1200
VIRTUOSO = """
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
FileExtend = 200
[TempDatabase]
DatabaseFile = {folder}/virtuoso-temp.db
TransactionFile = {folder}/virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
NumberOfBuffers = 10000
MaxDirtyBuffers = 6000
ServerThreads = 10
CheckpointInterval = 0
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = {folder}
ServerThreads = 10
[SPARQL]
"""


@contextmanager
def oxigraph() -> Iterator[str]:
    """An empty Oxigraph server; yields its address."""
    port = _free_port()
    command = [str(Path(sys.executable).with_name("oxigraph")), "serve", "--bind", f"127.0.0.1:{port}"]
    with _running(command):
        yield f"http://127.0.0.1:{port}"


@contextmanager
def virtuoso(folder: Path) -> Iterator[str]:
    """An empty Virtuoso, which takes some seconds until it listens; yields its address."""
    port = _free_port()
    ini = folder / "virtuoso.ini"
    ini.write_text(VIRTUOSO.format(folder=folder, http=port, sql=_free_port()), "utf-8")
    with _running(["virtuoso-t", "+foreground", "+configfile", str(ini)]):
        yield f"http://127.0.0.1:{port}"


def listening(address: str) -> str:
    """The address, as soon as somebody listens there."""
    host, _, port = address.removeprefix("http://").partition(":")
    for _ in range(STEPS):
        with socket.socket() as tried:
            if tried.connect_ex((host, int(port))) == 0:
                return address
        time.sleep(STEP)
    message = f"nobody listens at {address}"
    raise RuntimeError(message)


@contextmanager
def relay(to: str, meddle: Meddle) -> Iterator[str]:
    """Hand requests on to a server, as far as `meddle` lets them; yields the relay's address."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _handle(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            answer = meddle(self.command, self.path, lambda: _handed_on(to, self, body))
            if answer is None:
                self.close_connection = True
                return
            status, headers, content = answer
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(content))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_PUT = do_POST = do_DELETE = _handle  # noqa: N815 (names of the library)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(STEP,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.socket.close()


def _handed_on(to: str, request: BaseHTTPRequestHandler, body: bytes) -> Answer:
    connection = http.client.HTTPConnection(to.removeprefix("http://"))
    try:
        headers = {name: value for name, value in request.headers.items() if name.lower() != "host"}
        connection.request(request.command, request.path, body, headers)
        with connection.getresponse() as response:
            kept = {name: value for name, value in response.getheaders() if name.lower() == "content-type"}
            return response.status, kept, response.read()
    finally:
        connection.close()


@contextmanager
def _running(command: list[str]) -> Iterator[None]:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.kill()
        process.wait()


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
