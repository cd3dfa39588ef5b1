"""What goes on paper: `hikiwake report` turns a stored run into one HTML page, `hikiwake handouts` writes a lesson pack."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sim.cli.print import check_writable, show, unbroken, write_file
from sim.cli.types import Language, Offs, Sets, Typed, speak


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


def handouts(
    scenario: Annotated[
        str, typer.Argument(metavar="SCENARIO", help="An id such as 2018-singapore, or a scenario file.")
    ],
    out: Annotated[str, typer.Option("--out", metavar="FILE.html", help="Where the pack goes.")],
    sets: Sets = None,
    off: Offs = None,
    language: Language = "en",
) -> None:
    """Write the lesson pack of a scenario: lesson plans, rubric, questions, and hand-outs for every seat.

    One HTML page that prints on A4 and Letter, and is enough for a whole lesson on paper. It takes 1,000 runs to say what the model finds.
    """
    speak(language)
    target = Path(out)
    check_writable(target, "--out")
    setup = Typed(sets, off=off).setup(scenario)
    from sim.classroom.pack.page import lesson_pack
    from sim.cli.waiting import foretell_compiling
    from sim.telling.catalogue import t

    foretell_compiling()
    write_file(target, lesson_pack(setup), "--out")
    show([unbroken(t("class.pack.written", file=target))])
