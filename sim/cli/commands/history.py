"""`hikiwake history`: what the model forecasts for each episode from the others, against what happened."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

from rich.table import Table
from rich.text import Text

from sim.cli.print import json_text, print_json, show
from sim.cli.types import Json, room_for, seed_option, whole
from sim.errors import InputError

if TYPE_CHECKING:
    from rich.console import RenderableType

    from sim.experiments.history.findings import Counterfactual, History, Robustness, Score

Runs = Annotated[
    int | None,
    whole("--runs", 1000, "Play each episode N times anew. Default: what the table that ships says."),
]
Seed = Annotated[int, seed_option("The seed of the new plays.")]
MOST = 1_000_000


def history(runs: Runs = None, seed: Seed = 0, json: Json = False) -> None:
    """Score the model on what happened, each episode forecast from all the others.

    The forecast of an episode rests on the numbers that make the other episodes likely; its own outcome has no part
    in it. Lower scores are better: 0 is certainty of what came. Made anew by `hikiwake calibrate`.
    """
    from sim.experiments.history.findings import from_json

    found = from_json()
    record = asdict(found)
    shown = found.history
    if runs is not None:
        shown = _replayed(runs, seed)
        record["history"] = asdict(shown)
    if json:
        scores = record["history"].pop("scores")
        print_json(json_text({**record.pop("history"), "rps": scores, **record}))
    else:
        show(told(shown, found.checks, found.what_ifs))


def _replayed(runs: int, seed: int) -> History:
    if not 1 <= runs <= MOST:
        raise InputError(f"--runs: {runs} is out of range; give a number from 1 to {MOST:,}")
    room_for(seed, runs)
    from sim.experiments.history.forecasts import counted, judged, observed_of, played_episodes, replayed
    from sim.experiments.history.reference_table import REFERENCE, from_parquet
    from sim.scenario.places import scenarios_dir

    episodes = played_episodes()
    observed = observed_of(episodes)
    table = from_parquet(scenarios_dir() / REFERENCE, [episode.id for episode in episodes])
    whole = counted(table, episodes)
    return judged(whole, episodes, observed, forecasts=replayed(whole, episodes, observed, runs, seed))


def told(
    found: History, checks: Robustness | None, what_ifs: tuple[Counterfactual, ...]
) -> Iterator[RenderableType]:
    """Yield the whole account."""
    yield Text(f"{len(found.episodes)} episodes, each forecast from the others", style="bold")
    yield _episodes(found)
    yield Text("* is what came.", style="dim")
    yield Text("")
    for name, score in found.scores.items():
        yield f"Ranked probability score, {name.replace('_', ' ')}: {_figures(score)}"
    for name, gain in found.gains.items():
        better = "better" if gain.low > 0 else "worse" if gain.high < 0 else "not to be told apart"
        yield f"The model against {name.replace('_', ' ')}: {_figures(gain)} less; {better}."
    peak, share = max(found.peak.items(), key=lambda item: item[1])
    yield f"Closest after the first episode: {peak}, in {share:.0%} of the fit."
    yield f"The fit to all episodes is worth {found.size:,.0f} of {found.draws:,} draws."
    if checks is not None:
        yield Text("")
        yield Text("What this rests on", style="bold")
        yield from _checks(checks)
    yield Text("")
    yield Text("What if", style="bold")
    yield from _what_ifs(what_ifs)
    yield Text("In brackets: 80 percent intervals.", style="dim")


def _checks(checks: Robustness) -> Iterator[str]:
    yield f"Outcomes shuffled among the episodes: {_figures(checks.shuffled)}; p = {checks.as_good:.3f}"
    yield (
        f"80 percent intervals hold the truth in {checks.covered.value:.0%} of {checks.histories} histories that the "
        f"model made ({checks.covered.low:.0%} to {checks.covered.high:.0%}, by number)"
    )
    yield f"Rapport without a part in how a gap is read: {_figures(checks.without_leeway)}"
    yield f"Episodes that differ in trust and leverage alone: {_figures(checks.reduced)}"
    yield f"An ordered regression on the same grades: {_figures(checks.regression)}"
    yield (
        f"Every grade one word up or down at random: {_figures(checks.regraded)}, against "
        f"{checks.regraded_as_played:.3f} with as few draws; better than the base rate in "
        f"{checks.regraded_better:.0%}"
    )
    for name, prior in checks.priors.items():
        yield (
            f"Priors that lean to the {name}: {_figures(prior.score)}; most moved: {prior.most}, median "
            f"{prior.before:.2f} to {prior.after:.2f}"
        )


def _figures(score: Score) -> str:
    return f"{score.value:.3f} ({score.low:.3f} to {score.high:.3f})"


def _episodes(found: History) -> Table:
    """A row for each episode; what came is marked by a star."""
    table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0))
    steps = list(found.episodes[0].forecast)
    for i, heading in enumerate(("episode", *steps, "score")):
        table.add_column(heading, justify="left" if i == 0 else "right", no_wrap=True)
    for row in found.episodes:
        chances = [f"{'*' if step == row.observed else ''}{row.forecast[step]:.0%}" for step in steps]
        table.add_row(row.id, *chances, f"{row.rps:.3f}")
    return table


def _what_ifs(found: tuple[Counterfactual, ...]) -> Iterator[str]:
    for what_if in found:
        yield f"{what_if.title} ({', '.join(what_if.evidence)})"
        for change in what_if.changes:
            difference = f"{change.difference:+.2f} ({change.low:+.2f} to {change.high:+.2f})"
            yield f"  {_MEASURES[change.measure]}: {change.was:.2f}, then {change.might:.2f}; {difference}"


_MEASURES = {
    "treaty": "a treaty is performed",
    "closeness": "closeness",
    "signed": "such a text is signed",
}
