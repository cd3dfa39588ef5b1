"""What history says of the model: each forecast beside what came, how good all of them are, and what that rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sim.domain.findings import (
    Change,
    Counterfactual,
    Forecast,
    History,
    OwnForecast,
    Robustness,
    Score,
)
from sim.domain.game import LADDER
from sim.scenario.scales import Scale
from sim.telling.catalogue import capital, known, listed, said, t, word
from sim.telling.numbers import count, number, percent, score, signed

NOTABLE = 0.005
"""A difference of scores below this is none."""

NEAR = 0.1
"""A percentage that is off by less keeps its word."""

SURE = 0.9
"""The share of the fit from which on the model may say which year came closest."""

Row = dict[str, str]
"""Heading to cell."""


def name(row: Forecast) -> str:
    """Return the year and the beginning of the title of an episode."""
    title, year = said(row.title).split(":")[0].split("：")[0], row.date[:4]
    return f"{year} {title.replace(year, '').strip(' ,')}"


def likeliest(row: Forecast) -> tuple[str, ...]:
    """Return the step that was forecast with the highest probability; equal ones all, the lowest first."""
    return _highest(row.forecast)


def _highest(shares: Mapping[str, float]) -> tuple[str, ...]:
    most = max(shares.values())
    return tuple(step for step in LADDER if shares[step] == most)


def heading(found: History) -> str:
    """Return what stands above the forecasts."""
    return t("history.forecasts.each", n=count(len(found.episodes)))


def right(found: History) -> str:
    """Return how often the likeliest step, and no other beside it, is the one that came."""
    n = sum(likeliest(row) == (row.observed,) for row in found.episodes)
    return t("history.forecasts.right", right=count(n), n=count(len(found.episodes)))


def seen(found: History) -> str:
    """Return what the eye sees in the grid of forecasts: its fullest squares, the surest right one, and the emptiest ring."""
    steps = [step for row in found.episodes for step in likeliest(row)]
    counted = [
        t("history.forecasts.column", step=word("ladder", step), n=count(steps.count(step)))
        for step in LADDER
        if step in steps
    ]
    told = [t("history.forecasts.columns", steps=t("common.list_comma").join(counted))]
    for key, pick in (("most", max), ("least", min)):
        row = pick(found.episodes, key=lambda row: row.forecast[row.observed])
        told.append(
            t(
                f"history.forecasts.{key}",
                episode=name(row),
                step=word("ladder", row.observed),
                share=percent(row.forecast[row.observed]),
            )
        )
    return t("history.between").join(told)


def kept(groups: Sequence[tuple[float, float, int]]) -> tuple[str, str]:
    """Return whether the percentages keep their word: of the largest group, and of the one farthest from the line.

    ``groups``: what was said, how often it came so, and how many statements.
    """
    largest, farthest = (
        max(groups, key=lambda group: group[2]),
        max(groups, key=lambda group: abs(group[0] - group[1])),
    )
    told = [
        {"said": percent(said_), "came": percent(came), "n": count(n)}
        for said_, came, n in (largest, farthest)
    ]
    gap = abs(largest[0] - largest[1])
    title = t(f"history.calibration.{'near' if gap < NEAR else 'far'}", **told[0])
    off = abs(farthest[0] - farthest[1])
    return title, t(f"history.calibration.{'no_farther' if off < NEAR else 'farthest'}", **told[1])


def episodes(found: History) -> list[Row]:
    """Return a row for each episode: what came and what was given to it, and the score beside the base rate's."""
    return [
        {
            t("history.column.episode"): name(row),
            t("history.column.came"): t(
                "history.aside",
                what=word("ladder", row.observed),
                value=percent(row.forecast[row.observed]),
            ),
            t("history.column.score_base"): t(
                "history.aside", what=score(row.rps), value=score(row.base_rate)
            ),
        }
        for row in found.episodes
    ]


def lacking(found: History) -> list[tuple[str, str]]:
    """Return, worst first, the episodes that the base rate forecasts better, each with what may be lacking."""
    rows = sorted(found.episodes, key=lambda row: row.base_rate - row.rps)
    return [(name(row), _lack(row)) for row in rows if row.rps > row.base_rate]


def _lack(row: Forecast) -> str:
    told = t(
        "history.lacks.told",
        likeliest=listed([word("ladder", step) for step in likeliest(row)]),
        share=percent(max(row.forecast.values())),
        came=word("ladder", row.observed),
        given=percent(row.forecast[row.observed]),
    )
    key = f"history.lacks.{row.id}"
    return t("history.between").join([told, t(key)]) if known(key) else told


def interval(found: Score) -> str:
    """Return a score with its interval."""
    return t("history.interval", value=score(found.value), low=score(found.low), high=score(found.high))


def scores(found: History) -> list[Row]:
    """Return the mean score of each forecaster, and how much lower the model's is."""
    return [
        {
            t("history.column.forecaster"): t(f"history.forecaster.{who}"),
            t("history.column.score"): interval(mean),
            t("history.column.gain"): interval(found.gains[who]) if who in found.gains else "–",
        }
        for who, mean in found.scores.items()
    ]


