"""Random small games for the property tests, and values that say what a table holds."""

from __future__ import annotations

import math
from dataclasses import fields, is_dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
from hypothesis import strategies as st

from sim.agents.view import View, see
from sim.domain.game import Dynamics, Event, Game, Guarantor, Party, Promises
from sim.domain.small import deep_game
from sim.rules.draws import draw_chance
from sim.rules.standing import Standing
from sim.rules.table import Rules, Table, open_table
from sim.testing import small_game

Array = npt.NDArray[np.float64]

units = st.integers(0, 16).map(lambda k: k / 16) | st.floats(0.0, 1.0, allow_subnormal=False)
"""Numbers in [0, 1]: half of them sixteenths, so that ties and exact hits occur."""

seeds = st.integers(0, 2**32)

GRAINS = {"quarters": 4, "sixteenths": 16, "fine": None}
ON_PARTIES = ("reservation", "trust", "hawkishness", "domestic_threshold", "discount")


class Chance:
    """Numbers and arrays in [0, 1]: in quarters (many ties), in sixteenths, or as fine as floats are."""

    def __init__(self, seed: int, kind: str) -> None:
        self.random, self.grain = np.random.default_rng(seed), GRAINS[kind]

    def array(self, *shape: int) -> Array:
        if self.grain is None:
            return self.random.random(shape)
        return self.random.integers(0, self.grain + 1, shape) / self.grain

    def number(self, most: float = 1.0) -> float:
        return float(self.array()) * most

    def below(self, n: int) -> int:
        return int(self.random.integers(n))

    def heads(self) -> bool:
        return bool(self.random.random() < 0.5)


def party(chance: Chance, place: int) -> Party:
    return Party(
        "abcd"[place],
        reservation=chance.number(0.75),
        discount=(1.0, 0.95, 0.5, 0.0)[chance.below(4)],
        trust=chance.number(),
        hawkishness=chance.number(),
        domestic_threshold=chance.number() if chance.heads() else None,
    )


def event(chance: Chance, name: str, n_parties: int, rounds: int) -> Event:
    dated = chance.heads()
    key = (chance.below(n_parties), ON_PARTIES[chance.below(len(ON_PARTIES))])
    return Event(
        name,
        at=1 + chance.below(rounds) if dated else None,
        chance=0.0 if dated else chance.number(),
        suspend=chance.below(4),
        rounds_left=1 + chance.below(3) if chance.heads() else None,
        trust=chance.number() - 0.5,
        rapport=chance.number() - 0.5,
        leverage=chance.number() - 0.5,
        becomes={key: chance.number()} if chance.heads() else {},
    )


def guarantor(chance: Chance, place: int, supportive: bool) -> Guarantor:
    return Guarantor(
        party=place,
        ally=chance.below(place),
        leverage=chance.number(),
        stake=chance.number(0.5),
        objection=chance.number(),
        support=chance.number(0.25) if supportive else 0.0,
        support_margin=chance.number(0.25),
        threat_margin=chance.number(0.25),
    )


def dynamics(chance: Chance) -> Dynamics:
    return Dynamics(
        rapport=chance.number(),
        trust_gain=chance.number(2.0),
        threat_loss=chance.number(),
        mood=chance.number(0.25),
        spread=(0.02, 0.05, 0.2)[chance.below(3)],
        failure_cost=chance.number(0.125) if chance.heads() else 0.0,
        years=chance.below(4),
        shock=chance.number(),
    )


def promises(chance: Chance, signing: int, guarded: bool, utilities: Array) -> Promises:
    p, n = utilities.shape
    k = chance.below(3)
    return Promises(
        tuple(f"promise{j}" for j in range(k)),
        tuple(chance.below(signing) for _ in range(k)),
        tuple(chance.below(2) - 1 if guarded else -1 for _ in range(k)),
        chance.array(k, n),
        chance.array(p, k, n) * utilities[:, None, :],
        chance.array(p, k),
    )


