"""`hikiwake calibrate`: the fit of the scales to history, and the findings about it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sim.cli.print import json_text, print_json, show
from sim.cli.types import Json, seed_option, text, whole
from sim.cli.waiting import progress
from sim.errors import InputError, SimError, whole_within

Draws = Annotated[
    int,
    whole(
        "--draws", 16384, "Draws of the numbers behind the words in each of two rounds, a multiple of 256."
    ),
]
Replications = Annotated[int, whole("--replications", 8, "Plays of each draw in every episode, up to 200.")]
Seed = Annotated[int, seed_option("The seed of the draws and of the plays.")]
Out = Annotated[str, text("--out", "DIR", "The folder of the table and of the fit.")]
Workers = Annotated[int | None, whole("--workers", 2, "Processes. Default: one for each processor.")]
Resume = Annotated[
    bool, typer.Option("--resume", help="Go on with what was stopped, or add draws to what is there.")
]
Checks = Annotated[
    bool, typer.Option("--checks/--no-checks", help="Other priors, other grades and smaller models, too.")
]

MOST = 1 << 20


def _check(draws: int, plays: int, seed: int, hands: int, portion: int) -> None:
    """Raise `InputError` for numbers that cannot be."""
    if not portion <= draws <= MOST or draws % portion:
        raise InputError(
            f"--draws: {draws} is no multiple of {portion} up to {MOST}; give one such as {64 * portion}"
        )
    whole_within("--replications", plays, 1, 200, 8)
    from sim.streams import LARGEST_SEED

    last = LARGEST_SEED - 2 * draws * plays
    if seed > last:
        raise InputError(f"--seed: {seed} leaves no seeds for {draws} draws; give one up to {last}")
    whole_within("--workers", hands, 1, 256, 2)


def calibrate(
    draws: Draws = 16384,
    replications: Replications = 8,
    seed: Seed = 0,
    out: Out = "calibration",
    workers: Workers = None,
    resume: Resume = False,
    checks: Checks = True,
    json: Json = False,
) -> None:
    """Fit what the words of the scales mean to what happened, and score the model on it.

    Draws from the priors of the scales are played in every episode, on all processors; a second round draws more where
    the first says that history is likely. DIR/*-00000.parquet hold the portions, DIR/manifest.json what they depend on. From them: DIR/reference.parquet, the whole table;
    DIR/posterior.toml, what the words mean after the fit; DIR/history.json, the findings. These three, put beside the
    scenarios, are what ships.
    """
    from sim.experiments.history.calibrate import pieces, write_fit
    from sim.experiments.history.findings import FINDINGS
    from sim.experiments.history.forecasts import played_episodes
    from sim.experiments.history.reference_table import REFERENCE, TableRequest, make
    from sim.experiments.history.simulation import PORTION
    from sim.experiments.runs.pool import processors
    from sim.scenario.load import POSTERIOR

    hands = processors() if workers is None else workers
    _check(draws, replications, seed, hands, PORTION)
    episodes = tuple(episode.id for episode in played_episodes())
    wanted, folder = TableRequest(episodes, draws // PORTION, replications, seed, checks), Path(out)
    try:
        with progress("Playing portions", wanted.pieces, json) as tell:
            tables = make(wanted, folder, hands, resume=resume, tell=tell)
        with progress("Checking the fit", pieces(tables), json) as tell:
            made, history = write_fit(folder, tables, wanted, tell)
    except KeyboardInterrupt:
        raise SimError(
            f"{folder}: stopped; what was played is kept, and --resume with the same command goes on"
        ) from None
    if json:
        print_json(json_text({**made, "replications": replications, "out": str(folder)}))
        return
    score, base = history.scores["model"], history.scores["base_rate"]
    show(
        [
            f"{history.draws:,} draws in {len(episodes)} episodes, {replications} plays of each; the fit is worth "
            f"{history.size:,.0f} of them.",
            f"Score, each episode forecast from the others: {score.value:.3f}; base rate: {base.value:.3f}.",
            f"{folder / REFERENCE}, {POSTERIOR} and {FINDINGS} are written.",
        ]
    )
