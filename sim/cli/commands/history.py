"""`hikiwake history`: what the model forecasts for each episode from the others, against what happened."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.print import json_text, print_json, show
from sim.cli.types import ArticlesOnly, Json, Language, seed_option, speak, whole
from sim.cli.waiting import progress
from sim.errors import InputError, whole_within

if TYPE_CHECKING:
    from rich.console import RenderableType

    from sim.cli.rows import Rows
    from sim.domain.findings import Counterfactual, History, Robustness

Runs = Annotated[
    int | None,
    whole("--runs", 1000, "Play each episode N times anew. Default: what the table that ships says."),
]
Seed = Annotated[int, seed_option("The seed of the new plays.")]
Own = Annotated[
    list[str] | None,
    typer.Option(
        "--episodes", metavar="FILE", help="A scenario of your own to forecast; may be given again."
    ),
]
MOST = 1_000_000


def history(
    runs: Runs = None,
    seed: Seed = 0,
    articles_only: ArticlesOnly = False,
    episodes: Own = None,
    language: Language = "en",
    json: Json = False,
) -> None:
    """Score the model on what happened, each episode forecast from all the others.

    The forecast of an episode rests on the numbers that make the other episodes likely; its own outcome has no part
    in it. Lower scores are better: 0 is certainty of what came. Made anew by `hikiwake calibrate`. With
    --articles-only the episodes are played anew as the articles alone have them, with numbers from the fit that ships.
    With --episodes scenario files of your own are forecast with that fit, in which they have no part, and scored where
    they say what happened.
    """
    speak(language)
    if episodes:
        _own(episodes, 1000 if runs is None else runs, seed, json)
        return
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
        shown = _replayed(runs, seed, articles_only, json)
        record["history"] = asdict(shown)
    if json:
        scores = record["history"].pop("scores")
        print_json(json_text({**record.pop("history"), "rps": scores, **record}))
    else:
        if articles_only:
            from sim.telling.catalogue import t

            show([t("told.opening.articles_only")])
        show(_told(shown, found.checks, found.what_ifs))


def _replayed(runs: int, seed: int, articles_only: bool, json: bool) -> History:
    whole_within("--runs", runs, 1, MOST, 1000)
    from sim.experiments.history.forecasts import judged, observed_of, played_episodes, replayed
    from sim.experiments.history.reference_table import shipped
    from sim.experiments.history.simulation import Variant

    episodes = played_episodes()
    observed, table = observed_of(episodes), shipped(episodes)
    variant = Variant("articles_only" if articles_only else "main", articles_only=articles_only)
    with progress("Playing episodes", 1, json) as tell:
        forecasts = replayed(table, episodes, observed, runs, seed, variant)
        tell(1)
    return judged(table, episodes, observed, forecasts=forecasts)


def _own(files: Sequence[str], runs: int, seed: int, json: bool) -> None:
    """Forecast scenarios of one's own with the fit that ships."""
    whole_within("--runs", runs, 1, MOST, 1000)
    from sim.cli.prose import Prose
    from sim.experiments.history.drawn import forecast_of
    from sim.experiments.history.forecasts import played_episodes
    from sim.experiments.history.reference_table import shipped, shipped_weights
    from sim.telling.catalogue import t
    from sim.telling.findings import forecasts
    from sim.telling.numbers import count

    past = played_episodes()
    table = shipped(past)
    with progress("Playing episodes", 1, json) as tell:
        found = forecast_of(files, table, shipped_weights(table, past), runs, seed)
        tell(1)
    if json:
        print_json(json_text([asdict(row) for row in found]))
        return
    mean = forecasts.own_score(found)
    lines: list[RenderableType] = [
        Prose(t("history.own.heading", n=count(len(found))), "bold"),
        _laid(forecasts.own(found)),
    ]
    show([*lines, Prose(t("history.forecasts.star"), "dim"), *([mean] if mean else [])])


def _told(
    found: History, checks: Robustness | None, what_ifs: tuple[Counterfactual, ...]
) -> Iterator[RenderableType]:
    """The whole account, part by part."""
    from rich.text import Text

    from sim.cli.prose import Prose
    from sim.experiments.history.variants import titles
    from sim.telling.catalogue import t
    from sim.telling.findings import forecasts

    yield Prose(forecasts.heading(found), "bold")
    yield _episodes(found)
    yield Prose(t("history.forecasts.star"), "dim")
    yield forecasts.right(found)
    yield forecasts.single(found)
    yield from _heading("history.lacks.heading")
    for name, line in forecasts.lacking(found):
        yield Prose(name, "bold")
        yield Prose(line, indent=2)
    yield from _heading("history.scores.heading")
    yield forecasts.verdict(found)
    yield _laid(forecasts.scores(found))
    yield Prose(t("history.scores.caption"), "dim")
    yield forecasts.peak(found)
    if checks is not None:
        yield from _heading("history.checks.heading")
        yield t("history.between").join(forecasts.checked(found, checks))
        yield _laid(forecasts.checks(found, checks, titles()))
        yield Prose(t("history.checks.caption"), "dim")
    yield from _heading("history.changes.heading")
    for row in forecasts.asked(what_ifs):
        yield Prose(Text.assemble((row.title, "bold"), f" ({', '.join(row.claims)})"))
        yield Prose(row.answer, indent=2)
    yield Prose(t("history.changes.caption"), "dim")
    yield ""
    yield Prose(forecasts.rests(found), "dim")


def _heading(key: str) -> Iterator[RenderableType]:
    from sim.cli.prose import Prose
    from sim.telling.catalogue import t

    yield ""
    yield Prose(t(key), "bold")


def _laid(rows: Sequence[Mapping[str, str]]) -> Rows:
    from sim.cli.rows import Rows

    return Rows(list(rows[0]), [list(row.values()) for row in rows])


def _episodes(found: History) -> Rows:
    """A row for each episode; what came is marked by a star."""
    from sim.cli.rows import Rows
    from sim.telling.catalogue import t
    from sim.telling.numbers import percent, score

    steps = list(found.episodes[0].forecast)
    rows = []
    for row in found.episodes:
        chances = [f"{'*' if step == row.observed else ''}{percent(row.forecast[step])}" for step in steps]
        rows.append([row.id, *chances, score(row.rps)])
    names = [t(f"history.step.{step}") for step in steps]
    return Rows([t("history.column.episode"), *names, t("history.column.score")], rows)
