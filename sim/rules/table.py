"""The table at which the parties sit: who may do what, what a move changes, when it is over.

`open_table`, `legal` and `apply` are the whole game. They are pure: the Mesa model, a room of people and
a test drive the same functions, and the same game, draws and moves give the same table.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from sim.domain.game import PROTOCOLS, Event, Game
from sim.domain.issue import Bools
from sim.errors import IllegalMove, InputError, nearest
from sim.rules.closing import closing_depths, drafted
from sim.rules.draws import Draws
from sim.rules.formulas import drawn_place, private_part
from sim.rules.mediation import merged
from sim.rules.meeting import MEDIATOR, NOTHING_SAID, History, Meeting, Offer
from sim.rules.mood import Heard, after_meeting
from sim.rules.moves import Answer, Move, Pass, Propose, Say, Walk
from sim.rules.signing import Aftermath, aftermath
from sim.rules.standing import Standing, happening, opening_standing, strike
from sim.rules.valuation import ALL_ON, Valuation, valuation
from sim.rules.voice import SAYINGS, Word


@dataclass(frozen=True)
class Rules:
    """The fixed part: the game, the constraints in force, the protocol, and the places of guarantors that people speak for."""

    game: Game
    on: frozenset[str] = ALL_ON
    protocol: str = "alternating"
    speaking: tuple[int, ...] = ()

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
    finished ones, and ``history`` what was said in these. ``closing``: on the last day, the depth that is tried. When it is over, ``result`` says how, and
    ``agreement`` is the signed outcome, if any.
    """

    rules: Rules
    standing: Standing
    value: Valuation
    meeting: Meeting
    queue: tuple[tuple[int, int | None], ...] = ()
    meetings: tuple[Meeting, ...] = ()
    history: History = NOTHING_SAID
    opener: int = 0
    draft: int = 0
    closing: int | None = None
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
    """What the party to move may do: propose one of ``outcomes`` (a mask) or pass, or answer; it may always walk.

    A guarantor ``speaks`` of the text, and can do nothing else.
    """

    party: int
    outcomes: Bools | None
    may_accept: bool
    speaks: bool = False


def is_over(table: Table) -> bool:
    """Return whether the negotiation has ended."""
    return table.result is not None


def legal(table: Table) -> Legal:
    """Return the legal moves: texts that are acceptable to their author; acceptance of acceptable texts.

    Where texts have depths, anything that crosses none of one's own red lines may be tabled, of the depth that is tried
    on the last day, and accepted.
    """
    if is_over(table):
        raise IllegalMove("the negotiation is over; nobody is to move")
    party, offered = table.to_move, table.on_table
    if party in table.rules.speaking:
        return Legal(party, None, False, speaks=True)
    able = ~refusals(table.rules)[party] if table.rules.game.depths.told else table.value.acceptable[party]
    if offered is not None:
        return Legal(party, None, bool(able[offered]))
    if table.closing is not None:
        able = able & table.rules.game.depths.at(table.closing)
    return Legal(party, able, False)


def open_table(rules: Rules, draws: Draws) -> Table:
    """Return the table at the first meeting, after the events that come before it."""
    game = rules.game
    spread = game.dynamics.private
    standing = opening_standing(game, [float(private_part(a, b, spread)) for a, b in draws.private])
    value = valuation(game, standing, rules.on)
    empty = Meeting(0, (), standing, value)
    table = Table(rules, standing, value, empty, opener=game.opening, draft=game.status_quo)
    return _open_round(table, 1, draws)


def apply(table: Table, move: Move, draws: Draws) -> Table:
    """Return the table after a move. Raises `IllegalMove` for a move that `legal` does not list."""
    allowed = legal(table)
    name = table.rules.game.parties[allowed.party].id
    if not isinstance(move, Move):
        raise IllegalMove(
            f"{name} made no move but {move!r:.60}; a move is a Propose, an Answer, a Pass, a Walk or a Say"
        )
    if move.party != allowed.party:
        raise IllegalMove(f"it is the turn of {name}, place {allowed.party}, not of place {move.party!r:.20}")
    if isinstance(move, Say) or allowed.speaks:
        return _said(table, move, allowed)
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
        if table.closing is not None:
            return _went_on(replace(table, queue=table.queue[1:]), draws)
        return _heard(replace(table, meeting=replace(table.meeting, passed=passed)), draws)
    if allowed.outcomes is not None:
        raise IllegalMove(f"{name} has to propose, not to answer")
    if move.accept and not allowed.may_accept:
        raise IllegalMove(f"{name} cannot accept: the text is below its reservation or across a red line")
    return _answered(table, move, draws)


