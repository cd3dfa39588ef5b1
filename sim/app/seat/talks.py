"""What has been said at a table so far, in words that give away nobody's numbers but the person's own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sim.domain.game import STANCES
from sim.engine.sitting import Seated
from sim.rules.table import MEDIATOR, Meeting, Offer, refusals
from sim.scenario.schema import ScenarioSpec
from sim.telling import labels
from sim.telling.catalogue import listed, said, t, word


@dataclass(frozen=True)
class Term:
    """One line of a text: the issues that read alike, how they read, and how they read before, if otherwise."""

    issues: str
    reading: str
    before: str | None = None


def _table(seated: Seated) -> ScenarioSpec:
    return seated.sitting.played.spec


def capital(text: str) -> str:
    """Return the text with its first letter large."""
    return text[:1].upper() + text[1:]


def sentences(lines: list[str]) -> str:
    """Return sentences as one paragraph."""
    return t("seat.term.sentences").join(line for line in lines if line)


def name(seated: Seated, place: int) -> str:
    """Return what a party is called; the person's own by its seat, too."""
    if place == MEDIATOR:
        return t("common.mediator")
    return labels.seat(_table(seated), seated.table.rules.game.parties[place].id)


def terms(seated: Seated, text: int, against: int | None = None) -> list[Term]:
    """Return a text line by line, with what stood in another text where that differs."""
    table, space = _table(seated), seated.table.rules.game.space
    old = space.terms(text if against is None else against)
    groups: dict[tuple[str, str | None, tuple[str, ...]], list[str]] = {}
    for issue, option in space.terms(text).items():
        before = None if old[issue] == option else labels.option(table, issue, old[issue])
        key = (labels.option(table, issue, option), before, tuple(table.issues[issue].options))
        groups.setdefault(key, []).append(labels.issue(table, issue))
    comma = t("common.list_comma")
    return [Term(comma.join(titles), reading, before) for (reading, before, _), titles in groups.items()]


def term_line(term: Term) -> str:
    """Return a line of a text in Markdown; what has changed is bold and says what it was."""
    if term.before is None:
        return t("seat.term.same", issues=term.issues, reading=term.reading)
    return t("seat.term.changed", issues=term.issues, reading=term.reading, before=term.before)


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
    if not refusals(seated.table.rules)[place, text]:
        return []
    game = seated.table.rules.game
    offer, party = game.space.terms(text), _table(seated).parties[game.parties[place].id]
    return [
        said(line.title)
        for line in party.red_lines.values()
        if line.holds and all(offer[issue] in options for issue, options in line.refuses.items())
    ]


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
    who, game = capital(name(seated, place)), seated.table.rules.game
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
        t(
            "seat.stance",
            who=capital(name(seated, guarantor.party)),
            stance=word("stance", STANCES[int(meeting.value.stances[g, text])]),
        )
        for g, guarantor in enumerate(rules.game.guarantors)
    ]


def _answers(seated: Seated, meeting: Meeting, text: Offer) -> list[str]:
    lines = []
    for place, accepted in text.answers:
        if place == seated.sitting.place:
            lines.append(t("seat.you.accept" if accepted else "seat.you.decline"))
        elif accepted:
            lines.append(t("seat.accepts", who=capital(name(seated, place))))
        else:
            lines.append(why_not(seated, meeting, text.outcome, place))
    return lines


def _tabled(seated: Seated, meeting: Meeting, text: Offer, *, wish: bool, short: bool) -> str:
    """Who tables what, by what has changed since its last text."""
    mine, before = text.author == seated.sitting.place, last_text(seated, text.author, meeting)
    who = "you" if mine else "other"
    act = "asks" if wish else "tables"
    if before == text.outcome:
        return t(f"seat.{act}.same.{who}", who=capital(name(seated, text.author)))
    if mine and short:
        return t(f"seat.{act}.short.you")
    lines = terms(seated, text.outcome, before)
    changed = [line for line in lines if before is None or line.before is not None]
    key = "first" if before is None else "changed"
    listing = t("seat.term.semicolon").join(term_line(line) for line in changed)
    return t(f"seat.{act}.{key}.{who}", who=capital(name(seated, text.author)), terms=listing)


def told(seated: Seated, meeting: Meeting, *, short: bool = False) -> list[str]:
    """Return what happened in a round so far, sentence by sentence.

    ``short`` leaves out what stands elsewhere on the page: the terms of the person's own text, and the text that is
    waiting for the person's answer.
    """
    events, me = _table(seated).events, seated.sitting.place
    lines = [t("seat.event", title=said(events[event].title).rstrip(".。")) for event in meeting.events]
    if meeting.before.resume > meeting.round:
        lines.append(t("seat.suspended"))
    lines += [
        t("seat.you.pass") if place == me else t("seat.passes", who=capital(name(seated, place)))
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
        lines.append(
            t("seat.you.walk") if mine else t("seat.walks", who=capital(name(seated, meeting.walked)))
        )
    return lines
