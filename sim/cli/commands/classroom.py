"""`hikiwake classroom`: serves a lesson to the local network."""

from __future__ import annotations

from typing import Annotated

import typer

from sim.cli.commands.app import served


def classroom(
    port: Annotated[
        str | None,
        typer.Option("--port", metavar="N", help="Port to listen on. Default: 8501, or a free one."),
    ] = None,
    database: Annotated[
        str | None,
        typer.Option(
            "--database",
            metavar="URL",
            help="Where the rooms are kept: a file, or postgresql://user@host/name. Default: a file in your data folder.",
        ),
    ] = None,
    local: Annotated[
        bool, typer.Option("--local", help="For this computer alone, to try it: not for the local network.")
    ] = False,
    load_test: Annotated[
        int | None,
        typer.Option(
            "--load-test",
            metavar="N",
            min=1,
            max=400,
            help="Serve nothing; measure how this computer copes with N students.",
        ),
    ] = None,
) -> None:
    """Open the classroom: a class negotiates in groups, each student on a phone or computer on the local network.

    The terminal shows the address for the students with its QR code, and the teacher's key.
    """
    if load_test is not None:
        typer.echo(
            f"This takes a good minute: {load_test} students write and read in a room made for the test."
        )
        served([f"--load-test={load_test}"], None, lan=False)
    served(["--quiet"], port, lan=not local, classroom=database or usual_database())


def usual_database() -> str:
    """Return the file in which rooms are kept where nobody names another."""
    from platformdirs import user_data_path

    return str(user_data_path("hikiwake", appauthor=False) / "classroom.db")
