"""`hikiwake history`: what the model forecasts for each episode from the others, against what happened."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table
from rich.text import Text

from sim.cli.options import Json
from sim.cli.screen import print_json, show

if TYPE_CHECKING:
    from rich.console import RenderableType

    from sim.batch.history import History, Score

TableFile = Annotated[
    str | None,
    typer.Option(
        "--table", metavar="FILE", help="A table of `hikiwake calibrate`. Default: the one that ships."
    ),
]


def history(table: TableFile = None, json: Json = False) -> None:
    """Score the model on what happened, each episode forecast from all the others.

    The forecast of an episode rests on the numbers that make the other episodes likely; its own outcome has no part
    in it. Lower scores are better: 0 is certainty of what came.
    """
    from sim.batch.calibration import REFERENCE, from_parquet
    from sim.batch.history import judged, observed_of, played_episodes
    from sim.scenario.places import scenarios_dir

    episodes = played_episodes()
    played = from_parquet(
        scenarios_dir() / REFERENCE if table is None else Path(table), [episode.id for episode in episodes]
    )
    found = judged(played, episodes, observed_of(episodes))
    if json:
        record = asdict(found)
        print_json({**record, "rps": record.pop("scores")})
    else:
        show(told(found))


def told(found: History) -> Iterator[RenderableType]:
    """Yield the whole account."""
    yield Text(f"{len(found.episodes)} episodes, each forecast from the others", style="bold")
    yield _episodes(found)
    yield Text("")
    for name, score in found.scores.items():
        yield f"Ranked probability score, {name.replace('_', ' ')}: {_figures(score)}"
    for name, gain in found.gains.items():
        better = "better" if gain.low > 0 else "worse" if gain.high < 0 else "not to be told apart"
        yield f"The model against {name.replace('_', ' ')}: {_figures(gain)} less; {better}."
    yield f"Shuffled histories that are forecast as well: {found.chance:.0%}."
    peak, share = max(found.peak.items(), key=lambda item: item[1])
    yield f"Closest after the first episode: {peak}, in {share:.0%} of the fit."
    yield f"The fit to all episodes is worth {found.size:,.0f} of {found.draws:,} draws."


def _figures(score: Score) -> str:
    return f"{score.value:.3f} ({score.low:.3f} to {score.high:.3f})"


def _episodes(found: History) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0))
    steps = list(found.episodes[0].forecast)
    for i, heading in enumerate(("Episode", "Came", *steps, "Score", "Base rate")):
        table.add_column(heading, justify="left" if i < 2 else "right")
    for row in found.episodes:
        chances = [f"{row.forecast[step]:.0%}" for step in steps]
        table.add_row(row.id, row.observed, *chances, f"{row.rps:.3f}", f"{row.base_rate:.3f}")
    return table
