"""`serve` as a process: what it says, what it refuses, how it ends."""

from __future__ import annotations

import io
import re
import signal
import socket
import subprocess
import sys
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from typing import TYPE_CHECKING, NamedTuple

import pytest
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient

from fulian_kg.server.app import application
from fulian_kg.server.running import SHOWN, AccessLog, escaped
from fulian_kg.server.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from conftest import Ran

SIGTERM_CODES = [(signal.SIGTERM, 0), (signal.SIGINT, 130)]


class Served(NamedTuple):
    """A process that serves, and what it said at its start."""

    process: subprocess.Popen[str]
    host: str
    port: int
    said: str


@contextmanager
def serving(store: Path, *options: str) -> Iterator[Served]:
    """`fulian-kg serve` in a process of its own, on a free port."""
    command = [sys.executable, "-X", "utf8", "-m", "fulian_kg", "serve", "--store", str(store), "--port", "0", *options]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, encoding="utf-8") as process:
        assert process.stderr
        said = ""
        try:
            for line in process.stderr:
                said += line
                if line.startswith("停止"):
                    break
            found = re.search(r"http://([\d.]+):(\d+)/", said)
            assert found, said
            yield Served(process, found[1], int(found[2]), said)
        finally:
            if process.poll() is None:
                process.kill()


def asked(server: Served, path: str) -> tuple[int, str]:
    connection = HTTPConnection(server.host, server.port, timeout=60)
    with closing(connection):
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()


@pytest.mark.parametrize(("sent", "code"), SIGTERM_CODES)
def test_it_says_what_it_does_serves_and_ends_in_order(example_store: Path, sent: signal.Signals, code: int) -> None:
    with serving(example_store) as server:
        assert str(example_store) in server.said
        assert "000001" in server.said
        assert asked(server, "/healthz")[0] == 200
        assert asked(server, "/curation")[0] == 404
        server.process.send_signal(sent)
        assert server.process.wait(60) == code
        assert server.process.stderr
        rest = server.process.stderr.read()
    assert re.search(r"^\S+Z 127\.0\.0\.1 GET /healthz 200 \d+ \d+ ms$", rest, re.MULTILINE)
    assert "Traceback" not in rest


def test_a_request_under_way_finishes(example_store: Path, tmp_path: Path) -> None:
    with serving(example_store, "--curate", str(tmp_path / "decisions")) as server:
        connection = HTTPConnection(server.host, server.port, timeout=60)
        connection.request("GET", "/curation")  # the first one reads all sources
        asked(server, "/healthz")  # by now the first is under way
        server.process.send_signal(signal.SIGTERM)
        with closing(connection):
            answer = connection.getresponse()
            assert answer.status == 200
            assert answer.read().decode().rstrip().endswith("</html>")
        assert server.process.wait(60) == 0


def test_a_token_is_made_and_shown_where_others_can_come_by(example_store: Path, tmp_path: Path) -> None:
    with serving(example_store, "--curate", str(tmp_path / "decisions"), "--root-path", "/kg") as server:
        assert re.search(r"^口令 token +\S{32}$", server.said, re.MULTILINE)
        assert f":{server.port}/kg/" in server.said


def test_what_cannot_be_is_one_sentence(run: Callable[..., Ran], example_store: Path, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        ran = run("serve", "--store", example_store, "--port", port)
        assert (ran.code, ran.err.count("\n")) == (2, 1)
        assert "is taken" in ran.err
    short = tmp_path / "token"
    short.write_text("short\n", "utf-8")
    curate = ("--curate", tmp_path / "decisions", "--curate-token-file")
    for code, arguments in (
        (2, ("--store", example_store, "--host", "203.0.113.9")),
        (4, ("--store", tmp_path / "nothing")),
        (2, ("--store", example_store, "--root-path", "kg")),
        (2, ("--store", example_store, "--curate-token-file", short)),
        (2, ("--store", example_store, *curate, short)),
        (3, ("--store", example_store, *curate, tmp_path / "absent")),
    ):
        ran = run("serve", *arguments)
        assert (ran.code, ran.err.count("\n")) == (code, 1), ran.err


def test_help_has_an_example(run: Callable[..., Ran]) -> None:
    assert "fulian-kg serve --curate curation" in run("serve", "--help").out


def test_a_store_that_went_away_is_told(example_store: Path, tmp_path: Path) -> None:
    link = tmp_path / "kg"
    link.symlink_to(example_store)
    with TestClient(application(Settings(link))) as client:
        assert client.get("/healthz").status_code == 200
        link.unlink()
        answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["detail"]) == (503, "the store cannot be read")


def test_the_log_is_a_line_whatever_is_asked() -> None:
    log = io.StringIO()
    client = TestClient(AccessLog(PlainTextResponse("好"), log))
    client.get("/a%0a%1b[31m%E2%80%AE", params={"q": "x" * 1000})
    (line,) = log.getvalue().splitlines()
    assert "\\u000a\\u001b[31m\\u202e" in line
    assert re.search(r"… 200 3 \d+ ms$", line)
    assert len(line) < SHOWN + 100
    assert escaped("\x00\r\n") == "\\u0000\\u000d\\u000a"
