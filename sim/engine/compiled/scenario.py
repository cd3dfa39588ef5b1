"""What never changes between the runs of a prepared scenario: a scenario and its players as plain arrays of places and numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from sim.agents.offering import TimeDependent
from sim.agents.strategies import Boa
from sim.domain import codes
from sim.domain.codes import names, number
from sim.domain.game import Game
from sim.engine.compiled.bundle import B1, B2, F1, I1, I2, U1, U2
from sim.engine.compiled.chance import words
from sim.engine.compiled.places import Change, Guard, Real, Row, Shift
from sim.engine.compiled.slots import Slots, breaches, columns, option_starts, readings, slots_of, tree
from sim.scenario.load import Scenario
from sim.scenario.party import PartySpec
from sim.scenario.settings import Resolved

NONE = -1
_SETTABLE = (Row.RESERVATION, Row.TRUST, Row.DISCOUNT, Row.HAWKISHNESS, Row.DOMESTIC_THRESHOLD, Row.FORM)
"""The numbers of a party that are settings; a setting is called as its row is."""

_TALKS = {
    Real.RAPPORT: ("talks.rapport", 0.5),
    Real.TRUST_GAIN: ("talks.trust_gain", 0.0),
    Real.THREAT_LOSS: ("talks.threat_loss", 0.0),
    Real.MOOD: ("talks.mood", 0.0),
    Real.SPREAD: ("ratification.spread", 0.1),
    Real.FAILURE_COST: ("ratification.failure_cost", 0.0),
    Real.SHOCK: ("performance.shock", 0.0),
    Real.TIES: ("talks.ties", 0.0),
    Real.COLDNESS: ("talks.ties_from", 0.0),
    Real.PRIVATE: ("talks.private", 0.0),
    Real.REVERT: ("talks.revert", 0.0),
    Real.AMBIGUITY: ("talks.ambiguity", 1.0),
    Real.USUAL_RAPPORT: ("talks.rapport", 0.5),
}
"""The setting behind a number of the standing, and what it is where no file says it."""

Array = Any
"""A NumPy array; compiled code knows the rest."""


class CompiledScenario(NamedTuple):
    """The unchanging part of every run, as compiled code takes it.

    P parties, S signatories, G guarantors, E events, K promises, Q pairs of a promise and a signatory that receives
    it, m issues with c options in all, n outcomes, x settings. "At" arrays hold places among the settings, or `NONE`.
    A slot is what an option is worth at some depths: the first c are the options themselves, the others replace one of
    them at one depth. R readings; ``reading_term`` has rows of reading, party, slot, and ``reading_count`` counts the parties that
    read each. ``breach``: rows of promise, outcome, slot as kept, slot as broken; ``breach_bonus``: promise, outcome,
    bonus, 1 where it is lost and -1 where it is won; ``breach_reading``: the same of readings.
    """

    n: int
    parties: int
    seats: I1
    starts: I1
    column: I2
    by_issue: I2
    reached: B1
    level: I1
    parent: I1
    choice: I1
    low: F1
    mode: F1
    high: F1
    names: U2
    drawn: int
    weight_at: I2
    worth_at: I2
    bonus_party: I1
    bonus_at: I1
    bonus_mask: B2
    sovereign: B1
    refused: B2
    party_at: I2
    pair_party: I1
    pair_promise: I1
    promise_by: I1
    backer: I1
    deferred: I1
    deferral_at: I2
    confidence_at: I2
    guarantor_party: I1
    ally: I1
    guarantor_at: I2
    talks_at: I1
    talks_usual: F1
    years: int
    event_at: I1
    event_suspend: I1
    event_left: I1
    event_shift_at: I2
    becomes: I2
    declared: I2
    told: int
    depth: I1
    steps: I1
    ratified: B1
    demand: I1
    crossing: B2
    firm: B1
    binds_at: I1
    firmer_at: I2
    reading_mask: B2
    reading_term: I2
    reading_count: I2
    breach: I2
    breach_bonus: I2
    breach_reading: I2
    slot: I2
    slot_issue: I1
    quo: int
    opening: int
    rounds: int
    protocol: int
    on: B1
    strategy: I1
    acceptance: I1
    model: I1
    inverse_beta: F1
    event_names: U2
    mood_names: U2
    choice_names: U2
    coin_names: U1
    ratification_names: U2
    year_names: U1
    private_names: U2


def _table(rows: list[list[int]], width: int) -> Array:
    return np.array(rows, dtype=np.int64).reshape(len(rows), width)


def _named(streams: list[tuple[str, ...]]) -> Array:
    return np.array([words(*name) for name in streams], dtype=np.uint64).reshape(len(streams), 4)


def _wishes(scenario: Scenario, game: Game, place: Mapping[str, int], slots: Slots) -> dict[str, Array]:
    """Where the weights, worths and bonuses of each party stand."""
    weights, worths, party_of, amounts, masks = [], [], [], [], []
    for p, (name, party) in enumerate(scenario.spec.parties.items()):
        key = f"parties.{name}"
        weights.append([place.get(f"{key}.weights.{issue.id}", NONE) for issue in game.space.issues])
        worths.append(slots.places(key, place))
        for b, bonus in party.bonuses.items():
            party_of.append(p)
            amounts.append(place[f"{key}.bonuses.{b}.amount"])
            masks.append(game.space.matches(bonus.when))
    return {
        "weight_at": _table(weights, len(game.space.issues)),
        "worth_at": _table(worths, len(slots.keys)),
        "bonus_party": np.array(party_of, dtype=np.int64),
        "bonus_at": np.array(amounts, dtype=np.int64),
        "bonus_mask": np.array(masks, dtype=np.bool_).reshape(len(masks), game.space.n),
    }


def _promises(scenario: Scenario, game: Game, place: Mapping[str, int]) -> dict[str, Array]:
    """Where the promises' shares and beliefs stand, and who receives which."""
    space, starts = game.space, option_starts(game.space)
    deferred, shares, beliefs, pairs = [], [], [], []
    for k, (name, promise) in enumerate(scenario.spec.promises.items()):
        row = np.full(int(starts[-1]), NONE)
        at = NONE if promise.deferred_by is None else space.column(promise.deferred_by)
        if promise.deferred_by is None:
            row[:] = place[f"promises.{name}.deferral.always"]
        else:
            for o, option in enumerate(space.issues[at].options):
                row[starts[at] + o] = place.get(f"promises.{name}.deferral.{option}", NONE)
        deferred.append(max(0, at))
        shares.append(row)
        beliefs.append([place.get(f"parties.{p.id}.confidence.{name}", NONE) for p in game.parties])
        pairs += [(p, k) for p in game.signatories if p != game.promises.by[k]]
    pairs.sort()
    return {
        "pair_party": np.array([p for p, _ in pairs], dtype=np.int64),
        "pair_promise": np.array([k for _, k in pairs], dtype=np.int64),
        "promise_by": np.array(game.promises.by, dtype=np.int64),
        "backer": np.array(game.promises.backer, dtype=np.int64),
        "deferred": np.array(deferred, dtype=np.int64),
        "deferral_at": np.array(shares, dtype=np.int64).reshape(len(shares), int(starts[-1])),
        "confidence_at": np.ascontiguousarray(_table(beliefs, len(game.parties)).T),
    }


