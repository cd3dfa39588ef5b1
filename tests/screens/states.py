"""What the pictures and the tests of all pages look at: each page as it opens, and what can be reached from there by a link."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sim.app.kit import run
from sim.app.lesson import page as lesson
from sim.app.lesson import questions
from sim.app.seat import seating
from sim.app.state import cache, presets, sides
from sim.app.state.links import State
from sim.scenario.sources.usage import used_by

OPENED = ""
"""The name of the state in which a page opens."""

BATCHES: Mapping[str, Mapping[str, Any]] = {
    "many": {"runs.n": 1000},
    "curve": {"runs.n": 1000, "runs.x": "parties.japan.trust"},
    "heat": {"runs.n": 1000, "runs.x": "parties.japan.trust", "runs.y": "parties.usa.leverage"},
}
"""What the page Many runs can be asked for; each has to be played before it can be shown."""


def of_page(page: str) -> dict[str, State]:
    """Return what to look at of a page: a name to a state, first as it opens; without what takes a batch."""
    return {OPENED: State(), **_REACHED.get(page, dict)()}


def _play() -> dict[str, State]:
    blocked = State(scenario="1956-joint-declaration", off=("credibility",), round=60)
    return {"round-4": State(round=4), "end": State(round=60), "blocked": blocked}


def _lesson() -> dict[str, State]:
    answered = {lesson._PRESET: presets.presets(lesson.EPISODE)[0].id, lesson._TEACHER: True}
    told, alone = run.story(lesson.PLAIN), run.without_each(lesson.PLAIN)
    asked = (questions.predictions(told, alone), questions.explanations(told, alone), questions.checks(told))
    for question in (question for several in asked for question in several):
        answered[question.key] = next(iter(question.options))
    steps = {name: {**answered, lesson._STEP: n} for n, name in enumerate(lesson.STEPS, 1)}
    steps["run"][lesson._ROUND] = 60
    return {name: State(extras=extras) for name, extras in steps.items()}


def _seat() -> dict[str, State]:
    seated = seating.seat_taken(State(), "japan")
    over = seated
    while (now := seating.read(over).seated) is not None and now.turn != "over":
        over = seating.moved(over, len(now.moves), "reject" if now.turn == "answer" else "pass")
    return {"seated": seated, "over": over}


def _compare() -> dict[str, State]:
    return {"pressure": State(extras={sides.KEY: {"off": {"alliance": True}}})}


def _evidence() -> dict[str, State]:
    claims = [claim for claim in cache.ledger().claims if claim.disputes and claim.id in used_by()]
    noted = next(claim for claim in claims if claim.note)
    return {"claim": State(extras={"evidence.claim": noted.id})}


_REACHED: Mapping[str, Callable[[], dict[str, State]]] = {
    "play": _play,
    "lesson": _lesson,
    "seat": _seat,
    "compare": _compare,
    "evidence": _evidence,
}
