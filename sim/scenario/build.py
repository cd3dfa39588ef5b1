"""From a checked scenario and its numbers to a game of plain arrays."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from sim.domain import codes
from sim.domain.game import Dynamics, Event, Game, Guarantor, Party, Promises, RedLine
from sim.domain.issue import Issue, OutcomeSpace
from sim.domain.texts import (
    DEPTH,
    Depths,
    Layout,
    ReadOff,
    Settlements,
    one_depth,
    text_number,
    texts,
)
from sim.errors import InputError, ScenarioError
from sim.scenario.party import PartySpec
from sim.scenario.schema import ScenarioSpec
from sim.scenario.wishes import Wishes, wishes_of

Numbers = Mapping[str, float]


def layout_of(table: ScenarioSpec) -> Layout:
    """Return which texts a scenario with depths has."""
    gone = tuple(found.texts for found in table.availability.values() if not found.available)
    return Layout(
        issues=tuple(Issue(name, tuple(issue.options)) for name, issue in table.issues.items()),
        silent=table.status_quo,
        holds={name: depth.holds for name, depth in table.depths.items()},
        settlements=tuple(
            Settlements(tuple(found.issues), tuple(tuple(row) for row in found.rows))
            for found in table.feasibility.settlements
        ),
        read_off=tuple(
            ReadOff(name, tuple((case.option, case.when) for case in issue.read_off))
            for name, issue in table.issues.items()
            if issue.read_off
        ),
        forbid=(*table.feasibility.forbid, *gone),
        nested=tuple(table.feasibility.nested),
    )


def space_of(table: ScenarioSpec) -> OutcomeSpace:
    """Return the feasible outcomes of a scenario; where texts have depths, all texts that can be had."""
    if table.depths:
        return texts(layout_of(table))
    issues = [Issue(name, tuple(issue.options)) for name, issue in table.issues.items()]
    gone = [found.texts for found in table.availability.values() if not found.available]
    return OutcomeSpace.build(issues, [*table.feasibility.forbid, *gone], table.feasibility.nested)


def _party(name: str, party: PartySpec, numbers: Numbers) -> Party:
    key = f"parties.{name}"
    return Party(
        id=name,
        reservation=numbers.get(f"{key}.reservation", 0.0),
        discount=numbers.get(f"{key}.discount", 1.0),
        trust=numbers.get(f"{key}.trust", 1.0),
        hawkishness=numbers.get(f"{key}.hawkishness", 0.0),
        domestic_threshold=numbers.get(f"{key}.domestic_threshold"),
        strategy=party.strategy,
        acceptance=party.acceptance,
        opponent_model=party.opponent_model,
    )


def _guarantors(table: ScenarioSpec, places: list[str], numbers: Numbers) -> tuple[Guarantor, ...]:
    found = []
    for name, party in table.parties.items():
        if party.role == "guarantor":
            key = f"parties.{name}"
            found.append(
                Guarantor(
                    party=places.index(name),
                    ally=places.index(str(party.ally)),
                    leverage=numbers[f"{key}.leverage"],
                    stake=numbers[f"{key}.stake"],
                    objection=numbers[f"{key}.objection"],
                    support=numbers[f"{key}.support"] * (1.0 + numbers.get(f"{key}.counterweight", 0.0)),
                    support_margin=numbers[f"{key}.support_margin"],
                    threat_margin=numbers[f"{key}.threat_margin"],
                    objection_margin=numbers.get(f"{key}.objection_margin", 0.0),
                )
            )
    return tuple(found)


def _promises(
    table: ScenarioSpec, wishes: Wishes, guarantors: tuple[Guarantor, ...], numbers: Numbers
) -> Promises:
    space, places, names = wishes.space, list(table.parties), tuple(table.promises)
    deferral = np.zeros((len(names), space.n))
    confidence = np.ones((len(places), len(names)))
    backers = []
    for k, (name, promise) in enumerate(table.promises.items()):
        if promise.deferred_by is None:
            deferral[k] = numbers[f"promises.{name}.deferral.always"]
        else:
            column = space.column(promise.deferred_by)
            options = space.issues[column].options
            shares = np.array([numbers.get(f"promises.{name}.deferral.{option}", 0.0) for option in options])
            deferral[k] = shares[space.outcomes[:, column]]
        for p, party in enumerate(places):
            confidence[p, k] = numbers.get(f"parties.{party}.confidence.{name}", 1.0)
        backers.append(
            next((g for g, x in enumerate(guarantors) if places[x.party] == promise.backed_by), -1)
        )
    by = tuple(places.index(promise.by) for promise in table.promises.values())
    about = tuple(
        tuple(sorted(space.column(issue) for issue in promise.issues or promise.breach))
        for promise in table.promises.values()
    )
    return Promises(names, by, tuple(backers), deferral, wishes.stakes(table, numbers), confidence, about)


def _events(table: ScenarioSpec, numbers: Numbers) -> tuple[Event, ...]:
    places = list(table.parties)
    found = []
    for name, event in table.events.items():
        key = f"events.{name}"
        becomes = {
            (places.index(party), field): numbers[f"{key}.parties.{party}.{field}"]
            for party, change in event.parties.items()
            for field in type(change).model_fields
            if getattr(change, field) is not None
        }
        found.append(
            Event(
                id=name,
                at=event.at,
                chance=numbers.get(f"{key}.chance", 0.0),
                suspend=event.suspend,
                rounds_left=event.rounds_left,
                trust=numbers.get(f"{key}.trust", 0.0),
                rapport=numbers.get(f"{key}.rapport", 0.0),
                leverage=numbers.get(f"{key}.leverage", 0.0),
                becomes=becomes,
            )
        )
    return tuple(found)


def _dynamics(table: ScenarioSpec, numbers: Numbers) -> Dynamics:
    plain = Dynamics()
    return Dynamics(
        rapport=numbers.get("talks.rapport", plain.rapport),
        trust_gain=numbers.get("talks.trust_gain", plain.trust_gain),
        threat_loss=numbers.get("talks.threat_loss", plain.threat_loss),
        mood=numbers.get("talks.mood", plain.mood),
        spread=numbers.get("ratification.spread", plain.spread),
        failure_cost=numbers.get("ratification.failure_cost", plain.failure_cost),
        years=table.performance.years,
        shock=numbers.get("performance.shock", plain.shock),
        ties=numbers.get("talks.ties", plain.ties),
        coldness=numbers.get("talks.ties_from", plain.coldness),
        private=numbers.get("talks.private", plain.private),
        revert=numbers.get("talks.revert", plain.revert),
    )


def _red_lines(name: str, party: PartySpec, space: OutcomeSpace, source: str) -> tuple[RedLine, ...]:
    lines = []
    for line, table in party.red_lines.items():
        if table.holds:
            crossed = space.matches(table.refuses)
            if crossed.all():
                raise ScenarioError(
                    f"{source}: parties.{name}.red_lines.{line}: refuses every outcome, so nobody can meet it; "
                    "name fewer options or more issues"
                )
            lines.append(RedLine(line, space.column(next(iter(table.refuses))), crossed))
    if lines and np.any([line.crossed for line in lines], axis=0).all():
        raise ScenarioError(
            f"{source}: parties.{name}.red_lines: together they refuse every outcome; set holds = false on one"
        )
    return tuple(lines)


def _depths(table: ScenarioSpec, space: OutcomeSpace, numbers: Numbers, source: str) -> Depths:
    """How deep each outcome goes, and what each party has declared."""
    step = {name: codes.number(codes.Step, depth.ladder) for name, depth in table.depths.items()}
    if not table.depths:
        return one_depth(space.n, codes.Step.TREATY, len(table.parties))
    of = space.outcomes[:, 0].copy()
    binding, warmth = np.zeros(space.n), np.ones(space.n)
    for d, (name, depth) in enumerate(table.depths.items()):
        binding[of == d] = numbers[f"depths.{name}.binds"]
        if depth.firmer is not None:
            firm = (of == d) & space.matches(depth.firmer.when)
            key = f"depths.{name}.firmer"
            binding[firm] = numbers[f"depths.{name}.binds"] * (1.0 + numbers[f"{key}.by"])
            warmth[firm] = 1.0 + numbers.get(f"{key}.warmth", 0.0)
    return Depths(
        tuple(table.depths),
        tuple(step.values()),
        tuple(depth.ratified for depth in table.depths.values()),
        of,
        binding,
        warmth,
        tuple(_demand(name, party, table, space, source) for name, party in table.parties.items()),
    )


def _demand(name: str, party: PartySpec, table: ScenarioSpec, space: OutcomeSpace, source: str) -> int:
    if party.declared is None or party.declared.depth is None:
        return -1
    try:
        return text_number(space, layout_of(table), {DEPTH: party.declared.depth, **party.declared.terms})
    except InputError as error:
        raise ScenarioError(f"{source}: parties.{name}.declared: {error}") from None


def _no_text(table: ScenarioSpec, space: OutcomeSpace, source: str) -> int:
    """The outcome that stands for the status quo: with depths, the shallowest text that says least."""
    try:
        if table.depths:
            return 0
        return space.number(table.status_quo)
    except InputError as error:
        raise ScenarioError(f"{source}: status_quo: {error}; change it, or the feasibility rules") from None


def build(table: ScenarioSpec, numbers: Numbers, source: str) -> Game:
    """Return the game of a checked scenario. Raises `ScenarioError` where the numbers make no game."""
    try:
        space = space_of(table)
    except InputError as error:
        raise ScenarioError(f"{source}: {error}") from None
    quo, places = _no_text(table, space, source), list(table.parties)
    depths = _depths(table, space, numbers, source)
    wishes = wishes_of(table, space, depths, quo, numbers, source)
    guarantors = _guarantors(table, places, numbers)
    lines = tuple(_red_lines(name, party, space, source) for name, party in table.parties.items())
    refused = np.zeros((len(places), space.n), dtype=np.bool_)
    for place, own in enumerate(lines):
        for line in own:
            refused[place] |= line.crossed
    for array in (wishes.utilities, wishes.nationalist, wishes.parts, refused):
        array.setflags(write=False)
    return Game(
        space=space,
        parties=tuple(_party(name, party, numbers) for name, party in table.parties.items()),
        signatories=tuple(i for i, party in enumerate(table.parties.values()) if party.role == "signatory"),
        guarantors=guarantors,
        declared=tuple(_declared(party, space) for party in table.parties.values()),
        promises=_promises(table, wishes, guarantors, numbers),
        status_quo=quo,
        opening=places.index(table.talks.opening),
        rounds=table.talks.rounds,
        protocol=table.talks.protocol,
        dynamics=_dynamics(table, numbers),
        events=_events(table, numbers),
        utilities=wishes.utilities,
        nationalist=wishes.nationalist,
        refused=refused,
        depths=depths,
        parts=wishes.parts,
        red_lines=lines,
    )


def _declared(party: PartySpec, space: OutcomeSpace) -> dict[int, int]:
    if party.declared is None:
        return {}
    terms = party.declared.terms
    if party.declared.depth is not None:
        terms = {DEPTH: party.declared.depth, **terms}
    columns = {space.column(issue): option for issue, option in terms.items()}
    return {column: space.issues[column].index(option) for column, option in columns.items()}
