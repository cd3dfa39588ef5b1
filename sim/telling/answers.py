"""Tells an answer to a text: that it is accepted, or why it is turned down and over which issue."""

from __future__ import annotations

from sim.domain.record import Reply, Round
from sim.domain.texts import DEPTH
from sim.telling import labels, terms
from sim.telling.catalogue import capital, listed, t
from sim.telling.numbers import number
from sim.telling.story import Story


def answer(story: Story, row: Round, party: str, reply: Reply) -> str:
    """Return a party's answer to a text as a sentence."""
    worth, held, floor = row.utilities[party], row.aspirations.get(party, 0.0), row.reservations[party]
    values = {"worth": number(worth), "held": number(held), "floor": number(floor)}
    who = capital(story.seat(party))
    if reply.accept:
        return t(f"told.accepts.{_accepts(story, row, party)}", who=who, **values)
    line = crossed(story, row, party)
    if line:
        return t("told.declines.red_line", who=who, line=line)
    if story.spec.depths and reply.reason is not None:
        return _refuses(story, row, party, reply)
    return t(f"told.declines.{_declines(story, row, party)}", who=who, **values)


def _accepts(story: Story, row: Round, party: str) -> str:
    if row.last_day:
        return "last_day"
    if row.utilities[party] >= row.aspirations.get(party, 0.0):
        return "held"
    if row.round >= story.standings[row.round].deadline:
        return "last"
    return "next" if story.spec.depths else "own"


def crossed(story: Story, row: Round, party: str) -> str:
    """Return the title of the first red line of a party that a text crosses; empty where there is none."""
    assert row.offer is not None
    if "red_lines" in story.record.constraints_off:
        return ""
    offer = row.offer if row.depth is None else {**row.offer, DEPTH: row.depth}
    return next(iter(terms.crossed(story.spec, offer, party)), "")


def _refuses(story: Story, row: Round, party: str, reply: Reply) -> str:
    """Why a text is refused where texts have depths: its reason, and the issue on which most is missing."""
    worth, held = number(row.utilities[party]), number(row.aspirations.get(party, 0.0))
    floor = number(row.reservations[party])
    bar = held if reply.reason == "holds_out" else floor
    kind = "held" if reply.reason == "holds_out" else "floor"
    about = reply.issue if reply.issue in story.spec.issues else None
    allies = [capital(story.seat(name)) for name, other in story.spec.parties.items() if other.ally == party]
    others = [story.seat(name) for name in story.signatories if name != party]
    return t(
        f"told.refuses.{reply.reason}.{'plain' if about is None else 'on'}",
        who=capital(story.seat(party)),
        issue="" if about is None else labels.issue(story.spec, about),
        measure="" if worth == bar else t(f"told.refuses.{kind}", worth=worth, bar=bar),
        ally=listed(allies),
        other=listed(others),
    )


def _declines(story: Story, row: Round, party: str) -> str:
    """Why a text is turned down where every text is a whole one: by what it is worth."""
    worth, held = min(row.utilities[party], row.preferences[party]), row.aspirations.get(party, 0.0)
    floor = row.reservations[party]
    key, bar = "own", worth
    if worth < floor and "interests" not in story.record.constraints_off:
        key, bar = "floor", floor
    elif worth < held:
        key, bar = "held", held
    # Two decimals do not show every difference.
    return f"{key}_shade" if key != "own" and number(worth) == number(bar) else key
