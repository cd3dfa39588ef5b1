"""Why a party turns a text down: by the largest part of what is missing, and the issue on which most of it is missing."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from sim.domain.codes import Reason
from sim.domain.game import Game
from sim.domain.issue import Floats
from sim.rules.formulas import at_stake
from sim.rules.standing import Standing
from sim.rules.table import Rules, refusals
from sim.rules.valuation import Valuation, believed


@dataclass(frozen=True)
class Refusal:
    """A reason, and the column of the issue that it is about, or ``None`` where it is about no one issue."""

    reason: Reason
    issue: int | None


def refusal(
    rules: Rules, standing: Standing, value: Valuation, place: int, outcome: int, own: int | None
) -> Refusal:
    """Return why a party would not take an outcome; ``own``: the text that it stands by, if any.

    A red line comes first. What it could sign and does not, it holds out over. Else the largest part of what the text
    lacks counts: in plain worth, by doubts, by the ally, by the own ratifier, by the others'; ties go to the first.

    >>> from sim.rules.standing import opening_standing
    >>> from sim.rules.valuation import valuation
    >>> from sim.domain.small import pie
    >>> game = pie(4)
    >>> standing = opening_standing(game)
    >>> refusal(Rules(game), standing, valuation(game, standing), 0, 1, 4).reason.name
    'HOLDS_OUT'
    """
    game = rules.game
    if refusals(rules)[place, outcome]:
        return Refusal(Reason.RED_LINE, _crossed(game, place, outcome))
    if value.signable[place, outcome]:
        return Refusal(Reason.HOLDS_OUT, _given_up(game, place, outcome, own))
    steps = [value.reservation[place]]
    steps += [
        float(row[place, outcome])
        for row in (value.plain, value.doubts, value.credible, value.expected, value.signing)
    ]
    lacks = [before - after for before, after in pairwise(steps)]
    reason = Reason(Reason.INTERESTS + int(np.argmax([max(0.0, part) for part in lacks])))
    about = {
        Reason.INTERESTS: lambda: _given_up(game, place, outcome, own),
        Reason.CREDIBILITY: lambda: _doubted(game, standing, value, place, outcome),
        Reason.ALLIANCE: lambda: _resented(game, place, outcome),
        Reason.RATIFICATION: lambda: _least(game, place, outcome),
        Reason.OTHER_RATIFICATION: lambda: _least(game, _doubtful(game, value, place, outcome), outcome),
    }
    return Refusal(reason, about[reason]())


def _crossed(game: Game, place: int, outcome: int) -> int | None:
    lines = game.red_lines[place] if game.red_lines else ()
    return next((line.issue for line in lines if line.crossed[outcome]), None)


def _largest(lost: Floats) -> int | None:
    """The place of the largest loss, or nothing where there is none."""
    return int(lost.argmax()) if lost.size and lost.max() > 0.0 else None


def _given_up(game: Game, place: int, outcome: int, own: int | None) -> int | None:
    """The issue on which a text gives a party least of what its own text gives it, or of the most there is."""
    if game.parts.size == 0:
        return None
    parts = game.parts[place]
    wanted = parts.max(axis=1) if own is None else parts[:, own]
    return _largest(wanted - parts[:, outcome])


def _least(game: Game, place: int, outcome: int) -> int | None:
    """The issue on which a text is farthest from the best for a party."""
    return _given_up(game, place, outcome, None)


def _doubted(game: Game, standing: Standing, value: Valuation, place: int, outcome: int) -> int | None:
    """The issue of the promise of which most is doubted."""
    most, found, press = 0.0, None, value.press[:, outcome]
    for k in range(len(game.promises.names)):
        if game.promises.by[k] == place:
            continue
        stake = at_stake(game.promises.deferral[k, outcome], game.promises.gain[place, k, outcome])
        doubt = (1.0 - float(believed(game, standing, press, place, k))) * float(stake)
        if doubt > most and game.promises.issues:
            columns = list(game.promises.issues[k])
            parts = game.parts[place][columns, outcome] if game.parts.size else np.zeros(len(columns))
            most, found = doubt, columns[int(parts.argmax())]
    return found


def _resented(game: Game, place: int, outcome: int) -> int | None:
    """The issue that the party's guarantor likes least in a text."""
    for guarantor in game.guarantors:
        if guarantor.ally == place and game.parts.size:
            return _largest(-game.parts[guarantor.party][:, outcome])
    return None


def _doubtful(game: Game, value: Valuation, place: int, outcome: int) -> int:
    """The other signatory whose ratifier is least likely to agree."""
    others = [other for other in game.signatories if other != place]
    return min(others, key=lambda other: float(value.passes[other, outcome]))
