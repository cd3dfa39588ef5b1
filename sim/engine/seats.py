"""Who sits at the table: names and objects of strategies to the player of each signatory."""

from __future__ import annotations

from collections.abc import Mapping

from sim.agents.strategies import Boa, Human, Strategy, make_strategy
from sim.domain.game import STRATEGIES, Game
from sim.errors import InputError, UnknownName, nearest

Player = str | Strategy


def _strategy(player: Player) -> Strategy:
    """A strategy object as it is; a name, or name/acceptance/opponent_model, from the shelf."""
    if not isinstance(player, str):
        if isinstance(player, type) or not isinstance(player, Strategy):
            raise InputError(
                f"strategy: {player!r:.60} is neither a name nor a strategy object; see sim.testing"
            )
        if player.name.split("/")[0] in STRATEGIES and not isinstance(player, Boa | Human):
            raise InputError(
                f'strategy: "{player.name}" is the name of a built-in; give your own another name'
            )
        return player
    parts = player.split("/")
    if len(parts) > 3:
        raise InputError(
            f'strategy: "{player}" has too many parts; write NAME or NAME/ACCEPTANCE/OPPONENT_MODEL'
        )
    return make_strategy(parts[0], *[part or None for part in parts[1:]])


def seated(game: Game, given: Mapping[str, Player]) -> dict[str, Strategy]:
    """Return each signatory's strategy: the one handed in, or the scenario's."""
    signatories = [game.parties[place] for place in game.signatories]
    for name in given:
        if name not in [party.id for party in signatories]:
            hint = nearest(name, [party.id for party in signatories])
            raise UnknownName(f'strategy: there is no signatory "{name}"; {hint}')
    return {
        party.id: _strategy(given[party.id])
        if party.id in given
        else make_strategy(party.strategy, party.acceptance, party.opponent_model)
        for party in signatories
    }
