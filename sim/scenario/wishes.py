"""What every party wants of every outcome: from the weights, worths and gains of a scenario to arrays."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from sim.domain.issue import Bools, Floats, Ints, OutcomeSpace
from sim.domain.preferences import Preferences
from sim.domain.texts import Depths, Layout, ReadOff, read_off
from sim.errors import ScenarioError
from sim.scenario.party import PartySpec
from sim.scenario.schema import ScenarioSpec

Numbers = Mapping[str, float]
Parts = Callable[[OutcomeSpace], Floats]


@dataclass(frozen=True, eq=False)
class Wishes:
    """What the parties want; P parties, m issues, n outcomes.

    ``utilities`` and ``nationalist``: shape ``(P, n)``; ``parts``: shape ``(P, m, n)``, what each issue adds by itself;
    ``quo``: the outcome of the status quo.
    """

    space: OutcomeSpace
    depths: Depths
    quo: int
    parts: Floats
    utilities: Floats
    nationalist: Floats

    def stakes(self, table: ScenarioSpec, numbers: Numbers) -> Floats:
        """Return what each party loses of each outcome when each promise is broken: shape ``(P, K, n)``, 0 or more."""
        found = np.zeros((len(table.parties), len(table.promises), self.space.n))
        broken = [
            OutcomeSpace(self.space.issues, breached(table, self.space, name, self.quo))
            for name in table.promises
        ]
        for p, (party, spec) in enumerate(table.parties.items() if broken else ()):
            parts = _parts(party, spec, self.space, self.depths, numbers)
            pieces = (
                [
                    *parts(where),
                    *(_extras(party, table, where, self.depths, numbers) if self.depths.told else ()),
                ]
                for where in (self.space, *broken)
            )
            kept = next(pieces)
            for k, left in enumerate(pieces):
                for with_it, without in zip(kept, left, strict=True):
                    found[p, k] = found[p, k] + np.maximum(0.0, with_it - without)
        return found


def breached(table: ScenarioSpec, space: OutcomeSpace, promise: str, quo: int) -> Ints:
    """Return every outcome as it would stand if a promise were broken: option places, shape ``(n, m)``.

    What is read off the terms is read off what is left of them.
    """
    spec, rows = table.promises[promise], space.outcomes.copy()
    for name in spec.issues:
        column = space.column(name)
        silent = space.issues[column].index(table.status_quo[name])
        rows[:, column] = silent
    for name, becomes in spec.breach.items():
        column = space.column(name)
        for option, broken in becomes.items():
            hit = space.outcomes[:, column] == space.issues[column].index(option)
            rows[hit, column] = space.issues[column].index(broken)
    cases = tuple(
        ReadOff(name, tuple((case.option, case.when) for case in issue.read_off))
        for name, issue in table.issues.items()
        if issue.read_off
    )
    layout = Layout((), table.status_quo, {}, read_off=cases)
    return read_off(OutcomeSpace(space.issues, rows), layout).outcomes


def _shares(name: str, party: PartySpec, space: OutcomeSpace, numbers: Numbers) -> list[float]:
    weights = {issue: numbers[f"parties.{name}.weights.{issue}"] for issue in party.weights}
    return Preferences(weights, {}).shares(space)


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


def _gain_rows(
    name: str, party: PartySpec, space: OutcomeSpace, depths: Depths, numbers: Numbers, column: int
) -> Floats:
    """What each option of an issue gives at each depth: shape ``(D, options)``."""
    issue, key = space.issues[column], f"parties.{name}"
    found = np.zeros((len(depths.names), len(issue.options)))
    for option in party.gains.get(issue.id, {}):
        found[:, issue.index(option)] = numbers[f"{key}.gains.{issue.id}.{option}"]
    for d, depth in enumerate(depths.names):
        for option in party.gains_at.get(depth, {}).get(issue.id, {}):
            at = numbers[f"{key}.gains_at.{depth}.{issue.id}.{option}"]
            found[d, issue.index(option)] = at
    return found


def _parts(name: str, party: PartySpec, space: OutcomeSpace, depths: Depths, numbers: Numbers) -> Parts:
    """What each issue adds to the worth of outcomes, shape ``(m, n)``: of any outcomes, each at its own depth."""
    if not depths.told:
        return _preferences(name, party, numbers).parts
    gains = [
        share * _gain_rows(name, party, space, depths, numbers, column)
        for column, share in enumerate(_shares(name, party, space, numbers))
    ]
    return lambda where: np.stack(
        [each[depths.of, where.outcomes[:, column]] for column, each in enumerate(gains)]
    )


def _reading(name: str, table: ScenarioSpec, terms: Mapping[str, str], numbers: Numbers, shares: Mapping[str, float]) -> float:  # fmt: skip
    """What the terms that somebody reads into a basis would give a party, by its gains at no depth in particular."""
    total = 0.0
    for issue, option in terms.items():
        total += shares[issue] * numbers.get(f"parties.{name}.gains.{issue}.{option}", 0.0)
    return total


def readings_of(
    name: str, table: ScenarioSpec, space: OutcomeSpace, numbers: Numbers
) -> list[tuple[Bools, float]]:
    """Return, option by option that names a basis, where it stands and what it gives a party per unit of binding.

    Its own reading counts by ``talks.ambiguity``, those of the others on average by the rest.
    """
    weights = _shares(name, table.parties[name], space, numbers)
    shares = {issue.id: share for issue, share in zip(space.issues, weights, strict=True)}
    found = []
    for issue, options in table.readings.items():
        for option, by in options.items():
            others = [party for party in by if party != name]
            own = _reading(name, table, by[name].terms, numbers, shares) if name in by else 0.0
            rest = 0.0
            for party in others:
                rest += _reading(name, table, by[party].terms, numbers, shares)
            rest = rest / max(1, len(others))
            ambiguity = numbers.get("talks.ambiguity", 1.0)
            mixed = ambiguity * own + (1.0 - ambiguity) * rest
            found.append((space.matches({issue: [option]}), mixed))
    return found


def _extras(
    name: str, table: ScenarioSpec, where: OutcomeSpace, depths: Depths, numbers: Numbers
) -> list[Floats]:
    """What bonuses and readings add to each outcome, one by one; ``where``: the terms, each at the outcome's own depth."""
    rows = []
    for b, bonus in table.parties[name].bonuses.items():
        amount = numbers[f"parties.{name}.bonuses.{b}.amount"]
        rows.append(np.where(where.matches(bonus.when), amount, 0.0))
    for mask, mixed in readings_of(name, table, where, numbers):
        rows.append(np.where(mask, mixed * depths.binding, 0.0))
    return rows


