"""Serves the browser application: ``python -m sim.app [PORT] [--quiet] [--lan] [--classroom DATABASE] [--scenario FILE]``; the command line starts it like this."""

from __future__ import annotations

import argparse
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


def main(arguments: list[str]) -> int:
    """Serve until interrupted; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m sim.app")
    parser.add_argument("port", nargs="?", type=int)
    for switch in ("--quiet", "--lan"):
        parser.add_argument(switch, action="store_true")
    for option in ("--scenario", "--classroom"):
        parser.add_argument(option)
    parser.add_argument("--load-test", type=int)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args(arguments)
    # Loaded only now, when Ctrl-C is met already.
    from sim.app.launch import launch

    try:
        _at_home()
        if given.load_test is not None:
            from sim.app import load

            sys.stdout.write(f"{load.report(given.load_test, given.seconds, as_json=given.json)}\n")
            return 0
        launch(
            given.port,
            open_browser=not given.quiet,
            network=given.lan,
            scenario=given.scenario,
            classroom=given.classroom,
        )
    except SimError as error:
        sys.stderr.write(f"hikiwake: {error}\n")
        return 2
    return 0


if __name__ == "__main__":
    as_process(lambda: main(sys.argv[1:]))
