"""The client: what it sends and to whom, and every way in which an answer can fail, against a real server."""

from __future__ import annotations

import gzip
import socket
import time
from contextlib import suppress
from email.utils import formatdate
from typing import TYPE_CHECKING

import pytest

from fulian_kg.errors import UsageError
from fulian_kg.extraction.patterns import rules
from fulian_kg.llm.client import LIMIT, PAUSES, Client
from fulian_kg.llm.endpoint import address_of, key_of, model_of, seconds_of
from fulian_kg.llm.failures import Kind, ModelFailureError
from fulian_kg.resources import Library
from llm_service import Handler, completion, serving

if TYPE_CHECKING:
    from collections.abc import Callable

    from llm_service import Service

KEY = "sk-not-to-be-seen-anywhere"


def client_of(service: Service, waits: list[float] | None = None, seconds: float = 20) -> Client:
    pauses: list[float] = [] if waits is None else waits
    return Client(address_of({"FULIAN_LLM_URL": service.url}), KEY, seconds, pauses.append)


def failure(script: Callable[[Handler], None], seconds: float = 20) -> tuple[ModelFailureError, list[float]]:
    waits: list[float] = []
    with serving(script) as service, pytest.raises(ModelFailureError) as caught:
        client_of(service, waits, seconds).ask(b"{}")
    return caught.value, waits


def test_a_request_goes_below_the_base_address_with_the_key_and_without_compression() -> None:
    with serving(lambda handler: handler.reply(completion("好"))) as service:
        assert client_of(service).ask('{"问":1}'.encode()) == completion("好")
    (path, headers, body) = service.asked[0]
    assert path == "/v1/chat/completions"
    assert headers["Authorization"] == f"Bearer {KEY}"
    assert headers["Accept-Encoding"] == "identity"
    assert body == {"问": 1}


def test_the_key_is_in_no_representation() -> None:
    with serving(lambda handler: handler.reply("")) as service:
        assert KEY not in repr(client_of(service))


@pytest.mark.parametrize(
    ("status", "kind", "attempts"),
    [
        (401, Kind.UNAUTHORIZED, 1),
        (403, Kind.UNAUTHORIZED, 1),
        (404, Kind.NOT_FOUND, 1),
        (400, Kind.STATUS, 1),
        (204, Kind.STATUS, 1),
        (429, Kind.RATE_LIMITED, 4),
        (500, Kind.SERVER_ERROR, 4),
        (503, Kind.SERVER_ERROR, 4),
    ],
)
def test_a_status_that_is_no_answer(status: int, kind: Kind, attempts: int) -> None:
    error, waits = failure(lambda handler: handler.reply(b"" if status == 204 else KEY, status))
    assert error.kind == kind
    assert waits == list(PAUSES[: attempts - 1])
    assert KEY not in str(error.values)


def test_what_passes_is_tried_again() -> None:
    statuses = iter((429, 502, 200))
    waits: list[float] = []
    with serving(lambda handler: handler.reply("答", next(statuses), Retry_After="7")) as service:
        assert client_of(service, waits).ask(b"{}") == "答"
    assert waits == [7, 7]


@pytest.mark.parametrize("asked", ["61", "9" * 400, formatdate(4_000_000_000, usegmt=True)])
def test_a_service_that_asks_to_wait_long_is_left(asked: str) -> None:
    error, waits = failure(lambda handler: handler.reply("", 429, Retry_After=asked))
    assert error.kind == Kind.WAIT_TOO_LONG
    assert waits == []


@pytest.mark.parametrize("asked", ["soon", "-5", "²", "Mon, 99 Foo", formatdate(0, usegmt=True)])
def test_an_odd_time_to_wait_does_no_harm(asked: str) -> None:
    def script(handler: Handler) -> None:
        head = b"HTTP/1.1 429 Slower\r\nContent-Length: 0\r\nRetry-After: "
        handler.wfile.write(head + asked.encode("latin-1") + b"\r\n\r\n")

    error, waits = failure(script)
    assert error.kind == Kind.RATE_LIMITED
    assert waits in (list(PAUSES), [0.0] * len(PAUSES))


def test_a_redirect_is_not_followed_and_the_key_stays() -> None:
    with serving(lambda handler: handler.reply(completion("x"))) as other:

        def script(handler: Handler) -> None:
            handler.reply("", 307, Location=f"{other.url}/chat/completions")

        error, _ = failure(script)
    assert error.kind == Kind.REDIRECTED
    assert other.asked == []


@pytest.mark.parametrize(
    ("body", "headers", "kind"),
    [
        (b"\xff\xfe\x00", {}, Kind.NOT_UTF8),
        (gzip.compress(b"0" * 10_000_000), {"Content_Encoding": "gzip"}, Kind.COMPRESSED),
        (b"0" * (LIMIT + 1), {}, Kind.TOO_LARGE),
    ],
)
def test_a_body_that_is_no_answer(body: bytes, headers: dict[str, str], kind: Kind) -> None:
    def script(handler: Handler) -> None:
        with suppress(OSError):
            handler.reply(body, 200, **headers)

    assert failure(script)[0].kind == kind


def endless(piece: bytes, head: bytes, pause: float = 0) -> Callable[[Handler], None]:
    def script(handler: Handler) -> None:
        with suppress(OSError):
            handler.wfile.write(head)
            while True:
                handler.wfile.write(piece)
                handler.wfile.flush()
                time.sleep(pause)

    return script


