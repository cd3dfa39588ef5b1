"""`hikiwake app`: serves the browser application."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from sim.errors import InputError


def app(
    scenario: Annotated[
        str | None,
        typer.Argument(
            metavar="[SCENARIO]", help="A scenario file of your own, or an id, that the pages begin with."
        ),
    ] = None,
    port: Annotated[
        str | None,
        typer.Option("--port", metavar="N", help="Port to listen on. Default: 8501, or a free one."),
    ] = None,
    browser: Annotated[bool, typer.Option(help="Open the page in a browser.")] = True,
    lan: Annotated[
        bool,
        typer.Option(
            "--lan",
            help="Let everybody on the local network open the pages; the terminal shows the address and its QR code.",
        ),
    ] = False,
) -> None:
    """Serve the browser application on this computer until it is interrupted."""
    if port is not None and not (port.isascii() and port.isdigit() and 1 <= int(port) <= 65535):
        raise InputError(f'--port: "{port}" is not a port; give a number from 1 to 65535, such as 8501')
    arguments = [
        *([port] if port is not None else []),
        *([] if browser else ["--quiet"]),
        *(["--lan"] if lan else []),
    ]
    arguments += ["--scenario", scenario] if scenario is not None else []
    # The browser application is not this command's to import: it replaces this process, and signals reach it.
    os.execv(sys.executable, [sys.executable, "-m", "sim.app", *arguments])
