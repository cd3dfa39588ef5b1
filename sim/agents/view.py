"""What a seat at the table sees when it has to decide."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.agents import formulas
from sim.domain.game import Game
from sim.domain.issue import Bools, Floats
from sim.rules import formulas as rules
from sim.rules.draws import Draws
from sim.rules.table import Table, refusals
from sim.rules.valuation import Valuation


@dataclass(frozen=True)
class View:
    """One party's view of the table, of n outcomes.

    ``round`` runs from 1 to ``deadline``; ``expected``: shape ``(n,)``, what each outcome is worth to the party,
    all things foreseen: what it holds out by; ``acceptable``: shape ``(n,)``, what it would table; ``signing`` and
    ``signable``: likewise, what it would be worth to sign it and whether the party would (where texts have depths, the
    others' ratifiers count only here); ``allowed``: shape ``(n,)``, what the rules let it table; ``crossing``: shape
    ``(n,)``, what crosses another's red line; ``demand``: the text it has declared, or ``None``; ``last_day``: the texts
    that may be tabled on the last day, shape ``(n,)``, or ``None`` before it; ``heard``: for each other signatory the outcomes it has
    tabled, oldest first; ``said``: the party's own; ``offered``: every outcome it has answered, oldest first;
    ``draft``: the mediator's last draft or the status quo; ``choices``: uniform numbers in [0, 1) for this round
    and the next; ``over``: the talks have ended; ``hopeless``: as reservations stand nothing would be acceptable,
    even if every promise were believed and ratified. ``value`` holds the other parties' expectations too: only the opponent model `perfect`
    and the benchmark strategies look at them.
    """

    game: Game
    me: int
    round: int
    deadline: int
    reservation: float
    discount: float
    expected: Floats
    acceptable: Bools
    heard: dict[int, tuple[int, ...]]
    said: tuple[int, ...]
    offered: tuple[int, ...]
    draft: int
    choices: tuple[float, float]
    hopeless: bool
    over: bool
    value: Valuation
    signing: Floats
    signable: Bools
    allowed: Bools
    crossing: Bools
    demand: int | None = None
    last_day: Bools | None = None

    @property
    def candidates(self) -> Bools:
        """What the party would table now: all that is acceptable; on the last day only what it would sign, of the depth tried."""
        return self.acceptable if self.last_day is None else self.last_day & self.signable & self.acceptable

    @property
    def others(self) -> tuple[int, ...]:
        """The places of the other signatories, in order."""
        return tuple(place for place in self.game.signatories if place != self.me)

    def elapsed(self, ahead: int = 0) -> float:
        """Return the share of the time that is gone ``ahead`` rounds from now: 0 in round 1, 1 in the last."""
        return float(formulas.elapsed(self.round + ahead, self.deadline))

    def best(self) -> float:
        """Return the most that an acceptable outcome gives, or the reservation where there is none.

        Where texts have depths that is what the declared demand gives, unless it gives less than none.
        """
        return float(self.expected[self.acceptable].max()) if self.acceptable.any() else self.reservation


def see(table: Table, party: int, draws: Draws) -> View:
    """Return what ``party`` sees. Texts that others table in the same breath stay hidden until all are in."""
    game, standing, value = table.rules.game, table.standing, table.value
    closed = table.result is not None
    hidden = bool(table.queue) and table.on_table is None
    now = () if closed else (*table.meeting.criticisms, *table.meeting.offers)
    spoken = {
        place: table.history.said.get(place, ())
        + tuple(t.outcome for t in now if t.author == place and (place == party or not hidden))
        for place in game.signatories
    }
    answered = tuple(t.outcome for t in table.meeting.offers if any(who == party for who, _ in t.answers))
    round_ = max(1, table.meeting.round)
    luck = draws.choice[:, party]
    refused = refusals(table.rules)
    wanted = rules.wanted(value.plain[party], value.reservation[party], refused[party])
    demand = game.depths.demand[party]
    return View(
        game=game,
        me=party,
        round=round_,
        deadline=standing.deadline,
        reservation=value.reservation[party],
        discount=standing.parties[party].discount,
        expected=value.expected[party],
        acceptable=value.acceptable[party],
        heard={place: texts for place, texts in spoken.items() if place != party},
        said=spoken.get(party, ()),
        offered=table.history.answered.get(party, ()) + (() if closed else answered),
        draft=table.draft,
        choices=(float(luck[round_ - 1]), float(luck[min(round_, luck.size - 1)])),
        over=table.result is not None,
        hopeless=not wanted.any(),
        value=value,
        signing=value.signing[party],
        signable=value.signable[party],
        allowed=~refused[party] if game.depths.told else value.acceptable[party],
        crossing=np.any(refused[[place for place in game.signatories if place != party]], axis=0),
        demand=demand if demand >= 0 and not refused[party, demand] else None,
        last_day=None if table.closing is None or closed else game.depths.at(table.closing),
    )
