"""Pages in frames of a real browser, many at a time and without their policy: what a page lets run, runs."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes

from starlette.datastructures import MutableHeaders
from starlette.responses import HTMLResponse

from serving import listening

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from playwright.sync_api import Browser, Page, Request
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

AT_ONCE = 24
"""Frames beside one another."""
POLICY = "content-security-policy"
HARNESS = "/frames"
FRAMED = """
async ([addresses, pause]) => {
    const opened = address => new Promise(done => {
        const frame = document.createElement("iframe");
        frame.onload = () => done([address, frame]);
        frame.src = address;
        document.body.append(frame);
    });
    const frames = await Promise.all(addresses.map(opened));
    await new Promise(done => setTimeout(done, pause));
    const wrong = frames.flatMap(([address, frame]) => {
        try {
            return frame.contentWindow.ran === undefined ? [] : [`${address} ran`];
        } catch {
            return [`${address} is no page of this site any more`];
        }
    });
    if (window.ran !== undefined) wrong.push("ran above the frames");
    document.body.replaceChildren();
    return wrong;
}
"""
PAUSE = 30
"""Milliseconds for what begins to run after a page is loaded."""


class Unguarded:
    """ASGI middleware: pages without their policy; those that were answered before are not made again."""

    def __init__(self, app: ASGIApp, recorded: Mapping[bytes, bytes]) -> None:
        self.app = app
        self.recorded = recorded

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with what was recorded at the address, else pass the request on."""

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                del MutableHeaders(scope=message)[POLICY]
            await send(message)

        page = self.recorded.get(_target(scope)) if scope["type"] == "http" else None
        await (self.app if page is None else HTMLResponse(page))(scope, receive, sent)


def _target(scope: Scope) -> bytes:
    """Path and query, without escapes: browsers write them in their own way."""
    return unquote_to_bytes(scope["raw_path"]) + b"?" + unquote_to_bytes(scope["query_string"])


def target(address: str) -> bytes:
    """How `Unguarded` knows an address."""
    path, _, query = address.partition("?")
    return unquote_to_bytes(path) + b"?" + unquote_to_bytes(query)


def executed(browser: Browser, app: ASGIApp, pages: Sequence[tuple[str, bytes | None]]) -> list[str]:
    """What pages of an application did that they should not; None for a page that is made when it is opened."""
    recorded = {target(address): page for address, page in pages if page is not None}
    recorded[target(HARNESS)] = b"<!DOCTYPE html><title>frames</title><body>"
    unguarded = Unguarded(app, recorded)
    with listening(unguarded) as address, browser.new_context(accept_downloads=False) as context:
        watched = Watched(context.new_page(), address)
        watched.page.goto(address + HARNESS)
        for first in range(0, len(pages), AT_ONCE):
            some = [address + page for page, _ in pages[first : first + AT_ONCE]]
            watched.wrong += watched.page.evaluate(FRAMED, [some, PAUSE])
        return watched.wrong


class Watched:
    """A page of the browser that notes whatever should not have happened, in its frames too."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address
        self.wrong: list[str] = []
        page.on("dialog", self._dialog)
        page.on("pageerror", lambda error: self.wrong.append(f"{page.url}: {error}"))
        page.on("request", self._requested)
        page.on("console", lambda said: self._said(said.type, said.text))

    def _dialog(self, dialog: object) -> None:
        self.wrong.append(f"{self.page.url}: a dialog says {getattr(dialog, 'message', '')}")
        getattr(dialog, "dismiss", lambda: None)()

    def _requested(self, request: Request) -> None:
        if not request.url.startswith((self.address, "data:", "about:")):
            self.wrong.append(f"{request.frame.url}: asks for {request.url}")

    def _said(self, kind: str, text: str) -> None:
        if kind == "error" and "status of 4" not in text:  # a refusal is an answer
            self.wrong.append(f"{self.page.url}: {text}")

    def open(self, url: str) -> None:
        """Open it and see whether anything ran."""
        self.page.goto(url, wait_until="load")
        if self.page.evaluate("window.ran") is not None:
            self.wrong.append(f"{url}: a text ran")
