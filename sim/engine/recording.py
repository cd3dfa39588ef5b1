"""From the table at the end of a negotiation to its record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from sim.analysis.distance import yardstick
from sim.domain import codes
from sim.domain.game import STANCES, Game
from sim.domain.record import Reply, Round
from sim.domain.texts import DEPTH
from sim.rules.formulas import reserved
from sim.rules.ladder import gaps, ladder
from sim.rules.meeting import MEDIATOR, Meeting, Offer
from sim.rules.reach import signable, within_reach
from sim.rules.refusal import refusal
from sim.rules.table import Rules, Table, refusals
from sim.rules.voice import SAYINGS

REASONS = codes.names(codes.Reason)
"""Why a text is turned down; a reason is stored as its place here."""


def text_of(game: Game, outcome: int) -> tuple[str | None, dict[str, str]]:
    """Return how deep an outcome goes, where texts have depths, and its terms by issue."""
    terms = game.space.terms(outcome)
    return (terms.pop(DEPTH), terms) if game.depths.told else (None, terms)


def _named(game: Game, place: int) -> str:
    return "mediator" if place == MEDIATOR else game.parties[place].id


@dataclass
class _Telling:
    """The rows of a record as they come; ``last``: every author's last text so far."""

    rules: Rules
    last: dict[int, int] = field(default_factory=dict)

    def replies(self, meeting: Meeting, text: Offer) -> dict[str, Reply]:
        """Every answer to a text, with what a refusal is about."""
        game, found = self.rules.game, {}
        for who, yes in text.answers:
            reply = Reply(accept=yes)
            if not yes:
                own = self.last.get(who, game.depths.demand[who])
                why = refusal(
                    self.rules, meeting.before, meeting.value, who, text.outcome, own if own >= 0 else None
                )
                issue = None if why.issue is None else game.space.issues[why.issue].id
                reply = Reply(accept=False, reason=REASONS[why.reason], issue=issue)
            found[_named(game, who)] = reply
        return found

    def about_text(self, meeting: Meeting, text: Offer | None) -> dict[str, Any]:
        """What a row tells of the text itself."""
        game, value = self.rules.game, meeting.value
        if text is None:
            return {
                "depth": None, "offer": None, "holds": False, "stances": {}, "answers": {},
                "utilities": {}, "preferences": {},
            }  # fmt: skip
        depth, terms = text_of(game, text.outcome)
        stances = {
            game.parties[g.party].id: stance_on(meeting, i, text.outcome)
            for i, g in enumerate(game.guarantors)
            if "alliance" in self.rules.on or g.party in self.rules.speaking
        }
        ids = [party.id for party in game.parties]
        return {
            "depth": depth,
            "offer": terms,
            "holds": self.last.get(text.author) == text.outcome,
            "stances": stances,
            "answers": self.replies(meeting, text),
            "utilities": dict(zip(ids, value.expected[:, text.outcome].tolist(), strict=True)),
            "preferences": dict(zip(ids, game.utilities[:, text.outcome].tolist(), strict=True)),
        }

    def row(self, meeting: Meeting, text: Offer | None, aspirations: Mapping[str, float]) -> Round:
        """One text of a meeting, or a meeting without one."""
        game, before = self.rules.game, meeting.before
        seats = [(game.parties[place].id, place) for place in game.signatories]
        author = text.author if text is not None else next(iter(meeting.passed), None)
        found = Round(
            round=meeting.round,
            proposer=None if author is None else _named(game, author),
            **self.about_text(meeting, text),
            last_day=meeting.last_day,
            aspirations=dict(aspirations),
            reservations={
                name: float(reserved(before.parties[place].reservation, before.private[place]))
                for name, place in seats
            },
            trust={name: before.parties[place].trust for name, place in seats},
            rapport=before.rapport,
            events=list(meeting.events),
            texts={_named(game, t.author): game.space.terms(t.outcome) for t in meeting.criticisms},
            walked=None if meeting.walked is None else _named(game, meeting.walked),
        )
        if text is not None:
            self.last[text.author] = text.outcome
        return found


def stance_on(meeting: Meeting, guarantor: int, outcome: int) -> str:
    """Return a guarantor's stance on a text of a meeting; where a person speaks for it, what that person said of it last."""
    said = [w.saying for w in meeting.before.words if (w.guarantor, w.outcome) == (guarantor, outcome)]
    return SAYINGS[said[-1]] if said else STANCES[int(meeting.value.stances[guarantor, outcome])]


def rounds_of(table: Table, noted: Mapping[int, Mapping[str, float]]) -> list[Round]:
    """Return every text of a negotiation in order, with each party's aspiration of its round."""
    telling, rows = _Telling(table.rules), []
    for meeting in table.meetings:
        held = noted.get(meeting.round, {})
        if meeting.last_day and not meeting.offers and meeting.walked is None:
            continue
        rows += [telling.row(meeting, text, held) for text in meeting.offers or (None,)]
    return rows


def survivors(game: Game, survives: Mapping[str, Any]) -> dict[str, dict[str, int]]:
    """Return depth to constraint to how many of its texts are left after it and those before."""
    return {
        name: {key: int(np.sum(mask & game.depths.at(d))) for key, mask in survives.items()}
        for d, name in enumerate(game.depths.names)
    }


def outcome_of(table: Table, aspirations: Mapping[str, float]) -> dict[str, Any]:
    """Return what a finished negotiation came to: result, ladder, gaps, distances, survivors.

    ``aspirations``: what each signatory held out for at the end. Distances are measured in plain worths, among the
    outcomes that cross no red line, from the reservation values as disagreement point.
    """
    game, seats, value = table.rules.game, list(table.rules.game.signatories), table.value
    assert table.result is not None
    left = gaps(game, value, refusals(table.rules))
    worths = value.plain[seats].T
    disagreement = [
        float(reserved(table.standing.parties[p].reservation, table.standing.private[p])) for p in seats
    ]
    point = disagreement if table.agreement is None else [float(x) for x in worths[table.agreement]]
    stick = yardstick(worths, disagreement, within_reach(table.rules))
    after = table.after
    depth, terms = (None, None) if table.agreement is None else text_of(game, table.agreement)
    return {
        "result": table.result,
        "ladder": ladder(game, table.result, table.agreement),
        "depth": depth,
        "gap": {name: left.get(name) for name in game.depths.names},
        "held_out": dict(aspirations),
        "agreement": terms,
        "ratified": {} if after is None else {game.parties[p].id: yes for p, yes in after.ratified.items()},
        "lapsed_in_year": None if after is None else after.lapsed,
        "distances": stick.distances(point),
        "solved_by": {name: len(s.apart) for name, s in stick.solutions.items() if s is not None},
        "n_outcomes": game.space.n,
        "surviving": survivors(game, value.survives),
        "win_sets": {game.parties[p].id: int(value.wins[p].sum()) for p in seats},
        "zone": int(signable(game, value).sum()),
    }