def _said(table: Table, move: Move, allowed: Legal) -> Table:
    """Note a guarantor's word: from now on everybody reckons with it."""
    game, index = table.rules.game, table.queue[0][1]
    name = game.parties[allowed.party].id
    if not isinstance(move, Say) or not allowed.speaks or index is None:
        raise IllegalMove(
            f"{name} {'can only say' if allowed.speaks else 'signs, and cannot only say'} what it thinks"
        )
    if move.saying not in range(len(SAYINGS)):
        raise IllegalMove(
            f"{name} cannot say {move.saying!r:.20} of a text; {', '.join(SAYINGS)} have numbers from 0"
        )
    place = [guarantor.party for guarantor in game.guarantors].index(allowed.party)
    word = Word(place, table.meeting.offers[index].outcome, move.saying)
    standing = replace(table.standing, words=(*table.standing.words, word))
    value = valuation(game, standing, table.rules.on)
    meeting = replace(table.meeting, before=standing, value=value)
    return replace(table, standing=standing, value=value, meeting=meeting, queue=table.queue[1:])


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
    table = replace(table, standing=standing, value=value, meetings=meetings, queue=())
    if standing.resume > standing.deadline:
        return replace(table, result="suspended")
    if not table.rules.game.depths.told:
        return replace(table, result="deadline")
    return _last_day(table, draws)


def _last_day(table: Table, draws: Draws) -> Table:
    """Open the last day: its worths are those that the last meeting left."""
    game, standing = table.rules.game, table.standing
    value = valuation(game, standing, table.rules.on)
    meeting = Meeting(standing.deadline, (), standing, value, last_day=True)
    return _next_depth(replace(table, value=value, meeting=meeting), closing_depths(game), draws)


def _next_depth(table: Table, depths: tuple[int, ...], draws: Draws) -> Table:
    """Try the first of these depths that somebody can put a text of on the table; without one nothing is signed."""
    game = table.rules.game
    for depth in depths:
        if game.depths.ratified[depth]:
            order = (table.opener, *(p for p in _in_turn(game, table.opener) if p != table.opener))
            return replace(table, closing=depth, queue=tuple((place, None) for place in order))
        text = drafted(game, table.value, depth)
        if text is not None:
            offers = (*table.meeting.offers, Offer(MEDIATOR, text))
            queue = tuple((place, len(offers) - 1) for place in (*table.rules.speaking, *game.signatories))
            return replace(table, closing=depth, queue=queue, meeting=replace(table.meeting, offers=offers))
    return _ended(table, "deadline")


def _went_on(table: Table, draws: Draws) -> Table:
    """Go on with the last day: with who is still to table a text of this depth, or with the next depth."""
    if table.queue:
        return table
    below = tuple(d for d in closing_depths(table.rules.game) if table.closing is None or d < table.closing)
    return _next_depth(table, below, draws)


def _closing_answered(table: Table, accept: bool, draws: Draws) -> Table:
    """Note an answer of the last day, which is to take the text or to leave it."""
    index = table.queue[0][1]
    rest = table.queue[1:]
    if not accept:
        return _went_on(replace(table, queue=tuple(turn for turn in rest if turn[1] != index)), draws)
    if any(turn[1] == index for turn in rest):
        return replace(table, queue=rest)
    assert index is not None
    return _signed(replace(table, queue=()), table.meeting.offers[index].outcome, draws)


