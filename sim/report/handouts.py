"""What a class is given on paper with a report: a card for each party, from the same brief as in the seat."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from markupsafe import Markup, escape

from sim.engine.replay import setup_of
from sim.engine.sitting import Sitting
from sim.telling.catalogue import capital, t
from sim.telling.seat.brief import Part, brief, role
from sim.telling.story import Story


@dataclass(frozen=True)
class Card:
    """Who somebody plays: the party's name, who it is, a remark where it signs only while a person plays it, and its brief."""

    title: str
    role: str
    remark: str
    parts: list[Part]


def cards(story: Story) -> list[Card]:
    """Return the card of every party of the scenario, which is played as in the record."""
    setup = replace(setup_of(story.record, story.scenario), strategies={})
    return [_card(story, Sitting(setup, party)) for party in story.spec.parties]


def _card(story: Story, sitting: Sitting) -> Card:
    remark = t("seat.raised_short", n=len(story.signatories) + 1) if sitting.raised else ""
    title = capital(story.seat(sitting.seat))
    return Card(title, role(sitting.played, sitting.seat), remark, brief(sitting, sitting.seat))


def marked(text: str) -> Markup:
    """Return a sentence as HTML, with what Markdown prints bold in bold and nothing else as markup.

    >>> marked("**Tokyo** asks for <b>")
    Markup('<strong>Tokyo</strong> asks for &lt;b&gt;')
    """
    return Markup(re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", str(escape(text))))
