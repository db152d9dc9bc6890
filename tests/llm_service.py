"""An OpenAI-compatible service on this machine, which answers as a test says."""

from __future__ import annotations

import json
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING, Any

from fulian_kg.facts_io import read_facts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from conftest import Ran
    from fulian_kg.model import Fact

TEXT = """# 建强阵地

江苏省盐城市建湖县妇联

2010年，县妇联培训妇女骨干460名。全县建立妇女之家238个，县财政拨付工作经费12万元。巾帼行动在各村铺开。
2009年新建35间活动室，每间至少投入12册图书。

乡镇妇联未设专项经费。
"""
TRUE: dict[str, Any] = {
    "type": "initiative",
    "quote": "巾帼行动在各村铺开",
    "slots": {"name": "巾帼行动", "kind": "campaign"},
}


class Handler(BaseHTTPRequestHandler):
    """One request: kept, and answered by the service's script."""

    protocol_version = "HTTP/1.1"
    server: Service

    def do_POST(self) -> None:
        """Keep the request and answer it."""
        size = int(self.headers["Content-Length"])
        self.server.asked.append((self.path, dict(self.headers), json.loads(self.rfile.read(size))))
        self.server.script(self)
        self.close_connection = True

    def reply(self, body: bytes | str, status: int = 200, **headers: str) -> None:
        """Send a whole answer."""
        data = body.encode() if isinstance(body, str) else body
        self.send_response(status)
        for name, value in {"Content-Length": str(len(data)), "Connection": "close", **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(data)

    @property
    def paragraphs(self) -> list[str]:
        """The text that the request shows."""
        content: list[str] = json.loads(self.server.asked[-1][2]["messages"][1]["content"])["paragraphs"]
        return content

    def log_message(self, *arguments: object) -> None:
        """Say nothing."""


class Service(ThreadingHTTPServer):
    """Listens on a free port of this machine."""

    daemon_threads = True

    def __init__(self, script: Callable[[Handler], None]) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.script = script
        self.asked: list[tuple[str, dict[str, str], dict[str, Any]]] = []

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that went away is what some tests are about."""

    @property
    def url(self) -> str:
        """The base address."""
        return f"http://127.0.0.1:{self.server_address[1]}/v1"


@contextmanager
def serving(script: Callable[[Handler], None]) -> Iterator[Service]:
    """A service that runs while it is needed."""
    service = Service(script)
    thread = Thread(target=service.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield service
    finally:
        service.shutdown()
        service.server_close()
        thread.join()


def completion(content: object, finish: str = "stop") -> str:
    """The body of a completion whose message is this text, or this value as JSON."""
    text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
    return json.dumps({"choices": [{"message": {"role": "assistant", "content": text}, "finish_reason": finish}]})


def saying(*facts: dict[str, Any]) -> Callable[[Handler], None]:
    """A script that proposes the same facts whatever it is asked."""
    return lambda handler: handler.reply(completion({"facts": list(facts)}))


def proposed(text: str) -> list[Fact]:
    """Facts of JSON Lines that a model proposed."""
    return [fact for fact in read_facts(text, "facts.jsonl") if fact.rule.startswith("llm:")]


def built(run: Callable[..., Ran], source: Path, store: Path, *more: str) -> dict[str, Any]:
    """The ledger of a build with the plug-in."""
    ran = run("build", source, "--store", store, "--extractor", "llm", "--format", "json", *more)
    assert ran.code == 0, ran.err
    ledger: dict[str, Any] = json.loads(ran.out)
    return ledger
