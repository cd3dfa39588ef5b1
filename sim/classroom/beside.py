"""What a class is laid beside: a thousand runs of the model, and the text that history signed."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from sim.analysis.outcome_space import Space
from sim.classroom.debrief import FAILED, NOTHING, Point, counted, place
from sim.domain.codes import Step
from sim.domain.course import empty
from sim.domain.game import CONSTRAINTS, LADDER, RESULTS
from sim.engine.ensemble import Runs, play_many, prepare
from sim.experiments.facts.facts_file import FACTS, read_facts, test_of
from sim.experiments.facts.language import calls, parse
from sim.scenario.load import Scenario, episode_ids
from sim.scenario.places import scenarios_dir
from sim.scenario.setup import Setup

RUNS = 1000


@dataclass(frozen=True)
class Model:
    """What the model makes of the same setup, its settings drawn from their ranges.

    ``endings``: step of the ladder to the number of runs; ``texts``: outcome to the number of runs that it came of and holds
    in; ``without_text``: runs that end without one, or with one that failed at home; ``freed``: constraint to the number of
    runs that end on the last step when it alone is taken away; ``blocked``: the constraint that frees most, or none.
    """

    runs: int
    endings: tuple[tuple[str, int], ...]
    texts: tuple[tuple[int, int], ...]
    without_text: int
    freed: tuple[tuple[str, int], ...]

    @property
    def blocked(self) -> str:
        """The constraint without which most runs end on the last step; `NOTHING` where taking none away adds any."""
        name, n = max(self.freed, key=lambda pair: pair[1], default=(NOTHING, 0))
        return name if n > dict(self.endings)[LADDER[-1]] else NOTHING


def model(setup: Setup, runs: int = RUNS) -> Model:
    """Return what the compiled engine makes of a setup; a run whose settings contradict each other is left out.

    >>> found = model(Setup("2018-singapore"), 50)
    >>> found.runs, sum(n for _, n in found.texts) + found.without_text
    (50, 50)
    """
    played = _played(setup, runs)
    held = played.agreement[(played.agreement >= 0) & (played.result != RESULTS.index(FAILED))]
    texts, times = np.unique(held, return_counts=True)
    return Model(
        runs=int(played.result.size),
        endings=_endings(played),
        texts=tuple(zip(texts.tolist(), times.tolist(), strict=True)),
        without_text=int(played.result.size - held.size),
        freed=tuple(
            (name, dict(_endings(_played(replace(setup, off=(*setup.off, name)), runs)))[LADDER[-1]])
            for name in CONSTRAINTS
            if name not in setup.off
        ),
    )


def _played(setup: Setup, runs: int) -> Runs:
    played = play_many(prepare(replace(setup, draw=True)), np.arange(runs))
    kept = {name: value[~played.failed] for name, value in vars(played).items()}
    return Runs(**kept)


def _endings(played: Runs) -> tuple[tuple[str, int], ...]:
    return tuple(counted((LADDER[step] for step in played.ladder.tolist()), LADDER).items())


@dataclass(frozen=True)
class Real:
    """What history made of the episode: its year, its step of the ladder, and where the texts lie that may have been the one.

    Every text is kept that the recorded facts about what was signed allow; where nothing was signed there is one point, no text.
    """

    year: str
    ladder: str
    points: tuple[Point, ...]


def real(scenario: Scenario, space: Space, axes: tuple[str, str]) -> Real | None:
    """Return what history made of an episode, or None where the scenario tells of no end.

    >>> from sim.analysis.outcome_space import space_of
    >>> from sim.scenario.load import load
    >>> scenario = load("1956-joint-declaration")
    >>> found = real(scenario, space_of(scenario.game()), ("japan", "russia"))
    >>> found.year, found.ladder, len(found.points)
    ('1956', 'declaration', 4)
    """
    happened = scenario.spec.happened
    if happened is None:
        return None
    step, game = Step[happened.ladder.upper()], space.game
    deep = [d for d, reached in enumerate(game.depths.steps) if reached == step]
    signed = np.isin(game.depths.of, deep) & _recorded(scenario, space)
    points = {place(space, axes, int(outcome)) for outcome in np.flatnonzero(signed)} or {(0.0, 0.0)}
    return Real(scenario.spec.date[:4], happened.ladder, tuple(sorted(points)))


def _recorded(scenario: Scenario, space: Space) -> np.ndarray:
    """Which texts agree with what the facts of an episode tell of the signed one, shape ``(n_outcomes,)``."""
    n, game = space.game.space.n, space.game
    fits = np.ones(n, dtype=np.bool_)
    if scenario.id not in episode_ids():
        return fits
    each = replace(
        empty(n, 1, len(game.parties), len(game.guarantors), len(game.depths.names)), signed=np.arange(n)
    )
    for row in read_facts(scenarios_dir() / FACTS).fact:
        about_text = all(call.name.startswith("signed") for call in calls(parse(row.check)))
        if row.episode == scenario.id and about_text:
            fits &= test_of(row, {row.episode: game})({row.episode: each})
    return fits
