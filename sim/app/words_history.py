"""The history page in words: what was forecast, how good it was, and what it rests on."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.analysis.scoring import calibration
from sim.app import engine
from sim.app.charts_history import Line
from sim.app.texts import number, said, t, word
from sim.batch.counterfactuals import Change
from sim.batch.history import Forecast, History, Score
from sim.domain.game import LADDER
from sim.scenario.what_if import WhatIf

__all__ = ["History"]

BINS = 5


def name(row: Forecast) -> str:
    """Return the year and the title of an episode."""
    return f"{row.date[:4]} {said(row.title).split(':')[0].split('：')[0]}"


def lines(found: History) -> list[Line]:
    """Return what the chart of the forecasts shows."""
    return [
        Line(name(row), [row.forecast[step] for step in LADDER], LADDER.index(row.observed))
        for row in found.episodes
    ]


def likeliest(row: Forecast) -> str:
    """Return the step that was forecast with the highest probability; of equal ones the lowest."""
    return max(LADDER, key=lambda step: row.forecast[step])


def sentence(found: History) -> str:
    """Return what to see in the chart of the forecasts."""
    right = sum(likeliest(row) == row.observed for row in found.episodes)
    return t("history.forecasts.sentence", right=right, n=len(found.episodes))


def episodes_table(found: History) -> list[dict[str, str]]:
    """Return a row for each episode."""
    return [
        {
            t("history.column.episode"): name(row),
            t("history.column.came"): word("ladder", row.observed),
            t(
                "history.column.likeliest"
            ): f"{word('ladder', likeliest(row))} ({row.forecast[likeliest(row)]:.0%})",
            t("history.column.given"): f"{row.forecast[row.observed]:.0%}",
            t("history.column.score"): number(row.rps),
            t("history.column.base_rate"): number(row.base_rate),
        }
        for row in found.episodes
    ]


def interval(score: Score) -> str:
    """Return a number with its interval."""
    return t("history.interval", value=_three(score.value), low=_three(score.low), high=_three(score.high))


def _three(value: float) -> str:
    """Scores differ in the third decimal, so they keep it."""
    return f"{value:.3f}".replace(".", number(0.5)[1])


def scores_table(found: History) -> list[dict[str, str]]:
    """Return the mean score of each forecaster, and how much lower the model's is."""
    return [
        {
            t("history.column.forecaster"): t(f"history.forecaster.{who}"),
            t("history.column.score"): interval(score),
            t("history.column.gain"): interval(found.gains[who]) if who in found.gains else "–",
        }
        for who, score in found.scores.items()
    ]


def verdict(found: History) -> str:
    """Return in words whether the model forecasts better than the base rate, and whether the order matters."""
    gain = found.gains["base_rate"]
    key = "better" if gain.low > 0 else "worse" if gain.high < 0 else "even"
    return t(f"history.verdict.{key}", chance=f"{found.chance:.0%}")


def peak(found: History) -> str:
    """Return which talks after the first came closest, in how much of the fit."""
    best = max(found.peak, key=lambda episode: found.peak[episode])
    row = next(row for row in found.episodes if row.id == best)
    return t("history.peak", episode=name(row), share=f"{found.peak[best]:.0%}")


def bins(found: History) -> list[tuple[float, float, int]]:
    """Return what was said and how often it came so, in bins of equal width: said, came, how many."""
    observed = np.array([LADDER.index(row.observed) for row in found.episodes])
    forecasts = np.array([[row.forecast[step] for step in LADDER] for row in found.episodes])
    said_so, came = calibration(forecasts, observed)
    place = np.minimum((said_so * BINS).astype(int), BINS - 1)
    return [
        (float(said_so[place == i].mean()), float(came[place == i].mean()), int((place == i).sum()))
        for i in range(BINS)
        if (place == i).any()
    ]


def changes_table(found: Sequence[tuple[WhatIf, Sequence[Change]]]) -> list[dict[str, str]]:
    """Return a row for each counterfactual."""
    return [
        {
            t("history.column.what_if"): said(what_if.title),
            t("history.column.counted"): t(f"history.counted.{change.measure}"),
            t("history.column.was"): f"{change.was:.0%}",
            t("history.column.might"): f"{change.might:.0%}",
            t("history.column.difference"): t(
                "history.points",
                value=round(100 * change.difference),
                low=round(100 * change.low),
                high=round(100 * change.high),
            ),
            t("history.column.rests"): ", ".join(what_if.evidence),
        }
        for what_if, changes in found
        for change in changes
        if change.measure == ("signed" if what_if.signed else "treaty")
    ]


def rests(found: History) -> str:
    """Return what the page rests on."""
    return t("history.rests", draws=f"{found.draws:,}", size=f"{found.size:,.0f}", n=len(engine.episodes()))
