"""The contract kit: does a strategy of your own do what every strategy must? And small games to try it on.

>>> from sim.agents.strategies import make_strategy
>>> check_strategy(lambda: make_strategy("random_walker"))
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from numbers import Integral
from typing import TypeVar, cast

import numpy as np

from sim.agents.names import is_built_in, label_of, strategy_of
from sim.agents.play import play
from sim.agents.strategies import Boa, Human, Strategy, make_strategy
from sim.agents.view import View, see
from sim.domain.game import PROTOCOLS, Dynamics, Event, Game, Guarantor, Party, Promises
from sim.domain.small import deep_game, pie, small_game
from sim.errors import InputError
from sim.rules.draws import draw_chance
from sim.rules.moves import Answer, Move, Pass, Propose, Walk
from sim.rules.table import Rules

__all__ = ["ContractBroken", "check_strategy", "contract_games", "deep_game", "pie", "small_game"]

Result = TypeVar("Result")
Make = Callable[[], Strategy]


class ContractBroken(AssertionError):
    """A strategy does not do what every strategy must; the message names the rule and the place."""


# ---------------------------------------------------------------- the games


def _trade(rounds: int = 8, parties: int = 2) -> Game:
    """Three issues of three options on which the parties want different things, and care differently."""
    places = np.indices((3, 3, 3)).reshape(3, -1) / 2.0
    weights, firsts = ((5, 2, 1), (1, 2, 5), (3, 3, 2)), ((1, 1, 1), (0, 0, 0), (1, 0, 1))
    rows = []
    for p in range(parties):
        parts = [w / 8.0 * abs(f - x) for w, f, x in zip(weights[p], firsts[p], places, strict=True)]
        rows.append((parts[0] + parts[1] + parts[2]).tolist())
    declared = tuple({0: 0, 1: 0} if p == 0 else {1: 2, 2: 2} for p in range(parties))
    return replace(small_game(rows, (3, 3, 3), reservations=0.3, rounds=rounds), declared=declared)


def _pressed() -> Game:
    """The trade with everything that can be switched on: a guarantor, a promise, red lines and ratifiers."""
    game = _trade()
    n = game.space.n
    ally = replace(game.parties[0], trust=0.4, hawkishness=0.3, domestic_threshold=0.35)
    other = replace(game.parties[1], trust=0.6, hawkishness=0.2, domestic_threshold=0.3)
    refused = np.zeros((3, n), dtype=np.bool_)
    refused[0, game.space.outcomes[:, 0] == 2] = True
    utilities = np.vstack([game.utilities, game.utilities[0][::-1]])
    gain = np.zeros((3, 1, n))
    gain[0, 0] = 0.5 * game.utilities[0]
    return replace(
        game,
        parties=(ally, other, Party("c", 0.5)),
        guarantors=(Guarantor(2, 0, 0.6, 0.2, 0.5, 0.05, 0.2, 0.2),),
        utilities=utilities,
        nationalist=utilities.copy(),
        refused=refused,
        declared=(*game.declared, {}),
        promises=Promises(("work",), (1,), (0,), np.full((1, n), 0.5), gain, np.ones((3, 1))),
        dynamics=replace(game.dynamics, trust_gain=0.5, threat_loss=0.1, mood=0.05, failure_cost=0.02),
    )


def _troubled() -> Game:
    """The trade with two meetings that fail to take place, a new leader who asks for more, and a deadline."""
    events = (
        Event("quarrel", at=2, suspend=2),
        Event("election", at=5, becomes={(0, "reservation"): 0.65, (0, "discount"): 0.9}),
        Event("summit", at=6, rounds_left=3),
        Event("storm", chance=0.2, suspend=1),
    )
    return replace(_trade(12), events=events)


def _doubtful() -> Game:
    """A game in which nothing is acceptable to ``a`` until an event makes it trust ``b``."""
    game = small_game([[0.2, 0.6, 0.9], [1.0, 0.6, 0.3]], reservations=(0.5, 0.2), rounds=6)
    gain = np.zeros((2, 1, 3))
    gain[0, 0] = game.utilities[0]
    promises = Promises(("work",), (1,), (-1,), np.ones((1, 3)), gain, np.ones((2, 1)))
    wary = (replace(game.parties[0], trust=0.2), game.parties[1])
    return replace(game, parties=wary, promises=promises, events=(Event("thaw", at=4, trust=0.7),))


def _layered(rounds: int = 6) -> Game:
    """Notes that bind little and treaties that go to the ratifiers, with a demand of each party."""
    share = np.array([0.0, 0.0, 1.0, *np.linspace(0.0, 1.0, 7)])
    whole = [0.6 * share - 0.1, 0.5 * (1.0 - share) - 0.05]
    gains = [[0.0, *(0.1 * row[1:3]).tolist(), *row[3:].tolist()] for row in whole]
    return deep_game(
        gains,
        [0, 0, 0, *[1] * 7],
        [0.2, 1.0],
        ratified=1,
        reservations=(0.15, 0.1),
        demand=(9, 3),
        rounds=rounds,
    )


def _deep() -> Game:
    """Three depths and everything that can be switched on, with a red line and a demand that one party has not."""
    game = _layered()
    n = game.space.n
    depth = np.where(np.arange(n) < 1, 0, game.depths.of + 1)
    guard = np.linspace(0.1, -0.6, n)
    utilities = np.vstack([game.utilities, guard])
    refused = np.zeros((3, n), dtype=np.bool_)
    refused[1, 8] = True  # just what the other side demands
    gain = np.zeros((3, 1, n))
    gain[0, 0] = 0.3 * np.maximum(0.0, game.utilities[0])
    wary = replace(game.parties[0], trust=0.4, hawkishness=0.3, domestic_threshold=0.05)
    calm = replace(game.parties[1], trust=0.6, hawkishness=0.1, domestic_threshold=0.0)
    return replace(
        deep_game(utilities.tolist(), depth.tolist(), [0.0, 0.2, 1.0], ratified=2, demand=(8, -1, -1), rounds=6),
        parties=(wary, calm, Party("c", 0.0)),
        signatories=(0, 1),
        guarantors=(Guarantor(2, 0, 0.5, 0.2, 0.5, 0.05, -0.02, 0.3, 0.1),),
        refused=refused,
        promises=Promises(("work",), (1,), (0,), np.full((1, n), 0.5), gain, np.ones((3, 1)), ((1,),)),
        events=(Event("election", at=3, becomes={(0, "reservation"): 0.25}), Event("storm", chance=0.2, suspend=1)),
        dynamics=Dynamics(
            rapport=0.5, trust_gain=0.5, threat_loss=0.2, mood=0.05, spread=0.05, failure_cost=0.02,
            ties=0.1, coldness=0.3, private=0.05, revert=0.3,
        ),
    )  # fmt: skip


def _locked() -> Game:
    """Depths of which one party would sign nothing but what binds it least."""
    return replace(
        _layered(), parties=(replace(_layered().parties[0], reservation=0.9), _layered().parties[1])
    )


def contract_games() -> Iterator[tuple[str, Rules]]:
    """Return the games that a strategy has to get through, by name; every one is made anew."""
    for protocol in PROTOCOLS:
        yield f"trade, {protocol}", Rules(_trade(), protocol=protocol)
        yield f"three signatories, {protocol}", Rules(_trade(6, 3), protocol=protocol)
        yield f"all constraints, {protocol}", Rules(_pressed(), protocol=protocol)
        yield f"troubled talks, {protocol}", Rules(_troubled(), protocol=protocol)
    yield "constraints off", Rules(_pressed(), frozenset())
    yield "one round", Rules(pie(6, rounds=1))
    yield "a long horizon", Rules(pie(6, 0.95, rounds=40), protocol="simultaneous")
    yield "a single outcome", Rules(small_game([[0.5], [0.5]]))
    split = [[k / 6 for k in range(7)], [1 - k / 6 for k in range(7)]]
    yield "no zone", Rules(small_game(split, reservations=0.6))
    yield "nothing for a", Rules(small_game([[0.1, 0.4], [0.6, 0.2]], reservations=(0.5, 0.1)))
    yield "nothing for a yet", Rules(_doubtful())
    yield "red lines everywhere", Rules(replace(pie(2), refused=np.array([[True] * 3, [False] * 3])))
    yield "all suspended", Rules(replace(pie(4), events=(Event("rupture", at=1, suspend=99),)))
    for protocol in PROTOCOLS:
        yield f"two depths, {protocol}", Rules(_layered(), protocol=protocol)
        yield f"three depths and all constraints, {protocol}", Rules(_deep(), protocol=protocol)
    yield "three depths, constraints off", Rules(_deep(), frozenset())
    yield "depths and one round", Rules(_layered(1))
    yield "depths out of reach", Rules(_locked())


# ---------------------------------------------------------------- the contract


def _shown(view: View) -> tuple[object, ...]:
    """Everything mutable that a view leads to, as values that can be compared."""
    value, game, promises = view.value, view.game, view.game.promises
    arrays = [view.expected, view.acceptable, view.signing, view.signable, view.allowed, view.crossing]
    arrays += [] if view.last_day is None else [view.last_day]
    arrays += [value.plain, value.doubts, value.credible, value.stances, value.press, value.passes]
    arrays += [value.wins, value.expected, value.signing, value.acceptable, value.signable]
    arrays += [*value.survives.values(), game.depths.of, game.depths.binding, game.depths.warmth]
    arrays += [game.utilities, game.nationalist, game.refused, game.space.outcomes]
    arrays += [promises.deferral, promises.gain, promises.confidence]
    heard = tuple(view.heard.items())
    declared = tuple(tuple(asked.items()) for asked in game.declared)
    return (*(array.tobytes() for array in arrays), tuple(value.survives), heard, declared)


@dataclass(frozen=True)
class _Watched:
    """A strategy whose every call is checked; ``where`` names the game and the seat."""

    make: Make
    strategy: Strategy
    where: str

    @property
    def name(self) -> str:
        return self.strategy.name

    def broken(self, rule: str, view: View, found: object) -> ContractBroken:
        return ContractBroken(f"{self.name}: {rule}; {self.where}, in round {view.round}, {found}")

    def same(self, view: View, call: Callable[[Strategy], Result]) -> Result:
        """Call it, call it again, call a fresh one: the same answer thrice, and nothing else changed."""
        before, results = _shown(view), []
        for strategy in (self.strategy, self.strategy, self.make()):
            try:
                results.append(call(strategy))
            except Exception as error:
                found = f"it raised {type(error).__name__}: {error}"
                raise self.broken("it must answer every view it is shown", view, found) from error
            if _shown(view) != before:
                raise self.broken("it must not change what it is shown", view, "something was changed")
        first, again, fresh = results
        if not repr(first) == repr(again) == repr(fresh):
            found = f"it gave {first!r}, then {again!r}, and a fresh one {fresh!r}"
            raise self.broken("the same view must get the same answer", view, found)
        return first

    def aspiration(self, view: View) -> float:
        held = self.same(view, lambda strategy: strategy.aspiration(view))
        number = isinstance(held, (int, float, np.number)) and not isinstance(held, bool)
        inside = number and bool(np.isfinite(held)) and (view.game.depths.told or 0.0 <= held <= 1.0)
        if not inside:
            rule = "its aspiration must be a number from 0 to 1"
            rule = "its aspiration must be a finite number" if view.game.depths.told else rule
            raise self.broken(rule, view, f"it was {held!r}")
        if view.acceptable.any() and held < view.reservation:
            rule = "its aspiration must not be below its reservation while something is acceptable"
            raise self.broken(rule, view, f"it was {held!r} below {view.reservation!r}")
        return float(held)

    def propose(self, view: View) -> Move:
        self.aspiration(view)
        move = self.same(view, lambda strategy: strategy.propose(view))
        if not isinstance(move, (Propose, Pass, Walk)):
            rule = "asked for a proposal it must return Propose, Pass or Walk"
            raise self.broken(rule, view, f"it returned {move!r}")
        self.own(view, move)
        if isinstance(move, Propose):
            whole = isinstance(move.outcome, Integral) and not isinstance(move.outcome, bool)
            able = view.allowed if view.last_day is None else view.allowed & view.last_day
            if not whole or not 0 <= move.outcome < able.size or not able[move.outcome]:
                rule = "it must propose the number of an outcome that is acceptable to it"
                if view.game.depths.told:
                    rule = "it must propose the number of a text that the rules allow it"
                raise self.broken(rule, view, f"it proposed {move.outcome!r}")
        return move

    def answer(self, view: View, outcome: int) -> Move:
        self.aspiration(view)
        move = self.same(view, lambda strategy: strategy.answer(view, outcome))
        if not isinstance(move, (Answer, Walk)):
            rule = "asked for an answer it must return Answer or Walk"
            raise self.broken(rule, view, f"it returned {move!r}")
        self.own(view, move)
        if isinstance(move, Answer) and not isinstance(move.accept, (bool, np.bool_)):
            raise self.broken("an answer must be true or false", view, f"it was {move.accept!r}")
        if isinstance(move, Answer) and move.accept and not view.allowed[outcome]:
            rule = "it must not accept what is not acceptable to it"
            rule = "it must not accept what crosses its own red line" if view.game.depths.told else rule
            raise self.broken(rule, view, f"it accepted {outcome}")
        return move

    def own(self, view: View, move: Move) -> None:
        if move.party != view.me:
            found = f"in seat {view.me} it moved for {move.party!r}"
            raise self.broken("it must move for its own party alone", view, found)


def _maker(make: Make | Strategy) -> Make:
    """A way to get a strategy: a class or a function as it is; an object stands for itself."""
    if isinstance(make, type) or not hasattr(make, "propose"):
        return cast(Make, make)
    strategy = cast(Strategy, make)
    return lambda: strategy


def _is_shelved(strategy: Strategy, label: str) -> bool:
    """Whether a strategy is the one that its name makes."""
    try:
        return isinstance(strategy, Boa) and strategy == strategy_of(label)
    except InputError:
        return False


def _introduced(make: Make) -> Strategy:
    """A first strategy, once its parts and its name are in order."""
    strategy = make()
    if not isinstance(strategy, Strategy):
        missing = [
            part for part in ("name", "aspiration", "propose", "answer") if not hasattr(strategy, part)
        ]
        raise ContractBroken(
            f"{strategy!r}: a strategy must have the parts of `Strategy`; it lacks {missing[0]}"
        )
    if not isinstance(strategy.name, str) or not strategy.name:
        raise ContractBroken(
            f"{strategy!r}: its name must be a text that is not empty, not {strategy.name!r}"
        )
    label = label_of(strategy)
    if is_built_in(label) and not isinstance(strategy, Human) and not _is_shelved(strategy, label):
        rule = "its name must not be that of a built-in strategy, which a replay would play instead"
        raise ContractBroken(f"{label}: {rule}; choose another")
    return strategy


def check_strategy(make: Make | Strategy, seeds: int = 1) -> None:
    """Raise `ContractBroken` unless a strategy does what every strategy must, in all of `contract_games`.

    ``make`` is a strategy's class, a function that returns one, or a strategy. It sits in every seat, against
    built-in strategies and against itself, under the seeds from 0 to ``seeds`` less 1. The rules: it has a name
    of its own; it answers every view it is shown, and never raises; it moves for its own party alone; it proposes
    and accepts only what is acceptable to it, and passes, refuses or walks where nothing is; where texts have depths, it
    proposes what `View.allowed` lets it, on the last day of the depth that is tried, and accepts nothing across its own
    red lines; what it holds out for is a number in [0, 1], or a finite one where texts have depths, not below its
    reservation while something is acceptable; the same view gets the
    same answer, also from a fresh object, so chance comes from `View.choices` alone; and it changes nothing of
    what it is shown. That the talks end is not its business: the rules see to it.

    >>> class Blunt:
    ...     name = "blunt"
    ...     def aspiration(self, view):
    ...         return view.best()
    ...     def propose(self, view):
    ...         return Propose(view.me, int(view.expected.argmax()))
    ...     def answer(self, view, outcome):
    ...         return Answer(view.me, False)
    >>> check_strategy(Blunt)
    Traceback (most recent call last):
    ...
    sim.testing.ContractBroken: blunt: it must propose the number of an outcome that is acceptable to it; ...
    """
    make = _maker(make)
    _introduced(make)
    others = [make_strategy(name) for name in ("linear", "random_walker", "conceder")]
    for label, rules in contract_games():
        seats = rules.game.signatories
        for seed in range(seeds):
            draws = draw_chance(rules.game, seed)
            for mine in [*((seat,) for seat in seats), seats]:
                players: dict[int, Strategy] = {seat: others[seat] for seat in seats}
                for seat in mine:
                    where = f'in the game "{label}", as {rules.game.parties[seat].id}'
                    players[seat] = _Watched(make, make(), where)
                table = play(rules, players, draws)
                for seat in mine:
                    players[seat].aspiration(see(table, seat, draws))
