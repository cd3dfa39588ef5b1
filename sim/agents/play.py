"""A whole negotiation as a plain loop: for games made by hand, without a scenario and without Mesa."""

from __future__ import annotations

from collections.abc import Mapping

from sim.agents.strategies import Strategy
from sim.agents.view import see
from sim.errors import InputError
from sim.rules.draws import Draws
from sim.rules.table import Rules, Table, apply, is_over, open_table


def play(rules: Rules, players: Mapping[int, Strategy], draws: Draws) -> Table:
    """Play to the end and return the table, which holds every meeting, text and answer.

    ``players``: a strategy for the place of every signatory. Each decides on its own view of the table. Raises
    `InputError` when a signatory has no strategy or a place is nobody's, and `IllegalMove` when a strategy
    breaks the rules. The same rules, strategies and draws give the same table, move for move.

    >>> from sim.agents.strategies import make_strategy
    >>> from sim.rules.draws import draw_chance
    >>> from sim.domain.small import pie
    >>> game = pie(10, rounds=5)
    >>> players = {0: make_strategy("linear"), 1: make_strategy("conceder")}
    >>> table = play(Rules(game), players, draw_chance(game, seed=7))
    >>> table.result, game.space.terms(table.agreement)
    ('treaty_performed', {'share': 'a6'})
    """
    game = rules.game
    for place in game.signatories:
        if place not in players:
            raise InputError(
                f'players: nobody plays "{game.parties[place].id}"; add a strategy for place {place}'
            )
    for place in players:
        if place not in game.signatories:
            raise InputError(
                f"players: place {place!r} signs nothing; the signatories are {game.signatories}"
            )
    table = open_table(rules, draws)
    while not is_over(table):
        player, view = players[table.to_move], see(table, table.to_move, draws)
        outcome = table.on_table
        table = apply(table, player.propose(view) if outcome is None else player.answer(view, outcome), draws)
    return table
