"""Serves the browser application: ``python -m sim.app [PORT] [--quiet]``; the command line starts it like this."""

from __future__ import annotations

import sys

from sim.errors import SimError
from sim.interrupts import as_process


def main(arguments: list[str]) -> int:
    """Serve until interrupted; return the exit code."""
    ports = [int(text) for text in arguments if text.isdigit()]
    # Loaded only now, when Ctrl-C is met already.
    from sim.app.launch import launch

    try:
        launch(ports[0] if ports else None, open_browser="--quiet" not in arguments)
    except SimError as error:
        sys.stderr.write(f"hikiwake: {error}\n")
        return 2
    return 0


if __name__ == "__main__":
    as_process(lambda: main(sys.argv[1:]))
