"""The `hikiwake` command as a process: ``python -m sim.cli``."""

from __future__ import annotations

from typing import NoReturn

from sim.interrupts import as_process


def start() -> NoReturn:
    """Run the command line of this process, and end with its exit code."""
    as_process(_run)


def _run() -> int:
    # Loaded only now, when Ctrl-C is met already.
    from sim.cli.main import main

    return main()


if __name__ == "__main__":
    start()