def _outside(scenario: Scenario, game: Game, place: Mapping[str, int]) -> dict[str, Array]:
    """Where the guarantors' and the events' numbers stand."""
    ids = [party.id for party in game.parties]
    shifts, becomes = [], []
    for e, event in enumerate(game.events):
        key = f"events.{event.id}"
        shifts.append([place.get(f"{key}.{name}", NONE) for name in names(Shift)])
        for p, name in event.becomes:
            change = {
                Change.EVENT: e,
                Change.PARTY: p,
                Change.ROW: number(Row, name),
                Change.SETTING: place[f"{key}.parties.{ids[p]}.{name}"],
            }
            becomes.append([change[column] for column in Change])
    guarantors = [
        [place.get(f"parties.{ids[g.party]}.{name}", NONE) for name in names(Guard)] for g in game.guarantors
    ]
    return {
        "guarantor_party": np.array([g.party for g in game.guarantors], dtype=np.int64),
        "ally": np.array([g.ally for g in game.guarantors], dtype=np.int64),
        "guarantor_at": _table(guarantors, len(Guard)),
        "event_at": np.array([NONE if e.at is None else e.at for e in game.events], dtype=np.int64),
        "event_suspend": np.array([e.suspend for e in game.events], dtype=np.int64),
        "event_left": np.array(
            [NONE if e.rounds_left is None else e.rounds_left for e in game.events], dtype=np.int64
        ),
        "event_shift_at": _table(shifts, len(Shift)),
        "becomes": _table(becomes, len(Change)),
    }


def _players(game: Game, players: Mapping[str, Boa]) -> dict[str, Array]:
    """Each party's strategy as three places in the lists of the domain; a guarantor's are never read."""
    count = len(game.parties)
    strategy, acceptance, model = (np.zeros(count, dtype=np.int64) for _ in range(3))
    inverse = np.ones(count)
    for name, player in players.items():
        p = game.party(name)
        strategy[p] = number(codes.Strategy, player.name)
        acceptance[p] = number(codes.Acceptance, player.acceptance_rule)
        model[p] = number(codes.OpponentModel, player.model)
        if isinstance(player.offering, TimeDependent):
            inverse[p] = 1.0 / player.offering.beta
    return {"strategy": strategy, "acceptance": acceptance, "model": model, "inverse_beta": inverse}