@st.composite
def games(
    draw: st.DrawFn,
    eventful: bool = True,
    supportive: bool = True,
    plain: bool = False,
    guarded: bool | None = None,
) -> Game:
    """A small game with two or three signatories and, unless it is ``plain``, all that may constrain them.

    ``guarded``: with a guarantor, without, or either.
    """
    sizes = draw(st.lists(st.integers(1, 4), min_size=1, max_size=4).filter(lambda s: math.prod(s) <= 48))
    signing, rounds = draw(st.integers(2, 3)), draw(st.integers(1, 8))
    if guarded is None:
        guarded = not plain and draw(st.booleans())
    chance = Chance(draw(st.integers(0, 2**32)), draw(st.sampled_from(sorted(GRAINS))))
    p = signing + guarded
    utilities = chance.array(p, math.prod(sizes))
    game = replace(
        small_game(utilities.tolist(), sizes, rounds=rounds),
        signatories=tuple(range(signing)),
        opening=chance.below(signing),
        declared=tuple({i: chance.below(m) for i, m in enumerate(sizes) if chance.heads()} for _ in range(p)),
    )
    if plain:
        return game
    happenings = draw(st.integers(0, 2)) if eventful else 0
    return replace(
        game,
        parties=tuple(party(chance, place) for place in range(p)),
        guarantors=(guarantor(chance, signing, supportive),) if guarded else (),
        nationalist=chance.array(*utilities.shape),
        refused=chance.random.random(utilities.shape) < draw(st.sampled_from([0.0, 0.2, 0.6])),
        promises=promises(chance, signing, guarded, utilities),
        dynamics=dynamics(chance),
        events=tuple(event(chance, f"event{e}", p, rounds) for e in range(happenings)),
    )


def talks_in_depth(chance: Chance) -> Dynamics:
    """Dynamics with all that only texts of several depths have."""
    return replace(
        dynamics(chance),
        ties=chance.number(0.25),
        coldness=chance.number(),
        private=chance.number(0.125),
        revert=chance.number(),
    )


def firm(chance: Chance, game: Game) -> Game:
    """The game with some texts that bind more than others of their depth, and in which rapport counts for more."""
    depths, firmer = game.depths, chance.random.random(game.space.n) < 0.3
    more = np.where(firmer, 1.5, 1.0)
    return replace(
        game, depths=replace(depths, binding=np.minimum(1.0, depths.binding * more), warmth=more.copy())
    )


@st.composite
def deep_games(draw: st.DrawFn, eventful: bool = True, supportive: bool = True) -> Game:
    """A small game whose texts have two to four depths, with two or three signatories and all that may constrain them."""
    counts = draw(st.lists(st.integers(1, 6), min_size=2, max_size=4))
    signing, rounds, guarded = draw(st.integers(2, 3)), draw(st.integers(1, 6)), draw(st.booleans())
    chance = Chance(draw(st.integers(0, 2**32)), draw(st.sampled_from(sorted(GRAINS))))
    n, p = sum(counts), signing + guarded
    binding = [0.0, *sorted(chance.array(len(counts) - 2).tolist()), 1.0]
    gains = 2.0 * chance.array(p, n) - 1.0
    game = deep_game(
        gains.tolist(),
        [d for d, count in enumerate(counts) for _ in range(count)],
        binding,
        ratified=chance.below(len(counts) + 1),
        demand=[chance.below(n) if chance.heads() else -1 for _ in range(signing)] + [-1] * guarded,
        rounds=rounds,
    )
    happenings = draw(st.integers(0, 2)) if eventful else 0
    return replace(
        firm(chance, game),
        parties=tuple(party(chance, place) for place in range(p)),
        signatories=tuple(range(signing)),
        opening=chance.below(signing),
        guarantors=(guarantor(chance, signing, supportive),) if guarded else (),
        nationalist=2.0 * chance.array(p, n) - 1.0,
        refused=chance.random.random((p, n)) < draw(st.sampled_from([0.0, 0.2, 0.6])),
        promises=promises(chance, signing, guarded, np.abs(gains)),
        dynamics=talks_in_depth(chance),
        events=tuple(event(chance, f"event{e}", p, rounds) for e in range(happenings)),
    )


def with_party(standing: Standing, place: int, **changes: Any) -> Standing:
    """The standing with one party's numbers changed."""
    parties = list(standing.parties)
    parties[place] = replace(parties[place], **changes)
    return replace(standing, parties=tuple(parties))


def photograph(value: Any) -> Any:
    """Everything that a value of the package holds, arrays byte for byte, fit to be compared."""
    if is_dataclass(value):
        return (type(value), *(photograph(getattr(value, f.name)) for f in fields(value)))
    if isinstance(value, np.ndarray):
        return value.shape, str(value.dtype), value.tobytes()
    if isinstance(value, dict):
        return tuple((key, photograph(item)) for key, item in value.items())
    if isinstance(value, (tuple, list)):
        return tuple(photograph(item) for item in value)
    return value


def transcript(table: Table) -> list[object]:
    """What was said and done at a table, without the arrays."""
    rounds: list[object] = [
        (m.round, m.events, m.before, m.criticisms, m.offers, m.passed, m.walked) for m in table.meetings
    ]
    return [*rounds, table.result, table.agreement, table.after]


def view_of(game: Game, place: int = 0, seed: int = 0, **changes: Any) -> View:
    """What a party sees when the talks open, with some of it replaced."""
    draws = draw_chance(game, seed)
    return replace(see(open_table(Rules(game), draws), place, draws), **changes)
