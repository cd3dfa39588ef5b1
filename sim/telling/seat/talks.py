"""What has been said at a table so far, in words that give away nobody's numbers but the person's own."""

from __future__ import annotations

from collections.abc import Iterator

from sim.domain.game import STANCES
from sim.engine.sitting import Seated
from sim.rules.table import MEDIATOR, Meeting, Offer
from sim.scenario.schema import ScenarioSpec
from sim.telling import labels
from sim.telling.catalogue import capital, listed, t
from sim.telling.narrative import event, proposal
from sim.telling.terms import Term, grouped, in_words
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


def terms(seated: Seated, text: int, against: int | None = None) -> list[Term]:
    """Return a text line by line, with what stood in another text where that differs."""
    space = seated.table.rules.game.space
    old = None if against is None else space.terms(against)
    return grouped(_table(seated), space.terms(text), old)


def issues_between(seated: Seated, one: int, other: int) -> list[str]:
    """Return the ids of the issues on which two texts differ."""
    space = seated.table.rules.game.space
    first, second = space.terms(one), space.terms(other)
    return [issue for issue in first if first[issue] != second[issue]]


def titles(seated: Seated, issues: list[str]) -> str:
    """Return the titles of issues as an enumeration."""
    return listed([labels.issue(_table(seated), issue) for issue in issues])


def meetings(seated: Seated) -> tuple[Meeting, ...]:
    """Return every round so far, the one in play last."""
    table = seated.table
    return table.meetings if table.result is not None else (*table.meetings, table.meeting)


def _before(seated: Seated, until: Meeting) -> Iterator[Offer]:
    """The texts of the rounds before one."""
    for meeting in meetings(seated):
        if meeting.round >= until.round:
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


def _lacking(seated: Seated, meeting: Meeting, text: int, place: int) -> tuple[str, list[str]]:
    """Against which of its own texts a party measures another's, and the issues on which it gets less there."""
    game = seated.table.rules.game
    party = game.parties[place].id
    own = [tabled.outcome for tabled in (*meeting.criticisms, *meeting.offers) if tabled.author == place]
    last = own[-1] if own else last_text(seated, place, meeting)
    if last is not None:
        kind, wanted = "last", game.space.terms(last)
    else:
        declared = _table(seated).parties[party].declared
        kind, wanted = "declared", dict(declared.terms) if declared is not None else {}
    settings, offer = seated.sitting.played.settings, game.space.terms(text)

    def worth(issue: str, option: str) -> float:
        value, weight = (
            settings.get(f"parties.{party}.{key}") for key in (f"values.{issue}.{option}", f"weights.{issue}")
        )
        return 0.0 if value is None or weight is None else value.value * weight.value

    return kind, [i for i, option in wanted.items() if worth(i, offer[i]) < worth(i, option)]


def why_not(seated: Seated, meeting: Meeting, text: int, place: int) -> str:
    """Return why an agent declines a text, as a diplomat would say it: red lines, what it lacks, what it doubts."""
    who, game = _who(seated, place), seated.table.rules.game
    lines = crossed(seated, text, place)
    if lines:
        return t("seat.declines.red_line", who=who, lines=listed(lines))
    kind, issues = _lacking(seated, meeting, text, place)
    lacks = t(f"seat.declines.lacks_{kind}", issues=titles(seated, issues)) if issues else ""
    if game.utilities[place, text] < meeting.value.reservation[place]:
        return t("seat.declines.leaving", who=who, lacks=lacks)
    if not meeting.value.acceptable[place, text]:
        return t("seat.declines.doubts", who=who, lacks=lacks)
    return t("seat.declines.more" if issues else "seat.declines.just_more", who=who, lacks=lacks)


def stances(seated: Seated, meeting: Meeting, text: int) -> list[str]:
    """Return each guarantor's stance on a text as a sentence; none where the alliance is switched off."""
    rules = seated.table.rules
    if "alliance" not in rules.on:
        return []
    return [
        t(f"told.stance.{STANCES[int(meeting.value.stances[g, text])]}", who=_who(seated, guarantor.party))
        for g, guarantor in enumerate(rules.game.guarantors)
    ]


def _answers(seated: Seated, meeting: Meeting, text: Offer) -> list[str]:
    lines = []
    for place, accepted in text.answers:
        if place == seated.sitting.place:
            lines.append(t("seat.you.accept" if accepted else "seat.you.decline"))
        elif accepted:
            lines.append(t("seat.accepts", who=_who(seated, place)))
        else:
            lines.append(why_not(seated, meeting, text.outcome, place))
    return lines


def _tabled(seated: Seated, meeting: Meeting, text: Offer, *, wish: bool, short: bool) -> str:
    """Who tables what, by what has changed since its last text."""
    mine, before = text.author == seated.sitting.place, last_text(seated, text.author, meeting)
    again, who = before == text.outcome, _who(seated, text.author)
    lines = terms(seated, text.outcome, before)
    if not wish and not mine:
        return proposal(who, lines, again=again, mark="**")
    act = f"seat.{'asks' if wish else 'tables'}"
    side = "you" if mine else "other"
    if again:
        return t(f"{act}.same.{side}", who=who)
    if mine and short:
        return t(f"{act}.short.you")
    changed = [line for line in lines if line.before is not None]
    key = "changed" if changed else "first"
    return t(f"{act}.{key}.{side}", who=who, terms=in_words(changed or lines, "**"))


def told(seated: Seated, meeting: Meeting, *, short: bool = False) -> list[str]:
    """Return what happened in a round so far, sentence by sentence.

    ``short`` leaves out what stands elsewhere on the page: the terms of the person's own text, and the text that is
    waiting for the person's answer.
    """
    events, me = _table(seated).events, seated.sitting.place
    lines = [event(events[name].title) for name in meeting.events]
    if meeting.before.resume > meeting.round:
        lines.append(t("told.round.suspended"))
    lines += [
        t("seat.you.pass") if place == me else t("seat.passes", who=_who(seated, place))
        for place in meeting.passed
    ]
    open_round = meeting is seated.table.meeting and seated.table.result is None
    # While the person is still to table a text, what others have tabled in the same breath stays hidden.
    hidden = open_round and seated.turn == "propose"
    waiting = seated.table.queue[0][1] if short and open_round and seated.turn == "answer" else None
    lines += [
        _tabled(seated, meeting, wish, wish=True, short=short)
        for wish in meeting.criticisms
        if not hidden or wish.author == me
    ]
    for number, text in enumerate(meeting.offers):
        if number != waiting and (not hidden or text.author == me):
            lines.append(_tabled(seated, meeting, text, wish=False, short=short))
            lines += stances(seated, meeting, text.outcome)
        lines += _answers(seated, meeting, text)
    if meeting.walked is not None:
        mine = meeting.walked == me
        lines.append(t("seat.you.walk") if mine else t("told.round.walks", who=_who(seated, meeting.walked)))
    return lines