def _streams(game: Game) -> dict[str, Array]:
    ids = [party.id for party in game.parties]
    return {
        "event_names": _named([("event", event.id) for event in game.events]),
        "mood_names": _named([("mood", i) for i in ids]),
        "choice_names": _named([("choice", i) for i in ids]),
        "coin_names": words("coin"),
        "ratification_names": _named([("ratification", i) for i in ids]),
        "year_names": words("performance"),
    }


def _numbers(settings: Mapping[str, Resolved]) -> dict[str, Array]:
    return {
        "low": np.array([s.low for s in settings.values()]),
        "mode": np.array([s.value for s in settings.values()]),
        "high": np.array([s.high for s in settings.values()]),
        "names": _named([s.drawn_by for s in settings.values()]),
    }


def _party_places(game: Game, table: Mapping[str, PartySpec], place: Mapping[str, int]) -> Array:
    rows = np.full((len(table), len(Row)), NONE, dtype=np.int64)
    for p, name in enumerate(table):
        for row in _SETTABLE:
            rows[p, row] = place.get(f"parties.{name}.{row.name.lower()}", NONE)
    return rows


def _talks(place: Mapping[str, int]) -> dict[str, Array]:
    at, usual = np.full(len(Real), NONE, dtype=np.int64), np.zeros(len(Real))
    for real, (key, number_) in _TALKS.items():
        at[real], usual[real] = place.get(key, NONE), number_
    return {"talks_at": at, "talks_usual": usual}


def _depths(scenario: Scenario, game: Game, place: Mapping[str, int]) -> dict[str, Array]:
    """How deep the outcomes go, and where the numbers of the depths stand."""
    depths, spec = game.depths, scenario.spec
    firm = np.zeros(game.space.n, dtype=np.bool_)
    binds, firmer = [], []
    for d, name in enumerate(depths.names):
        binds.append(place.get(f"depths.{name}.binds", NONE))
        firmer.append([place.get(f"depths.{name}.firmer.{what}", NONE) for what in ("by", "warmth")])
        told = spec.depths[name].firmer if depths.told else None
        if told is not None:
            firm |= depths.at(d) & game.space.matches(told.when)
    return {
        "told": int(depths.told),
        "depth": np.array(depths.of, dtype=np.int64),
        "steps": np.array(depths.steps, dtype=np.int64),
        "ratified": np.array(depths.ratified, dtype=np.bool_),
        "demand": np.array(depths.demand, dtype=np.int64),
        "firm": firm,
        "binds_at": np.array(binds, dtype=np.int64),
        "firmer_at": _table(firmer, 2),
    }


def _crossing(game: Game, refused: Array) -> Array:
    """Where another signatory's red line is crossed, by party."""
    rows = np.zeros_like(refused)
    for p in range(len(game.parties)):
        for other in game.signatories:
            if other != p:
                rows[p] |= refused[other]
    return rows


def _streams_of_private(game: Game) -> Array:
    return _named([("private", party.id) for party in game.parties])


def compiled_scenario(
    scenario: Scenario, players: Mapping[str, Boa], on: frozenset[str], protocol: str, draw: bool
) -> CompiledScenario:
    """Return a scenario compiled: its settings by place, its outcomes as a tree, its players by number."""
    game = scenario.game()
    space, issues = game.space, scenario.spec.issues
    place = {key: i for i, key in enumerate(scenario.settings)}
    slots = slots_of(scenario, game)
    level, parent, choice = tree(space, slots.of)
    declared = np.full((len(game.parties), len(space.issues)), NONE, dtype=np.int64)
    for p, said in enumerate(game.declared):
        for column, option in said.items():
            declared[p, column] = option
    refused = game.refused if "red_lines" in on else np.zeros_like(game.refused)
    return CompiledScenario(
        n=space.n,
        parties=len(game.parties),
        seats=np.array(game.signatories, dtype=np.int64),
        starts=option_starts(space),
        column=columns(space),
        by_issue=np.ascontiguousarray(columns(space).T),
        reached=np.isin(np.arange(len(slots.keys)), slots.of),
        slot=slots.of,
        slot_issue=slots.issue,
        level=level,
        parent=parent,
        choice=choice,
        drawn=int(draw),
        sovereign=np.array([i.id in issues and issues[i.id].sovereignty for i in space.issues]),
        refused=np.array(refused),
        crossing=_crossing(game, refused),
        party_at=_party_places(game, scenario.spec.parties, place),
        years=game.dynamics.years,
        declared=declared,
        quo=game.status_quo,
        opening=game.opening,
        rounds=game.rounds,
        protocol=number(codes.Protocol, protocol),
        on=np.array([name in on for name in names(codes.Constraint)]),
        **_talks(place),
        **_numbers(scenario.settings),
        **_wishes(scenario, game, place, slots),
        **_promises(scenario, game, place),
        **_depths(scenario, game, place),
        **readings(scenario, game),
        **breaches(scenario, game, slots),
        private_names=_streams_of_private(game),
        **_outside(scenario, game, place),
        **_players(game, players),
        **_streams(game),
    )
