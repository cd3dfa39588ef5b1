"""A small game whose texts have three depths, small enough to be worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sim.domain.game import Game
from sim.domain.small import deep_game
from sim.rules.draws import Draws, draw_chance
from sim.rules.standing import Standing, opening_standing
from sim.rules.table import Rules, Table, open_table
from sim.rules.valuation import ALL_ON, Valuation, valuation

GREETING, NOTE_A, NOTE_B, BEST_A, MIDDLE, BEST_B = range(6)
"""One text that binds nothing, two that bind by a quarter, three that bind in full and go to the ratifiers."""

GAINS = [
    [0.0, 0.1, 0.0, 0.6, 0.3, -0.1],
    [0.0, 0.0, 0.1, -0.2, 0.2, 0.5],
]


def three_depths(**changes: Any) -> Game:
    """The game of these texts: having no text is worth 0.2 to ``a`` and 0.1 to ``b``, and each has declared its best."""
    game = deep_game(
        GAINS,
        [0, 1, 1, 2, 2, 2],
        [0.0, 0.25, 1.0],
        ratified=1,
        reservations=(0.2, 0.1),
        demand=(BEST_A, BEST_B),
        rounds=4,
    )
    return replace(game, **changes)


def with_parties(game: Game, *changes: dict[str, Any]) -> Game:
    """The game with numbers of its parties changed, party by party."""
    parties = [replace(party, **change) for party, change in zip(game.parties, changes, strict=False)]
    return replace(game, parties=(*parties, *game.parties[len(parties) :]))


def valued(
    game: Game, on: frozenset[str] = ALL_ON, standing: Standing | None = None
) -> tuple[Standing, Valuation]:
    """The standing when the talks open, and what every text is worth then."""
    standing = standing or opening_standing(game)
    return standing, valuation(game, standing, on)


def opened(game: Game, on: frozenset[str] = ALL_ON, protocol: str = "alternating") -> tuple[Table, Draws]:
    """The table when the talks open."""
    draws = draw_chance(game, 0)
    return open_table(Rules(game, on, protocol), draws), draws
