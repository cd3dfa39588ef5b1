"""The table at which the parties sit: who may do what, what a move changes, when it is over.

`open_table`, `legal` and `apply` are the whole game. They are pure: the Mesa model, a room of people and
a test drive the same functions, and the same game, draws and moves give the same table.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

import numpy as np

from sim.domain.game import PROTOCOLS, Game
from sim.domain.issue import Bools
from sim.errors import IllegalMove, InputError, nearest
from sim.rules.draws import Draws
from sim.rules.formulas import THREATEN, conceded, drawn_place, mood, rapport_after, trust_after
from sim.rules.mediation import merged
from sim.rules.signing import Aftermath, aftermath
from sim.rules.standing import (
    Standing,
    happening,
    opening_standing,
    strike,
    with_trust,
)
from sim.rules.valuation import ALL_ON, Valuation, valuation

MEDIATOR = -1


@dataclass(frozen=True)
class Propose:
    """Table an outcome as a text."""

    party: int
    outcome: int


@dataclass(frozen=True)
class Answer:
    """Accept the text that is up for an answer, or turn it down."""

    party: int
    accept: bool


@dataclass(frozen=True)
class Pass:
    """Table nothing in this round, and stay."""

    party: int


@dataclass(frozen=True)
class Walk:
    """Leave the table for good."""

    party: int


Move = Propose | Answer | Pass | Walk


@dataclass(frozen=True)
class Offer:
    """A tabled text: its author (a party's place, or `MEDIATOR`), its outcome, and the answers so far."""

    author: int
    outcome: int
    answers: tuple[tuple[int, bool], ...] = ()


@dataclass(frozen=True)
class Meeting:
    """What happened in one round; ``before`` is the standing it was held under, ``value`` what followed from it."""

    round: int
    events: tuple[str, ...]
    before: Standing
    value: Valuation
    criticisms: tuple[Offer, ...] = ()
    offers: tuple[Offer, ...] = ()
    passed: tuple[int, ...] = ()
    walked: int | None = None


@dataclass(frozen=True)
class Rules:
    """The fixed part: the game, the constraints in force, and the protocol."""

    game: Game
    on: frozenset[str] = ALL_ON
    protocol: str = "alternating"

    def __post_init__(self) -> None:
        if self.protocol not in PROTOCOLS:
            raise InputError(f'protocol: no protocol "{self.protocol}"; {nearest(self.protocol, PROTOCOLS)}')
        unknown = sorted(self.on - ALL_ON)
        if unknown:
            raise InputError(f'constraints: no constraint "{unknown[0]}"; {nearest(unknown[0], ALL_ON)}')


@dataclass(frozen=True)
class Table:
    """The state of a negotiation.

    ``queue`` lists who is still to move in this round, first first: a party's place, and the index of the
    text it is to answer, or `None` when it is to propose. ``meeting`` is the round in play, ``meetings`` the
    finished ones. When it is over, ``result`` says how, and ``agreement`` is the signed outcome, if any.
    """

    rules: Rules
    standing: Standing
    value: Valuation
    meeting: Meeting
    queue: tuple[tuple[int, int | None], ...] = ()
    meetings: tuple[Meeting, ...] = ()
    opener: int = 0
    draft: int = 0
    result: str | None = None
    agreement: int | None = None
    after: Aftermath | None = None

    @property
    def to_move(self) -> int:
        """The place of the party whose move it is."""
        return self.queue[0][0]

    @property
    def on_table(self) -> int | None:
        """The outcome that the party to move has to answer, or ``None`` when it has to propose."""
        text = self.queue[0][1]
        return None if text is None else self.meeting.offers[text].outcome


@dataclass(frozen=True)
class Legal:
    """What the party to move may do: propose one of ``outcomes`` (a mask) or pass, or answer; it may always walk."""

    party: int
    outcomes: Bools | None
    may_accept: bool


def is_over(table: Table) -> bool:
    """Return whether the negotiation has ended."""
    return table.result is not None


def legal(table: Table) -> Legal:
    """Return the legal moves: texts that are acceptable to their author; acceptance of acceptable texts."""
    if is_over(table):
        raise IllegalMove("the negotiation is over; nobody is to move")
    party, offered = table.to_move, table.on_table
    if offered is None:
        return Legal(party, table.value.acceptable[party], False)
    return Legal(party, None, bool(table.value.acceptable[party, offered]))


def open_table(rules: Rules, draws: Draws) -> Table:
    """Return the table at the first meeting, after the events that come before it."""
    game = rules.game
    standing = opening_standing(game)
    value = valuation(game, standing, rules.on)
    empty = Meeting(0, (), standing, value)
    table = Table(rules, standing, value, empty, opener=game.opening, draft=game.status_quo)
    return _open_round(table, 1, draws)


def apply(table: Table, move: Move, draws: Draws) -> Table:
    """Return the table after a move. Raises `IllegalMove` for a move that `legal` does not list."""
    allowed = legal(table)
    name = table.rules.game.parties[allowed.party].id
    if not isinstance(move, Propose | Answer | Pass | Walk):
        raise IllegalMove(
            f"{name} made no move but {move!r:.60}; a move is a Propose, an Answer, a Pass or a Walk"
        )
    if move.party != allowed.party:
        raise IllegalMove(f"it is the turn of {name}, place {allowed.party}, not of place {move.party!r:.20}")
    if isinstance(move, Walk):
        return _ended(replace(table, meeting=replace(table.meeting, walked=move.party)), "walked_out")
    if isinstance(move, Propose):
        if allowed.outcomes is None:
            raise IllegalMove(f"{name} has to answer, not to propose")
        whole = isinstance(move.outcome, int | np.integer) and not isinstance(move.outcome, bool)
        if not (whole and 0 <= move.outcome < allowed.outcomes.size and allowed.outcomes[move.outcome]):
            raise IllegalMove(
                f"{name} cannot propose outcome {move.outcome!r:.20}: it is not acceptable to {name}"
            )
        return _proposed(table, move, draws)
    if isinstance(move, Pass):
        if allowed.outcomes is None:
            raise IllegalMove(f"{name} has to answer, and cannot pass")
        passed = (*table.meeting.passed, move.party)
        return _heard(replace(table, meeting=replace(table.meeting, passed=passed)), draws)
    if allowed.outcomes is not None:
        raise IllegalMove(f"{name} has to propose, not to answer")
    if move.accept and not allowed.may_accept:
        raise IllegalMove(f"{name} cannot accept: the text is below its reservation or across a red line")
    return _answered(table, move, draws)


def _open_round(table: Table, round_: int, draws: Draws) -> Table:
    """Step through rounds until one in which the parties meet, or until the talks are over."""
    game, standing, meetings = table.rules.game, table.standing, table.meetings
    value, valued = table.value, table.meeting.before
    while round_ <= standing.deadline:
        fired = []
        for e, event in enumerate(game.events):
            if happening(event, round_, float(draws.events[e, round_ - 1]), standing.fired):
                standing = strike(event, standing, game, round_)
                fired.append(event.id)
        if standing != valued:
            value, valued = valuation(game, standing, table.rules.on), standing
        meeting = Meeting(round_, tuple(fired), standing, value)
        if standing.resume <= round_:
            queue: tuple[tuple[int, int | None], ...] = ((table.opener, None),)
            if table.rules.protocol != "alternating":
                queue = tuple((place, None) for place in game.signatories)
            return replace(
                table, standing=standing, value=value, meeting=meeting, queue=queue, meetings=meetings
            )
        meetings = (*meetings, meeting)
        round_ += 1
    result = "suspended" if standing.resume > standing.deadline else "deadline"
    return replace(table, standing=standing, value=value, meetings=meetings, queue=(), result=result)


def _proposed(table: Table, move: Propose, draws: Draws) -> Table:
    """Add a text to those of the round."""
    meeting, text = table.meeting, Offer(move.party, move.outcome)
    if table.rules.protocol == "single_text":
        meeting = replace(meeting, criticisms=(*meeting.criticisms, text))
    else:
        meeting = replace(meeting, offers=(*meeting.offers, text))
    return _heard(replace(table, meeting=meeting), draws)


def _heard(table: Table, draws: Draws) -> Table:
    """Go on to the next proposer; when the last one is heard, put the texts to the answers."""
    game, meeting, queue, draft = table.rules.game, table.meeting, table.queue[1:], table.draft
    if queue:
        return replace(table, queue=queue)
    if not meeting.offers and not meeting.criticisms:
        following = _in_turn(game, table.opener)[0]
        return _closed(replace(table, queue=(), opener=following), draws)
    if table.rules.protocol == "single_text":
        draft = merged(game.space, [t.outcome for t in meeting.criticisms], table.draft)
        meeting = replace(meeting, offers=(Offer(MEDIATOR, draft),))
    answers = tuple(
        (place, i)
        for i, tabled in enumerate(meeting.offers)
        for place in _in_turn(game, tabled.author)
        if place != tabled.author
    )
    return replace(table, meeting=meeting, queue=answers, draft=draft)


def _in_turn(game: Game, after: int) -> tuple[int, ...]:
    """The signatories in their order, starting behind ``after``."""
    if after not in game.signatories:
        return game.signatories
    start = game.signatories.index(after) + 1
    return game.signatories[start:] + game.signatories[:start]


def _answered(table: Table, move: Answer, draws: Draws) -> Table:
    """Note an answer; a refusal of stacked alternating offers makes its author the next to propose."""
    index = table.queue[0][1]
    assert index is not None
    offers = list(table.meeting.offers)
    offers[index] = replace(offers[index], answers=(*offers[index].answers, (move.party, move.accept)))
    table = replace(table, meeting=replace(table.meeting, offers=tuple(offers)), queue=table.queue[1:])
    if table.rules.protocol == "alternating" and not move.accept:
        return _closed(replace(table, queue=(), opener=move.party), draws)
    if table.queue:
        return table
    accepted = [text.outcome for text in offers if all(yes for _, yes in text.answers)]
    if accepted:
        toss = draws.coin[table.meeting.round - 1]
        return _signed(table, accepted[drawn_place(toss, len(accepted))], draws)
    return _closed(table, draws)


def _signed(table: Table, outcome: int, draws: Draws) -> Table:
    rules = table.rules
    after = aftermath(rules.game, table.standing, table.value, outcome, draws, rules.on)
    return _ended(replace(table, agreement=outcome, after=after), after.result)


def _ended(table: Table, result: str) -> Table:
    return replace(table, meetings=(*table.meetings, table.meeting), queue=(), result=result)


def _closed(table: Table, draws: Draws) -> Table:
    """End a round without agreement: trust and rapport move, and the next round opens."""
    standing = _after_meeting(table, draws)
    done = replace(table, standing=standing, meetings=(*table.meetings, table.meeting))
    return _open_round(done, table.meeting.round + 1, draws)


def _last_texts(meetings: tuple[Meeting, ...]) -> dict[int, int]:
    last: dict[int, int] = {}
    for meeting in meetings:
        for text in (*meeting.criticisms, *meeting.offers):
            last[text.author] = text.outcome
    return last


def _after_meeting(table: Table, draws: Draws) -> Standing:
    game, standing, value, meeting = table.rules.game, table.standing, table.value, table.meeting
    move, earlier = game.dynamics, _last_texts(table.meetings)
    threat = 0.0
    for g in range(len(game.guarantors)):
        for text in meeting.offers:
            if value.stances[g, text.outcome] == THREATEN:
                threat = max(threat, float(value.press[g, text.outcome]))
    trust, warmth = [party.trust for party in standing.parties], 0.0
    for place in game.signatories:
        given = 0.0
        for text in (*meeting.criticisms, *meeting.offers):
            if text.author not in (place, MEDIATOR) and text.author in earlier:
                worth = value.expected[place]
                given += conceded(float(worth[text.outcome]), float(worth[earlier[text.author]]))
        warmth += given
        chance = mood(float(draws.mood[meeting.round - 1, place]), move.mood)
        trust[place] = trust_after(
            trust[place], given, threat, chance, standing.rapport, move.trust_gain, move.threat_loss
        )
    rapport = rapport_after(standing.rapport, warmth, threat, move.trust_gain, move.threat_loss)
    return replace(with_trust(standing, trust), rapport=rapport)


def constraints_on(off: Collection[str] = ()) -> frozenset[str]:
    """Return the constraints that stay in force when ``off`` are switched off.

    >>> sorted(constraints_on(["alliance"]))
    ['credibility', 'interests', 'ratification', 'red_lines']
    """
    if isinstance(off, str):
        raise InputError(f'off: "{off}" is a text; give a list of constraints, such as ["alliance"]')
    for name in off:
        if name not in ALL_ON:
            raise InputError(f'off: no constraint "{name}"; {nearest(name, ALL_ON)}')
    return ALL_ON - frozenset(off)


def refusals(rules: Rules) -> Bools:
    """Return where a party's red line is crossed, shape ``(P, n_outcomes)``; nowhere when red lines are switched off."""
    refused = rules.game.refused
    return refused if "red_lines" in rules.on else np.zeros_like(refused)
