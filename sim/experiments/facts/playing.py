"""Runs of an episode as courses, played one by one; what plays many at once has the same form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from sim.domain.course import MEDIATOR, REASONS, Courses, empty, joined
from sim.domain.game import STANCES, Game
from sim.domain.issue import Ints
from sim.engine.ensemble import play_courses, prepare
from sim.engine.mesa import negotiate
from sim.errors import ScenarioError
from sim.experiments.facts.predicates import DEPTH, depths_of
from sim.scenario.load import load

Play = Callable[[str, Ints], Courses]
"""From an episode and the seeds of n runs, shape ``(n,)``, to the courses of these runs."""


def play_one_by_one(episode: str, seeds: Ints) -> Courses:
    """Return the runs of an episode (an id or a path), with settings drawn from their ranges.

    Runs whose numbers make no game are left out. Raises `ScenarioError` where that leaves none.

    >>> play_one_by_one("2018-singapore", np.array([7, 8])).n
    2
    """
    scenario = load(episode)
    game = scenario.game()
    parts, last = [], None
    for seed in seeds.tolist():
        try:
            record = negotiate(scenario, seed, draw=True)
        except ScenarioError as error:
            last = error
            continue
        parts.append(course_of(record.model_dump(), game))
    if last is not None and not parts:
        raise last
    return joined(parts)


def play_together(episode: str, seeds: Ints) -> Courses:
    """Return the same runs as `play_one_by_one`, played by the compiled engine; why a text was refused is not kept.

    >>> play_together("2018-singapore", np.array([7, 8])).n
    2
    """
    runs, courses = play_courses(prepare(load(episode)), seeds)
    if runs.failed.all():
        raise ScenarioError(f"{episode}: no draw of its settings makes a game; narrow their ranges")
    return courses.of(~runs.failed)


def course_of(record: Mapping[str, Any], game: Game) -> Courses:
    """Return the course of one run (n = 1) from its record, as `RunRecord.model_dump` or a stored run gives it.

    >>> scenario = load("2018-singapore")
    >>> course_of(negotiate(scenario, 7).model_dump(), scenario.game()).round[0, :1].tolist()
    [1]
    """
    rounds = record["rounds"]
    tabled = [entry for entry in rounds if entry["offer"] is not None]
    names, _ = depths_of(game)
    found = empty(1, max(1, len(tabled)), len(game.parties), len(game.guarantors), len(names))
    parties = [party.id for party in game.parties]
    for x, entry in enumerate(tabled):
        author = entry["proposer"]
        found.author[0, x] = parties.index(author) if author in parties else MEDIATOR
        found.outcome[0, x] = _number(game, entry["offer"], entry.get("depth"))
        found.round[0, x] = entry["round"]
        found.last_day[0, x] = entry.get("last_day", False)
        for g, guarantor in enumerate(game.guarantors):
            stance = entry["stances"].get(parties[guarantor.party])
            found.stance[0, x, g] = -1 if stance is None else STANCES.index(stance)
        for party, answer in entry["answers"].items():
            _note(found, x, parties.index(party), answer, game)
    if record["agreement"] is not None:
        found.signed[0] = _number(game, record["agreement"], record.get("depth"))
    for party, yes in record["ratified"].items():
        found.ratified[0, parties.index(party)] = yes
    found.idle[0] = sum(entry["proposer"] is None and entry.get("walked") is None for entry in rounds)
    found.gap[0] = [record["gap"][name] for name in names] if "gap" in record else record["residual_gap"]
    return found


def _note(found: Courses, x: int, party: int, answer: Any, game: Game) -> None:
    """Write down what a party answered to the text at place x, and why."""
    told = answer if isinstance(answer, Mapping) else {"accept": answer == "accept"}
    found.answer[0, x, party] = told["accept"]
    if found.reason is not None and told.get("reason") is not None:
        found.reason[0, x, party] = REASONS.index(told["reason"])
    if found.issue is not None and told.get("issue") is not None:
        found.issue[0, x, party] = game.space.column(told["issue"])


def _number(game: Game, terms: Mapping[str, str], depth: str | None) -> int:
    """The outcome of these terms; an issue that is read off the others may be left out."""
    said = {**terms, DEPTH: depth} if depth is not None else terms
    known = {issue.id for issue in game.space.issues}
    matches = game.space.matches({name: [option] for name, option in said.items() if name in known})
    return int(np.flatnonzero(matches)[0])
