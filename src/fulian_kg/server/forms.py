"""Forms that pages send: read whole, within limits, and only as browsers without scripts send them."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from fulian_kg.server.bodies import body
from fulian_kg.server.problems import Problem

if TYPE_CHECKING:
    from starlette.requests import Request

LARGEST, FIELDS = 64 * 1024, 200
"""Bytes and fields of a form."""


@dataclass(frozen=True, slots=True)
class Form:
    """A form that was sent."""

    fields: tuple[tuple[str, str], ...]

    def get(self, name: str) -> str:
        """The first value, without white space around it; empty without one."""
        return next((value.strip() for key, value in self.fields if key == name), "")

    def all(self, prefix: str) -> dict[str, str]:
        """Values by the rest of their names."""
        return {key.removeprefix(prefix): value for key, value in self.fields if key.startswith(prefix)}


async def sent(request: Request) -> Form:
    """The fields of a form; raises `Problem` for one that is none, or too large."""
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/x-www-form-urlencoded":
        raise Problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "send an HTML form: application/x-www-form-urlencoded")
    data = await body(request, LARGEST, "form")
    try:
        fields = parse_qsl(data.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=FIELDS)
    except ValueError:
        raise Problem(HTTPStatus.BAD_REQUEST, "this is not a form in UTF-8") from None
    return Form(tuple(fields))
