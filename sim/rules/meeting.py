"""What happens in a round, and what all rounds so far have said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sim.rules.standing import Standing
from sim.rules.valuation import Valuation

MEDIATOR = -1


@dataclass(frozen=True)
class Offer:
    """A tabled text: its author (a party's place, or `MEDIATOR`), its outcome, and the answers so far."""

    author: int
    outcome: int
    answers: tuple[tuple[int, bool], ...] = ()


@dataclass(frozen=True)
class Meeting:
    """What happened in one round, or on the last day; ``before``: its standing, ``value``: what followed from it."""

    round: int
    events: tuple[str, ...]
    before: Standing
    value: Valuation
    criticisms: tuple[Offer, ...] = ()
    offers: tuple[Offer, ...] = ()
    passed: tuple[int, ...] = ()
    walked: int | None = None
    last_day: bool = False


Texts = Mapping[int, tuple[int, ...]]
"""A party's place to outcomes, oldest first; nothing for a party that has none."""


@dataclass(frozen=True)
class History:
    """What was said in meetings: it grows by one meeting at a time, so that nobody has to go through all of them.

    ``said``: what each author has tabled; ``answered``: what each party has answered.
    """

    said: Texts = field(default_factory=dict)
    answered: Texts = field(default_factory=dict)

    def after(self, meeting: Meeting) -> History:
        """Return the history with one more meeting.

        >>> from types import SimpleNamespace
        >>> meeting = SimpleNamespace(criticisms=(), offers=(Offer(0, 5, ((1, True),)), Offer(1, 6)))
        >>> NOTHING_SAID.after(meeting)
        History(said={0: (5,), 1: (6,)}, answered={1: (5,)})
        """
        said, answered = dict(self.said), dict(self.answered)
        for text in (*meeting.criticisms, *meeting.offers):
            said[text.author] = (*said.get(text.author, ()), text.outcome)
        for text in meeting.offers:
            for who in dict.fromkeys(who for who, _ in text.answers):
                answered[who] = (*answered.get(who, ()), text.outcome)
        return History(said, answered)


NOTHING_SAID = History()
"""Before the first meeting."""
