"""Reads the trace that a compiled run leaves in its buffers, in the shape of a record's rounds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from sim.domain.codes import Constraint
from sim.domain.game import LADDER, RESULTS, STANCES
from sim.domain.issue import OutcomeSpace
from sim.engine.compiled.places import Real, Whole
from sim.engine.compiled.running import traced
from sim.engine.compiled.state import State
from sim.engine.compiled.tracing import Trace
from sim.engine.ensemble import PreparedScenario, play_many

MEDIATOR = -1


def played(
    prepared: PreparedScenario, seed: int, given: Mapping[str, float] | None = None
) -> tuple[Any, State, Trace]:
    """Play one run; return its row, and with the traced engine the buffers and all that happened."""
    runs = play_many(prepared, np.array([seed]), {key: np.array([x]) for key, x in (given or {}).items()})
    assert not runs.failed[0]
    plain = prepared.buffers[-1]
    state, trace = traced(prepared.fixed, seed, {prepared.places[key]: x for key, x in (given or {}).items()})
    for name in ("whole", "real", "party", "utility", "expected", "fit", "stance", "press"):
        assert np.array_equal(getattr(state, name), getattr(plain, name)), name
    return runs, state, trace


class Reading:
    def __init__(self, prepared: PreparedScenario, state: State, trace: Trace) -> None:
        self.prepared, self.s, self.log, self.b = prepared, state, trace, prepared.fixed
        self.space: OutcomeSpace = prepared.scenario.game().space
        self.ids = list(prepared.scenario.spec.parties)
        self.seats = [int(p) for p in prepared.fixed.seats]
        self.guarantors = [self.ids[p] for p in prepared.fixed.guarantor_party]
        self.events = list(prepared.scenario.spec.events)

    def name(self, place: int) -> str:
        return "mediator" if place == MEDIATOR else self.ids[place]

    def _answers(self, x: int) -> dict[str, str]:
        author, seats = int(self.s.text_author[x]), self.seats
        start = seats.index(author) + 1 if author >= 0 else 0
        order = seats[start:] + seats[:start]
        said = {p: int(self.s.text_answer[x, p]) for p in order}
        return {self.ids[p]: "accept" if a == 1 else "reject" for p, a in said.items() if a >= 0}

    def _round(self, number: int, x: int | None, asked: dict[str, Any]) -> dict[str, Any]:
        s, log, r = self.s, self.log, number - 1
        met, passed = bool(log.met[r]), [p for p in self.seats if log.passed[r, p]]
        author = int(s.text_author[x]) if x is not None else passed[0] if passed else None
        outcome = None if x is None else int(s.text_outcome[x])
        return {
            "round": number,
            "proposer": None if author is None else self.name(author),
            "offer": None if outcome is None else self.space.terms(outcome),
            "stances": {}
            if x is None or not self.b.on[Constraint.ALLIANCE]
            else {name: STANCES[int(s.text_stance[x, g])] for g, name in enumerate(self.guarantors)},
            "answers": {} if x is None else self._answers(x),
            "aspirations": {self.ids[p]: float(log.held[r, p]) for p in self.seats} if met else {},
            "utilities": {}
            if x is None
            else {name: float(log.worth[x, p]) for p, name in enumerate(self.ids)},
            "preferences": {}
            if outcome is None
            else {name: float(s.utility[p, outcome]) for p, name in enumerate(self.ids)},
            "reservations": {self.ids[p]: float(log.reservation[r, p]) for p in self.seats},
            "trust": {self.ids[p]: float(log.trust[r, p]) for p in self.seats},
            "rapport": float(log.rapport[r]),
            "events": [name for e, name in enumerate(self.events) if s.fired[e] == number],
            "texts": asked,
            "walked": self.ids[log.walked[r]] if met and log.walked[r] >= 0 else None,
        }

    def rounds(self) -> list[dict[str, Any]]:
        s, rows = self.s, []
        for number in range(1, int(s.whole[Whole.HELD]) + 1):
            here = [x for x in range(int(s.whole[Whole.TEXTS])) if self.s.text_round[x] == number]
            asked = {
                self.name(int(s.text_author[x])): self.space.terms(int(s.text_outcome[x]))
                for x in here
                if s.text_asked[x]
            }
            texts: list[int | None] = [x for x in here if not s.text_asked[x]]
            rows += [self._round(number, x, asked) for x in texts or [None]]
        return rows

    def outcome(self) -> dict[str, Any]:
        s, log, signed = self.s, self.log, int(self.s.whole[Whole.AGREEMENT])
        return {
            "result": RESULTS[int(s.whole[Whole.RESULT])],
            "residual_gap": float(s.real[Real.GAP]),
            "held_out": {self.ids[p]: float(log.held[self.b.rounds, p]) for p in self.seats},
            "agreement": None if signed < 0 else self.space.terms(signed),
            "ratified": {} if signed < 0 else {self.ids[p]: bool(s.voted[p]) for p in self.seats},
            "lapsed_in_year": int(log.lapsed[0]) or None,
        }


def row_of(runs: Any) -> dict[str, Any]:
    return {
        "result": RESULTS[int(runs.result[0])],
        "ladder": LADDER[int(runs.ladder[0])],
        "closeness": float(runs.closeness[0]),
        "residual_gap": float(runs.residual_gap[0]),
    }
