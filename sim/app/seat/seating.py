"""The sitting that a page's state holds: read from the link, checked, and changed by what the person does.

Everything here is a pure function of a `State`; the moves, the seat and the draft are extras of the page *Take a seat*.
How a draft is made and changed is in `sim.app.kit.table.drafting`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from sim.app.kit.table import drafting
from sim.app.state import cache, presets
from sim.app.state.links import State, next_seed
from sim.domain.record import RESULTS_VERSION, RunRecord
from sim.domain.texts import DEPTH, text_number
from sim.engine import debrief
from sim.engine.sitting import Plain, Seated, Sitting, record_of, sit_down, step
from sim.errors import SimError
from sim.scenario.build import layout_of
from sim.scenario.setup import Setup

SEAT, SIGNS, MOVES, MARK = "seat.party", "seat.signs", "seat.moves", "seat.mark"
DRAFT, HINTED = "seat.draft", "seat.hinted"
MOST_MOVES = 400

TABLES: Mapping[str, tuple[str, ...]] = {
    "as_it_was": (),
    "believed": ("credibility",),
    "leaders": ("credibility", "alliance", "ratification"),
}
"""Kinds of table that the page offers: name to the constraints that are switched off at it."""


ROUNDS = "talks.rounds"
LENGTHS: Mapping[str, int] = {"short": 4, "medium": 6}
"""Lengths that the page offers beside that of history, where history took longer: name to rounds."""


@dataclass(frozen=True)
class Reading:
    """What a state says of a sitting: where it stands, or the key of a text that says why it cannot go on."""

    seated: Seated | None = None
    problem: str | None = None


@lru_cache(maxsize=64)
def _sitting(setup: Setup, seat: str, signs: bool) -> Sitting:
    return Sitting(cache.ready(setup), seat, signs)


# Every prefix is kept, so that one more move costs one move.
@lru_cache(maxsize=256)
def _after(setup: Setup, seat: str, signs: bool, moves: tuple[Plain, ...]) -> Seated:
    if not moves:
        return sit_down(_sitting(setup, seat, signs))
    return step(_after(setup, seat, signs, moves[:-1]), moves[-1])


@lru_cache(maxsize=64)
def record(setup: Setup, seat: str, signs: bool, moves: tuple[Plain, ...]) -> RunRecord:
    """Return the record of a finished sitting."""
    return record_of(_after(setup, seat, signs, moves))


@lru_cache(maxsize=64)
def without_person(seated: Seated) -> RunRecord:
    """Return the record of the same talks without the person."""
    return debrief.without_person(seated)


def mark(state: State) -> str:
    """Return a short digest of everything but the moves that a sitting depends on.

    Moves are numbers that mean something at one table only; with the mark they are never played at another.
    """
    scenario = state.loaded
    rest = [scenario.hash, state.seed, dict(state.strategies), state.off, state.protocol, RESULTS_VERSION]
    digest = hashlib.sha256(json.dumps(rest, sort_keys=True).encode()).hexdigest()[:10]
    return f"{RESULTS_VERSION}-{digest}"


def _older(kept: Any) -> bool:
    """Whether a mark was made under rules of another version."""
    return isinstance(kept, str) and kept.partition("-")[0] != str(RESULTS_VERSION)


def _moves(data: Any) -> tuple[Plain, ...] | None:
    if not isinstance(data, list) or len(data) > MOST_MOVES:
        return None
    plain = all(isinstance(move, (int, str)) and not isinstance(move, bool) for move in data)
    return tuple(data) if plain else None


def read(state: State) -> Reading:
    """Return the sitting that a state holds; an empty reading where nobody sits. Nothing raises."""
    seat = state.extras.get(SEAT)
    if seat is None:
        return Reading()
    moves = _moves(state.extras.get(MOVES, []))
    parties = state.loaded.spec.parties
    if not isinstance(seat, str) or seat not in parties or moves is None:
        return Reading(problem="seat.link.damaged")
    if state.extras.get(MARK) != mark(state):
        older = _older(state.extras.get(MARK))
        return Reading(problem=f"seat.link.{'older' if older else 'other_table'}")
    try:
        # From the front: the cached prefixes would otherwise nest as deep as the list is long.
        signs = bool(state.extras.get(SIGNS, False))
        for length in range(len(moves)):
            _after(state.setup, seat, signs, moves[:length])
        return Reading(_after(state.setup, seat, signs, moves))
    except SimError:
        return Reading(problem="seat.link.moves")


def _with(state: State, **extras: Any) -> State:
    """The state with extras of the page set; ``None`` forgets one."""
    named = {f"seat.{name}": value for name, value in extras.items()}
    kept = {key: value for key, value in state.extras.items() if key not in named}
    return replace(
        state, extras={**kept, **{key: value for key, value in named.items() if value is not None}}
    )


def seat_taken(state: State, seat: str, *, signs: bool = False) -> State:
    """Return the state after sitting down; ``signs``: in a guarantor's seat, to sign as well."""
    return _with(state, party=seat, signs=signs or None, moves=[], mark=mark(state), draft=None, hinted=None)


