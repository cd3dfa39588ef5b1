"""The local network, served on purpose: under which names others reach this computer, and what its terminal says."""

from __future__ import annotations

import socket
from typing import TextIO

import psutil
import segno

from sim.errors import InputError

EVERYWHERE = "0.0.0.0"
"""What a server listens on that others reach."""

WARNING = "Anybody on your network can open these pages, put files on them and start runs on this computer, until you stop it."


def addresses() -> list[str]:
    """Return this computer's addresses on its networks, the one that it usually speaks from first.

    Raises `InputError` where it has none.
    """
    up = {name for name, state in psutil.net_if_stats().items() if state.isup}
    found = [
        row.address
        for name, rows in psutil.net_if_addrs().items()
        for row in rows
        if name in up and row.family == socket.AF_INET and not row.address.startswith("127.")
    ]
    if not found:
        raise InputError("--lan: this computer is on no network; connect it to one, or leave --lan out")
    usual = _usual()
    return sorted(found, key=lambda address: address != usual)


def _usual() -> str:
    """The address from which this computer would speak to another network; nothing is sent to find out."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            # An address that is set aside for examples in print.
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return ""
        return str(probe.getsockname()[0])


def names() -> list[str]:
    """Return this computer's own names, as others on the network may type them."""
    name = socket.gethostname()
    return [name, f"{name}.local"]


def announce_here(address: str, out: TextIO) -> None:
    """Write where the pages are on this computer, and how they are stopped."""
    out.write(f"\n  Hikiwake is open at {address}\n  To stop it, press Ctrl-C.\n\n")
    out.flush()


def announce(address: str, out: TextIO) -> None:
    """Write what serving the network means, the address that others type, and its code for phones."""
    out.write(f"\n  {WARNING}\n  Others type: {address}\n\n")
    _code(address, out)


def announce_lesson(address: str, own: str, key: str, out: TextIO) -> None:
    """Write where students and the teacher go, the code of the students' address for phones, and the teacher's key."""
    out.write(f"\n  Students open: {address}\n\n")
    _code(address, out)
    out.write(
        f"\n  Teacher, on this computer: {own}/teacher\n  Teacher key: {key}\n"
        "  The key is shown only here, and holds until the classroom is started again.\n"
        "  To stop the classroom, press Ctrl-C. Its rooms are kept.\n\n"
    )
    out.flush()


def _code(address: str, out: TextIO) -> None:
    """Draw the QR code of an address where somebody sees it."""
    if out.isatty():
        # Without block characters where the terminal does not know them.
        plain = (out.encoding or "").lower().replace("-", "") != "utf8"
        segno.make(address, error="l", micro=False).terminal(out=out, border=2, compact=not plain)
    out.flush()
