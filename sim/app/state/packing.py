"""Plain data as a short text for a link, and back, with every size checked before any work is done.

The text is ``1.<checksum>.<data>``: a version, the CRC-32 of the packed bytes, and JSON, deflated, in
URL-safe base64. Nothing in it is ever executed.
"""

from __future__ import annotations

import base64
import json
import re
import zlib
from typing import Any

from sim.errors import InputError

LONGEST_TEXT = 16_000
"""Characters of a packed text; links beyond are cut by browsers and chats anyway."""

LARGEST_DATA = 128_000
"""Bytes that a packed text may unfold to."""

_SHAPE = re.compile(r"1\.([0-9a-f]{8})\.([A-Za-z0-9_-]+)")


def pack(data: Any) -> str:
    """Return plain data as a text of URL-safe characters. Raises `InputError` when it is too large.

    >>> unpack(pack({"a": [1, 2.5, True, "x"]}))
    {'a': [1, 2.5, True, 'x']}
    """
    plain = _plain(data)
    packed = zlib.compress(plain, 9)
    text = f"1.{zlib.crc32(packed):08x}.{base64.urlsafe_b64encode(packed).decode().rstrip('=')}"
    if len(text) > LONGEST_TEXT or len(plain) > LARGEST_DATA:
        raise InputError("link: holds more than a link can carry; change fewer settings")
    return text


def _plain(data: Any) -> bytes:
    """The one way to write data; raises `ValueError` for what JSON or UTF-8 cannot hold."""
    text = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return text.encode()


def unpack(text: str) -> Any:
    """Return the data of a packed text. Raises `InputError` for anything that `pack` did not make.

    >>> unpack("1.00000000.AAAA")
    Traceback (most recent call last):
    ...
    sim.errors.InputError: link: is damaged; copy it again, whole
    """
    damaged = InputError("link: is damaged; copy it again, whole")
    if len(text) > LONGEST_TEXT:
        raise InputError("link: is longer than any link of this application")
    shape = _SHAPE.fullmatch(text)
    if shape is None:
        raise damaged
    try:
        packed = base64.urlsafe_b64decode(shape[2] + "=" * (-len(shape[2]) % 4))
        if zlib.crc32(packed) != int(shape[1], 16):
            raise damaged
        opener = zlib.decompressobj()
        plain = opener.decompress(packed, LARGEST_DATA)
        if not opener.eof or opener.unused_data:
            raise damaged
        data = json.loads(plain.decode("utf-8"))
        # Written again it is the same, or it was not written here: a key given twice, NaN, half a character.
        if _plain(data) != plain:
            raise damaged
        return data
    except (ValueError, zlib.error, RecursionError):
        raise damaged from None
