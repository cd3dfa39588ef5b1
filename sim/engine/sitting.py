"""A sitting: one person in one seat, agents in the others, and moves so few and plain that a link can hold them.

A sitting is nothing but its settings and the person's moves so far. `advance` plays it from the start every time:
the same moves give the same table, so a sitting can be left at any move and taken up again anywhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal

from sim.agents.strategies import Human, Strategy
from sim.agents.view import View, see
from sim.domain.record import RunRecord
from sim.engine.mesa import NegotiationModel, release
from sim.engine.prepare import Prepared
from sim.errors import IllegalMove, InputError, SimError, UnknownName, nearest
from sim.rules.draws import Draws
from sim.rules.moves import Answer, Move, Pass, Propose, Say, Walk
from sim.rules.table import Legal, Rules, Table, apply, is_over, legal, open_table
from sim.rules.voice import SAYINGS
from sim.scenario.load import Scenario
from sim.scenario.setup import Setup

Plain = int | str
"""A move of the person: the number of the outcome it tables, or one of `WORDS`."""

WORDS = ("accept", "reject", "pass", "walk", *SAYINGS)
"""Accept or turn down the text that is up for an answer; table nothing in this round; leave for good. The others are for
a guarantor, who says what it thinks of the text."""

Turn = Literal["propose", "answer", "speak", "waits", "over"]


@dataclass(frozen=True, eq=False)
class Sitting:
    """What does not change while the person plays.

    ``seat`` is the party that the person plays. In a guarantor's seat the person says what it thinks of every text, in
    place of the model; or, with ``signs``, it signs for as long as the person sits there: all three must then accept. In
    the setup, a strategy for the person's own seat does not count. ``shared``: the rules, all chance and the players, where
    several seats of one table share them.

    >>> sitting = Sitting(Setup("2018-singapore", seed=7), "usa")
    >>> sitting.speaks, sitting.played.game().signatories
    (True, (0, 1))
    >>> sitting = Sitting(Setup("2018-singapore", seed=7), "usa", signs=True)
    >>> sitting.raised, sitting.played.game().signatories
    (True, (0, 1, 2))
    """

    setup: Setup
    seat: str
    signs: bool = False
    shared: Prepared | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        """Raise `UnknownName` for a seat that is not there."""
        parties = self.setup.loaded.spec.parties
        if self.seat not in parties:
            raise UnknownName(f'seat: there is no party "{self.seat}"; {nearest(self.seat, parties)}')

    @property
    def raised(self) -> bool:
        """Whether the seat was a guarantor's and signs only because a person has taken it."""
        return self.signs and self._guarantor

    @property
    def speaks(self) -> bool:
        """Whether the person speaks for a guarantor, and neither tables texts nor signs any."""
        return self._guarantor and not self.signs

    @property
    def _guarantor(self) -> bool:
        return self.setup.loaded.spec.parties[self.seat].role != "signatory"

    @cached_property
    def played(self) -> Scenario:
        """The scenario as it is played: the person's party signs.

        A guarantor may have no reservation; where texts are counted from having none, having none is worth 0 to it.
        """
        if not self.raised:
            return self.setup.loaded
        raised: dict[str, str | float] = {f"parties.{self.seat}.role": "signatory"}
        if self.setup.loaded.spec.parties[self.seat].reservation is None:
            raised[f"parties.{self.seat}.reservation"] = 0.0
        return self.setup.loaded.with_changes(raised)

    def model(self, person: Human) -> NegotiationModel:
        """Return the Mesa model of the sitting, with ``person`` in the seat."""
        seats = {**self.setup.strategies, self.seat: person}
        return NegotiationModel.of(replace(self.setup.played_as(self.played), strategies=seats))

    @cached_property
    def _seated(self) -> tuple[Rules, Draws, Mapping[int, Strategy]]:
        if self.shared is not None:
            return self.shared.rules, self.shared.draws, self.shared.places
        model = self.model(Human(nobody))
        players = {model.game.party(party): player for party, player in model.players.items()}
        release(model)
        return model.rules, model.draws, players

    @property
    def rules(self) -> Rules:
        """The game, the constraints in force and the protocol."""
        return self._seated[0]

    @property
    def draws(self) -> Draws:
        """All chance of the sitting."""
        return self._seated[1]

    @property
    def players(self) -> Mapping[int, Strategy]:
        """Who plays which place; the person's own never moves by itself."""
        return self._seated[2]

    @cached_property
    def place(self) -> int:
        """The person's place among the parties."""
        return self.rules.game.party(self.seat)


