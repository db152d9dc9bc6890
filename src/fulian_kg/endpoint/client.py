"""Requests to a store elsewhere, over the standard library's HTTP.

It follows no redirect, asks for no compression, uses no proxy, and sends secrets to the address given and nowhere else.
"""

from __future__ import annotations

import http.client
import os
import ssl
import time
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from fulian_kg import __version__
from fulian_kg.endpoint.account import Account, Authorization
from fulian_kg.errors import StoreError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

TIMEOUT: Final = "FULIAN_SPARQL_TIMEOUT"
SECONDS: Final = 300.0
LONGEST: Final = 86_400
LARGEST: Final = 1 << 31
"""Bytes of an answer."""
PAUSES: Final = (0.5, 2.0, 8.0, 32.0)
"""Seconds before each further attempt, unless the store says when."""
LONGEST_PAUSE: Final = 120.0
BUSY: Final = frozenset({429, 502, 503, 504})
"""Statuses that may pass: https://www.rfc-editor.org/rfc/rfc9110#section-15.6."""
UNAUTHORIZED: Final = 401
SHOWN: Final = 300
"""Characters of an answer that a message quotes."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def ok(self) -> bool:
        """Whether it did what was asked."""
        return 200 <= self.status < 300  # noqa: PLR2004 (the statuses of success)

    @property
    def says(self) -> str:
        """Status and beginning of the body, on one line."""
        text = " ".join(self.body[: 4 * SHOWN].decode("utf-8", "replace").split())
        return f"{self.status} {text[:SHOWN]}".strip()


class _PassingError(Exception):
    """A failure that may pass, with the seconds that the store asks to wait."""

    def __init__(self, said: str, pause: float | None = None) -> None:
        super().__init__(said)
        self.pause = pause


class Client:
    """Keeps a connection to one store open from request to request."""

    def __init__(
        self, account: Account | None = None, seconds: float | None = None, wait: Callable[[float], None] = time.sleep
    ) -> None:
        """`seconds` is how long the store may keep silent; both come from the environment unless they are given."""
        self._connections: dict[str, http.client.HTTPConnection] = {}
        self._authorization = Authorization(account or Account.of())
        self._seconds = seconds or seconds_of(os.environ)
        self._wait = wait
        self._reached = False

    def __del__(self) -> None:
        """Connections end with the client."""
        for connection in self._connections.values():
            connection.close()

    def send(
        self,
        method: str,
        url: str,
        body: bytes = b"",
        headers: Mapping[str, str] | None = None,
        *,
        again: frozenset[int] = BUSY,
    ) -> Answer:
        """The answer to a request, which may be repeated: with these statuses, and when a connection breaks.

        Raises `StoreError` when there is no answer after several attempts.
        """
        for pause in (*PAUSES, None):
            try:
                return self._attempt(method, url, body, headers or {}, again)
            except _PassingError as error:
                asked = pause if error.pause is None else error.pause
                if pause is None or asked is None or asked > LONGEST_PAUSE:
                    message = f"{_place(url)}: {error}"
                    raise StoreError(message) from None
            self._wait(asked)
        raise AssertionError

    def _attempt(self, method: str, url: str, body: bytes, headers: Mapping[str, str], again: frozenset[int]) -> Answer:
        answer = self._exchange(method, url, body, headers)
        challenge = answer.headers.get("www-authenticate", "")
        if answer.status == UNAUTHORIZED and self._authorization.challenged(challenge):
            answer = self._exchange(method, url, body, headers)
        if answer.status in again:
            raise _PassingError(answer.says, _pause(answer.headers.get("retry-after")))
        return answer

    def _exchange(self, method: str, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        try:
            connection = self._connected(url)
            connection.request(method, _target(url), body, self._headers(method, url, headers))
            with connection.getresponse() as response:
                read = response.read(LARGEST + 1)
                found = Answer(response.status, {name.lower(): value for name, value in response.getheaders()}, read)
        except (OSError, http.client.HTTPException) as error:
            self._forget(url)
            raise self._failure(error, url) from None
        if len(read) > LARGEST:
            self._forget(url)
            message = f"{_place(url)}: the answer has more than {LARGEST} bytes"
            raise StoreError(message)
        self._reached = True
        return found

    def _headers(self, method: str, url: str, headers: Mapping[str, str]) -> dict[str, str]:
        own = {"Accept-Encoding": "identity", "User-Agent": f"fulian-kg/{__version__}"}
        return {**own, **headers, **self._authorization.headers(method, url)}

    def _connected(self, url: str) -> http.client.HTTPConnection:
        origin = _place(url)
        if origin not in self._connections:
            parts = urlsplit(url)
            host, seconds = parts.hostname or "", self._seconds
            self._connections[origin] = (
                http.client.HTTPSConnection(host, parts.port, timeout=seconds, context=ssl.create_default_context())
                if parts.scheme == "https"
                else http.client.HTTPConnection(host, parts.port, timeout=seconds)
            )
        return self._connections[origin]

    def _forget(self, url: str) -> None:
        if connection := self._connections.pop(_place(url), None):
            connection.close()

    def _failure(self, error: Exception, url: str) -> Exception:
        """What broke: that nobody listens passes only where somebody did."""
        if isinstance(error, TimeoutError):
            message = f"{_place(url)}: no answer within {self._seconds:g} s ({TIMEOUT} gives more)"
            return StoreError(message)
        if isinstance(error, ssl.SSLError) or not (self._reached or isinstance(error, ConnectionResetError)):
            message = f"{_place(url)} cannot be reached: {getattr(error, 'strerror', None) or error}"
            return StoreError(message)
        return _PassingError(f"the connection broke ({getattr(error, 'strerror', None) or error})")


def seconds_of(environ: Mapping[str, str]) -> float:
    """How long a store may keep silent; raises `UsageError` for what is no such number."""
    given = environ.get(TIMEOUT) or str(SECONDS)
    try:
        seconds = float(given)
    except ValueError:
        seconds = 0
    if not 0 < seconds <= LONGEST:
        message = f"{TIMEOUT} is a number of seconds, such as 300, not {given!r}"
        raise UsageError(message)
    return seconds


def _place(url: str) -> str:
    """Scheme, host and port."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _target(url: str) -> str:
    parts = urlsplit(url)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _pause(asked: str | None) -> float | None:
    """Seconds that `Retry-After` asks for, given as a number or as a date."""
    if asked is None:
        return None
    try:
        seconds = float(asked) if asked.isdigit() else parsedate_to_datetime(asked).timestamp() - time.time()
    except (ValueError, OverflowError):
        return None
    return max(0.0, seconds)
