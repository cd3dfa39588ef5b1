"""`hikiwake report`: turns a stored run into one HTML page."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sim.cli.print import check_writable, show, unbroken, write_file
from sim.cli.types import Language, speak


def report(
    run: Annotated[
        str, typer.Argument(metavar="RUN", help="A record that run --out kept, or run --json printed.")
    ],
    out: Annotated[str, typer.Option("--out", metavar="FILE.html", help="Where the page goes.")],
    language: Language = "en",
) -> None:
    """Write a run as one HTML page: the account, the map, the curves, and what it rests on.

    The page fetches nothing, prints well, and holds the record, so that it can be played again.
    """
    from sim.engine.replay import read_record
    from sim.report.page import report as page
    from sim.telling.catalogue import t

    speak(language)
    target = Path(out)
    check_writable(target, "--out")
    write_file(target, page(read_record(run), run), "--out")
    show([unbroken(t("told.report.written", file=target))])