@dataclass(frozen=True, eq=False)
class Seated:
    """Where a sitting stands after some moves of the person: it is the person's turn, or the talks are over.

    Where people sit in other seats, too, it may be another's turn; ``unexplained`` are the refusals of people, who give no
    reason: the round, whether it is the last day, the number of the text in it, and the place of who refuses.
    """

    sitting: Sitting
    table: Table
    moves: tuple[Plain, ...] = ()
    unexplained: frozenset[tuple[int, bool, int, int]] = frozenset()

    @property
    def turn(self) -> Turn:
        """What the person is to do."""
        if is_over(self.table):
            return "over"
        if self.table.to_move != self.sitting.place:
            return "waits"
        if self.sitting.speaks:
            return "speak"
        return "propose" if self.table.on_table is None else "answer"

    @cached_property
    def view(self) -> View:
        """What the person sees; the worths of others in it are not for the person's eyes."""
        return see(self.table, self.sitting.place, self.sitting.draws)

    @property
    def legal(self) -> Legal:
        """What who is to move may do. Raises `IllegalMove` when the talks are over."""
        return legal(self.table)


def nobody(view: View, outcome: int | None) -> Move:
    """Stand in for a person whose moves come from elsewhere."""
    raise SimError("sitting: the person in this seat has not moved yet")


def move_of(plain: object, place: int) -> Move:
    """Return a plain value as a move of a place. Raises `InputError` for anything else."""
    if isinstance(plain, int) and not isinstance(plain, bool):
        return Propose(place, plain)
    if not isinstance(plain, str):
        raise InputError(
            f"{plain!r:.40} is not a move; give the number of an outcome or one of {', '.join(WORDS)}"
        )
    if plain not in WORDS:
        raise InputError(f"{plain!r:.40} is not a move; {nearest(plain[:40], WORDS)}")
    if plain in SAYINGS:
        return Say(place, SAYINGS.index(plain))
    if plain == "walk":
        return Walk(place)
    return Pass(place) if plain == "pass" else Answer(place, plain == "accept")


def agents_move(table: Table, players: Mapping[int, Strategy], draws: Draws) -> Move:
    """Return what the player of the place to move does; where a guarantor is heard whom a person speaks for, what it would say itself."""
    place, outcome = table.to_move, table.on_table
    if outcome is not None and place in table.rules.speaking:
        at = [guarantor.party for guarantor in table.rules.game.guarantors].index(place)
        return Say(place, int(table.value.stances[at, outcome]))
    view = see(table, place, draws)
    return players[place].propose(view) if outcome is None else players[place].answer(view, outcome)


def _until_person(sitting: Sitting, table: Table) -> Table:
    """Let the agents move until it is the person's turn or the talks are over."""
    while not is_over(table) and table.to_move != sitting.place:
        table = apply(table, agents_move(table, sitting.players, sitting.draws), sitting.draws)
    return table


def sit_down(sitting: Sitting) -> Seated:
    """Return the sitting before the person's first move. Raises `InputError` for settings that make no sense."""
    return Seated(sitting, _until_person(sitting, open_table(sitting.rules, sitting.draws)))


def step(seated: Seated, move: Plain) -> Seated:
    """Return the sitting after one more move of the person and what the agents do then.

    Raises `InputError` for what is no move and `IllegalMove` for one that the rules do not allow; ``seated`` itself
    stays as it was.
    """
    sitting, number = seated.sitting, len(seated.moves) + 1
    if seated.turn == "over":
        raise IllegalMove(f"moves: entry {number}: the talks were over before it")
    try:
        table = apply(seated.table, move_of(move, sitting.place), sitting.draws)
    except IllegalMove as error:
        raise IllegalMove(f"moves: entry {number}: {error}") from None
    except InputError as error:
        raise InputError(f"moves: entry {number}: {error}") from None
    return Seated(sitting, _until_person(sitting, table), (*seated.moves, move))


def advance(sitting: Sitting, moves: Sequence[Plain]) -> Seated:
    """Return where a sitting stands after the person's moves; the same moves always give the same table.

    Raises `InputError` or `IllegalMove`, naming the entry, for moves that were not made at this table.

    >>> seated = advance(Sitting(Setup("1956-joint-declaration", seed=7), "japan"), ["pass", "reject"])
    >>> seated.turn, seated.table.meeting.round
    ('propose', 3)
    """
    if isinstance(moves, str) or not isinstance(moves, Sequence):
        raise InputError("moves: must be a list of moves")
    seated = sit_down(sitting)
    for move in moves:
        seated = step(seated, move)
    return seated


def record_of(seated: Seated) -> RunRecord:
    """Return the record of a finished sitting, made by the Mesa model like any other; the seat's strategy is `human`.

    Raises `SimError` while the talks go on.
    """
    if seated.turn != "over":
        raise SimError("sitting: the talks are not over yet; the record is made at their end")
    moves: Iterator[Plain] = iter(seated.moves)
    return seated.sitting.model(Human(lambda view, outcome: move_of(next(moves), view.me))).run()