def of_length(state: State, rounds: int | None) -> State:
    """Return the state with so many rounds, or with as many as the scenario has."""
    changes = {key: value for key, value in state.changes.items() if key != ROUNDS}
    return replace(state, changes=changes if rounds is None else {**changes, ROUNDS: rounds})


def lengths(usual: int) -> dict[str, int]:
    """Return the lengths that can be chosen where history took the ``usual`` number of rounds, that of history first.

    >>> lengths(6), lengths(3)
    ({'history': 6, 'short': 4}, {'history': 3})
    """
    return {"history": usual, **{name: rounds for name, rounds in LENGTHS.items() if rounds < usual}}


def hinted(state: State) -> State:
    """Return the state at the table of its episode's hint, with the text of the hint as the first draft."""
    found = presets.hint(state.scenario)
    if found is None:
        return state
    tip, preset = found
    taken = _with(seat_taken(preset.laid_over(presets.plain(state)), tip.seat), hinted=True)
    seated = read(taken).seated
    advised = None if seated is None else advice(taken, seated)
    return taken if advised is None else drafted(taken, advised)


def advice(state: State, seated: Seated) -> int | None:
    """Return the text that the hint tells the person to table, where it has followed one to this table; else nothing."""
    found = presets.hint(state.scenario) if state.extras.get(HINTED) is True else None
    if found is None:
        return None
    tip, preset = found
    if tip.seat != seated.sitting.seat or preset.laid_over(presets.plain(state)) != state:
        return None
    space = seated.table.rules.game.space
    return text_number(space, layout_of(seated.sitting.played.spec), {DEPTH: tip.depth, **tip.terms})


def stood_up(state: State) -> State:
    """Return the state without a sitting."""
    return _with(state, party=None, signs=None, moves=None, mark=None, draft=None, hinted=None)


def again(state: State, *, other_luck: bool) -> State:
    """Return the state at the start of the same sitting, with the same seed or the next one."""
    if other_luck:
        state = replace(state, seed=next_seed(state.seed))
    if state.extras.get(HINTED):
        return hinted(state)
    return seat_taken(state, str(state.extras[SEAT]), signs=bool(state.extras.get(SIGNS, False)))


def moved(state: State, count: int, move: Plain) -> State:
    """Return the state after one more move, made when ``count`` moves had been made.

    A move that comes late, as from a double click, or that the rules do not allow changes nothing. The draft goes with a
    text that was tabled; whoever answers or speaks first finds it as it was.
    """
    seated = read(state).seated
    if seated is None or len(seated.moves) != count:
        return state
    try:
        step(seated, move)
    except SimError:
        return state
    after = _with(state, moves=[*seated.moves, move])
    return _with(after, draft=None) if isinstance(move, int) else after


def draft(state: State, seated: Seated) -> int:
    """Return the draft of the next text."""
    return drafting.draft(state.extras.get(DRAFT), seated)


def drafted(state: State, outcome: int) -> State:
    """Return the state with a draft for the next text."""
    return _with(state, draft=int(outcome))