def _gains(
    name: str, table: ScenarioSpec, space: OutcomeSpace, depths: Depths, parts: Floats, numbers: Numbers
) -> Floats:
    """The gain of each outcome over no text: its issues, its bonuses, its readings, and its form, in this order."""
    total = np.zeros(space.n)
    for row in (*parts, *_extras(name, table, space, depths, numbers)):
        total = total + row
    return total + numbers.get(f"parties.{name}.form", 0.0) * depths.binding


def _nationalist(table: ScenarioSpec, space: OutcomeSpace, parts: Floats) -> Floats:
    """Worth of the sovereignty issues alone, as a share of the most they can give: shape ``(n,)``, at most 1."""
    total, most = np.zeros(space.n), 0.0
    for i, issue in enumerate(space.issues):
        if issue.id in table.issues and table.issues[issue.id].sovereignty:
            total = total + parts[i]
            most += float(parts[i].max())
    return np.minimum(1.0, total / most) if most > 0.0 else np.ones(space.n)


def wishes_of(
    table: ScenarioSpec, space: OutcomeSpace, depths: Depths, quo: int, numbers: Numbers, source: str
) -> Wishes:
    """Return what the parties of a checked scenario want. Raises `ScenarioError` where nothing weighs for one."""
    parts, rows, national = [], [], []
    for name, party in table.parties.items():
        try:
            parts.append(_parts(name, party, space, depths, numbers)(space))
            if depths.told:
                rows.append(_gains(name, table, space, depths, parts[-1], numbers))
            else:
                rows.append(_preferences(name, party, numbers).utilities(space))
        except ScenarioError as error:
            raise ScenarioError(f"{source}: parties.{name}.{error}") from None
        national.append(_nationalist(table, space, parts[-1]))
    return Wishes(space, depths, quo, np.stack(parts), np.stack(rows), np.stack(national))
