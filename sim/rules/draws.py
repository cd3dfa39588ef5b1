"""All chance of one run, drawn before the first round from named streams."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.domain.game import Game
from sim.domain.issue import Floats
from sim.streams import stream


@dataclass(frozen=True)
class Draws:
    """Uniform numbers in [0, 1). T rounds, P parties.

    ``events``: shape ``(n_events, T)``; ``mood``, ``choice``: shape ``(T, P)``, the chance in each party's mood
    after a round and in its choice of an offer; ``coin``: shape ``(T,)``, which of two acceptable texts is
    signed; ``ratification``: shape ``(P,)``; ``years``: shape ``(n_years,)``; ``private``: shape ``(P, 2)``, what each
    party's reservation keeps to itself.
    """

    events: Floats
    mood: Floats
    choice: Floats
    coin: Floats
    ratification: Floats
    years: Floats
    private: Floats


def draw_chance(game: Game, seed: int) -> Draws:
    """Return the draws of one run; the same game size and seed give the same numbers everywhere.

    Each event and each party has a stream of its own, named by its id, so a new event or party leaves
    the luck of the others as it was.
    """
    t = game.rounds
    events = [stream(seed, "event", event.id).random(t) for event in game.events]
    ids = [party.id for party in game.parties]
    return Draws(
        events=np.array(events).reshape(len(events), t),
        mood=np.stack([stream(seed, "mood", i).random(t) for i in ids], axis=1),
        choice=np.stack([stream(seed, "choice", i).random(t) for i in ids], axis=1),
        coin=stream(seed, "coin").random(t),
        ratification=np.array([stream(seed, "ratification", i).random() for i in ids]),
        years=stream(seed, "performance").random(game.dynamics.years),
        private=np.stack([stream(seed, "private", i).random(2) for i in ids]),
    )
