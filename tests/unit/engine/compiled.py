"""Reads the trace that a compiled run leaves in its buffers, in the shape of a record's rounds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from sim.domain.codes import Constraint
from sim.domain.game import LADDER, RESULTS, STANCES
from sim.engine.compiled.places import Real, Row, Whole
from sim.engine.compiled.running import traced
from sim.engine.compiled.state import State
from sim.engine.compiled.tracing import Trace
from sim.engine.ensemble import PreparedScenario, play_many
from sim.engine.recording import text_of
from sim.rules.formulas import reserved

MEDIATOR = -1
NEVER = 1e300
"""How far a depth stays from being signed where every text of it crosses a red line."""


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
    """A traced run in the words of a record; why a text was turned down is not kept."""

    def __init__(self, prepared: PreparedScenario, state: State, trace: Trace) -> None:
        self.prepared, self.s, self.log, self.b = prepared, state, trace, prepared.fixed
        self.game = prepared.scenario.game()
        self.ids = list(prepared.scenario.spec.parties)
        self.seats = [int(p) for p in prepared.fixed.seats]
        self.guarantors = [self.ids[p] for p in prepared.fixed.guarantor_party]
        self.events = list(prepared.scenario.spec.events)
        self.last: dict[int, int] = {}

    def name(self, place: int) -> str:
        return "mediator" if place == MEDIATOR else self.ids[place]

    def _answers(self, x: int) -> dict[str, bool]:
        author, seats = int(self.s.text_author[x]), self.seats
        start = seats.index(author) + 1 if author >= 0 else 0
        order = seats[start:] + seats[:start]
        said = {p: int(self.s.text_answer[x, p]) for p in order}
        return {self.ids[p]: a == 1 for p, a in said.items() if a >= 0}

    def _text(self, x: int | None) -> dict[str, Any]:
        if x is None:
            return {
                "depth": None, "offer": None, "holds": False, "stances": {}, "answers": {},
                "utilities": {}, "preferences": {},
            }  # fmt: skip
        s, outcome, author = self.s, int(self.s.text_outcome[x]), int(self.s.text_author[x])
        depth, terms = text_of(self.game, outcome)
        holds, self.last[author] = self.last.get(author) == outcome, outcome
        stances = {name: STANCES[int(s.text_stance[x, g])] for g, name in enumerate(self.guarantors)}
        return {
            "depth": depth,
            "offer": terms,
            "holds": holds,
            "stances": stances if self.b.on[Constraint.ALLIANCE] else {},
            "answers": self._answers(x),
            "utilities": {name: float(self.log.worth[x, p]) for p, name in enumerate(self.ids)},
            "preferences": {name: float(s.utility[p, outcome]) for p, name in enumerate(self.ids)},
        }

    def _standing(self, number: int, last_day: bool) -> dict[str, Any]:
        """The standing of a round; on the last day it is the one at the end."""
        s, log, r = self.s, self.log, number - 1
        trust, reservation = (s.party[Row.TRUST], s.party[Row.RESERVATION]) if last_day else (log.trust[r], log.reservation[r])  # fmt: skip
        private = s.party[Row.PRIVATE]
        return {
            "reservations": {self.ids[p]: float(reserved(reservation[p], private[p])) for p in self.seats},
            "trust": {self.ids[p]: float(trust[p]) for p in self.seats},
            "rapport": float(s.real[Real.RAPPORT] if last_day else log.rapport[r]),
        }

    def _round(self, number: int, x: int | None, asked: dict[str, Any], last_day: bool) -> dict[str, Any]:
        s, log, r = self.s, self.log, number - 1
        met, passed = bool(log.met[r]), [p for p in self.seats if log.passed[r, p]]
        author = int(s.text_author[x]) if x is not None else passed[0] if passed else None
        struck = [name for e, name in enumerate(self.events) if s.fired[e] == number]
        return {
            "round": number,
            "proposer": None if author is None else self.name(author),
            **self._text(x),
            "last_day": last_day,
            "aspirations": {self.ids[p]: float(log.held[r, p]) for p in self.seats} if met else {},
            **self._standing(number, last_day),
            "events": [] if last_day else struck,
            "texts": {} if last_day else asked,
            "walked": self.ids[log.walked[r]] if met and log.walked[r] >= 0 and not last_day else None,
        }

    def rounds(self) -> list[dict[str, Any]]:
        s, rows, space = self.s, [], self.game.space
        texts = range(int(s.whole[Whole.TEXTS]))
        for number in range(1, int(s.whole[Whole.HELD]) + 1):
            here = [x for x in texts if s.text_round[x] == number and not s.text_last[x]]
            asked = {
                self.name(int(s.text_author[x])): space.terms(int(s.text_outcome[x]))
                for x in here
                if s.text_asked[x]
            }
            tabled: list[int | None] = [x for x in here if not s.text_asked[x]]
            rows += [self._round(number, x, asked, False) for x in tabled or [None]]
        return rows + [self._round(int(s.text_round[x]), x, {}, True) for x in texts if s.text_last[x]]

    def outcome(self) -> dict[str, Any]:
        s, log, signed = self.s, self.log, int(self.s.whole[Whole.AGREEMENT])
        depth, terms = (None, None) if signed < 0 else text_of(self.game, signed)
        goes = signed >= 0 and self.game.depths.ratified[int(self.game.depths.of[signed])]
        return {
            "result": RESULTS[int(s.whole[Whole.RESULT])],
            "held_out": {self.ids[p]: float(log.held[self.b.rounds, p]) for p in self.seats},
            "depth": depth,
            "agreement": terms,
            "ratified": {self.ids[p]: bool(s.voted[p]) for p in self.seats} if goes else {},
            "lapsed_in_year": int(log.lapsed[0]) or None,
        }


def told(record: Mapping[str, Any], reading: Reading) -> list[dict[str, Any]]:
    """The rounds of a record as a reading has them: without reasons.

    What a party held out for on the last day is left out where no meeting was held in that round: no trace has it.
    """
    rows = []
    for row in record["rounds"]:
        answers = {party: reply["accept"] for party, reply in row["answers"].items()}
        unmet = row["last_day"] and not reading.log.met[row["round"] - 1]
        rows.append({**row, "answers": answers, **({"aspirations": {}} if unmet else {})})
    return rows


def row_of(runs: Any, names: tuple[str, ...]) -> dict[str, Any]:
    """A row of compiled runs in the words of a record; ``names``: of the depths."""
    return {
        "result": RESULTS[int(runs.result[0])],
        "ladder": LADDER[int(runs.ladder[0])],
        "gap": {
            name: None if gap == NEVER else float(gap) for name, gap in zip(names, runs.gaps[0], strict=True)
        },
    }
