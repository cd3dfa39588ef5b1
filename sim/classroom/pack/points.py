"""What each option of a scenario is worth to one seat, as points that a class can add up without a computer.

The points of a text are those of its kind and of everything that it says. Their sum is its worth if all of it comes
true, in hundredths of everything that the party wants: doubts about promises and votes at home are left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sim.domain.game import Game
from sim.domain.issue import Floats
from sim.domain.texts import DEPTH
from sim.rules.standing import opening_standing
from sim.rules.valuation import valuation
from sim.scenario.load import Scenario
from sim.scenario.schema import ScenarioSpec

GRADES = {"great": 15, "fair": 6, "small": 1}
"""From how many points on an option is called a great gain, a gain, a small gain; losses likewise."""


@dataclass(frozen=True)
class Points:
    """The points of one seat. ``floor``: of no text at all; ``kinds``: kind of text to what one starts with, from shallow to deep.

    ``options``: issue to option to its points by kind of text, where it may stand; ``bonuses``: the name of each of the
    party's bonuses to its points; ``pressed``: for a seat with an ally that has a say, the ally's place among the
    guarantors to what each of its stances adds to a text that binds in full.
    """

    floor: int
    kinds: Mapping[str, int]
    options: Mapping[str, Mapping[str, Mapping[str, int]]]
    bonuses: Mapping[str, int]
    pressed: Mapping[int, Mapping[str, int]]


def grade(points: int) -> str:
    """Return what points are called.

    >>> [grade(n) for n in (20, 6, 1, 0, -1, -15)]
    ['gain_great', 'gain_fair', 'gain_small', 'even', 'loss_small', 'loss_great']
    """
    size = next((name for name, least in GRADES.items() if abs(points) >= least), None)
    return "even" if size is None else f"{'gain' if points > 0 else 'loss'}_{size}"


def points(scenario: Scenario, party: str) -> Points:
    """Return the points of a party at the opening of the talks.

    >>> from sim.scenario.load import load
    >>> found = points(load("2018-singapore"), "japan")
    >>> found.floor, found.kinds, found.options["iturup"]["japan"]
    (17, {'communique': 24, 'procedure': 13, 'declaration': 20, 'treaty': 16}, {'treaty': 12})
    """
    game, spec = scenario.game(), scenario.spec
    place, value = game.party(party), valuation(game, opening_standing(game))
    signs = place in game.signatories
    kinds, bonuses, read = _beside(game, spec, place, value.plain[place] if signs else game.utilities[place])
    return Points(
        _whole(value.reservation[place]),
        kinds,
        {
            issue.id: _options(game, place, column, read)
            for column, issue in enumerate(game.space.issues)
            if issue.id != DEPTH
        },
        bonuses,
        _pressed(game, place),
    )


def _whole(worth: float) -> int:
    return round(100 * worth)


def _beside(
    game: Game, spec: ScenarioSpec, place: int, worth: Floats
) -> tuple[dict[str, int], dict[str, int], dict[tuple[str, str], int]]:
    """What no single issue adds: by kind of text, by bonus, and by what is read into a basis; the least squares of the rest."""
    space, depths = game.space, game.depths
    masks = {("kind", name): depths.at(d) for d, name in enumerate(depths.names) if depths.at(d).any()}
    masks |= {
        ("bonus", name): space.matches(bonus.when)
        for name, bonus in spec.parties[game.parties[place].id].bonuses.items()
    }
    masks |= {
        (issue, option): space.matches({issue: [option]})
        for issue, options in spec.readings.items()
        for option in options
    }
    known = {key: mask for key, mask in masks.items() if mask.any()}
    table = np.stack([mask.astype(np.float64) for mask in known.values()], axis=1)
    found = np.linalg.lstsq(table, worth - game.parts[place].sum(axis=0), rcond=None)[0]
    rest = {key: _whole(float(amount)) for key, amount in zip(known, found, strict=True)}
    named = {kind: {name: n for (of, name), n in rest.items() if of == kind} for kind in ("kind", "bonus")}
    return named["kind"], named["bonus"], {key: n for key, n in rest.items() if key[0] not in named}


def _options(
    game: Game, place: int, column: int, read: Mapping[tuple[str, str], int]
) -> dict[str, dict[str, int]]:
    """Option to its points by kind of text, for the options that some text has."""
    issue, found = game.space.issues[column], {}
    for o, option in enumerate(issue.options):
        here = game.space.outcomes[:, column] == o
        by_kind = {
            name: _whole(float(game.parts[place, column, here & game.depths.at(d)].mean()))
            + read.get((issue.id, option), 0)
            for d, name in enumerate(game.depths.names)
            if (here & game.depths.at(d)).any()
        }
        if by_kind:
            found[option] = by_kind
    return found


def _pressed(game: Game, place: int) -> dict[int, dict[str, int]]:
    """What the stances of a party's guarantors add to a text that binds in full."""
    return {
        g: {
            "threaten": -_whole(guarantor.leverage * guarantor.stake),
            "object": -_whole(guarantor.leverage * guarantor.objection * guarantor.stake),
            "support": _whole(guarantor.support),
        }
        for g, guarantor in enumerate(game.guarantors)
        if guarantor.ally == place
    }
