"""The charts of a run as findings: what a reader should see in each, as its title; and the turning point of the curves."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from sim.domain.game import CONSTRAINTS, LADDER
from sim.domain.record import Round
from sim.telling import depths
from sim.telling.catalogue import capital, t, word
from sim.telling.numbers import count, number
from sim.telling.numbers import signed as with_sign
from sim.telling.story import Story

NOTABLE = 0.005
"""What is less than this rounds to nothing."""

Rows = Sequence[Mapping[str, Any]]


def place(row: Round) -> int:
    """Return where a text stands among the rounds: the last day is a place of its own behind the last round."""
    return row.round + row.last_day


@dataclass(frozen=True)
class Turn:
    """Where what a party is offered first meets its minimum or, where it never does, rises most (``rise``)."""

    place: int
    worth: float
    rise: float | None


def turn(rows: Rows) -> Turn | None:
    """Return the turning point of a party's curve; ``None`` where the offers never meet its minimum or rise.

    ``rows``: as of `worths`.

    >>> turn([{"round": 1, "kind": "offered", "worth": 0.1}, {"round": 2, "kind": "offered", "worth": 0.3}]).place
    2
    """
    held = {row["round"]: row["worth"] for row in rows if row["kind"] == "holds"}
    offers = [(row["round"], row["worth"]) for row in rows if row["kind"] == "offered"]
    for at, worth in offers:
        if worth >= held.get(at, math.inf):
            return Turn(at, worth, None)
    rises = [Turn(at, new, new - old) for (_, old), (at, new) in pairwise(offers)]
    most = max(rises, key=lambda turn: turn.rise or 0.0, default=None)
    return most if most is not None and most.rise is not None and most.rise >= NOTABLE else None


def worths(story: Story, party: str, until: int | None = None) -> list[dict[str, Any]]:
    """Return by round what a signatory holds out for and what the others' drafts are worth to it, up to a round.

    Columns: ``round``, ``kind`` (`holds`, `offered`, `leaving`), ``worth``.
    """
    rows: list[dict[str, Any]] = []
    for row in story.record.rounds:
        if until is not None and row.round > until:
            break
        if party in row.aspirations:
            rows.append({"round": place(row), "kind": "holds", "worth": row.aspirations[party]})
        if row.offer is not None and row.proposer != party:
            rows.append({"round": place(row), "kind": "offered", "worth": row.utilities[party]})
        if party in row.reservations:
            rows.append({"round": place(row), "kind": "leaving", "worth": row.reservations[party]})
    unique = {(row["round"], row["kind"]): row for row in rows}
    return list(unique.values())


def curve(who: str, rows: Rows, last: Round, *, signed: bool) -> str:
    """Return what the curve of a party comes to; ``last``: the last round of the talks, ``signed``: whether by then it has signed."""
    if not any(row["kind"] == "offered" for row in rows):
        return t("play.curves.finding_nothing", who=who)
    found = turn(rows)
    if signed and (found is None or found.rise is not None):
        return t("play.curves.finding_signed", who=who)
    if found is None:
        return t("play.curves.finding_none", who=who)
    on_last_day = last.last_day and found.place == place(last)
    when = t("play.curves.on_last_day") if on_last_day else t("play.curves.in_round", n=found.place)
    if found.rise is None:
        return t("play.curves.finding_met", who=who, when=when)
    return t("play.curves.finding_rise", who=who, when=when, rise=with_sign(found.rise))


def trust(story: Story, round_: int) -> str:
    """Return whose trust has moved most from the first round to another; empty where nobody trusts."""
    first, now = story.rows(story.numbers[0])[0].trust, story.rows(round_)[0].trust
    if not now:
        return ""
    party = max(now, key=lambda name: abs(now[name] - first[name]))
    shift = now[party] - first[party]
    if abs(shift) < NOTABLE:
        return t("play.trust.still")
    return t(
        f"play.trust.{'risen' if shift > 0 else 'fallen'}",
        who=capital(story.seat(party)),
        first=number(first[party]),
        now=number(now[party]),
    )


def ladder(story: Story) -> str:
    """Return whether a run comes as far as history did."""
    run, happened = story.record.ladder, story.spec.happened
    if happened is None:
        return t("play.ladder.alone", run=word("ladder", run))
    step = LADDER.index(run) - LADDER.index(happened.ladder)
    key = "same" if step == 0 else "further" if step > 0 else "less"
    return t(f"play.ladder.{key}", run=word("ladder", run), history=word("ladder", happened.ladder))


def funnel(story: Story, depth: str, total: int) -> str:
    """Return how many texts of a depth the constraints leave, and which of them removes most; of equal ones the first."""
    left, gone = total, dict[str, int]()
    for name in CONSTRAINTS:
        if name not in story.record.constraints_off:
            gone[name], left = left - story.record.surviving[depth][name], story.record.surviving[depth][name]
    most = max(gone, key=gone.__getitem__, default=None)
    values = {"depth": depths.title(story.spec, depth), "n": count(total), "left": count(left)}
    if most is None or not gone[most]:
        return t("play.blocked.all_left", **values)
    return t("play.blocked.most", constraint=word("constraint", most), gone=count(gone[most]), **values)
