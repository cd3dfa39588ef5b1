"""`hikiwake calibrate`: the reference table that the fit to history reads."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sim.cli.options import Json, seed_of
from sim.cli.screen import print_json, show
from sim.cli.waiting import progress, whole_of
from sim.errors import InputError

Draws = Annotated[
    str,
    typer.Option("--draws", metavar="N", help="Draws of the numbers behind the words, a multiple of 256."),
]
Replications = Annotated[
    str, typer.Option("--replications", metavar="N", help="Plays of each draw in every episode, up to 200.")
]
Seed = Annotated[str, typer.Option("--seed", metavar="N", help="The seed of the draws and of the plays.")]
Out = Annotated[str, typer.Option("--out", metavar="DIR", help="The folder of the table.")]
Workers = Annotated[
    str | None, typer.Option("--workers", metavar="N", help="Processes. Default: one for each processor.")
]
Resume = Annotated[bool, typer.Option("--resume", help="Go on with what was stopped.")]


def calibrate(
    draws: Draws = "16384",
    replications: Replications = "4",
    seed: Seed = "0",
    out: Out = "calibration",
    workers: Workers = None,
    resume: Resume = False,
    json: Json = False,
) -> None:
    """Play what the fit to history rests on: draws from the priors of the scales, in every episode.

    DIR/portion-*.parquet hold the table, DIR/manifest.json what it depends on, DIR/reference.parquet all of it in one
    file, and DIR/posterior.toml what the words mean after the fit. The last two ship beside the scenarios.
    """
    wanted_draws, plays = whole_of("--draws", draws, 16384), whole_of("--replications", replications, 4)
    first = seed_of(seed)
    import numpy as np

    from sim.analysis.posterior import effective_size, log_likelihood, probabilities, weights
    from sim.batch.calibration import REFERENCE, Wanted, digest, make, to_parquet
    from sim.batch.crews import processors
    from sim.batch.fit import as_toml, fitted_words
    from sim.batch.history import observed_of, played_episodes
    from sim.batch.progress import versions
    from sim.batch.reference import PORTION
    from sim.batch.store import failed_to_write, write_whole
    from sim.scenario.load import load_scales

    if wanted_draws < PORTION or wanted_draws % PORTION:
        raise InputError(
            f"--draws: {wanted_draws} is no multiple of {PORTION}; give one such as {64 * PORTION}"
        )
    if not 1 <= plays <= 200:
        raise InputError(f"--replications: {plays} is out of range; give a number from 1 to 200")
    hands = processors() if workers is None else whole_of("--workers", workers, 2)
    if not 1 <= hands <= 256:
        raise InputError(f"--workers: {hands} is out of range; give a number from 1 to 256")
    episodes = tuple(episode.id for episode in played_episodes())
    wanted, folder = Wanted(episodes, wanted_draws // PORTION, plays, first), Path(out)
    with progress("Playing portions", wanted.portions) as tell:
        seen = 0

        def told(done: int, _: int) -> None:
            nonlocal seen
            tell(done - seen)
            seen = done

        table = make(wanted, folder, hands, resume=resume, tell=told)
    episodes_seen = observed_of(played_episodes())
    likelihood = log_likelihood(probabilities(table.counts), episodes_seen)
    weight = weights(likelihood, np.arange(len(episodes)))
    made = {
        "command": f"hikiwake calibrate --draws {wanted_draws} --replications {plays} --seed {first}",
        "digest": digest(table),
        "draws": len(weight),
        "size": round(effective_size(weight), 1),
        "versions": versions(),
    }
    words = fitted_words(table, weight, load_scales(fitted=False))
    try:
        write_whole(folder / REFERENCE, to_parquet(table, episodes))
        write_whole(folder / "posterior.toml", as_toml(words, made).encode())
    except OSError as error:
        failed_to_write(folder, error)
    if json:
        print_json({**made, "episodes": list(episodes), "replications": plays, "out": str(folder)})
    else:
        show(
            [
                f"{made['draws']:,} draws in {len(episodes)} episodes, {plays} plays of each; the fit is worth "
                f"{made['size']:,.0f} of them.",
                f"{folder / REFERENCE} and {folder / 'posterior.toml'} are written.",
            ]
        )
