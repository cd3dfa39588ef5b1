"""`hikiwake facts`: which facts of the sources come out in the runs, and which do not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.print import json_text, print_json, show
from sim.cli.types import Json, Language, seed_option, speak, whole
from sim.cli.waiting import progress
from sim.errors import whole_within

if TYPE_CHECKING:
    from rich.console import RenderableType

    from sim.domain.findings import FactFound

File = Annotated[
    str | None, typer.Argument(metavar="[FILE]", help="A file of facts. Default: the one that ships.")
]
Runs = Annotated[int, whole("--runs", 1000, "How often each episode is played, with a seed each time.")]
Seed = Annotated[
    int, seed_option("The seed of all chance, a whole number; every episode has the same chances.")
]


def facts(
    file: File = None, runs: Runs = 1000, seed: Seed = 0, language: Language = "en", json: Json = False
) -> None:
    """Tell which facts of the sources come out in the runs, and which do not.

    A fact is a sentence with a check, such as which text was tabled first or how deep the signed one went. It holds
    where the check is true of at least half of the runs.
    """
    speak(language)
    from sim.experiments.facts.facts_file import load_facts
    from sim.experiments.facts.judging import MOST, judged

    whole_within("--runs", runs, 1, MOST, 1000)
    read = load_facts(None if file is None else Path(file))
    with progress("Playing episodes", len(read.episodes), json) as tell:
        found = judged(read, runs, seed, tell=tell)
    if json:
        print_json(json_text([asdict(fact) for fact in found]))
    else:
        show(_told(found, runs))


def _told(found: Sequence[FactFound], runs: int) -> Iterator[RenderableType]:
    from sim.cli.prose import Prose
    from sim.cli.rows import Rows
    from sim.telling.catalogue import said, t
    from sim.telling.findings import facts as telling

    yield Prose(telling.heading(found, runs), "bold")
    yield Prose(t("facts.legend"), "dim")
    for name, rows in telling.by_episode(found).items():
        yield ""
        yield Prose(telling.episode(name), "bold")
        yield Rows(
            [t("facts.column.runs"), t("facts.column.fact"), t("facts.column.kind")],
            [[telling.runs(fact), said(fact.says), telling.kind(fact)] for fact in rows],
            left=(1, 2),
            key=(1,),
        )
    yield ""
    failing = telling.failing(found)
    yield Prose(t("facts.failing") if failing else t("facts.all"), "bold")
    for says, where in failing:
        yield Prose(f"{says} ({where})", indent=2)
    yield ""
    yield telling.counted(found)
