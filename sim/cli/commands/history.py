"""`hikiwake history`: what the model forecasts for each episode from the others, against what happened."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from sim.cli.print import bare_table, json_text, print_json, show
from sim.cli.types import ArticlesOnly, Json, Language, room_for, seed_option, speak, whole
from sim.errors import InputError

if TYPE_CHECKING:
    from rich.console import RenderableType

    from sim.domain.findings import Counterfactual, History, Robustness

Runs = Annotated[
    int | None,
    whole("--runs", 1000, "Play each episode N times anew. Default: what the table that ships says."),
]
Seed = Annotated[int, seed_option("The seed of the new plays.")]
MOST = 1_000_000


def history(
    runs: Runs = None,
    seed: Seed = 0,
    articles_only: ArticlesOnly = False,
    language: Language = "en",
    json: Json = False,
) -> None:
    """Score the model on what happened, each episode forecast from all the others.

    The forecast of an episode rests on the numbers that make the other episodes likely; its own outcome has no part
    in it. Lower scores are better: 0 is certainty of what came. Made anew by `hikiwake calibrate`. With
    --articles-only the episodes are played anew as the articles alone have them, with numbers from the fit that ships.
    """
    speak(language)
    from sim.experiments.history.findings import from_json

    found = from_json()
    record = asdict(found)
    shown = found.history
    if articles_only and runs is None:
        raise InputError(
            "--articles-only: what ships was played with documents; give --runs N to play it anew, such as --runs 1000"
        )
    record["articles_only"] = articles_only
    if runs is not None:
        shown = _replayed(runs, seed, articles_only)
        record["history"] = asdict(shown)
    if json:
        scores = record["history"].pop("scores")
        print_json(json_text({**record.pop("history"), "rps": scores, **record}))
    else:
        if articles_only:
            from sim.telling.catalogue import t

            show([t("told.opening.articles_only")])
        show(_told(shown, found.checks, found.what_ifs))


def _replayed(runs: int, seed: int, articles_only: bool) -> History:
    if not 1 <= runs <= MOST:
        raise InputError(f"--runs: {runs} is out of range; give a number from 1 to {MOST:,}")
    room_for(seed, runs)
    from sim.experiments.history.forecasts import counted, judged, observed_of, played_episodes, replayed
    from sim.experiments.history.reference_table import REFERENCE, from_parquet
    from sim.experiments.history.simulation import Variant
    from sim.scenario.places import scenarios_dir

    episodes = played_episodes()
    observed = observed_of(episodes)
    table = from_parquet(scenarios_dir() / REFERENCE, [episode.id for episode in episodes])
    whole = counted(table, episodes)
    variant = Variant("articles_only" if articles_only else "main", articles_only=articles_only)
    forecasts = replayed(whole, episodes, observed, runs, seed, variant)
    return judged(whole, episodes, observed, forecasts=forecasts)


def _told(
    found: History, checks: Robustness | None, what_ifs: tuple[Counterfactual, ...]
) -> Iterator[RenderableType]:
    """The whole account, part by part."""
    from sim.telling import forecasts
    from sim.telling.catalogue import t

    yield Text(forecasts.heading(found), style="bold")
    yield _episodes(found)
    yield Text(t("history.forecasts.star"), style="dim")
    yield forecasts.right(found)
    yield from _heading("history.lacks.heading")
    for name, line in forecasts.lacking(found):
        yield Text(name, style="bold")
        yield Padding(line, (0, 0, 0, 2))
    yield from _heading("history.scores.heading")
    yield forecasts.verdict(found)
    yield _laid(forecasts.scores(found))
    yield Text(t("history.scores.caption"), style="dim")
    yield forecasts.peak(found)
    if checks is not None:
        yield from _heading("history.checks.heading")
        yield t("history.between").join(forecasts.checked(found, checks))
        yield _laid(forecasts.checks(found, checks))
        yield Text(t("history.checks.caption"), style="dim")
    yield from _heading("history.changes.heading")
    for row in forecasts.asked(what_ifs):
        yield Text.assemble((row.title, "bold"), f" ({', '.join(row.claims)})")
        yield Padding(row.answer, (0, 0, 0, 2))
    yield Text(t("history.changes.caption"), style="dim")
    yield ""
    yield Text(forecasts.rests(found), style="dim")


def _heading(key: str) -> Iterator[RenderableType]:
    from sim.telling.catalogue import t

    yield ""
    yield Text(t(key), style="bold")


def _laid(rows: Sequence[Mapping[str, str]]) -> Table:
    return bare_table(list(rows[0]), [list(row.values()) for row in rows])


def _episodes(found: History) -> Table:
    """A row for each episode; what came is marked by a star."""
    from sim.telling.catalogue import t
    from sim.telling.numbers import percent, score

    steps = list(found.episodes[0].forecast)
    rows = []
    for row in found.episodes:
        chances = [f"{'*' if step == row.observed else ''}{percent(row.forecast[step])}" for step in steps]
        rows.append([row.id, *chances, score(row.rps)])
    names = [t(f"history.step.{step}") for step in steps]
    return bare_table([t("history.column.episode"), *names, t("history.column.score")], rows)
