"""Serves the browser application: ``python -m sim.app [PORT] [--quiet] [--scenario FILE]``; the command line starts it like this."""

from __future__ import annotations

import sys

from sim.app.launch import launch
from sim.errors import SimError


def main(arguments: list[str]) -> int:
    """Serve until interrupted; return the exit code."""
    *before, scenario = arguments if "--scenario" in arguments[-2:-1] else [*arguments, None]
    ports = [int(text) for text in before if text is not None and text.isdigit()]
    try:
        launch(ports[0] if ports else None, open_browser="--quiet" not in before, scenario=scenario)
    except SimError as error:
        sys.stderr.write(f"hikiwake: {error}\n")
        return 2
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
