"""What may change while the parties talk: trust, rapport, leverage, leaders and the deadline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

from sim.domain.game import Event, Game, Party


@dataclass(frozen=True)
class Standing:
    """The moving part of a game. A step returns a new one.

    ``parties`` in the order of the game, each with its present trust, reservation and ratifier;
    ``leverage`` per guarantor; ``deadline`` is the last round; ``resume`` the first round in which the
    parties meet again; ``fired`` the ids of events that have happened.
    """

    parties: tuple[Party, ...]
    rapport: float
    leverage: tuple[float, ...]
    deadline: int
    resume: int = 1
    fired: frozenset[str] = frozenset()


def unit(x: float) -> float:
    """Return ``x``, or the nearer end of [0, 1]."""
    return min(1.0, max(0.0, x))


def opening_standing(game: Game) -> Standing:
    """Return the standing before the first round."""
    return Standing(
        parties=game.parties,
        rapport=game.dynamics.rapport,
        leverage=tuple(g.leverage for g in game.guarantors),
        deadline=game.rounds,
    )


def with_trust(standing: Standing, trust: Sequence[float]) -> Standing:
    """Return the standing with each party's trust set to its entry of ``trust``."""
    parties = tuple(
        party if party.trust == value else replace(party, trust=value)
        for party, value in zip(standing.parties, trust, strict=True)
    )
    return replace(standing, parties=parties)


def happening(event: Event, round_: int, uniform: float, fired: frozenset[str]) -> bool:
    """Return whether an event happens in this round: each at most once, by its date or by its chance."""
    if event.id in fired:
        return False
    return round_ == event.at if event.at is not None else uniform < event.chance


def strike(event: Event, standing: Standing, game: Game, round_: int) -> Standing:
    """Return the standing after an event in round ``round_``.

    A suspension counts from this round on; a deadline never moves outward and never before this round.
    """
    shifted = with_trust(standing, [unit(party.trust + event.trust) for party in standing.parties])
    parties = list(shifted.parties)
    for (place, name), value in event.becomes.items():
        parties[place] = replace(parties[place], **cast(Any, {name: value}))
    deadline = standing.deadline
    if event.rounds_left is not None:
        deadline = min(deadline, round_ + event.rounds_left - 1)
    return replace(
        shifted,
        parties=tuple(parties),
        rapport=unit(standing.rapport + event.rapport),
        leverage=tuple(unit(x + event.leverage) for x in standing.leverage),
        deadline=max(deadline, round_),
        resume=max(standing.resume, round_ + event.suspend),
        fired=standing.fired | {event.id},
    )


def trust_after(
    trust: float, conceded: float, threat: float, mood: float, rapport: float, gain: float, loss: float
) -> float:
    """Return one party's trust after a meeting, in [0, 1].

    ``conceded``: worth that the others' proposals gave it since their last ones (0 or more); ``threat``: the
    leverage behind a threat of this round (0: none); ``mood``: what chance adds. A concession counts in full
    at rapport 1 and half at rapport 0.

    >>> trust_after(0.5, 0.1, 0.0, 0.0, 1.0, 1.0, 0.2)
    0.6
    """
    return unit(trust + gain * conceded * (0.5 + 0.5 * rapport) - loss * threat + mood)
