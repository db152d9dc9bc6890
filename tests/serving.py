"""A real server over a store, for tests that need an address: browsers, clients, protocol tests."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from time import sleep
from typing import TYPE_CHECKING, Any

import uvicorn

from fulian_kg.server.app import application
from fulian_kg.server.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from starlette.types import ASGIApp

STEP, STEPS = 0.02, 1500


@contextmanager
def served(store: Path, **settings: Any) -> Iterator[str]:
    """Serve a store on a free port of loopback; yields the address, without a slash at its end."""
    with listening(application(Settings(store, **settings))) as address:
        yield address


@contextmanager
def listening(app: ASGIApp) -> Iterator[str]:
    """Let an application listen; yields the address."""
    config = uvicorn.Config(app, port=0, log_level="warning", server_header=False)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield _address(server, thread)
    finally:
        server.should_exit = True
        thread.join()


def _address(server: uvicorn.Server, thread: threading.Thread) -> str:
    """Where it listens, as soon as it does."""
    for _ in range(STEPS):
        if server.started:
            host, port = server.servers[0].sockets[0].getsockname()[:2]
            return f"http://{host}:{port}"
        if not thread.is_alive():
            break
        sleep(STEP)
    message = "the server did not start"
    raise RuntimeError(message)
