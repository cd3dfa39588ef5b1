"""Serves the browser application: ``python -m sim.app [PORT] [--quiet] [--lan] [--classroom DATABASE] [--scenario FILE]``; the command line starts it like this."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from sim.errors import InputError, SimError
from sim.files import temporary_home
from sim.interrupts import as_process


def _at_home() -> None:
    """Give a user whom the system does not know a home, which Streamlit cannot do without."""
    try:
        Path.home()
    except RuntimeError:
        try:
            os.environ["HOME"] = str(temporary_home())
        except OSError as error:
            raise InputError(f"HOME: this user has no home, and {error}, or let HOME name a folder") from None


def _after(option: str, arguments: list[str]) -> tuple[list[str], str | None]:
    """The arguments without an option that stands last, and its value."""
    return (arguments[:-2], arguments[-1]) if option in arguments[-2:-1] else (arguments, None)


def main(arguments: list[str]) -> int:
    """Serve until interrupted; return the exit code."""
    before, scenario = _after("--scenario", arguments)
    before, rooms = _after("--classroom", before)
    ports = [int(text) for text in before if text.isdigit()]
    # Loaded only now, when Ctrl-C is met already.
    from sim.app.launch import launch

    try:
        _at_home()
        launch(
            ports[0] if ports else None,
            open_browser="--quiet" not in before,
            network="--lan" in before,
            scenario=scenario,
            classroom=rooms,
        )
    except SimError as error:
        sys.stderr.write(f"hikiwake: {error}\n")
        return 2
    return 0


if __name__ == "__main__":
    as_process(lambda: main(sys.argv[1:]))
