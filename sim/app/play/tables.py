"""A run as plain tables: for charts, for the page, and for a CSV file."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from typing import Any

from sim.domain.game import CONSTRAINTS, LADDER
from sim.domain.record import Round, RunRecord
from sim.telling import labels, verdict
from sim.telling.catalogue import t, word
from sim.telling.numbers import count
from sim.telling.story import Story

Rows = list[dict[str, Any]]


def shown_text(story: Story, round_: int) -> Round | None:
    """Return the text that a round's map shows: the one accepted, else the last one tabled by then."""
    tabled = [row for row in story.record.rounds if row.round <= round_ and row.offer is not None]
    here = [row for row in tabled if row.round == round_]
    accepted = [row for row in here if row.answers and all(x == "accept" for x in row.answers.values())]
    return next(iter(accepted or here[-1:] or tabled[-1:]), None)


def curve(story: Story, party: str) -> Rows:
    """Return by round what a signatory holds out for and what the others' drafts are worth to it.

    Columns: ``round``, ``kind`` (`holds`, `offered`, `leaving`), ``worth``.
    """
    rows: Rows = []
    for row in story.record.rounds:
        if party in row.aspirations:
            rows.append({"round": row.round, "kind": "holds", "worth": row.aspirations[party]})
        if row.offer is not None and row.proposer != party:
            rows.append({"round": row.round, "kind": "offered", "worth": row.utilities[party]})
        if party in row.reservations:
            rows.append({"round": row.round, "kind": "leaving", "worth": row.reservations[party]})
    unique = {(row["round"], row["kind"]): row for row in rows}
    return list(unique.values())


def trust(story: Story) -> Rows:
    """Return by round every signatory's trust: ``round``, ``party`` (its id), ``trust``."""
    unique = {
        (row.round, party): {"round": row.round, "party": party, "trust": value}
        for row in story.record.rounds
        for party, value in row.trust.items()
    }
    return list(unique.values())


def survivors(record: RunRecord) -> Rows:
    """Return what is left after each constraint: ``place``, ``constraint`` (in words), ``left``, ``label``."""
    rows: Rows = []
    for place, name in enumerate(CONSTRAINTS):
        off = name in record.constraints_off
        left = record.surviving[name]
        label = t("told.hurdle.off") if off else count(left)
        rows.append({"place": place, "constraint": word("constraint", name), "left": left, "label": label})
    return rows


def hurdles(story: Story, alone: Mapping[str, RunRecord]) -> list[dict[str, str]]:
    """Return the constraints as rows of words, as the account's table has them."""
    return [
        {
            t("told.hurdle.passes"): f"**{hurdle.constraint}** {hurdle.gloss}",
            t("told.hurdle.left"): hurdle.left,
            t("told.hurdle.share"): hurdle.share,
            t("told.hurdle.without"): hurdle.without,
        }
        for hurdle in verdict.hurdles(story, alone)
    ]


def ladder(story: Story) -> Rows:
    """Return the steps of the ladder from the top: ``place``, ``step`` (in words), ``run``, ``history``."""
    happened = story.spec.happened
    return [
        {
            "place": len(LADDER) - place,
            "step": word("ladder", step),
            "run": step == story.record.ladder,
            "history": happened is not None and step == happened.ladder,
        }
        for place, step in reversed(list(enumerate(LADDER)))
    ]


def drafts(story: Story, round_: int) -> list[Round]:
    """Return the newest draft of every author up to a round, the newest first."""
    newest: dict[str, Round] = {}
    for row in story.record.rounds:
        if row.round <= round_ and row.offer is not None and row.proposer is not None:
            newest.pop(row.proposer, None)
            newest[row.proposer] = row
    return list(newest.values())[::-1]


def side_by_side(story: Story, round_: int) -> list[dict[str, str]]:
    """Return the newest drafts issue by issue; bold where the author changed it since its draft before."""
    table, rows = story.spec, []
    for issue in table.issues:
        cells = {t("play.offers.issue"): labels.issue(table, issue)}
        for draft in drafts(story, round_):
            assert draft.offer is not None
            before = story.before(draft)
            reading = labels.option(table, issue, draft.offer[issue])
            moved = (
                before is not None and before.offer is not None and before.offer[issue] != draft.offer[issue]
            )
            who = labels.seat(table, draft.proposer or "")
            head = t("play.offers.now", who=who, round=draft.round)
            cells[head] = f"**{reading}**" if moved else reading
        rows.append(cells)
    return rows


def to_csv(record: RunRecord) -> str:
    """Return the rounds as CSV, one row per text, one column per issue and per party's number."""
    rows = [_flat(row) for row in record.rounds]
    columns = list(dict.fromkeys(name for row in rows for name in row))
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def _flat(row: Round) -> dict[str, Any]:
    flat: dict[str, Any] = {"round": row.round, "proposer": row.proposer or ""}
    flat.update(row.offer or {})
    for name, per_party in (
        ("stance", row.stances),
        ("answer", row.answers),
        ("aspiration", row.aspirations),
        ("utility", row.utilities),
        ("preference", row.preferences),
        ("reservation", row.reservations),
        ("trust", row.trust),
    ):
        flat.update({f"{name}_{party}": value for party, value in per_party.items()})
    return {**flat, "rapport": row.rapport, "events": ";".join(row.events), "walked": row.walked or ""}
