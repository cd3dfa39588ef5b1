"""What a meeting that ends without a signature does to trust and rapport."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sim.domain.game import Game
from sim.domain.issue import Floats
from sim.rules import formulas
from sim.rules.standing import Standing, with_trust
from sim.rules.valuation import Valuation


@dataclass(frozen=True)
class Heard:
    """A text of the meeting: its author's place (below 0: nobody's), its outcome, whether it was only a criticism."""

    author: int
    outcome: int
    criticism: bool


def _threat(game: Game, value: Valuation, texts: Sequence[Heard]) -> float:
    """The largest leverage behind a threat against a text of the meeting."""
    threat = 0.0
    for g in range(len(game.guarantors)):
        for text in texts:
            if not text.criticism and value.stances[g, text.outcome] == formulas.THREATEN:
                threat = max(threat, float(value.press[g, text.outcome]))
    return threat


def _given(value: Valuation, place: int, texts: Sequence[Heard], earlier: Mapping[int, int]) -> float:
    """What the others' texts concede to a party over their last ones, in its own worth."""
    given, worth = 0.0, value.expected[place]
    for text in texts:
        if text.author >= 0 and text.author != place and text.author in earlier:
            given += formulas.conceded(float(worth[text.outcome]), float(worth[earlier[text.author]]))
    return given


def after_meeting(
    game: Game,
    standing: Standing,
    value: Valuation,
    texts: Sequence[Heard],
    earlier: Mapping[int, int],
    uniforms: Floats,
) -> Standing:
    """Return the standing after a meeting; ``earlier``: everybody's last text before it; ``uniforms``: chance, by place."""
    move, threat = game.dynamics, _threat(game, value, texts)
    trust, warmth = [party.trust for party in standing.parties], 0.0
    for place in game.signatories:
        given = _given(value, place, texts, earlier)
        warmth += given
        chance = formulas.mood(float(uniforms[place]), move.mood)
        if game.depths.told:
            trust[place] = formulas.trust_moved(
                trust[place], standing.usual_trust[place], given, threat, chance, standing.rapport,
                move.trust_gain, move.threat_loss, move.revert, standing.wear,
            )  # fmt: skip
        else:
            trust[place] = formulas.trust_after(
                trust[place], given, threat, chance, standing.rapport, move.trust_gain, move.threat_loss
            )
    if game.depths.told:
        rapport = formulas.rapport_moved(
            standing.rapport, standing.usual_rapport, warmth, threat,
            move.trust_gain, move.threat_loss, move.revert, standing.wear,
        )  # fmt: skip
    else:
        rapport = formulas.rapport_after(standing.rapport, warmth, threat, move.trust_gain, move.threat_loss)
    wear = float(formulas.worn(standing.wear, threat))
    return replace(with_trust(standing, trust), rapport=rapport, wear=wear)
