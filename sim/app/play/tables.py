"""A run as plain tables: for charts, for the page, and for a CSV file."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from typing import Any

from sim.domain.game import CONSTRAINTS, LADDER
from sim.domain.record import Round, RunRecord
from sim.telling import depths, labels
from sim.telling.catalogue import t, word
from sim.telling.dialogue import reply
from sim.telling.numbers import count
from sim.telling.story import Story

Rows = list[dict[str, Any]]


def shown_text(story: Story, round_: int) -> Round | None:
    """Return the text that a round's map shows: the one accepted, else the last one tabled by then."""
    tabled = [row for row in story.record.rounds if row.round <= round_ and row.offer is not None]
    here = [row for row in tabled if row.round == round_]
    accepted = [row for row in here if row.answers and all(x.accept for x in row.answers.values())]
    return next(iter(accepted or here[-1:] or tabled[-1:]), None)


def trust(story: Story) -> Rows:
    """Return by round every signatory's trust: ``round``, ``party`` (its id), ``trust``."""
    unique = {
        (row.round, party): {"round": row.round, "party": party, "trust": value}
        for row in story.record.rounds
        for party, value in row.trust.items()
    }
    return list(unique.values())


def texts_of_each(story: Story) -> dict[str, int]:
    """Return depth to how many texts of it there are, the deepest first; without those of which there is none."""
    known = story.game.depths
    counted = {known.names[d]: int(known.at(d).sum()) for d in reversed(range(len(known.names)))}
    return {name: n for name, n in counted.items() if n}


def survivors(story: Story) -> Rows:
    """Return how many texts of the deepest kind there are, and what is left of them after each constraint.

    Columns: ``place``, ``constraint``, ``left``, ``label``.
    """
    deepest, total = next(iter(texts_of_each(story).items()))
    rows: Rows = [{"place": 0, "constraint": t("play.blocked.all"), "left": total, "label": count(total)}]
    for at, name in enumerate(CONSTRAINTS, start=1):
        off = name in story.record.constraints_off
        left = story.record.surviving[deepest][name]
        label = t("told.hurdle.off") if off else count(left)
        rows.append({"place": at, "constraint": word("constraint", name), "left": left, "label": label})
    return rows


def hurdles(story: Story, alone: Mapping[str, RunRecord]) -> list[dict[str, str]]:
    """Return the constraints as rows of words: what passes, what is left of each depth, and the end without it alone."""
    rows = []
    for name in CONSTRAINTS:
        off = name in story.record.constraints_off
        cells = {
            t(
                "told.hurdle.passes"
            ): f"**{word('constraint', name)}**{t('common.colon')}{t(f'told.gloss.{name}')}"
        }
        left = {
            depths.title(story.spec, depth): story.record.surviving[depth][name]
            for depth in texts_of_each(story)
        }
        cells[t("play.blocked.left")] = t("told.hurdle.off") if off else depths.by_kind(left)
        cells[t("play.blocked.without")] = word("ladder", alone[name].ladder) if name in alone else ""
        rows.append(cells)
    return rows


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


def _head(story: Story, draft: Round) -> str:
    """Whose draft it is, and of when."""
    who = story.author(draft)
    if not draft.last_day:
        return t("play.offers.now", who=who, round=draft.round)
    return t("play.offers.last_day", who=who)


def _marked(reading: str, moved: bool) -> str:
    return f"**{reading}**" if moved else reading


def silent(story: Story, round_: int) -> list[str]:
    """Return the titles of what the newest drafts say nothing on, and nobody reads off them."""
    table = story.spec
    return [
        labels.issue(table, issue)
        for issue in table.issues
        if issue not in _spoken(story, round_) and not table.issues[issue].read_off
    ]


def _spoken(story: Story, round_: int) -> set[str]:
    """The issues on which one of the newest drafts, or its author's one before, says something."""
    found: set[str] = set()
    for draft in drafts(story, round_):
        before = story.before(draft)
        old = None if before is None else before.offer
        found |= set(depths.spoken(story.spec, draft.offer or {}, old))
    return found


def side_by_side(story: Story, round_: int) -> list[dict[str, str]]:
    """Return the newest drafts issue by issue; bold where the author changed it since its draft before.

    Their depths come first and the answers last; issues on which none of them says anything are left out.
    """
    table, spoken, found = story.spec, _spoken(story, round_), drafts(story, round_)
    issues = [issue for issue in table.issues if issue in spoken]
    titles = [labels.issue(table, issue) for issue in issues]
    rows = [{t("play.offers.issue"): title} for title in [*titles, t("play.offers.answer")]]
    kinds = {t("play.offers.issue"): t("play.offers.kind")}
    for draft in found:
        assert draft.offer is not None
        before, head = story.before(draft), _head(story, draft)
        old = None if before is None else before.offer
        for issue, cells in zip(issues, rows, strict=False):
            moved = old is not None and old[issue] != draft.offer[issue]
            cells[head] = _marked(labels.option(table, issue, draft.offer[issue]), moved)
        rows[-1][head] = _answers(story, draft)
        kinds[head] = _marked(
            depths.title(table, draft.depth), before is not None and before.depth != draft.depth
        )
    return [kinds, *rows] if table.depths else rows


def _answers(story: Story, draft: Round) -> str:
    """What the others said to a draft, in short."""
    return t("common.semicolon").join(
        f"{labels.seat(story.spec, party)}{t('common.colon')}{reply(story, party, answer)}"
        for party, answer in draft.answers.items()
    )


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
    flat: dict[str, Any] = {"round": row.round, "last_day": row.last_day, "proposer": row.proposer or ""}
    flat |= {"depth": row.depth or "", "holds": row.holds, **(row.offer or {})}
    for party, answer in row.answers.items():
        flat[f"answer_{party}"] = "accept" if answer.accept else "reject"
        flat[f"reason_{party}"] = answer.reason or ""
        flat[f"about_{party}"] = answer.issue or ""
    for name, per_party in (
        ("stance", row.stances),
        ("aspiration", row.aspirations),
        ("utility", row.utilities),
        ("preference", row.preferences),
        ("reservation", row.reservations),
        ("trust", row.trust),
    ):
        flat.update({f"{name}_{party}": value for party, value in per_party.items()})
    return {**flat, "rapport": row.rapport, "events": ";".join(row.events), "walked": row.walked or ""}
