"""Strategies by name: an offering rule, an acceptance rule and an opponent model, freely combined.

The decoupled architecture of Baarslag (2014), "What to Bid and When to Stop".
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from sim.agents import benchmark, offering
from sim.agents.acceptance import acceptance
from sim.agents.formulas import no_less
from sim.agents.offering import Offering, closing
from sim.agents.opponent import opponent_model, rating
from sim.agents.view import View
from sim.domain.game import STRATEGIES
from sim.errors import InputError, UnknownName, nearest
from sim.rules.moves import Answer, Move, Pass, Propose, Walk


@runtime_checkable
class Strategy(Protocol):
    """What a party at the table must be able to do; `sim.testing.check_strategy` tells whether it does it well."""

    @property
    def name(self) -> str:
        """The name that records call it by."""
        ...

    def aspiration(self, view: View) -> float:
        """Return what the party holds out for now, in [0, 1]."""
        ...

    def propose(self, view: View) -> Move:
        """Return a proposal, pass, or leave."""
        ...

    def answer(self, view: View, outcome: int) -> Move:
        """Return an answer to ``outcome``, or leave."""
        ...


@dataclass(frozen=True)
class Boa:
    """Bidding, opponent model and acceptance put together.

    While nothing is acceptable to it, it tables nothing; it leaves when nothing could ever be.
    """

    name: str
    offering: Offering
    acceptance_rule: str
    model: str

    @property
    def label(self) -> str:
        """The name, followed by acceptance rule and opponent model where they are not the usual ones."""
        usual = _SHELF.get(self.name)
        if usual is not None and usual[1:] == (self.acceptance_rule, self.model):
            return self.name
        return f"{self.name}/{self.acceptance_rule}/{self.model}"

    def aspiration(self, view: View) -> float:
        """Return the offering rule's aspiration."""
        return self.offering.aspiration(view)

    def propose(self, view: View) -> Move:
        """Return the declared demand first, then the offering rule's text; on the last day the best that both might sign."""
        if view.last_day is not None:
            text = closing(view, view.candidates, rating(view, opponent_model(self.model)))
            return Pass(view.me) if text is None else Propose(view.me, text)
        if view.demand is not None and not view.said:
            return Propose(view.me, view.demand)
        if not view.acceptable.any():
            return Walk(view.me) if view.hopeless else Pass(view.me)
        return Propose(view.me, self.offering.offer(view, rating(view, opponent_model(self.model))))

    def answer(self, view: View, outcome: int) -> Move:
        """Return what the acceptance rule says; what the party would not sign is refused, and nothing else on the last day."""
        if not view.signable[outcome]:
            return Answer(view.me, False)
        if view.last_day is not None:
            return Answer(view.me, True)
        rated = rating(view, opponent_model(self.model))
        return Answer(view.me, acceptance(self.acceptance_rule)(view, outcome, self.offering, rated))


@dataclass(frozen=True)
class Human:
    """A person: every move comes from ``decide(view, outcome)``, where ``outcome`` is ``None`` when it is to propose."""

    decide: Callable[[View, int | None], Move]
    name: str = "human"

    def aspiration(self, view: View) -> float:
        """Return the worth of the person's last text, or the best worth before the first."""
        if not view.said:
            return view.best()
        return float(no_less(view.reservation, float(view.expected[view.said[-1]])))

    def propose(self, view: View) -> Move:
        """Return the person's move."""
        return self.decide(view, None)

    def answer(self, view: View, outcome: int) -> Move:
        """Return the person's move."""
        return self.decide(view, outcome)


_SHELF = {**offering.SHELF, **benchmark.SHELF}
"""Every built-in strategy: its offering rule, its usual acceptance rule and its usual opponent model."""


def make_strategy(name: str, acceptance_rule: str | None = None, model: str | None = None) -> Boa:
    """Return a strategy by name, with its usual acceptance rule and opponent model unless others are named.

    >>> make_strategy("boulware", model="perfect").model
    'perfect'
    """
    if name == "human":
        raise InputError(
            "strategy human: it needs a person; hand in Human(decide) or choose another strategy"
        )
    if name not in _SHELF:
        raise UnknownName(f'no strategy "{name}"; {nearest(name, STRATEGIES)}')
    bids, rule, usual = _SHELF[name]
    if acceptance_rule is not None:
        acceptance(acceptance_rule)
    if model is not None:
        opponent_model(model)
    return Boa(name, bids, acceptance_rule or rule, model or usual)
