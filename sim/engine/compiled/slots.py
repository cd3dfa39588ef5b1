"""Outcomes as compiled code walks through them: what options are worth at each depth, what bases and broken promises leave."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np

from sim.domain.game import Game
from sim.domain.issue import Bools, OutcomeSpace
from sim.engine.compiled.bundle import Integers
from sim.scenario.load import Scenario
from sim.scenario.wishes import breached

NONE = -1


class Slots(NamedTuple):
    """Every worth of an option, once in general and once more for each depth at which it differs.

    ``keys``: issue, option and depth (empty in general); ``issue``: shape ``(slots,)``, the issue's column; ``of``: shape
    ``(n, issues)``, the slot of each outcome's option; ``told``: whether worths are gains.
    """

    keys: list[tuple[str, str, str]]
    issue: Integers
    of: Integers
    told: bool

    def places(self, key: str, place: Mapping[str, int]) -> list[int]:
        """Return where a party's worths stand among the settings: at a depth where it says nothing, as in general."""
        found = []
        for issue, option, depth in self.keys:
            name = f"{issue}.{option}"
            usual = place.get(f"{key}.gains.{name}" if self.told else f"{key}.values.{name}", NONE)
            found.append(place.get(f"{key}.gains_at.{depth}.{name}", usual) if depth else usual)
        return found


def slots_of(scenario: Scenario, game: Game) -> Slots:
    """Return the slots of a scenario."""
    space, starts = game.space, option_starts(game.space)
    keys = [(issue.id, option, "") for issue in space.issues for option in issue.options]
    issue_of = [i for i, issue in enumerate(space.issues) for _ in issue.options]
    of = columns(space)
    for d, depth in enumerate(game.depths.names):
        differing = {
            (issue, option)
            for party in scenario.spec.parties.values()
            for issue, options in party.gains_at.get(depth, {}).items()
            for option in options
        }
        for issue, option in sorted(differing):
            i = space.column(issue)
            usual = int(starts[i]) + space.issues[i].index(option)
            of[game.depths.at(d) & (of[:, i] == usual), i] = len(keys)
            keys.append((issue, option, depth))
            issue_of.append(i)
    return Slots(keys, np.array(issue_of, dtype=np.int64), np.ascontiguousarray(of), game.depths.told)


def _slots_at(slots: Slots, space: OutcomeSpace, game: Game) -> Integers:
    """The slots of other rows of terms, each at the depth of the outcome that it stands for."""
    of, places = columns(space), {key: s for s, key in enumerate(slots.keys)}
    starts = option_starts(space)
    for s in range(int(starts[-1]), len(slots.keys)):
        issue, option, depth = slots.keys[s]
        i = space.column(issue)
        usual = places[(issue, option, "")]
        of[game.depths.at(game.depths.names.index(depth)) & (of[:, i] == usual), i] = s
    return of


def breaches(scenario: Scenario, game: Game, slots: Slots) -> dict[str, Any]:
    """Return what changes in which outcome when a promise is broken, by slot and by bonus."""
    rows, bonus_rows, reading_rows, space = [], [], [], game.space
    for k, name in enumerate(scenario.spec.promises):
        there = OutcomeSpace(space.issues, breached(scenario.spec, space, name, game.status_quo))
        left = _slots_at(slots, there, game)
        for o, column in zip(*np.nonzero(left != slots.of), strict=True):
            rows.append([k, int(o), int(slots.of[o, column]), int(left[o, column])])
        number = 0
        for party in scenario.spec.parties.values():
            for bonus in party.bonuses.values():
                change = space.matches(bonus.when).astype(int) - there.matches(bonus.when).astype(int)
                hit = np.flatnonzero(change) if game.depths.told else ()
                bonus_rows += [[k, int(o), number, int(change[o])] for o in hit]
                number += 1
        for r, mask, again in _read_again(scenario, game, there):
            change = mask.astype(int) - again.astype(int)
            reading_rows += [[k, int(o), r, int(change[o])] for o in np.flatnonzero(change)]
    return {
        "breach": np.array(rows, dtype=np.int64).reshape(len(rows), 4),
        "breach_bonus": np.array(bonus_rows, dtype=np.int64).reshape(len(bonus_rows), 4),
        "breach_reading": np.array(reading_rows, dtype=np.int64).reshape(len(reading_rows), 4),
    }


def _read_again(scenario: Scenario, game: Game, there: OutcomeSpace) -> Iterator[tuple[int, Bools, Bools]]:
    """Each reading, where it stands, and where it would stand with other terms."""
    named = [(issue, option) for issue, options in scenario.spec.readings.items() for option in options]
    for r, (issue, option) in enumerate(named):
        yield r, game.space.matches({issue: [option]}), there.matches({issue: [option]})


def readings(scenario: Scenario, game: Game) -> dict[str, Any]:
    """Return where each option that names a basis stands, and by which slots each party reads it."""
    masks: list[Bools] = []
    terms, counts = [], []
    starts, ids = option_starts(game.space), [party.id for party in game.parties]
    for issue, options in scenario.spec.readings.items():
        for option, by in options.items():
            r = len(masks)
            masks.append(game.space.matches({issue: [option]}))
            counts.append([int(party in by) for party in ids])
            for party, reading in by.items():
                for named, chosen in reading.terms.items():
                    i = game.space.column(named)
                    slot = int(starts[i]) + game.space.issues[i].index(chosen)
                    terms.append([r, ids.index(party), slot])
    return {
        "reading_mask": np.array(masks, dtype=np.bool_).reshape(len(masks), game.space.n),
        "reading_term": np.array(terms, dtype=np.int64).reshape(len(terms), 3),
        "reading_count": np.array(counts, dtype=np.int64).reshape(len(counts), len(ids)),
    }


def tree(space: OutcomeSpace, slots: Integers) -> tuple[Integers, Integers, Integers]:
    """Return the outcomes as a tree, one level per issue: where each level starts, each node's parent, each node's slot.

    A sum over issues needs one addition per node instead of one per issue and outcome, in the same order.
    """
    level, parents, choices = [0], [], []
    above = np.zeros(space.n, dtype=np.int64)
    code = np.zeros(space.n, dtype=np.int64)
    for i, issue in enumerate(space.issues):
        code = code * len(issue.options) + space.outcomes[:, i]
        _, first, node = np.unique(code, return_index=True, return_inverse=True)
        parents.append(above[first])
        choices.append(slots[first, i])
        level.append(level[-1] + first.size)
        above = node.astype(np.int64)
    return np.array(level), np.concatenate(parents), np.concatenate(choices)


def columns(space: OutcomeSpace) -> Integers:
    """Return the options of every outcome, numbered through all issues: shape ``(n, issues)``."""
    return np.ascontiguousarray(space.outcomes + option_starts(space)[:-1])


def option_starts(space: OutcomeSpace) -> Integers:
    """Return where each issue's options begin in that numbering, and how many there are in all."""
    return np.array([0, *np.cumsum([len(issue.options) for issue in space.issues])], dtype=np.int64)
