"""Tells how a negotiation ended: the result, what stood in the way, how far it was from the best, and history."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sim.domain.evidence import kind_of
from sim.domain.game import CONSTRAINTS, LADDER
from sim.domain.record import RunRecord
from sim.telling import terms
from sim.telling.catalogue import capital, listed, plural, said, t, word
from sim.telling.numbers import count, number, percent
from sim.telling.story import Story


def ending(story: Story) -> str:
    """Return the sentence that says how it ended."""
    record = story.record
    walkers = [story.seat(row.walked) for row in record.rounds if row.walked is not None]
    return t(
        f"told.ending.{record.result}",
        year=record.lapsed_in_year,
        against=_seats(story, ratified=False),
        walker=listed(walkers),
    )


def _seats(story: Story, *, ratified: bool) -> str:
    return listed([story.seat(party) for party, yes in story.record.ratified.items() if yes is ratified])


def ladder(record: RunRecord) -> str:
    """Return the step of the ladder, and how near the parties came."""
    return t(
        f"told.step.{'unsigned' if record.agreement is None else 'signed'}",
        ladder=t(f"told.ladder.{record.ladder}"),
        says=t(f"told.step_says.{record.ladder}"),
        n=LADDER.index(record.ladder) + 1,
        all=len(LADDER),
        closeness=number(record.closeness),
        gap=number(record.residual_gap),
    )


def deal(story: Story) -> list[str]:
    """Return what was signed and who ratified it; nothing where nothing was signed."""
    if story.record.agreement is None:
        return []
    names = _seats(story, ratified=True)
    return [
        t("told.deal.terms", terms=terms.in_words(terms.grouped(story.spec, story.record.agreement))),
        t("told.deal.ratified", names=names) if names else t("told.deal.ratified_nobody"),
    ]


def gains(story: Story) -> list[str]:
    """Return what each leader has in the end, against leaving."""
    record = story.record
    signed = [row for row in record.rounds if row.offer is not None and row.offer == record.agreement]
    floors = {party: number(floor) for party, floor in record.rounds[-1].reservations.items()}
    if not signed:
        left = [t("told.gains.left", who=story.seat(party), floor=floor) for party, floor in floors.items()]
        return [t("told.gains.none", left=listed(left))]
    key = "failed" if record.result == "not_ratified" else "deal"
    return [
        t(
            f"told.gains.{key}",
            who=capital(story.seat(party)),
            plain=number(signed[-1].preferences[party]),
            worth=number(signed[-1].utilities[party]),
            floor=floor,
            cost=number(story.game.dynamics.failure_cost),
        )
        for party, floor in floors.items()
    ]


@dataclass(frozen=True)
class Hurdle:
    """One constraint in words: what passes it, how many outcomes are left after it, and the end without it alone.

    ``share`` is empty where it was switched off, ``without`` where that was not played.
    """

    constraint: str
    gloss: str
    left: str
    share: str
    without: str


def hurdles(story: Story, alone: Mapping[str, RunRecord]) -> list[Hurdle]:
    """Return the constraints in the order in which they apply; ``alone`` is what `without_each` returned."""
    record, found = story.record, []
    for name in CONSTRAINTS:
        off = name in record.constraints_off
        found.append(
            Hurdle(
                constraint=t(f"told.constraint.{name}"),
                gloss=t(f"told.gloss.{name}"),
                left=t("told.hurdle.off") if off else count(record.surviving[name]),
                share="" if off else percent(record.surviving[name] / record.n_outcomes, 1),
                without=_in_short(alone[name]) if name in alone else "",
            )
        )
    return found


def _in_short(record: RunRecord) -> str:
    return t(
        "told.hurdle.ending",
        result=t(f"told.short.{record.result}"),
        ladder=t(f"told.ladder.{record.ladder}"),
        closeness=number(record.closeness),
    )


def blocked(record: RunRecord, alone: Mapping[str, RunRecord]) -> list[str]:
    """Return what stood in the way: where the outcomes ran out, and which constraint alone makes a difference."""
    on = [name for name in CONSTRAINTS if name not in record.constraints_off]
    before = record.n_outcomes
    for name in on:
        if record.surviving[name] == 0:
            values = {"last": t(f"told.constraint.{name}"), "left": count(before)}
            line = t("told.blocked.none", n=count(record.n_outcomes), **values)
            break
        before = record.surviving[name]
    else:
        line = plural("told.blocked.some", before, n=count(record.n_outcomes), left=count(before))
    return [line, _turning(record, alone)] if alone else [line]


def _turning(record: RunRecord, alone: Mapping[str, RunRecord]) -> str:
    """Which constraints alone lead to another step of the ladder."""
    here, turns = LADDER.index(record.ladder), []
    steps = {name: LADDER.index(other.ladder) for name, other in alone.items()}
    for step in sorted(set(steps.values()) - {here}, reverse=True):
        names = [t(f"told.constraint.{name}") for name, reached in steps.items() if reached == step]
        way, reached_step = "up" if step > here else "down", t(f"told.ladder.{LADDER[step]}")
        turns.append(plural(f"told.blocked.{way}", len(names), names=listed(names), ladder=reached_step))
    if not turns:
        return t("told.blocked.turning_none", ladder=t(f"told.ladder.{record.ladder}"))
    return t("told.blocked.turning", turns=t("told.terms_between").join(turns))


SOLUTIONS = ("nash", "kalai_smorodinsky", "egalitarian", "utilitarian")
"""The bargaining solutions that an account measures the end against."""


def distances(record: RunRecord) -> list[str]:
    """Return how far the end lies from the best within reach, and how that is measured."""
    found = {name: number(x) for name, x in record.distances.items() if x is not None}
    lines = []
    if "pareto" in found:
        start = "leaving" if record.agreement is None else "deal"
        lines.append(t(f"told.distance.{start}", distance=found["pareto"]))
    points = [
        t("told.distance.point", name=word("solution", name), distance=found[name])
        for name in SOLUTIONS
        if name in found
    ]
    joined = t("common.list_comma").join(points)
    lines.append(t("told.distance.solutions", points=joined) if points else t("told.distance.none"))
    return [*lines, t("told.distance.measured")]


def history(story: Story) -> list[str]:
    """Return what history made of the episode; nothing for one that is not historical."""
    happened = story.spec.happened
    if happened is None:
        return []
    step = t(f"told.ladder.{happened.ladder}")
    return [t("told.history.happened", ladder=step, text=said(happened.text))]


def sources(story: Story) -> str:
    """Return how many settings rest on the sources, and that words turned into numbers are assumptions."""
    settings = story.scenario.settings.values()
    cited = sum(1 for setting in settings if setting.evidence)
    if not cited:
        return t("told.sources.assumed", n=count(len(settings)))
    documents = sum(any(kind_of(claim) == "document" for claim in setting.evidence) for setting in settings)
    values = {"cited": cited, "n": len(settings), "assumed": len(settings) - cited, "documents": documents}
    key = "cited_documents" if documents else "cited"
    return t(f"told.sources.{key}", **{name: count(n) for name, n in values.items()})
