"""From the table at the end of a negotiation to its record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim.analysis.distance import distances
from sim.domain.game import STANCES, Game
from sim.domain.record import Round
from sim.rules.ladder import gaps, ladder, leeway_of, residual_gap, step_in_force
from sim.rules.reach import signable, within_reach
from sim.rules.table import MEDIATOR, Meeting, Offer, Table, refusals


def _named(game: Game, place: int) -> str:
    return "mediator" if place == MEDIATOR else game.parties[place].id


def _round(
    game: Game, meeting: Meeting, text: Offer | None, aspirations: Mapping[str, float], on: bool
) -> Round:
    signatories = [(game.parties[place].id, place) for place in game.signatories]
    outcome = None if text is None else text.outcome
    value = meeting.value
    author = text.author if text is not None else next(iter(meeting.passed), None)
    return Round(
        round=meeting.round,
        proposer=None if author is None else _named(game, author),
        offer=None if outcome is None else game.space.terms(outcome),
        stances={}
        if outcome is None or not on
        else {
            game.parties[g.party].id: STANCES[int(value.stances[i, outcome])]
            for i, g in enumerate(game.guarantors)
        },
        answers={}
        if text is None
        else {_named(game, who): "accept" if yes else "reject" for who, yes in text.answers},
        aspirations=dict(aspirations),
        utilities={}
        if outcome is None
        else {party.id: float(value.expected[p, outcome]) for p, party in enumerate(game.parties)},
        preferences={}
        if outcome is None
        else {party.id: float(game.utilities[p, outcome]) for p, party in enumerate(game.parties)},
        reservations={name: meeting.before.parties[place].reservation for name, place in signatories},
        trust={name: meeting.before.parties[place].trust for name, place in signatories},
        rapport=meeting.before.rapport,
        events=list(meeting.events),
        texts={_named(game, t.author): game.space.terms(t.outcome) for t in meeting.criticisms},
        walked=None if meeting.walked is None else _named(game, meeting.walked),
    )


def rounds_of(table: Table, noted: Mapping[int, Mapping[str, float]]) -> list[Round]:
    """Return every text of a negotiation in order, with each party's aspiration of its round."""
    game, on = table.rules.game, "alliance" in table.rules.on
    rows = []
    for meeting in table.meetings:
        held = noted.get(meeting.round, {})
        rows += [_round(game, meeting, text, held, on) for text in meeting.offers or (None,)]
    return rows


def outcome_of(table: Table, aspirations: Mapping[str, float]) -> dict[str, Any]:
    """Return what a finished negotiation came to: result, ladder, gap, distances, survivors.

    ``aspirations``: what each signatory held out for at the end. A signed text leaves no gap. Distances are
    measured in plain preferences, among the outcomes that cross no red line, from the reservation values
    as disagreement point.
    """
    game, seats = table.rules.game, list(table.rules.game.signatories)
    assert table.result is not None
    refused = refusals(table.rules)[seats]
    gap = 0.0
    if table.agreement is None:
        held = [aspirations[game.parties[place].id] for place in seats]
        gap = residual_gap(held, table.value.expected[seats], refused)
    leeway = leeway_of(table.standing.rapport, game.dynamics.leeway)
    step = ladder(table.result, gap, game.cuts, leeway)
    left = gaps(game, table.value, refusals(table.rules))
    if game.depths.told:
        gap = min(1.0, left.get(game.depths.names[-1], 1.0))
        step = step_in_force(game, table.result, table.agreement)
    utilities = game.utilities[seats].T
    disagreement = [table.standing.parties[place].reservation for place in seats]
    point = disagreement if table.agreement is None else [float(x) for x in utilities[table.agreement]]
    after = table.after
    return {
        "result": table.result,
        "ladder": step,
        "closeness": 1.0 - gap,
        "residual_gap": gap,
        "held_out": dict(aspirations),
        "agreement": None if table.agreement is None else game.space.terms(table.agreement),
        "ratified": {} if after is None else {game.parties[p].id: yes for p, yes in after.ratified.items()},
        "lapsed_in_year": None if after is None else after.lapsed,
        "distances": distances(point, utilities, disagreement, among=within_reach(table.rules)),
        "n_outcomes": game.space.n,
        "surviving": {name: int(mask.sum()) for name, mask in table.value.survives.items()},
        "win_sets": {game.parties[p].id: int(table.value.wins[p].sum()) for p in seats},
        "zone": int(signable(game, table.value).sum()),
    }
