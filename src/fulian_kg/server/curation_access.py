"""Who may decide: a browser on this machine, or one that has shown the token; and only from our own pages.

A page of another site can make a browser send requests here (CSRF), or give its own name our address (DNS rebinding).
So a request counts as local only when its peer, the name that it asks for and the origin that sent it are all loopback;
a form counts only with the key of the session that it was made for.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import secrets
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Literal
from urllib.parse import SplitResult, urlsplit

from fulian_kg.server.problems import Problem

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

COOKIE = "fulian-curation"
LIFETIME = 12 * 3600
"""Seconds that a session lasts."""
FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")
"""Headers by which a proxy shows itself: behind one, a loopback peer says nothing."""
Level = Literal["local", "token"]
LEVELS: tuple[Level, ...] = ("local", "token")


def is_loopback(host: str | None) -> bool:
    """Whether a host name or address is this machine's own."""
    if host == "localhost":
        return True
    try:
        address = ipaddress.ip_address(host or "")
    except ValueError:
        return False
    return address.is_loopback


@dataclass(frozen=True, slots=True)
class Session:
    """A browser that may decide."""

    id: str
    level: Level


@dataclass(frozen=True, slots=True)
class Access:
    """What lets a browser decide; sessions end with the process."""

    token: str | None = None
    """None: only browsers on this machine."""
    secret: bytes = field(default_factory=lambda: secrets.token_bytes(32))

    def admitted(self, request: Request) -> Session | None:
        """The session of a request; a new one for a browser on this machine; None when the token must be shown first.

        Raises `Problem` 403 where no token would help.
        """
        _check_origin(request)
        known = self._known(request.cookies.get(COOKIE))
        if self.token is not None:
            return known if known and known.level == "token" else None
        if not _is_local(request):
            message = "decisions are taken from a browser on the server's own machine; start it with a token for others"
            raise Problem(HTTPStatus.FORBIDDEN, message)
        return known or self.opened("local")

    def opened(self, level: Level) -> Session:
        """A new session."""
        return Session(secrets.token_urlsafe(24), level)

    def shown(self, token: str) -> bool:
        """Whether that is the token; how long it takes to tell says nothing."""
        return self.token is not None and hmac.compare_digest(token.encode(), self.token.encode())

    def key(self, session: Session) -> str:
        """What forms of a session carry."""
        return self._signed("form", session.id)

    def check(self, session: Session, key: str) -> None:
        """Raises `Problem` 403 unless a form carries the key of the session."""
        if not hmac.compare_digest(key.encode(), self.key(session).encode()):
            message = "this form is from another session: go back, load the page again and send it once more"
            raise Problem(HTTPStatus.FORBIDDEN, message)

    def keep(self, request: Request, response: Response, session: Session) -> None:
        """Let the browser keep its session: out of reach of scripts, and never sent from other sites."""
        response.set_cookie(
            COOKIE,
            f"{session.level}.{session.id}.{self._signed(session.level, session.id)}",
            max_age=LIFETIME,
            path=f"{request.scope.get('root_path', '')}/curation",
            secure=request.url.scheme == "https",
            httponly=True,
            samesite="strict",
        )

    def _known(self, cookie: str | None) -> Session | None:
        level, _, rest = (cookie or "").partition(".")
        name, _, signed = rest.partition(".")
        for each in LEVELS:
            if each == level and hmac.compare_digest(signed.encode(), self._signed(each, name).encode()):
                return Session(name, each)
        return None

    def _signed(self, use: str, text: str) -> str:
        return hmac.new(self.secret, f"{use}:{text}".encode(), hashlib.sha256).hexdigest()


def _is_local(request: Request) -> bool:
    peer = request.client.host if request.client else None
    through = any(name in request.headers for name in FORWARDED) or bool(request.scope.get("root_path"))
    return is_loopback(peer) and is_loopback(_split(f"//{request.headers.get('host', '')}").hostname) and not through


def _split(address: str) -> SplitResult:
    """The parts of an address that a client sent; of one that is none, nothing."""
    try:
        return urlsplit(address)
    except ValueError:
        return urlsplit("")


def _check_origin(request: Request) -> None:
    """Raises `Problem` 403 for a form that a page of another origin sent."""
    if request.method in {"GET", "HEAD"}:
        return
    site = request.headers.get("sec-fetch-site", "same-origin")
    origin = request.headers.get("origin")
    if origin is not None and _split(origin).netloc.lower() != request.headers.get("host", "").lower():
        site = "cross-site"
    if site not in {"same-origin", "none"}:
        raise Problem(HTTPStatus.FORBIDDEN, "decisions are sent from this site's own pages only")
