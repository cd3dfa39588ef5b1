"""What has been said at a table so far, in words that give away nobody's numbers but the person's own."""

from __future__ import annotations

from collections.abc import Iterator

from sim.domain.texts import DEPTH
from sim.engine.recording import stance_on, text_of
from sim.engine.sitting import Seated
from sim.rules.meeting import MEDIATOR, Meeting, Offer
from sim.rules.refusal import refusal
from sim.scenario.schema import ScenarioSpec
from sim.telling import depths, labels
from sim.telling.catalogue import capital, listed, t
from sim.telling.narrative import event, sentences
from sim.telling.terms import Term, in_words
from sim.telling.terms import crossed as red_lines


def _table(seated: Seated) -> ScenarioSpec:
    return seated.sitting.played.spec


def name(seated: Seated, place: int) -> str:
    """Return what a party is called; the person's own by its seat, too."""
    if place == MEDIATOR:
        return t("common.mediator")
    return labels.seat(_table(seated), seated.table.rules.game.parties[place].id)


def _who(seated: Seated, place: int) -> str:
    return capital(name(seated, place))


def depth(seated: Seated, text: int) -> str:
    """Return what the depth of a text is called."""
    return depths.title(_table(seated), text_of(seated.table.rules.game, text)[0])


def terms(seated: Seated, text: int, against: int | None = None) -> list[Term]:
    """Return what a text says line by line, with what stood in another text of its depth where that differs."""
    game = seated.table.rules.game
    new, offer = text_of(game, text)
    old = None if against is None else text_of(game, against)
    before = old[1] if old is not None and old[0] == new else None
    return depths.lines(_table(seated), offer, before)


def named(seated: Seated, text: int, mark: str = "") -> str:
    """Return a text by its depth and what it says, in one phrase."""
    return depths.named(_table(seated), *text_of(seated.table.rules.game, text), mark)


def issues_between(seated: Seated, one: int, other: int) -> list[str]:
    """Return the ids of the issues on which two texts differ."""
    space = seated.table.rules.game.space
    table, first, second = _table(seated), space.terms(one), space.terms(other)
    return [i for i in first if first[i] != second[i] and i in table.issues and not table.issues[i].read_off]


def titles(seated: Seated, issues: list[str]) -> str:
    """Return the titles of issues as an enumeration."""
    return listed([labels.issue(_table(seated), issue) for issue in issues])


def meetings(seated: Seated) -> tuple[Meeting, ...]:
    """Return every round so far, the one in play last."""
    table = seated.table
    return table.meetings if table.result is not None else (*table.meetings, table.meeting)


def _before(seated: Seated, until: Meeting) -> Iterator[Offer]:
    """The texts of the meetings before one."""
    for meeting in meetings(seated):
        if (meeting.round, meeting.last_day) >= (until.round, until.last_day):
            return
        yield from (*meeting.criticisms, *meeting.offers)


def last_text(seated: Seated, place: int, until: Meeting) -> int | None:
    """Return what a party had tabled last before a round."""
    found = [text.outcome for text in _before(seated, until) if text.author == place]
    return found[-1] if found else None


def crossed(seated: Seated, text: int, place: int) -> list[str]:
    """Return the titles of a party's red lines that a text crosses; none where they are switched off."""
    rules = seated.table.rules
    if "red_lines" not in rules.on:
        return []
    return red_lines(_table(seated), rules.game.space.terms(text), rules.game.parties[place].id)


def why_not(seated: Seated, meeting: Meeting, text: int, place: int) -> str:
    """Return why an agent declines a text, as a diplomat would say it, and on which issue most is missing."""
    who, rules = _who(seated, place), seated.table.rules
    lines = crossed(seated, text, place)
    if lines:
        return t("seat.declines.red_line", who=who, lines=listed(lines))
    own = _stands_by(seated, meeting, place)
    why = refusal(rules, meeting.before, meeting.value, place, text, own)
    reason = t(f"seat.declines.{why.reason.name.lower()}", who=who)
    if why.issue is None or rules.game.space.issues[why.issue].id == DEPTH:
        return reason
    about = labels.issue(_table(seated), rules.game.space.issues[why.issue].id)
    return sentences([reason, t("seat.declines.about", issue=about)])


def _stands_by(seated: Seated, meeting: Meeting, place: int) -> int | None:
    """The text that a party measures another's against: its last one, else the one it has declared."""
    own = [tabled.outcome for tabled in (*meeting.criticisms, *meeting.offers) if tabled.author == place]
    last = own[-1] if own else last_text(seated, place, meeting)
    declared = seated.table.rules.game.depths.demand[place]
    return last if last is not None else declared if declared >= 0 else None


