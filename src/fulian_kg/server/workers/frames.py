"""What parent and worker say to each other: two lengths, a head in JSON, a body of bytes."""

from __future__ import annotations

import json
import os
import struct
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

LENGTHS = struct.Struct(">II")
"""Bytes of the head, bytes of the body."""
CHUNK = 1 << 20


def packed(head: Mapping[str, Any], body: bytes = b"") -> bytes:
    """A frame."""
    text = json.dumps(head).encode()
    return LENGTHS.pack(len(text), len(body)) + text + body


def whole(data: bytes | bytearray) -> tuple[dict[str, Any], bytes] | None:
    """The frame that the data are; None while some of it is missing."""
    if len(data) < LENGTHS.size:
        return None
    head, body = LENGTHS.unpack_from(data)
    end = LENGTHS.size + head
    if len(data) < end + body:
        return None
    return json.loads(data[LENGTHS.size : end]), bytes(data[end : end + body])


def received(handle: int) -> dict[str, Any] | None:
    """The head of the next frame, waited for; None when the other side has gone."""
    data = bytearray()
    while (frame := whole(data)) is None:
        chunk = os.read(handle, CHUNK)
        if not chunk:
            return None
        data += chunk
    return frame[0]


def sent(handle: int, head: Mapping[str, Any], body: bytes = b"") -> None:
    """Write a frame."""
    data = memoryview(packed(head, body))
    while data:
        data = data[os.write(handle, data) :]
