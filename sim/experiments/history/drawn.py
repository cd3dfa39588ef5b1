"""Episodes played with numbers that a fit leaves likely: for facts, for single runs, and for episodes of one's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from sim.analysis.scoring import ranked_probability_score
from sim.domain.course import Courses
from sim.domain.findings import FactFound, History, OwnForecast
from sim.domain.game import LADDER
from sim.domain.issue import Floats, Ints
from sim.engine.ensemble import PreparedScenario, play_courses, play_many, prepare
from sim.experiments.facts.facts_file import Facts, load_facts
from sim.experiments.facts.judging import judged
from sim.experiments.history.forecasts import forecast_by
from sim.experiments.history.priors import from_uniform, word_numbers
from sim.experiments.history.simulation import ReferenceTable, given_in, play_draws
from sim.scenario.load import Scenario, load, load_scales
from sim.scenario.scales import Word
from sim.scenario.setup import Setup
from sim.streams import seeds_of

DRAWS = 2000
"""Sets of numbers for the facts, each played once in every episode."""

SINGLE = 200
"""Single runs of each episode."""


def facts_found(
    table: ReferenceTable, weight: Floats, facts: Facts | None = None, seed: int = 0
) -> tuple[FactFound, ...]:
    """Return in which share of `DRAWS` draws of a table, by their weights, each fact comes out."""
    rng = np.random.default_rng(seed)
    uniform = table.uniform[rng.choice(table.n, DRAWS, p=weight)]
    words = word_numbers(load_scales(fitted=False), from_uniform(load_scales(fitted=False), uniform))

    def play(episode: str, seeds: Ints) -> Courses:
        prepared = prepare(load(episode))
        own = seed + np.arange(len(seeds))  # as in the rest of the fit: see `in_a_row`
        return play_courses(prepared, own, given_in(prepared, words))[1]

    return judged(load_facts() if facts is None else facts, DRAWS, seed, play)


def with_single_runs(found: History, words: Mapping[str, Mapping[str, Word]]) -> History:
    """Return the history with what single runs come to when every fitted word is at its likeliest."""
    rows = []
    for row in found.episodes:
        prepared = prepare(Setup(load(row.id)))
        given = _likeliest(prepared, words)
        runs = play_many(prepared, np.arange(SINGLE), given)
        shares = np.bincount(runs.ladder[~runs.failed], minlength=len(LADDER)) / max(
            1, int((~runs.failed).sum())
        )
        rows.append(replace(row, single=dict(zip(LADDER, map(float, shares), strict=True))))
    return replace(found, episodes=tuple(rows))


def _likeliest(prepared: PreparedScenario, words: Mapping[str, Mapping[str, Word]]) -> dict[str, Floats]:
    """Every setting that is graded with a fitted word, at the word's likeliest number."""
    found = {}
    for key, setting in prepared.scenario.settings.items():
        meant = words.get(setting.scale, {}).get(setting.level or "")
        if meant is not None:
            bounds = prepared.bounds[key]
            found[key] = np.full(SINGLE, min(bounds.high, max(bounds.low, meant.value)))
    return found


def forecast_of(
    files: Sequence[str], table: ReferenceTable, weight: Floats, runs: int, seed: int
) -> tuple[OwnForecast, ...]:
    """Return a forecast for each scenario of one's own, with the fit that all shipped episodes make.

    None of them has a part in the fit. Where one says what happened it is scored.
    """
    rng = np.random.default_rng(seed)
    uniform = table.uniform[rng.choice(table.n, runs, p=weight)]
    return tuple(_one(load(path), path, uniform, seed) for path in files)


def _one(scenario: Scenario, path: str, uniform: Floats, seed: int) -> OwnForecast:
    forecast, happened = (
        forecast_by(play_draws([path], uniform, 1, seeds_of(seed, range(len(uniform))))),
        scenario.spec.happened,
    )
    rps = None
    if happened is not None:
        came = np.array([LADDER.index(happened.ladder)])
        rps = float(ranked_probability_score(forecast[None], came)[0])
    return OwnForecast(
        id=scenario.id,
        title=scenario.spec.title,
        date=str(scenario.spec.date),
        observed=None if happened is None else happened.ladder,
        forecast=dict(zip(LADDER, map(float, forecast), strict=True)),
        rps=rps,
    )