def stances(seated: Seated, meeting: Meeting, text: int) -> list[str]:
    """Return each guarantor's stance on a text as a sentence; none where the alliance is switched off."""
    rules = seated.table.rules
    if "alliance" not in rules.on:
        return []
    found = []
    for g, guarantor in enumerate(rules.game.guarantors):
        stance = stance_on(meeting, g, text)
        mine = guarantor.party == seated.sitting.place
        found.append(
            t(f"seat.you.say.{stance}")
            if mine
            else t(f"told.stance.{stance}", who=_who(seated, guarantor.party))
        )
    return found


def _answers(seated: Seated, meeting: Meeting, number: int) -> list[str]:
    lines, text = [], meeting.offers[number]
    for place, accepted in text.answers:
        if place == seated.sitting.place:
            lines.append(t("seat.you.accept" if accepted else "seat.you.decline"))
        elif accepted:
            lines.append(t("seat.accepts", who=_who(seated, place)))
        elif (meeting.round, meeting.last_day, number, place) in seated.unexplained:
            lines.append(t("seat.declines.unexplained", who=_who(seated, place)))
        else:
            lines.append(why_not(seated, meeting, text.outcome, place))
    return lines


def tabled(seated: Seated, meeting: Meeting, text: Offer, *, wish: bool, short: bool) -> str:
    """Return who tables what, by what has changed since its last text."""
    mine, before = text.author == seated.sitting.place, last_text(seated, text.author, meeting)
    who, side = _who(seated, text.author), "you" if mine else "other"
    if meeting.last_day:
        act = "drafted" if text.author == MEDIATOR else "last_day"
        return t(f"seat.tables.{act}.{side}", who=who, terms=named(seated, text.outcome, "**"))
    act = f"seat.{'asks' if wish else 'tables'}"
    if before == text.outcome:
        return t(f"{act}.same.{side}", who=who)
    if mine and short:
        return t(f"{act}.short.you")
    lines = [line for line in terms(seated, text.outcome, before) if line.before is not None]
    key = "changed" if lines else "first"
    told = in_words(lines, "**") if lines else named(seated, text.outcome, "**")
    return t(f"{act}.{key}.{side}", who=who, terms=told)


def _unsaid(seated: Seated) -> set[int]:
    """The texts of the round in play on which a guarantor that people speak for is still to be heard."""
    table = seated.table
    waiting = [number for place, number in table.queue if place in table.rules.speaking]
    return {table.meeting.offers[number].outcome for number in waiting if number is not None}


def told(seated: Seated, meeting: Meeting, *, short: bool = False) -> list[str]:
    """Return what happened in a round so far, sentence by sentence.

    ``short`` leaves out what stands elsewhere on the page: the terms of the person's own text, and the text that is
    waiting for the person's answer.
    """
    events, me = _table(seated).events, seated.sitting.place
    lines = [t("seat.last_day")] if meeting.last_day else []
    lines += [event(events[name].title) if name in events else name for name in meeting.events]
    if meeting.before.resume > meeting.round:
        lines.append(t("told.round.suspended"))
    lines += [
        t("seat.you.pass") if place == me else t("seat.passes", who=_who(seated, place))
        for place in meeting.passed
    ]
    open_round = meeting is seated.table.meeting and seated.table.result is None
    # While somebody is still to table a text, what others have tabled in the same breath stays hidden.
    hidden = open_round and seated.table.on_table is None and not meeting.last_day
    asked = short and open_round and seated.turn in ("answer", "speak")
    waiting = seated.table.queue[0][1] if asked else None
    lines += [
        tabled(seated, meeting, wish, wish=True, short=short)
        for wish in meeting.criticisms
        if not hidden or wish.author == me
    ]
    for number, text in enumerate(meeting.offers):
        if number != waiting and (not hidden or text.author == me):
            lines.append(tabled(seated, meeting, text, wish=False, short=short))
            unsaid = open_round and text.outcome in _unsaid(seated)
            lines += [] if unsaid else stances(seated, meeting, text.outcome)
        lines += _answers(seated, meeting, number)
    if meeting.walked is not None:
        mine = meeting.walked == me
        lines.append(t("seat.you.walk") if mine else t("told.round.walks", who=_who(seated, meeting.walked)))
    return lines