def _proposed(table: Table, move: Propose, draws: Draws) -> Table:
    """Add a text to those of the round."""
    meeting, text = table.meeting, Offer(move.party, move.outcome)
    if table.closing is not None:
        offers = (*meeting.offers, text)
        answers = tuple((p, len(offers) - 1) for p in _asked(table.rules, move.party) if p != move.party)
        meeting = replace(meeting, offers=offers)
        return replace(table, meeting=meeting, queue=(*answers, *table.queue[1:]))
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
        for place in _asked(table.rules, tabled.author)
        if place != tabled.author and not (place in table.rules.speaking and _twice(meeting.offers, i))
    )
    return replace(table, meeting=meeting, queue=answers, draft=draft)


def _in_turn(game: Game, after: int) -> tuple[int, ...]:
    """The signatories in their order, starting behind ``after``."""
    if after not in game.signatories:
        return game.signatories
    start = game.signatories.index(after) + 1
    return game.signatories[start:] + game.signatories[:start]


def _twice(offers: tuple[Offer, ...], index: int) -> bool:
    """Whether a text was tabled before in the same round, so that its guarantor has spoken of it."""
    return any(earlier.outcome == offers[index].outcome for earlier in offers[:index])


def _asked(rules: Rules, author: int) -> tuple[int, ...]:
    """Who is heard on a text, in order: guarantors that people speak for, then the signatories."""
    return (*rules.speaking, *_in_turn(rules.game, author))


def _answered(table: Table, move: Answer, draws: Draws) -> Table:
    """Note an answer; a refusal of stacked alternating offers makes its author the next to propose."""
    index = table.queue[0][1]
    assert index is not None
    offers = list(table.meeting.offers)
    offers[index] = replace(offers[index], answers=(*offers[index].answers, (move.party, move.accept)))
    table = replace(table, meeting=replace(table.meeting, offers=tuple(offers)))
    if table.closing is not None:
        return _closing_answered(table, move.accept, draws)
    table = replace(table, queue=table.queue[1:])
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
    return replace(_noted(table), queue=(), result=result)


def _noted(table: Table) -> Table:
    """Put the round in play to the finished ones."""
    meetings, history = (*table.meetings, table.meeting), table.history.after(table.meeting)
    return replace(table, meetings=meetings, history=history)


def _closed(table: Table, draws: Draws) -> Table:
    """End a round without agreement: trust and rapport move, and the next round opens."""
    earlier = {author: texts[-1] for author, texts in table.history.said.items()}
    texts = [Heard(t.author, t.outcome, False) for t in table.meeting.offers]
    texts = [*(Heard(t.author, t.outcome, True) for t in table.meeting.criticisms), *texts]
    uniforms = draws.mood[table.meeting.round - 1]
    standing = after_meeting(table.rules.game, table.standing, table.value, texts, earlier, uniforms)
    done = replace(_noted(table), standing=standing)
    return _open_round(done, table.meeting.round + 1, draws)


def struck(table: Table, event: Event, draws: Draws) -> Table:
    """Return the table once something from outside has happened in the middle of a round, of the game's events or another.

    A suspension breaks the round off, and on the last day the talks. Raises `IllegalMove` when the talks are over, or the
    event has happened already.
    """
    if is_over(table):
        raise IllegalMove("the negotiation is over; nothing happens to it any more")
    if event.id in table.standing.fired:
        raise IllegalMove(f'the event "{event.id}" has happened already')
    game, meeting = table.rules.game, table.meeting
    standing = strike(event, table.standing, game, meeting.round)
    value = valuation(game, standing, table.rules.on)
    events = (*meeting.events, event.words or event.id)
    meeting = replace(meeting, before=standing, value=value, events=events)
    table = replace(table, standing=standing, value=value, meeting=meeting)
    if not event.suspend:
        return table
    return _ended(table, "suspended") if meeting.last_day else _closed(replace(table, queue=()), draws)


def broken_off(table: Table) -> Table:
    """Return the table once the time of those who sit at it is up: nothing is signed. Raises `IllegalMove` when it is over."""
    if is_over(table):
        raise IllegalMove("the negotiation is over; nothing is left to break off")
    return _ended(table, "deadline")


def refusals(rules: Rules) -> Bools:
    """Return where a party's red line is crossed, shape ``(P, n_outcomes)``; nowhere when red lines are switched off."""
    refused = rules.game.refused
    return refused if "red_lines" in rules.on else np.zeros_like(refused)
