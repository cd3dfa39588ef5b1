"""The questions of the lesson: what is asked, what one may answer, what is right and why, all read off the run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from sim.domain.game import CONSTRAINTS, LADDER
from sim.domain.record import Round, RunRecord
from sim.telling import answers, depths, verdict
from sim.telling.catalogue import capital, listed, t, word
from sim.telling.numbers import number
from sim.telling.story import Story

REASONS = (
    "red_line",
    "interests",
    "credibility",
    "alliance",
    "ratification",
    "other_ratification",
    "holds_out",
)
"""Why a party turns a text down, as a record has it."""


@dataclass(frozen=True)
class Question:
    """One question. ``key``: where a link keeps the answer; ``options``: answer to its words; ``right``: the true answers.

    ``why``: the reason, from the run; ``mistake``: what pupils often think instead, for the teacher;
    ``says``: what an answer means, where it needs a word.
    """

    key: str
    asks: str
    options: Mapping[str, str]
    right: frozenset[str]
    why: str
    mistake: str
    says: Mapping[str, str] = field(default_factory=dict)

    @property
    def expected(self) -> str:
        """The true answers in words."""
        return listed([words for code, words in self.options.items() if code in self.right])


def turning(told: Story, alone: Mapping[str, RunRecord]) -> frozenset[str]:
    """Return the constraints without which, each taken away alone, the same talks reach a higher step of the ladder."""
    here = LADDER.index(told.record.ladder)
    return frozenset(name for name, other in alone.items() if LADDER.index(other.ladder) > here)


def _obstacle(key: str, told: Story, alone: Mapping[str, RunRecord]) -> Question:
    """What stands in the way of more: predicted before the run, explained after it."""
    options = {name: capital(word("constraint", name)) for name in CONSTRAINTS}
    options["none"] = t("lesson.obstacle.none")
    return Question(
        key=key,
        asks=t("lesson.obstacle.asks" if key == "lesson.explains" else "lesson.obstacle.predicts"),
        options=options,
        right=turning(told, alone) or frozenset({"none"}),
        why=_without(told, alone),
        mistake=t("lesson.obstacle.mistake"),
        says={name: word("constraint_says", name) for name in CONSTRAINTS},
    )


def _without(told: Story, alone: Mapping[str, RunRecord]) -> str:
    """How the talks ended, and how they end without each constraint alone."""
    ends = [
        f"{word('constraint', name)}{t('common.colon')}{verdict.ended(replace(told, record=other))}"
        for name, other in alone.items()
    ]
    return t("lesson.obstacle.why", before=verdict.ended(told), ends=t("common.semicolon").join(ends))


def predictions(told: Story, alone: Mapping[str, RunRecord]) -> list[Question]:
    """Return what is asked before the run: how it ends, and what stands in the way of more."""
    step = Question(
        key="lesson.ends",
        asks=t("lesson.ends.asks", year=told.spec.date[:4]),
        options={name: capital(word("ladder", name)) for name in LADDER},
        right=frozenset({told.record.ladder}),
        why=verdict.ending(told),
        mistake=t("lesson.ends.mistake"),
        says={name: capital(t(f"told.step_says.{name}")) for name in LADDER},
    )
    return [step, _obstacle("lesson.blocks", told, alone)]


def explanations(told: Story, alone: Mapping[str, RunRecord]) -> list[Question]:
    """Return what is asked after the run: why the first text was refused, and what stands in the way of more."""
    return [_refusal(told), _obstacle("lesson.explains", told, alone)]


def first_refused(told: Story) -> tuple[Round, str]:
    """Return the first text that was refused for a reason, and who refused it."""
    return next(
        (row, party)
        for row in told.record.rounds
        for party, reply in row.answers.items()
        if reply.reason is not None
    )


def _refusal(told: Story) -> Question:
    row, party = first_refused(told)
    reply = row.answers[party]
    reason = str(reply.reason)
    author, who = capital(told.seat(str(row.proposer))), capital(told.seat(party))
    return Question(
        key="lesson.refuses",
        asks=t("lesson.refuses.asks", author=author, n=row.round, who=who),
        options={name: t(f"lesson.reason.{name}") for name in REASONS if name in (*REASONS[:4], reason)},
        right=frozenset({reason}),
        why=answers.answer(told, row, party, reply),
        mistake=t("lesson.refuses.mistake"),
    )


def checks(told: Story) -> list[Question]:
    """Return what is asked at the end: the reservation value, a red line, ratification."""
    return [_reservation(told), _red_line(told), _ratification(told)]


def _reservation(told: Story) -> Question:
    """Three numbers of one party, of which one is its reservation value."""
    party, first, last = told.signatories[0], told.record.rounds[0], told.record.rounds[-1]
    figures = {
        "demand": first.aspirations[party],
        "offer": last.utilities[party],
        "floor": last.reservations[party],
    }
    who = capital(told.seat(party))
    values = {name: number(value) for name, value in figures.items()}
    return Question(
        key="lesson.floor",
        asks=t("lesson.floor.asks", who=who),
        options={
            name: t(f"lesson.floor.{name}", value=value, n=last.round, first=first.round)
            for name, value in values.items()
        },
        right=frozenset({"floor"}),
        why=t("lesson.floor.why", who=who, value=values["floor"]),
        mistake=t("lesson.floor.mistake"),
    )


def first_crossing(told: Story) -> tuple[Round, str]:
    """Return the first text that was refused for a red line, and who refused it."""
    return next(
        (row, party)
        for row in told.record.rounds
        for party, reply in row.answers.items()
        if reply.reason == "red_line"
    )


def _red_line(told: Story) -> Question:
    row, party = first_crossing(told)
    who = capital(told.seat(party))
    return Question(
        key="lesson.line",
        asks=t("lesson.line.asks", who=who, n=row.round, line=answers.crossed(told, row, party)),
        options={name: t(f"lesson.line.{name}") for name in ("more", "never", "ally")},
        right=frozenset({"never"}),
        why=t("lesson.line.why", who=who),
        mistake=t("lesson.line.mistake"),
    )


def _ratification(told: Story) -> Question:
    """What a signed text still needs: a yes at home where the record has votes on it, else nothing."""
    record = told.record
    right = "home" if record.ratified else "nothing"
    guarantors = [capital(told.seat(name)) for name in told.spec.parties if name not in told.signatories]
    return Question(
        key="lesson.ratifies",
        asks=t("lesson.ratifies.asks", depth=depths.one(told.spec, record.depth)),
        options={
            "nothing": t("lesson.ratifies.nothing"),
            "home": t(
                "lesson.ratifies.home", names=listed([capital(told.seat(x)) for x in told.signatories])
            ),
            "ally": t("lesson.ratifies.ally", names=listed(guarantors)),
        },
        right=frozenset({right}),
        why=t(f"lesson.ratifies.why_{right}", deal=verdict.deal(told)[-1]),
        mistake=t("lesson.ratifies.mistake"),
    )