def verdict(found: History) -> str:
    """Return whether the model forecasts better than the base rate."""
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
    return t(f"history.peak.{'sure' if share >= SURE else 'unsure'}", year=year, share=percent(share))


def checks(found: History, done: Robustness, titles: Mapping[str, str]) -> list[Row]:
    """Return a row for the model as it is and for each thing that could have been otherwise; ``titles``: of the ablations."""
    rows = {
        "as_it_is": found.scores["model"],
        "unfitted": done.unfitted,
        "endings": done.endings,
        "articles": done.articles,
        "recoded": done.recoded,
        "reduced": done.reduced,
        "regression": done.regression,
        "regraded": done.regraded,
        **{f"prior_{name}": prior.score for name, prior in done.priors.items()},
        "shuffled": done.shuffled,
    }
    named = {t(f"history.differs.{key}"): mean for key, mean in rows.items()}
    named |= {said(titles[key]): mean for key, mean in done.ablations.items()}
    return [
        {t("history.column.differs"): key, t("history.column.score"): interval(mean)}
        for key, mean in named.items()
    ]


def checked(found: History, done: Robustness) -> list[str]:
    """Return what the checks say together."""
    model = found.scores["model"].value
    adds = done.regression.value > model and done.reduced.value > model
    ends = {end: percent(getattr(done.covered, end)) for end in ("low", "high")}
    return [
        t("history.checks.shuffled", share=percent(done.as_good)),
        t("history.checks.covered", share=percent(done.covered.value), n=count(done.histories), **ends),
        t(
            "history.checks.regraded",
            share=percent(done.regraded_better),
            score=score(done.regraded_as_played),
        ),
        t("history.checks.adds" if adds else "history.checks.adds_not"),
        t(
            "history.checks.carries",
            repeatable=score(done.ablations["repeatable"].value),
            relations=score(done.ablations["no-relations"].value),
        ),
    ]


def single(found: History) -> str:
    """Return in how many episodes a single run ends on the step that the forecast thinks likeliest, and where it does not."""
    others = [name(row) for row in found.episodes if row.single and _highest(row.single) != likeliest(row)]
    n = len(found.episodes)
    if not others:
        return t("history.single_all", n=count(n))
    return t(
        "history.single", same=count(n - len(others)), n=count(n), others=t("common.list_comma").join(others)
    )


def own(found: Sequence[OwnForecast]) -> list[Row]:
    """Return a row for each episode of one's own: every step's chance, what came, and the score."""
    return [
        {
            t("history.column.episode"): row.id,
            **{t(f"history.step.{step}"): _starred(row, step) for step in LADDER},
            t("history.column.score"): t("history.own.unscored") if row.rps is None else score(row.rps),
        }
        for row in found
    ]


def _starred(row: OwnForecast, step: str) -> str:
    return f"{'*' if step == row.observed else ''}{percent(row.forecast[step])}"


def own_score(found: Sequence[OwnForecast]) -> str | None:
    """Return the mean score of the episodes of one's own that say what happened; nothing where none does."""
    scored = [row.rps for row in found if row.rps is not None]
    if not scored:
        return None
    return t("history.own.score", n=count(len(scored)), score=score(sum(scored) / len(scored)))


@dataclass(frozen=True)
class Asked:
    """A counterfactual told: what is asked, what the model answers, and the claims that make one ask."""

    title: str
    answer: str
    claims: tuple[str, ...]


def asked(what_ifs: Sequence[Counterfactual]) -> list[Asked]:
    """Return each counterfactual: how often what is counted comes about with and without the change, and how near a treaty is."""
    return [Asked(said(one.title), _answer(one.changes), one.evidence) for one in what_ifs]


def _answer(changes: Sequence[Change]) -> str:
    found = {change.measure: change for change in changes}
    near, treaty = found.pop("gap"), found["treaty"]
    parts = [
        t(
            f"history.counted.{change.measure}",
            was=percent(change.was),
            might=percent(change.might),
            difference=t("history.points", **_ends(change, 100, 0)),
        )
        for change in found.values()
        if any(round(100 * x) for x in (change.difference, change.low, change.high))
    ]
    shift, way = _ends(near, 1, 2), "nearer" if near.difference < 0 else "further"
    shift.pop("value")
    if round(100 * near.difference):
        parts.append(t(f"history.counted.gap_{way}", by=number(abs(near.difference)), **shift))
    if not parts:
        return t("history.counted.none")
    answer = capital(t("common.semicolon").join(parts) + t("common.stop"))
    asked = found.get("signed", treaty)
    if not round(100 * asked.more) and not round(100 * asked.less):
        return answer
    draws = t("history.counted.draws", more=percent(asked.more), less=percent(asked.less))
    return t("history.between").join([answer, draws])


def _ends(change: Change, size: int, decimals: int) -> dict[str, str]:
    numbers = {"value": change.difference, "low": change.low, "high": change.high}
    return {end: signed(size * x, decimals) for end, x in numbers.items()}


def words(before: Mapping[str, Scale], after: Mapping[str, Scale]) -> list[Row]:
    """Return what each fitted word means: before, and after with its range."""
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
    """Return what all of it rests on."""
    draws, size = count(found.draws), count(round(found.size))
    return t("history.rests", draws=draws, size=size, n=count(len(found.episodes)))
