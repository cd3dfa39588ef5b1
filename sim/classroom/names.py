"""Codes, tokens and keys, and texts that people type: what is kept of them."""

from __future__ import annotations

import hashlib
import re
import secrets
import unicodedata

from sim.classroom.faults import ClassError

CODE_LETTERS = "BCDFGHJKMNPQRSTVWXYZ"
"""No vowels, so that no code is a word, and no letter that is read for another."""

KEY_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Of these 16 letters are more than can be guessed: 73 bits."""


def new_code() -> str:
    """Return the code of a room, such as ``BKTRWZ``."""
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(6))


def new_token() -> str:
    """Return what the address of one person's seat holds."""
    return secrets.token_urlsafe(16)


def new_key() -> str:
    """Return a teacher's key, four times four letters."""
    return "-".join("".join(secrets.choice(KEY_LETTERS) for _ in range(4)) for _ in range(4))


def hashed(secret: str) -> str:
    """Return what is stored of a token or a key: it is too long to be guessed, so a plain digest keeps it.

    >>> hashed("a") == hashed("a"), len(hashed("a"))
    (True, 64)
    """
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def code_of(typed: str) -> str:
    """Return a code as it is stored, however it was typed.

    >>> code_of(" bkt-rwz ")
    'BKTRWZ'
    """
    return re.sub(r"[\s-]", "", typed).upper()[:12]


def key_of(typed: str) -> str:
    """Return a key as it was made, however it was typed.

    >>> key_of("abcd efgh jkmn pqrs")
    'ABCD-EFGH-JKMN-PQRS'
    """
    letters = re.sub(r"[\s-]", "", typed).upper()[:40]
    return "-".join(letters[at : at + 4] for at in range(0, len(letters), 4))


def plain_text(text: str, most: int) -> str:
    r"""Return a text without what is not seen or turns a line around. Raises `ClassError` where it is empty or too long.

    >>> plain_text(" a\x00b\u202ec ", 10)
    'abc'
    """
    whole = unicodedata.normalize("NFC", str(text)[: 4 * most + 100])
    kept = "".join(
        c for c in whole if c == "\n" or unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Cn")
    )
    kept = kept.strip()
    if not kept:
        raise ClassError("class.service.empty")
    if len(kept) > most:
        raise ClassError("class.service.long", most=most)
    return kept
