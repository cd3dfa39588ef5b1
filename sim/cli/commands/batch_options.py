"""The options of `hikiwake batch`."""

from __future__ import annotations

from typing import Annotated, Any

import typer


def _text(name: str, metavar: str, help_: str) -> Any:
    return typer.Option(name, metavar=metavar, help=help_)


Scenarios = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="SCENARIO...", help="Ids or scenario files; with --replay, the folder of a batch."
    ),
]
Runs = Annotated[
    str | None,
    _text(
        "--runs",
        "N",
        "Runs in all: scenarios times designs times replications. A number that does not divide is refused.",
    ),
]
Vary = Annotated[
    list[str] | None,
    _text(
        "--vary",
        "KEY=VALUES",
        "Vary a setting: LO:HI, LO:HI:COUNT, or A,B,C in words or numbers; repeatable.",
    ),
]
Design = Annotated[
    str | None,
    _text(
        "--design",
        "D",
        "Which values meet: grid (all combinations), lhs, sobol, oat (one at a time around the scenario's own) or "
        "list. Default: grid where all values are counted out, else lhs.",
    ),
]
Designs = Annotated[
    str | None,
    _text("--designs", "FILE", "A CSV file of designs: keys in the first line, a design in every other."),
]
Replications = Annotated[
    str | None,
    _text(
        "--replications",
        "R",
        "Runs of each design. Default: 1 for lhs and sobol, else what --runs leaves.",
    ),
]
Common = Annotated[bool, typer.Option("--common", help="Let all designs share their random numbers.")]
Seed = Annotated[str | None, _text("--seed", "N", "The luck of the batch, a whole number. Default: 0.")]
Protocol = Annotated[str | None, _text("--protocol", "P", "alternating, simultaneous or single_text.")]
Out = Annotated[
    str | None, _text("--out", "DIR", "Folder for the rows. Default: one here, named after the plan.")
]
Resume = Annotated[
    bool, typer.Option("--resume", help="Go on with a batch that was stopped: play what is missing.")
]
Shard = Annotated[
    str | None, _text("--shard", "I/N", "Play only each N-th job, from the I-th; see hikiwake merge.")
]
Engine = Annotated[
    str | None, _text("--engine", "E", "local (processes of this machine, the default) or dask.")
]
Workers = Annotated[
    str | None, _text("--workers", "N", "Processes to play with. Default: one for each processor.")
]
Scheduler = Annotated[
    str | None, _text("--scheduler", "ADDRESS", "A running Dask scheduler, such as tcp://HOST:8786.")
]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Say how many runs, how long and how large; write nothing.")
]
Traces = Annotated[
    str | None, _text("--traces", "SHARE", "Keep the full record of this share of the runs, from 0 to 1.")
]
Replay = Annotated[
    str | None, _text("--replay", "RUN_ID", "Play one stored run of the folder again and tell it.")
]
