"""Which model is asked, where, and how: told by the environment, so that no key stands on a command line."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from fulian_kg.errors import UsageError
from fulian_kg.proposals import MODEL_NAME

if TYPE_CHECKING:
    from collections.abc import Mapping

URL: Final = "FULIAN_LLM_URL"
MODEL: Final = "FULIAN_LLM_MODEL"
KEY: Final = "FULIAN_LLM_KEY"
TIMEOUT: Final = "FULIAN_LLM_TIMEOUT"
RECORD: Final = "FULIAN_LLM_RECORD"
REPLAY: Final = "FULIAN_LLM_REPLAY"
HTTP: Final = "FULIAN_LLM_HTTP"
SECONDS: Final = 120.0
LONGEST: Final = 86_400
PRINTABLE: Final = frozenset(map(chr, range(0x21, 0x7F)))


@dataclass(frozen=True, slots=True)
class Address:
    """Where requests go."""

    secure: bool
    host: str
    port: int
    path: str


def model_of(environ: Mapping[str, str]) -> str:
    """The model's name; raises `UsageError` without one that can stand in the rule of a fact."""
    name = environ.get(MODEL, "")
    if not MODEL_NAME.fullmatch(name):
        message = f"set {MODEL} to the name of a model: letters, digits and . _ : / @ + -, at most 100"
        raise UsageError(message)
    return name


def key_of(environ: Mapping[str, str]) -> str | None:
    """The key, if any; raises `UsageError`, which does not show it, for one that no header can hold."""
    key = environ.get(KEY) or None
    if key and not PRINTABLE.issuperset(key):
        message = f"{KEY} holds a character that no key has: only printable ASCII without spaces"
        raise UsageError(message)
    return key


def seconds_of(environ: Mapping[str, str]) -> float:
    """How long a whole answer may take; raises `UsageError` for what is no such number."""
    given = environ.get(TIMEOUT) or str(SECONDS)
    try:
        seconds = float(given)
    except ValueError:
        seconds = 0
    if not 0 < seconds <= LONGEST:
        message = f"{TIMEOUT} is a number of seconds, such as 120, not {given!r}"
        raise UsageError(message)
    return seconds


def address_of(environ: Mapping[str, str]) -> Address:
    """Where `/chat/completions` is; unencrypted only on this machine, unless that is asked for; raises `UsageError`."""
    try:
        parts = urlsplit(environ.get(URL, ""))
        port = parts.port
        host = (parts.hostname or "").encode("idna").decode()
    except (ValueError, UnicodeError):
        parts, port, host = urlsplit(""), None, ""
    extra = parts.username or parts.password or parts.query or parts.fragment
    if parts.scheme not in {"http", "https"} or not host or extra or not PRINTABLE.issuperset(parts.path):
        message = f"set {URL} to the base address of an OpenAI-compatible service, such as http://localhost:8080/v1"
        raise UsageError(message)
    secure = parts.scheme == "https"
    if not (secure or environ.get(HTTP) == "1" or _is_here(host)):
        message = f"{URL} would send texts unencrypted to {host}: use https, or set {HTTP}=1 if that is meant"
        raise UsageError(message)
    return Address(secure, host, port or (443 if secure else 80), f"{parts.path.rstrip('/')}/chat/completions")


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
