"""What may change while the parties talk: trust, rapport, leverage, leaders and the deadline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

from sim.domain.game import Event, Game, Party
from sim.rules.formulas import deadline_after, resume_after, shifted, swayed
from sim.rules.voice import Word


@dataclass(frozen=True)
class Standing:
    """The moving part of a game. A step returns a new one.

    ``parties`` in the order of the game, each with its present trust, reservation and ratifier;
    ``leverage`` per guarantor; ``deadline`` is the last round; ``resume`` the first round in which the
    parties meet again; ``fired`` the ids of events that have happened. ``private``: per party the part of its
    reservation that nobody outside knows; ``usual_trust``, ``usual_rapport``: what they go back to; ``wear``: how much a
    threat still counts; ``words``: what guarantors that people speak for have said, oldest first.
    """

    parties: tuple[Party, ...]
    rapport: float
    leverage: tuple[float, ...]
    deadline: int
    resume: int = 1
    fired: frozenset[str] = frozenset()
    private: tuple[float, ...] = ()
    usual_trust: tuple[float, ...] = ()
    usual_rapport: float = 0.0
    wear: float = 1.0
    words: tuple[Word, ...] = ()


def opening_standing(game: Game, private: Sequence[float] | None = None) -> Standing:
    """Return the standing before the first round; ``private``: what chance adds to each reservation, nothing where left out."""
    return Standing(
        parties=game.parties,
        rapport=game.dynamics.rapport,
        leverage=tuple(g.leverage for g in game.guarantors),
        deadline=game.rounds,
        private=tuple(private) if private is not None else (0.0,) * len(game.parties),
        usual_trust=tuple(party.trust for party in game.parties),
        usual_rapport=game.dynamics.rapport,
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

    A suspension counts from this round on; a deadline never moves outward and never before this round. What an event
    does to trust and rapport lasts: they go back to the new level.
    """
    moved_by = swayed if game.depths.told else shifted
    moved = with_trust(standing, [moved_by(party.trust, event.trust) for party in standing.parties])
    usual = [moved_by(trust, event.trust) for trust in standing.usual_trust]
    parties = list(moved.parties)
    for (place, name), value in event.becomes.items():
        parties[place] = replace(parties[place], **cast(Any, {name: value}))
        usual[place] = value if name == "trust" else usual[place]
    deadline = standing.deadline
    if event.rounds_left is not None:
        deadline = deadline_after(deadline, round_, event.rounds_left)
    return replace(
        moved,
        parties=tuple(parties),
        rapport=moved_by(standing.rapport, event.rapport),
        leverage=tuple(shifted(x, event.leverage) for x in standing.leverage),
        deadline=deadline,
        resume=resume_after(standing.resume, round_, event.suspend),
        fired=standing.fired | {event.id},
        usual_trust=tuple(usual),
        usual_rapport=moved_by(standing.usual_rapport, event.rapport),
    )
