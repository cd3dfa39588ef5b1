"""What is found out about history: forecasts with their scores, what these rest on, and counterfactuals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

FactKind = Literal["given", "course", "text", "ending", "across"]
"""What a fact is about: what a scenario puts in, what is said, what stands in the signed text, how deep it goes, or
several episodes."""


@dataclass(frozen=True)
class Forecast:
    """One episode: what came, what was forecast without it, and the score of that. ``size``: effective draws."""

    id: str
    title: str
    date: str
    observed: str
    forecast: dict[str, float]
    rps: float
    base_rate: float
    persistence: float
    size: float


@dataclass(frozen=True)
class Score:
    """A mean over the episodes with the interval of drawing the episodes anew."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class History:
    """The forecasts in order of time, and how they compare.

    ``scores``: of the model, the base rate and persistence; ``gains``: how much less the model's is than the other's,
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
    ``histories`` histories that the model made; ``without_leeway``: rapport has no part in how a gap is read;
    ``reduced``: episodes differ in trust and leverage alone; ``regression``: an ordered regression on the same
    grades; ``regraded``: over the regradings, mean and interval; ``regraded_as_played``: the real grades with as few
    draws; ``regraded_better``: the share of them that is better than the base rate; ``priors``: by name.
    """

    shuffled: Score
    as_good: float
    covered: Score
    histories: int
    without_leeway: Score
    reduced: Score
    regression: Score
    regraded: Score
    regraded_as_played: float
    regraded_better: float
    priors: dict[str, Prior]


@dataclass(frozen=True)
class Change:
    """What a change makes of one measure: before, after, and the difference with its 80 percent interval."""

    measure: str
    was: float
    might: float
    difference: float
    low: float
    high: float


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
    """``made``: the command, the digest of its table, what it depends on; ``checks`` and ``facts`` may be left out."""

    made: dict[str, Any]
    history: History
    checks: Robustness | None
    what_ifs: tuple[Counterfactual, ...]
    facts: tuple[FactFound, ...] = ()
