"""One request to an OpenAI-compatible service, over the standard library's HTTP.

It follows no redirect, asks for no compression, uses no proxy and sends the key to the address given and nowhere else.
An answer has a limit of bytes and of time, whatever the other side does.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from threading import Event, Timer
from typing import TYPE_CHECKING, Final

from fulian_kg import __version__
from fulian_kg.llm.failures import Kind, ModelFailureError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from fulian_kg.llm.endpoint import Address

LIMIT: Final = 2_000_000
"""Bytes of an answer."""
PIECE: Final = 65_536
PAUSES: Final = (1.0, 4.0, 16.0)
"""Seconds before each further attempt, unless the service says when."""
LONGEST_PAUSE: Final = 60.0
OK: Final = 200
BY_STATUS: Final = {401: Kind.UNAUTHORIZED, 403: Kind.UNAUTHORIZED, 404: Kind.NOT_FOUND, 429: Kind.RATE_LIMITED}
BY_HUNDRED: Final = {3: Kind.REDIRECTED, 5: Kind.SERVER_ERROR}
AGAIN: Final = frozenset({Kind.RATE_LIMITED, Kind.SERVER_ERROR, Kind.BROKEN})
"""Failures that may pass."""


class _PassingError(ModelFailureError):
    """A failure that may pass, with the seconds that the service asks to wait."""

    pause: float | None = None


@dataclass(frozen=True, slots=True)
class Client:
    """Asks one address."""

    address: Address
    key: str | None = field(repr=False)
    seconds: float
    """That a whole answer may take."""
    wait: Callable[[float], None] = time.sleep

    def ask(self, request: bytes) -> str:
        """The body of the answer; raises `ModelFailureError` when there is none after several attempts."""
        for pause in PAUSES:
            try:
                return self._attempt(request)
            except _PassingError as error:
                asked = pause if error.pause is None else error.pause
                if asked > LONGEST_PAUSE:
                    raise ModelFailureError(Kind.WAIT_TOO_LONG, seconds=f"{asked:.0f}") from None
            self.wait(asked)
        return self._attempt(request)

    def _attempt(self, request: bytes) -> str:
        try:
            with _deadline(self.seconds) as guarded:
                return self._exchange(request, guarded)
        except (OSError, http.client.HTTPException) as error:
            raise _failure(error, self.seconds) from None

    def _exchange(self, request: bytes, guarded: Callable[[socket.socket], None]) -> str:
        connection = _connected(self.address, self.seconds)
        try:
            guarded(connection.sock)
            connection.request("POST", self.address.path, request, self._headers())
            with connection.getresponse() as response:
                return _answer(response)
        finally:
            connection.close()

    def _headers(self) -> dict[str, str]:
        headers = {
            "Accept": "application/json",
            "Accept-Encoding": "identity",
            "Connection": "close",
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": f"fulian-kg/{__version__}",
        }
        return headers | ({"Authorization": f"Bearer {self.key}"} if self.key else {})


def _connected(address: Address, seconds: float) -> http.client.HTTPConnection:
    """A connection that stands: http.client opens it at once only when told to."""
    if address.secure:
        context = ssl.create_default_context()
        connection: http.client.HTTPConnection = http.client.HTTPSConnection(
            address.host, address.port, timeout=seconds, context=context
        )
    else:
        connection = http.client.HTTPConnection(address.host, address.port, timeout=seconds)
    connection.connect()
    return connection


@contextmanager
def _deadline(seconds: float) -> Iterator[Callable[[socket.socket], None]]:
    """End the guarded socket when the time is up: its own time-out begins anew with each byte that arrives."""
    over = Event()
    guarded: list[socket.socket] = []

    def end() -> None:
        over.set()
        for each in guarded:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    timer = Timer(seconds, end)
    timer.daemon = True
    timer.start()
    try:
        yield guarded.append
    except (OSError, http.client.HTTPException):
        if over.is_set():
            raise TimeoutError from None
        raise
    finally:
        timer.cancel()
    if over.is_set():  # what had arrived by then may look whole
        raise TimeoutError


def _answer(response: http.client.HTTPResponse) -> str:
    if response.status != OK:
        raise _refusal(response)
    if response.getheader("Content-Encoding", "identity") != "identity":
        raise ModelFailureError(Kind.COMPRESSED)
    return _decoded(_body(response))


def _body(response: http.client.HTTPResponse) -> bytes:
    pieces: list[bytes] = []
    size = 0
    while piece := response.read1(PIECE):
        size += len(piece)
        if size > LIMIT:
            raise ModelFailureError(Kind.TOO_LARGE, limit=LIMIT)
        pieces.append(piece)
    return b"".join(pieces)


def _decoded(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError:
        raise ModelFailureError(Kind.NOT_UTF8) from None


def _refusal(response: http.client.HTTPResponse) -> ModelFailureError:
    """What a status means; the body is left unread: it may hold anything, even the key."""
    status = response.status
    kind = BY_STATUS.get(status) or BY_HUNDRED.get(status // 100, Kind.STATUS)
    if kind not in AGAIN:
        return ModelFailureError(kind, status=status)
    error = _PassingError(kind, status=status)
    error.pause = _pause(response.getheader("Retry-After"))
    return error


def _pause(asked: str | None) -> float | None:
    """Seconds that `Retry-After` asks for, given as a number or as a date."""
    if asked is None:
        return None
    try:
        seconds = float(asked) if asked.isdigit() else parsedate_to_datetime(asked).timestamp() - time.time()
    except (ValueError, OverflowError):
        return None
    return max(0.0, seconds)


def _failure(error: OSError | http.client.HTTPException, seconds: float) -> ModelFailureError:
    if isinstance(error, TimeoutError):
        return ModelFailureError(Kind.TIMEOUT, seconds=f"{seconds:g}")
    if isinstance(error, ConnectionRefusedError):
        return ModelFailureError(Kind.REFUSED)
    if isinstance(error, socket.gaierror):
        return ModelFailureError(Kind.UNKNOWN_HOST)
    if isinstance(error, ssl.SSLError):
        return ModelFailureError(Kind.TLS)
    return _PassingError(Kind.BROKEN)