def silent(handler: Handler) -> None:
    del handler
    time.sleep(2)


OK_HEAD = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK_HEAD + b"Transfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    ("script", "kinds"),
    [
        (endless(b"x" * 65_536, OK_HEAD + b"\r\n"), {Kind.TOO_LARGE}),
        (endless(b"ffff\r\n" + b"x" * 0xFFFF + b"\r\n", CHUNKED), {Kind.TOO_LARGE}),
        (endless(b"X-Header: y\r\n", OK_HEAD), {Kind.BROKEN}),
        (endless(b"x" * 65_536, OK_HEAD), {Kind.BROKEN}),
        (endless(b"HTTP/1.1 100 Continue\r\n\r\n", b""), {Kind.TIMEOUT}),
        (endless(b"x", OK_HEAD + b"\r\n", 0.02), {Kind.TIMEOUT}),
        (endless(b"x", OK_HEAD + b"X-Slow: ", 0.02), {Kind.TIMEOUT}),
        (lambda handler: handler.wfile.write(b"GET OUT\r\n\r\n"), {Kind.BROKEN}),
        (lambda handler: handler.wfile.write(CHUNKED + b"zz\r\n"), {Kind.BROKEN}),
        (lambda handler: handler.wfile.write(CHUNKED + b"-5\r\nx"), {Kind.BROKEN}),
        (lambda handler: handler.wfile.write(b""), {Kind.BROKEN}),
        (silent, {Kind.TIMEOUT}),
    ],
    ids=[
        *("endless body", "endless chunks", "endless headers", "endless header", "endless continue"),
        *("dripping body", "dripping header", "no http", "bad chunk", "negative chunk", "nothing", "silence"),
    ],
)
def test_a_server_that_does_not_keep_to_http(script: Callable[[Handler], None], kinds: set[Kind]) -> None:
    error, _ = failure(script, seconds=1)
    assert error.kind in kinds


def test_nobody_listens() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = address_of({"FULIAN_LLM_URL": f"http://127.0.0.1:{free.getsockname()[1]}"})
        with pytest.raises(ModelFailureError) as caught:
            Client(address, None, 5).ask(b"{}")
    assert caught.value.kind == Kind.REFUSED


def test_a_server_without_tls_is_not_spoken_to() -> None:
    with serving(lambda handler: handler.reply("x")) as service:
        address = address_of({"FULIAN_LLM_URL": service.url.replace("http:", "https:")})
        with pytest.raises(ModelFailureError) as caught:
            Client(address, KEY, 5).ask(b"{}")
    assert caught.value.kind == Kind.TLS
    assert service.asked == []


@pytest.mark.parametrize(
    ("url", "path", "port"),
    [
        ("http://localhost:8080/v1", "/v1/chat/completions", 8080),
        ("http://127.0.0.1:1", "/chat/completions", 1),
        ("http://[::1]:11434/v1/", "/v1/chat/completions", 11434),
        ("https://models.example/api", "/api/chat/completions", 443),
        ("https://模型.example", "/chat/completions", 443),
    ],
)
def test_an_address(url: str, path: str, port: int) -> None:
    address = address_of({"FULIAN_LLM_URL": url})
    assert (address.path, address.port) == (path, port)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "models.example/v1",
        "ftp://models.example",
        "https://",
        "https://user:word@models.example",
        "https://models.example/v1?x=1",
        "https://models.example:99999",
        "https://a..b/v1",
        "https://models.example/路",
        "http://models.example/v1",
        "http://localhost.example/v1",
        "http://10.0.0.1/v1",
    ],
)
def test_an_address_that_is_refused(url: str) -> None:
    with pytest.raises(UsageError):
        address_of({"FULIAN_LLM_URL": url})


def test_unencrypted_to_another_machine_only_when_asked_for() -> None:
    assert address_of({"FULIAN_LLM_URL": "http://10.0.0.1/v1", "FULIAN_LLM_HTTP": "1"}).host == "10.0.0.1"


@pytest.mark.parametrize("key", ["a b", "a\r\nX-Evil: 1", "密"])
def test_a_key_that_no_header_can_hold_is_refused_unseen(key: str) -> None:
    with pytest.raises(UsageError) as caught:
        key_of({"FULIAN_LLM_KEY": key})
    assert key not in str(caught.value)
    assert key_of({"FULIAN_LLM_KEY": ""}) is None


@pytest.mark.parametrize("name", ["", "a model", "模型", "a#addressed", "x" * 101, "-x"])
def test_a_model_that_no_rule_can_name_is_refused(name: str) -> None:
    with pytest.raises(UsageError):
        model_of({"FULIAN_LLM_MODEL": name})


@pytest.mark.parametrize("given", ["0", "-1", "nan", "inf", "soon", "1e9"])
def test_a_time_out_that_is_none_is_refused(given: str) -> None:
    with pytest.raises(UsageError):
        seconds_of({"FULIAN_LLM_TIMEOUT": given})


def test_every_failure_has_its_sentence_in_both_languages() -> None:
    said = rules(Library(), "llm").tables["failures"]
    assert said.keys() == {*Kind, "message"}
    assert all(sentence.keys() == {"zh", "en"} for sentence in said.values())
