"""`hikiwake app`: serves the browser application."""

from __future__ import annotations

import os
import sys
from typing import Annotated, NoReturn

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
    served([] if browser else ["--quiet"], port, lan=lan, scenario=scenario)


def served(arguments: list[str], port: str | None, *, lan: bool, **named: str | None) -> NoReturn:
    """Become the browser application, with these arguments and options by name. Raises `InputError` for a wrong port."""
    if port is not None and not (port.isascii() and port.isdigit() and 1 <= int(port) <= 65535):
        raise InputError(f'--port: "{port}" is not a port; give a number from 1 to 65535, such as 8501')
    # One word each, so that none that begins with a dash is taken for another option.
    options = [f"--{name}={value}" for name, value in named.items() if value is not None]
    words = [*([port] if port is not None else []), *arguments, *(["--lan"] if lan else []), *options]
    # The browser application is not this command's to import: it replaces this process, and signals reach it.
    os.execv(sys.executable, [sys.executable, "-m", "sim.app", *words])
