"""The sitting that a page's state holds: read from the link, checked, and changed by what the person does.

Everything here is a pure function of a `State`; the moves, the seat and the draft are extras of the page *Take a seat*.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np

from sim.app.state import cache
from sim.app.state.links import LARGEST_SEED, State
from sim.domain.record import RESULTS_VERSION, RunRecord
from sim.engine.sitting import Plain, Seated, Sitting, record_of, sit_down, step
from sim.errors import SimError
from sim.rules.mediation import apart
from sim.scenario.setup import Setup

SEAT, MOVES, MARK, DRAFT = "seat.party", "seat.moves", "seat.mark", "seat.draft"
MOST_MOVES = 400

TABLES: Mapping[str, tuple[str, ...]] = {
    "as_it_was": (),
    "believed": ("credibility",),
    "leaders": ("credibility", "alliance", "ratification"),
}
"""Kinds of table that the page offers: name to the constraints that are switched off at it."""


@dataclass(frozen=True)
class Reading:
    """What a state says of a sitting: where it stands, or the key of a text that says why it cannot go on."""

    seated: Seated | None = None
    problem: str | None = None


@lru_cache(maxsize=64)
def _sitting(setup: Setup, seat: str) -> Sitting:
    return Sitting(cache.ready(setup), seat)


# Every prefix is kept, so that one more move costs one move.
@lru_cache(maxsize=256)
def _after(setup: Setup, seat: str, moves: tuple[Plain, ...]) -> Seated:
    if not moves:
        return sit_down(_sitting(setup, seat))
    return step(_after(setup, seat, moves[:-1]), moves[-1])


@lru_cache(maxsize=64)
def record(setup: Setup, seat: str, moves: tuple[Plain, ...]) -> RunRecord:
    """Return the record of a finished sitting."""
    return record_of(_after(setup, seat, moves))


def sitting(state: State, seat: str) -> Sitting:
    """Return the sitting that a seat at the state's table would be."""
    return _sitting(state.setup, seat)


def mark(state: State) -> str:
    """Return a short digest of everything but the moves that a sitting depends on.

    Moves are numbers that mean something at one table only; with the mark they are never played at another.
    """
    scenario = state.loaded
    rest = [scenario.hash, state.seed, dict(state.strategies), state.off, state.protocol, RESULTS_VERSION]
    return hashlib.sha256(json.dumps(rest, sort_keys=True).encode()).hexdigest()[:10]


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
        return Reading(problem="seat.link.other_table")
    try:
        # From the front: the cached prefixes would otherwise nest as deep as the list is long.
        for length in range(len(moves)):
            _after(state.setup, seat, moves[:length])
        return Reading(_after(state.setup, seat, moves))
    except SimError:
        return Reading(problem="seat.link.moves")


def _with(state: State, **extras: Any) -> State:
    """The state with extras of the page set; ``None`` forgets one."""
    named = {f"seat.{name}": value for name, value in extras.items()}
    kept = {key: value for key, value in state.extras.items() if key not in named}
    return replace(
        state, extras={**kept, **{key: value for key, value in named.items() if value is not None}}
    )


def seat_taken(state: State, seat: str) -> State:
    """Return the state after sitting down."""
    return _with(state, party=seat, moves=[], mark=mark(state), draft=None)


def stood_up(state: State) -> State:
    """Return the state without a sitting."""
    return _with(state, party=None, moves=None, mark=None, draft=None)


def again(state: State, *, other_luck: bool) -> State:
    """Return the state at the start of the same sitting, with the same seed or the next one."""
    if other_luck:
        state = replace(state, seed=(state.seed + 1) % (LARGEST_SEED + 1))
    return seat_taken(state, str(state.extras[SEAT]))


def moved(state: State, count: int, move: Plain) -> State:
    """Return the state after one more move, made when ``count`` moves had been made.

    A move that comes late, as from a double click, or that the rules do not allow changes nothing.
    """
    seated = read(state).seated
    if seated is None or len(seated.moves) != count:
        return state
    try:
        step(seated, move)
    except SimError:
        return state
    return _with(state, moves=[*seated.moves, move], draft=None)


def drafted(state: State, outcome: int) -> State:
    """Return the state with a draft for the next text."""
    return _with(state, draft=int(outcome))


def draft(state: State, seated: Seated) -> int:
    """Return the draft of the next text: the one in the state, else the person's last text, else an opening."""
    kept = state.extras.get(DRAFT)
    n = seated.table.rules.game.space.n
    if isinstance(kept, int) and not isinstance(kept, bool) and 0 <= kept < n:
        return kept
    return seated.view.said[-1] if seated.view.said else opening(seated)


def opening(seated: Seated) -> int:
    """Return the text to start drafting from: of those the person may table, the nearest to its public position.

    What it never spoke of counts as today. Ties go to its own worth, then to the lowest number; without anything
    it may table, nearest of all.
    """
    game, view = seated.table.rules.game, seated.view
    wanted = game.space.outcomes[game.status_quo].copy()
    for column, option in game.declared[view.me].items():
        wanted[column] = option
    far = np.zeros(game.space.n)
    for column, issue in enumerate(game.space.issues):
        far = far + np.abs(game.space.outcomes[:, column] - wanted[column]) / max(1, len(issue.options) - 1)
    ruled_out = ~view.acceptable if view.acceptable.any() else np.zeros(game.space.n, dtype=np.bool_)
    return int(np.lexsort((np.arange(game.space.n), -view.expected, far, ruled_out))[0])


def redrafted(seated: Seated, text: int, issue: str, option: str) -> int:
    """Return the draft with one issue changed: the nearest text that takes ``option`` and that is feasible.

    Nearest: fewest other issues change, then the shortest steps, then the lowest number. Where nothing feasible
    takes the option, the draft stays.

    >>> seated = sit_down(Sitting(Setup("2018-singapore", seed=7), seat="japan"))
    >>> space = seated.table.rules.game.space
    >>> draft = redrafted(seated, seated.table.rules.game.status_quo, "kunashir", "japan")
    >>> [space.terms(draft)[island] for island in ("habomai", "shikotan", "kunashir", "iturup")]
    ['japan', 'japan', 'japan', 'russia']
    """
    space = seated.table.rules.game.space
    column = space.column(issue)
    fits = space.outcomes[:, column] == space.issues[column].index(option)
    if not fits.any():
        return text
    changed = (space.outcomes != space.outcomes[text]).sum(axis=1)
    return int(np.lexsort((np.arange(space.n), apart(space, text), changed, ~fits))[0])


def turned(seated: Seated, text: int, issue: str) -> int:
    """Return the draft after a click on an issue: its next option in order, and from the last back to the first."""
    space = seated.table.rules.game.space
    options = space.issues[space.column(issue)].options
    now = space.terms(text)[issue]
    return redrafted(seated, text, issue, options[(options.index(now) + 1) % len(options)])
