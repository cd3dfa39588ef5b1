"""The history page in words: what was forecast, how good it was, and what it rests on."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.analysis.scoring import calibration
from sim.app.history.charts import Line
from sim.app.state import cache
from sim.domain.findings import Counterfactual, Forecast, History, Robustness, Score
from sim.domain.game import LADDER
from sim.scenario.load import load_scales
from sim.telling.catalogue import known, language, said, t, word
from sim.telling.numbers import number

BINS = 5
NOTABLE = 0.005
"""A difference of scores below this is none."""


def name(row: Forecast) -> str:
    """Return the year and the beginning of the title of an episode."""
    title, year = said(row.title).split(":")[0].split("：")[0], row.date[:4]
    return title if year in title else f"{year} {title}"


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
            t("history.column.came"): f"{word('ladder', row.observed)} ({row.forecast[row.observed]:.0%})",
            t("history.column.score_base"): f"{three(row.rps)} ({three(row.base_rate)})",
        }
        for row in found.episodes
    ]


def wrong(found: History) -> list[str]:
    """Return in words, worst first, the episodes that the base rate forecasts better, and what may be lacking."""
    rows = sorted(found.episodes, key=lambda row: row.base_rate - row.rps)
    return [_lack(row) for row in rows if row.rps > row.base_rate]


def _lack(row: Forecast) -> str:
    key = f"history.lacks.{row.id}"
    told = t(
        "history.lacks.told",
        episode=name(row),
        likeliest=word("ladder", likeliest(row)),
        share=f"{row.forecast[likeliest(row)]:.0%}",
        came=word("ladder", row.observed),
        given=f"{row.forecast[row.observed]:.0%}",
    )
    return f"{told} {t(key)}" if known(key) else told


def interval(score: Score) -> str:
    """Return a number with its interval."""
    return t("history.interval", value=three(score.value), low=three(score.low), high=three(score.high))


def three(value: float) -> str:
    """Return a number with three decimals, for scores differ in the third."""
    text = f"{value:.3f}".replace("-", "−")
    return text.replace(".", ",") if language() == "ru" else text


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
    """Return in words whether the model forecasts better than the base rate."""
    gain = found.gains["base_rate"]
    near = "even" if gain.value >= NOTABLE else "behind"
    key = "better" if gain.low > 0 else "worse" if gain.high < 0 else near
    return t(f"history.verdict.{key}")


def peak(found: History) -> str:
    """Return which year after the first came closest, in how much of the fit."""
    years: dict[str, float] = {}
    for row in found.episodes[1:]:
        years[row.date[:4]] = years.get(row.date[:4], 0.0) + found.peak[row.id]
    year, share = max(years.items(), key=lambda item: item[1])
    key = "history.peak.sure" if share >= 0.9 else "history.peak.unsure"
    return t(key, year=year, share=f"{share:.0%}")


def checks_table(found: History, checks: Robustness) -> list[dict[str, str]]:
    """Return a row for the model as it is and for each thing that could have been otherwise."""
    scores = {
        "as_it_is": found.scores["model"],
        "without_leeway": checks.without_leeway,
        "reduced": checks.reduced,
        "regression": checks.regression,
        "regraded": checks.regraded,
        **{f"prior_{name}": prior.score for name, prior in checks.priors.items()},
        "shuffled": checks.shuffled,
    }
    return [
        {t("history.column.differs"): t(f"history.differs.{key}"), t("history.column.score"): interval(score)}
        for key, score in scores.items()
    ]


def checked(found: History, checks: Robustness) -> str:
    """Return what the checks say together."""
    model = found.scores["model"].value
    adds = checks.regression.value > model and checks.reduced.value > model
    return " ".join(
        [
            t("history.checks.shuffled", share=f"{checks.as_good:.0%}"),
            t(
                "history.checks.covered",
                share=f"{checks.covered.value:.0%}",
                low=f"{checks.covered.low:.0%}",
                high=f"{checks.covered.high:.0%}",
                n=checks.histories,
            ),
            t(
                "history.checks.regraded",
                share=f"{checks.regraded_better:.0%}",
                score=three(checks.regraded_as_played),
            ),
            t("history.checks.adds" if adds else "history.checks.adds_not"),
        ]
    )


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


def changes(what_ifs: Sequence[Counterfactual]) -> list[str]:
    """Return each counterfactual in words: how often its text is signed, or else a treaty performed; and closeness."""
    told = []
    for what_if in what_ifs:
        found = {change.measure: change for change in what_if.changes}
        first, near = found.get("signed") or found["treaty"], found["closeness"]
        told.append(
            t(
                "history.changes.told",
                what_if=said(what_if.title),
                counted=t(f"history.counted.{first.measure}"),
                was=f"{first.was:.0%}",
                might=f"{first.might:.0%}",
                difference=_points(first.difference, first.low, first.high),
                closeness=_points(near.difference, near.low, near.high),
                claims=", ".join(f"`{claim}`" for claim in what_if.evidence),
            )
        )
    return told


def _points(value: float, low: float, high: float) -> str:
    points = [f"{round(100 * x):+d}".replace("-", "−").replace("+0", "0") for x in (value, low, high)]
    return t("history.points", value=points[0], low=points[1], high=points[2])


def words_table() -> list[dict[str, str]]:
    """Return what each fitted word means: before, and after with its range."""
    before, after = cache.assumed_scales(), load_scales()
    return [
        {
            t("history.column.scale"): t(f"history.scale.{scale}"),
            t("history.column.word"): word(f"scale.{scale}", name),
            t("history.column.before"): number(before[scale].words[name].value),
            t("history.column.after"): t(
                "history.interval",
                value=number(meant.value),
                low=number(meant.range[0]),
                high=number(meant.range[1]),
            ),
        }
        for scale, graded in after.items()
        if graded.prior is not None
        for name, meant in graded.words.items()
        if meant.range[0] < meant.range[1]
    ]


def rests(found: History) -> str:
    """Return what the page rests on."""
    return t("history.rests", draws=f"{found.draws:,}", size=f"{found.size:,.0f}", n=len(cache.episodes()))
