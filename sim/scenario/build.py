"""From a checked scenario and its numbers to a game of plain arrays."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from sim.domain.game import Dynamics, Event, Game, Guarantor, Party, Promises
from sim.domain.issue import Bools, Floats, Issue, OutcomeSpace
from sim.domain.preferences import Preferences
from sim.errors import InputError, ScenarioError
from sim.scenario.schema import PartySpec, ScenarioSpec

Numbers = Mapping[str, float]


def space_of(table: ScenarioSpec) -> OutcomeSpace:
    """Return the feasible outcomes of a scenario."""
    issues = [Issue(name, tuple(issue.options)) for name, issue in table.issues.items()]
    return OutcomeSpace.build(issues, table.feasibility.forbid, table.feasibility.nested)


def _preferences(name: str, party: PartySpec, numbers: Numbers) -> Preferences:
    key = f"parties.{name}"
    return Preferences(
        {issue: numbers[f"{key}.weights.{issue}"] for issue in party.weights},
        {
            issue: {option: numbers[f"{key}.values.{issue}.{option}"] for option in worths}
            for issue, worths in party.values.items()
        },
        [(bonus.when, numbers[f"{key}.bonuses.{b}.amount"]) for b, bonus in party.bonuses.items()],
    )


def _party(name: str, party: PartySpec, numbers: Numbers) -> Party:
    key = f"parties.{name}"
    return Party(
        id=name,
        reservation=numbers[f"{key}.reservation"],
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
                )
            )
    return tuple(found)


def _nationalist(table: ScenarioSpec, space: OutcomeSpace, parts: Floats) -> Floats:
    """Worth of the sovereignty issues alone, as a share of the most they can give: shape ``(n,)``, in [0, 1]."""
    total, most = np.zeros(space.n), 0.0
    for i, issue in enumerate(space.issues):
        if table.issues[issue.id].sovereignty:
            total = total + parts[i]
            most += float(parts[i].max())
    return np.minimum(1.0, total / most) if most > 0.0 else np.ones(space.n)


def _promises(
    table: ScenarioSpec, space: OutcomeSpace, parts: Floats, quo: int, guarantors: tuple[Guarantor, ...],
    numbers: Numbers,
) -> Promises:  # fmt: skip
    places = list(table.parties)
    names = tuple(table.promises)
    deferral = np.zeros((len(names), space.n))
    gain = np.zeros((len(places), len(names), space.n))
    confidence = np.ones((len(places), len(names)))
    backers = []
    for k, (name, promise) in enumerate(table.promises.items()):
        if promise.deferred_by is None:
            deferral[k] = numbers[f"promises.{name}.deferral.always"]
        else:
            column = space.column(promise.deferred_by)
            options = space.issues[column].options
            shares = np.array([numbers[f"promises.{name}.deferral.{option}"] for option in options])
            deferral[k] = shares[space.outcomes[:, column]]
        for p, party in enumerate(places):
            confidence[p, k] = numbers.get(f"parties.{party}.confidence.{name}", 1.0)
            for column in sorted(space.column(issue) for issue in promise.issues):
                part = parts[p, column]
                gain[p, k] = gain[p, k] + np.maximum(0.0, part - part[quo])
        backers.append(
            next((g for g, x in enumerate(guarantors) if places[x.party] == promise.backed_by), -1)
        )
    by = tuple(places.index(promise.by) for promise in table.promises.values())
    return Promises(names, by, tuple(backers), deferral, gain, confidence)


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
        leeway=numbers.get("ladder.leeway", plain.leeway),
        years=table.performance.years,
        shock=numbers.get("performance.shock", plain.shock),
    )


def _refused(name: str, party: PartySpec, space: OutcomeSpace, source: str) -> Bools:
    refused = np.zeros(space.n, dtype=np.bool_)
    for line, table in party.red_lines.items():
        if table.holds:
            crossed = space.matches(table.refuses)
            if crossed.all():
                raise ScenarioError(
                    f"{source}: parties.{name}.red_lines.{line}: refuses every outcome, so nobody can meet it; "
                    "name fewer options or more issues"
                )
            refused |= crossed
    if refused.all():
        raise ScenarioError(
            f"{source}: parties.{name}.red_lines: together they refuse every outcome; set holds = false on one"
        )
    return refused


def build(table: ScenarioSpec, numbers: Numbers, source: str) -> Game:
    """Return the game of a checked scenario. Raises `ScenarioError` where the numbers make no game."""
    try:
        space = space_of(table)
    except InputError as error:
        raise ScenarioError(f"{source}: {error}") from None
    try:
        quo = space.number(table.status_quo)
    except InputError as error:
        raise ScenarioError(f"{source}: status_quo: {error}; change it, or the feasibility rules") from None
    places = list(table.parties)
    preferences, rows = [], []
    for name, party in table.parties.items():
        preferences.append(_preferences(name, party, numbers))
        try:
            rows.append(preferences[-1].utilities(space))
        except ScenarioError as error:
            raise ScenarioError(f"{source}: parties.{name}.{error}") from None
    parts = np.stack([p.parts(space) for p in preferences])
    guarantors = _guarantors(table, places, numbers)
    cuts = tuple(numbers[f"ladder.{step}"] for step in ("declaration", "procedural", "talks"))
    if not cuts[0] <= cuts[1] <= cuts[2]:
        raise ScenarioError(f"{source}: ladder: the cut points {cuts} must not fall; raise the later ones")
    utilities = np.stack(rows)
    nationalist = np.stack([_nationalist(table, space, part) for part in parts])
    refused = np.stack([_refused(name, party, space, source) for name, party in table.parties.items()])
    for array in (utilities, nationalist, refused):
        array.setflags(write=False)
    return Game(
        space=space,
        parties=tuple(_party(name, party, numbers) for name, party in table.parties.items()),
        signatories=tuple(i for i, party in enumerate(table.parties.values()) if party.role == "signatory"),
        guarantors=guarantors,
        declared=tuple(_declared(party, space) for party in table.parties.values()),
        promises=_promises(table, space, parts, quo, guarantors, numbers),
        status_quo=quo,
        opening=places.index(table.talks.opening),
        rounds=table.talks.rounds,
        protocol=table.talks.protocol,
        dynamics=_dynamics(table, numbers),
        events=_events(table, numbers),
        cuts=(cuts[0], cuts[1], cuts[2]),
        utilities=utilities,
        nationalist=nationalist,
        refused=refused,
    )


def _declared(party: PartySpec, space: OutcomeSpace) -> dict[int, int]:
    if party.declared is None:
        return {}
    columns = {space.column(issue): option for issue, option in party.declared.terms.items()}
    return {column: space.issues[column].index(option) for column, option in columns.items()}
