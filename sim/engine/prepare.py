"""From how a scenario is played to what the engines need: the rules, all chance, and the player of each signatory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sim.agents.names import is_built_in, strategy_of
from sim.agents.strategies import Boa, Human, Strategy, make_strategy
from sim.domain.game import Game
from sim.errors import InputError, UnknownName, nearest
from sim.rules.draws import Draws, draw_chance
from sim.rules.table import Rules
from sim.rules.valuation import constraints_on
from sim.scenario.setup import Setup
from sim.streams import check_seed

Player = str | Strategy


@dataclass(frozen=True, eq=False)
class Prepared:
    """A setup ready to be played: the rules with their game, all chance, and each signatory's strategy by id."""

    rules: Rules
    draws: Draws
    players: Mapping[str, Strategy]

    @property
    def places(self) -> Mapping[int, Strategy]:
        """Who plays which place."""
        return {self.rules.game.party(party): player for party, player in self.players.items()}


def prepare(setup: Setup) -> Prepared:
    """Return what a run is played with. Raises `InputError` for the first thing in a setup that makes no sense.

    >>> prepare(Setup("2018-singapore", seed=7, off=["alliance"])).players["japan"].name
    'boulware'
    """
    seed = check_seed(setup.seed)
    game = setup.loaded.game(seed if setup.draw else None)
    rules = rules_of(setup, game)
    return Prepared(rules, draw_chance(game, seed), players_of(setup, game))


def rules_of(setup: Setup, game: Game) -> Rules:
    """Return the rules of play. Raises `InputError` for a constraint or a protocol that nobody knows."""
    protocol = game.protocol if setup.protocol is None else setup.protocol
    speaking = tuple(g.party for g in game.guarantors if game.parties[g.party].id in setup.strategies)
    return Rules(game, constraints_on(setup.off), protocol, speaking)


def players_of(setup: Setup, game: Game) -> dict[str, Strategy]:
    """Return each signatory's strategy: the one handed in, or the scenario's; and the person who speaks for a guarantor."""
    signatories = [game.parties[place] for place in game.signatories]
    guarantors = [game.parties[guarantor.party].id for guarantor in game.guarantors]
    people = {
        name: player
        for name, player in setup.strategies.items()
        if name in guarantors and isinstance(player, Human)
    }
    for name in setup.strategies:
        if name not in [*people, *(party.id for party in signatories)]:
            hint = nearest(name, [party.id for party in signatories])
            raise UnknownName(f'strategy: there is no signatory "{name}"; {hint}')
    return {
        party.id: _strategy(setup.strategies[party.id])
        if party.id in setup.strategies
        else make_strategy(party.strategy, party.acceptance, party.opponent_model)
        for party in signatories
    } | people


def _strategy(player: Player) -> Strategy:
    """A strategy object as it is; what a text names, from the shelf."""
    if isinstance(player, str):
        return strategy_of(player)
    if isinstance(player, type) or not isinstance(player, Strategy):
        raise InputError(f"strategy: {player!r:.60} is neither a name nor a strategy object; see sim.testing")
    if is_built_in(player.name) and not isinstance(player, Boa | Human):
        raise InputError(f'strategy: "{player.name}" is the name of a built-in; give your own another name')
    return player
