"""Who asks a store elsewhere: told by the environment, so that no password stands on a command line."""

from __future__ import annotations

import base64
import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from urllib.request import (
    HTTPDigestAuthHandler,
    HTTPPasswordMgrWithDefaultRealm,
    Request,
    parse_http_list,
    parse_keqv_list,
)

from fulian_kg.endpoint.address import is_here
from fulian_kg.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

USER: Final = "FULIAN_SPARQL_USER"
PASSWORD: Final = "FULIAN_SPARQL_PASSWORD"  # noqa: S105 (a name)
TOKEN: Final = "FULIAN_SPARQL_TOKEN"  # noqa: S105 (a name)
HTTP: Final = "FULIAN_SPARQL_HTTP"
PRINTABLE: Final = frozenset(map(chr, range(0x21, 0x7F)))


@dataclass(frozen=True, slots=True)
class Account:
    """A name with a password, or a token, or nothing."""

    user: str | None = None
    password: str = field(default="", repr=False)
    token: str | None = field(default=None, repr=False)
    unencrypted: bool = False
    """Whether secrets may go unencrypted to another machine."""

    @staticmethod
    def of(environ: Mapping[str, str] = os.environ) -> Account:
        """The account that the environment names; raises `UsageError` for a token that no header can hold."""
        token = environ.get(TOKEN) or None
        if token and not PRINTABLE.issuperset(token):
            message = f"{TOKEN} holds a character that no token has: only printable ASCII without spaces"
            raise UsageError(message)
        return Account(environ.get(USER) or None, environ.get(PASSWORD, ""), token, environ.get(HTTP) == "1")


class Authorization:
    """The header that goes with a request: a token at once, a password as the server asks for it.

    Bearer: RFC 6750; Basic: RFC 7617; Digest: RFC 7616.
    """

    def __init__(self, account: Account) -> None:
        """No server has asked for anything yet."""
        self._account = account
        self._challenge: dict[str, str] | None = None
        self._passwords = HTTPPasswordMgrWithDefaultRealm()
        self._digest = HTTPDigestAuthHandler(self._passwords)
        self._basic = False

    def challenged(self, challenge: str) -> bool:
        """Take in the header `WWW-Authenticate`; whether the account has an answer to it."""
        scheme, _, rest = challenge.partition(" ")
        if scheme.lower() == "digest":
            self._challenge = parse_keqv_list(list(filter(None, parse_http_list(rest))))
        self._basic = scheme.lower() == "basic"
        return self._account.user is not None and (self._basic or scheme.lower() == "digest")

    def headers(self, method: str, url: str) -> dict[str, str]:
        """The header for a request; raises `UsageError` when it would show a secret to whoever listens."""
        value = self._value(method, url)
        if value is None:
            return {}
        if not (url.startswith("https:") or is_here(url) or self._account.unencrypted or value.startswith("Digest")):
            message = f"this would send a secret unencrypted: use sparql+https, or set {HTTP}=1 if that is meant"
            raise UsageError(message)
        return {"Authorization": value}

    def _value(self, method: str, url: str) -> str | None:
        user, password = self._account.user, self._account.password
        if self._account.token:
            return f"Bearer {self._account.token}"
        if user is not None and self._challenge is not None:
            self._passwords.add_password(None, url, user, password)
            return f"Digest {self._digest.get_authorization(Request(url, method=method), self._challenge)}"  # noqa: S310
        if user is not None and self._basic:
            return f"Basic {base64.b64encode(f'{user}:{password}'.encode()).decode()}"
        return None
