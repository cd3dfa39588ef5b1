"""What the page Compare says of two settings: what differs in the input, and how one run of each ended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sim.app.compare.questions import Question
from sim.app.kit import differing_words, episode
from sim.app.state.links import State
from sim.domain.evidence import Claim
from sim.domain.record import Round, RunRecord, treaty_gap
from sim.experiments.compare.input_difference import InputDifference, input_difference
from sim.scenario.changes import BY_HAND
from sim.scenario.load import Scenario
from sim.scenario.settings import Resolved
from sim.telling import depths, labels
from sim.telling.catalogue import listed, said, t, word
from sim.telling.numbers import number
from sim.telling.story import Story

_AT_ONCE = 2


def question(scenario: Scenario, asked: Question) -> str:
    """Return a ready-made question as a few words."""
    if asked.group == "constraint":
        return t(f"compare.question.constraint_{asked.new}", name=word("constraint", asked.key))
    if asked.group == "setting":
        return labels.level(scenario.settings[asked.key].scale, asked.new)
    if asked.group == "line":
        _, party, _, line, _ = asked.key.split(".")
        title = said(scenario.spec.parties[party].red_lines[line].title)
        name = f"{labels.seat(scenario.spec, party)}{t('common.colon')}{title}"
        return t(f"compare.question.line_{asked.new}", name=name)
    if asked.group == "way":
        return t("compare.question.way", name=word("protocol", asked.key))
    return episode.title(asked.key)


def about(scenario: Scenario, key: str) -> str:
    """Return what a ready-made question about a setting is called, with what the setting is now."""
    return t(
        "compare.question.setting",
        name=labels.setting(scenario, key),
        word=differing_words.graded(scenario.settings[key]),
    )


def _source(item: Any) -> str:
    """What a side's setting rests on, in short."""
    if not isinstance(item, Resolved):
        return ""
    if item.evidence:
        return ", ".join(item.evidence)
    return t("compare.differs.by_hand" if item.assumption == BY_HAND else "compare.differs.assumption")


def rests(row: InputDifference) -> str:
    """Return what the two sides of a setting rest on; of a constraint, what it says."""
    if row.kind == "constraint":
        return word("constraint_says", row.key)
    one, two = _source(row.a), _source(row.b)
    return one if one == two else t("compare.differs.both", a=one or "—", b=two or "—")


def differences_table(a: State, b: State, rows: Sequence[InputDifference]) -> list[dict[str, str]]:
    """Return what differs in the input as rows of a table."""
    return [
        {
            t("compare.differs.setting"): differing_words.what(a, b, row),
            t("compare.a"): differing_words.value(a, row, row.a),
            t("compare.b"): differing_words.value(b, row, row.b),
            t("compare.differs.rests"): rests(row),
        }
        for row in rows
    ]


def evidence(rows: Sequence[InputDifference]) -> list[str]:
    """Return the claims that the differing settings rest on, each once."""
    found = [
        c for row in rows for item in (row.a, row.b) if isinstance(item, Resolved) for c in item.evidence
    ]
    return list(dict.fromkeys(found))


def claim(found: Claim) -> str:
    """Return a claim of the ledger with where it stands."""
    return t(
        "compare.differs.claim",
        claim=said(found.claim),
        source=labels.source(found),
        id=found.id,
    )


def in_short(a: State, b: State, rows: Sequence[InputDifference]) -> str:
    """Return what B has that differs, where it is little, else how many things there are."""
    if len(rows) > _AT_ONCE and rows[0].kind == "episode":
        return t(
            "compare.side.episode_many", value=differing_words.value(b, rows[0], rows[0].b), n=len(rows) - 1
        )
    if len(rows) > _AT_ONCE:
        return t("compare.side.many", n=len(rows))
    return listed([differing_words.change(a, b, row) for row in rows])


def side_a(a: State) -> str:
    """Return what A is, in a sentence."""
    plain = State(scenario=a.scenario, language=a.language)
    rows = input_difference(plain, a).differs
    detail = t("compare.side.as_sourced")
    if rows:
        detail = t("compare.side.changed", detail=in_short(plain, a, rows))
    return t("compare.side.a", detail=detail)


def side_b(a: State, b: State, rows: Sequence[InputDifference]) -> str:
    """Return what B is, in a sentence."""
    return t("compare.side.b", detail=in_short(a, b, rows)) if rows else t("compare.side.b_same")


def last_text(record: RunRecord) -> Round | None:
    """Return the row of the signed text, or of the last one tabled; ``None`` where nothing was."""
    tabled = [row for row in record.rounds if row.offer is not None]
    signed = [row for row in tabled if row.offer == record.agreement and row.depth == record.depth]
    return signed[-1] if signed else tabled[-1] if tabled else None


def ending(record: RunRecord) -> list[str]:
    """Return how a run ended, in sentences."""
    first = word("result", record.result)
    ladder = t(
        "compare.one.ladder",
        ladder=word("ladder", record.ladder),
        gap=gap(record),
        rounds=record.rounds[-1].round if record.rounds else 0,
    )
    return [t("compare.one.ending", result=first[:1].upper() + first[1:]), ladder]


def gap(record: RunRecord) -> str:
    """Return what the nearest treaty lacked, in words."""
    far = treaty_gap(record)
    if far is None:
        return t("compare.one.gap_barred")
    return t("compare.one.gap", gap=number(far)) if far > 0.0 else t("compare.one.gap_none")


def text_line(scenario: Scenario, record: RunRecord) -> str:
    """Return what stands above the text of a run."""
    row = last_text(record)
    if row is None:
        return t("compare.one.never")
    if record.agreement is not None:
        return t("compare.one.signed")
    return t("compare.one.last", party=labels.seat(scenario.spec, str(row.proposer)), n=row.round)


def terms_table(first: Story, second: Story) -> tuple[list[dict[str, str]], int]:
    """Return the texts of two runs issue by issue below what they are, what differs in bold, and in how much they differ."""
    pair = (first, second)
    last = [last_text(side.record) for side in pair]
    texts = [{} if row is None else dict(row.offer or {}) for row in last]
    if not any(texts):
        return [], 0
    rows, apart = [], 0
    titles = {"": t("compare.one.kind")} | {
        issue: labels.issue(next(x.spec for x, text in zip(pair, texts, strict=True) if issue in text), issue)
        for issue in dict.fromkeys([*texts[0], *texts[1]])
    }
    for issue, title in titles.items():
        cells = [_cell(side, text, issue) for side, text in zip(pair, texts, strict=True)]
        differs = cells[0] != cells[1]
        apart += differs
        one, two = (f"**{cell}**" if differs else cell for cell in cells)
        rows.append({t("compare.one.terms"): title, t("compare.a"): one, t("compare.b"): two})
    return rows, apart


def _cell(side: Story, text: Mapping[str, str], issue: str) -> str:
    """What a run's text says on an issue; without one, what kind of text it is and whether it was signed."""
    row = last_text(side.record)
    if row is None or (issue and issue not in text):
        return t("compare.differs.none")
    if issue:
        return labels.option(side.spec, issue, text[issue])
    key = "kind_draft" if side.record.agreement is None else "kind_signed"
    return t(f"compare.one.{key}", kind=depths.title(side.spec, row.depth))
