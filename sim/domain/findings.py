"""What is found out about history: forecasts with their scores, what these rest on, and counterfactuals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

FactKind = Literal["given", "course", "text", "ending", "across"]
"""What a fact is about: what a scenario puts in, what is said, what stands in the signed text, how deep it goes, or
several episodes."""


@dataclass(frozen=True)
class Forecast:
    """One episode: what came, what was forecast without it, and the score of that. ``size``: effective draws.

    ``single``: the share of single runs, with every setting at its likeliest, that end on each step.
    """

    id: str
    title: str
    date: str
    observed: str
    forecast: dict[str, float]
    rps: float
    base_rate: float
    persistence: float
    size: float
    single: dict[str, float]


@dataclass(frozen=True)
class OwnForecast:
    """An episode that had no part in the fit: ``observed`` and ``rps`` are ``None`` where it does not say what happened."""

    id: str
    title: str
    date: str
    observed: str | None
    forecast: dict[str, float]
    rps: float | None


@dataclass(frozen=True)
class Score:
    """A mean over the episodes with the interval of drawing the episodes anew."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class History:
    """The forecasts in order of time, and how they compare.

    ``scores``: of the model, the base rate, the smoothed one, the frequencies known and persistence; ``gains``: how much less the model's is than the other's,
    above 0 where the model is better; ``peak``: in which share of the fit each episode but the first came closest;
    ``size``: effective draws of the fit to all episodes, of ``draws`` in the table.
    """

    episodes: tuple[Forecast, ...]
    scores: dict[str, Score]
    gains: dict[str, Score]
    peak: dict[str, float]
    size: float
    draws: int


@dataclass(frozen=True)
class Prior:
    """Another prior: the score of its forecasts, and the number that moved most, from and to which median.

    ``moved``: how far, in ranges of its prior.
    """

    score: Score
    most: str
    before: float
    after: float
    moved: float


@dataclass(frozen=True)
class Robustness:
    """Scores are means of leave-one-out forecasts over the episodes.

    ``shuffled``: of histories with the outcomes shuffled: mean, and central interval of 80 percent;
    ``as_good``: the share of them that is forecast as well as the real one, which counts among them; ``covered``: how often
    the 80 percent intervals of a fit hold the truth, over all numbers, and the least and most of any of them, in
    ``histories`` histories that the model made; ``unfitted``: nothing is fitted; ``endings``: fitted to the endings alone;
    ``recoded``: with the other coding of every ending that is disputed; ``ablations``: without a difference between the
    episodes, by name; ``articles``: with the articles alone; ``reduced``: episodes differ in trust and leverage alone; ``regression``: an ordered regression on the same
    grades; ``regraded``: over the regradings, mean and interval; ``regraded_as_played``: the real grades with as few
    draws; ``regraded_better``: the share of them that is better than the base rate; ``priors``: by name.
    """

    shuffled: Score
    as_good: float
    covered: Score
    histories: int
    unfitted: Score
    endings: Score
    recoded: Score
    ablations: dict[str, Score]
    articles: Score
    reduced: Score
    regression: Score
    regraded: Score
    regraded_as_played: float
    regraded_better: float
    priors: dict[str, Prior]


@dataclass(frozen=True)
class Change:
    """What a change makes of one measure: before, after, and the difference with its 80 percent interval.

    ``more``, ``less``: the share of the fit's draws in which it rises and falls.
    """

    measure: str
    was: float
    might: float
    difference: float
    low: float
    high: float
    more: float
    less: float


@dataclass(frozen=True)
class Counterfactual:
    """A counterfactual and what it changes."""

    id: str
    episode: str
    title: str
    evidence: tuple[str, ...]
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class FactFound:
    """A fact that a source tells, and the ``share`` of runs in which it comes out; it ``holds`` in half of them or more."""

    id: str
    episode: str
    says: str
    kind: FactKind
    share: float
    holds: bool
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True)
class Findings:
    """``made``: the command, the digest of its table, what it depends on; ``checks`` and ``facts`` may be left out.

    ``unfitted``: the facts again, with numbers drawn from the priors.
    """

    made: dict[str, Any]
    history: History
    checks: Robustness | None
    what_ifs: tuple[Counterfactual, ...]
    facts: tuple[FactFound, ...] = ()
    unfitted: tuple[FactFound, ...] = ()
