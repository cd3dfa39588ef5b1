"""Tells how a negotiation ended: the result, what stood in the way, how far it was from the best, and history."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from sim.domain.evidence import kind_of
from sim.domain.game import CONSTRAINTS, LADDER
from sim.domain.record import Round, RunRecord, treaty_gap
from sim.domain.texts import DEPTH
from sim.telling import depths
from sim.telling.catalogue import capital, listed, plural, said, t, word
from sim.telling.narrative import sentences
from sim.telling.numbers import count, number, percent
from sim.telling.story import Story
from sim.telling.terms import in_words


def ending(story: Story) -> str:
    """Return the sentence that says how it ended: what kind of text was signed, whether it came into force and lasts."""
    record, table = story.record, story.spec
    walkers = [story.seat(row.walked) for row in record.rounds if row.walked is not None]
    years = table.performance.years
    return t(
        f"told.{'ending_text' if table.depths else 'ending'}.{record.result}",
        depth=capital(depths.one(table, record.depth)),
        year=record.lapsed_in_year,
        kept=plural("told.ending_kept", years, n=years) if years else "",
        against=_seats(story, ratified=False),
        walker=listed(walkers),
    )


def _seats(story: Story, *, ratified: bool) -> str:
    return listed([story.seat(party) for party, yes in story.record.ratified.items() if yes is ratified])


def ladder(story: Story) -> str:
    """Return the step of the ladder that was reached and, below a treaty, how far the nearest treaty was from being signed."""
    record = story.record
    says = {"not_ratified": "not_ratified", "text_lapsed": "lapsed"}.get(record.result, record.ladder)
    step = t(
        f"told.step.{'whole' if record.ladder == LADDER[-1] else 'below'}",
        ladder=t(f"told.ladder.{record.ladder}"),
        says=t(f"told.step_says.{says}"),
        n=LADDER.index(record.ladder) + 1,
        all=len(LADDER),
    )
    return step if record.ladder == LADDER[-1] else sentences([step, _short_of_treaty(story)])


def _deepest(story: Story) -> str:
    return story.game.depths.names[-1]


def _short_of_treaty(story: Story) -> str:
    """How far the nearest text of the deepest kind stayed from being signed; where one could have been, why it was not."""
    record, table, gap = story.record, story.spec, treaty_gap(story.record)
    deepest = _deepest(story)
    if record.result == "not_ratified" and record.depth in (deepest, None):
        return ""
    kind = depths.kind(table, deepest)
    if gap is None:
        return t("told.gap.red_lines", depth=kind)
    if gap > 0.0:
        return t("told.gap.hair" if gap < 0.005 else "told.gap.short", gap=number(gap), depth=kind)
    why = "signed" if record.agreement is not None else record.result
    values = {"depth": depths.one(table, deepest), "text": depths.one(table, record.depth)}
    return t(f"told.gap.none_{why}", **values)


def deal(story: Story) -> list[str]:
    """Return what was signed and who ratified it; nothing where nothing was signed."""
    record, table = story.record, story.spec
    if record.agreement is None:
        return []
    terms = in_words(depths.lines(table, record.agreement)) or t("play.depth.bare")
    kind = depths.kind(table, record.depth)
    lines = [t("told.deal.text" if table.depths else "told.deal.terms", depth=kind, terms=terms)]
    if record.ratified:
        names = _seats(story, ratified=True)
        lines.append(t("told.deal.ratified", names=names) if names else t("told.deal.ratified_nobody"))
    return lines


def gains(story: Story) -> list[str]:
    """Return what each leader has in the end, against leaving."""
    record, text = story.record, "_text" if story.spec.depths else ""
    signed = [
        row
        for row in record.rounds
        if row.offer is not None and row.offer == record.agreement and row.depth == record.depth
    ]
    floors = {party: number(floor) for party, floor in record.rounds[-1].reservations.items()}
    if not signed:
        left = [t("told.gains.left", who=story.seat(party), floor=floor) for party, floor in floors.items()]
        return [t(f"told.gains.none{text}", left=listed(left))]
    key = "failed" if record.result == "not_ratified" else "deal"
    return [
        t(
            f"told.gains.{key}{text}",
            who=capital(story.seat(party)),
            plain=number(signed[-1].preferences[party]),
            worth=number(signed[-1].utilities[party]),
            floor=floor,
            cost=number(_cost_of_failure(story, signed[-1])),
        )
        for party, floor in floors.items()
    ]


def _cost_of_failure(story: Story, row: Round) -> float:
    """What a refusal at home costs a leader: the more, the further the text would have bound."""
    game, terms = story.game, dict(row.offer or {})
    text = terms if row.depth is None else {**terms, DEPTH: row.depth}
    return game.dynamics.failure_cost * float(game.depths.binding[game.space.number(text)])


@dataclass(frozen=True)
class Hurdle:
    """One constraint in words: what passes it, how many texts are left after it, and the end without it alone.

    ``share`` is empty where it was switched off, ``without`` where that was not played.
    """

    constraint: str
    gloss: str
    left: str
    share: str
    without: str


def hurdle_heading(story: Story) -> str:
    """Return what stands above the constraints: of which texts they are counted, the deepest."""
    if not story.spec.depths:
        return t("told.hurdle.passes")
    return t("told.hurdle.passes_text", depth=capital(depths.one(story.spec, _deepest(story))))


def hurdles(story: Story, alone: Mapping[str, RunRecord]) -> list[Hurdle]:
    """Return the constraints in the order in which they apply to the deepest texts; ``alone``: from `without_each`."""
    record, found, deepest = story.record, [], _deepest(story)
    total = _number_of(story, deepest)
    for name in CONSTRAINTS:
        off, left = name in record.constraints_off, record.surviving[deepest][name]
        found.append(
            Hurdle(
                constraint=t(f"told.constraint.{name}"),
                gloss=t(f"told.gloss.{name}"),
                left=t("told.hurdle.off") if off else count(left),
                share="" if off else percent(left / total, 1),
                without=_in_short(alone[name]) if name in alone else "",
            )
        )
    return found


def _number_of(story: Story, depth: str) -> int:
    known = story.game.depths
    return int(known.at(known.names.index(depth)).sum())


def _in_short(record: RunRecord) -> str:
    return t(
        "told.hurdle.ending",
        result=t(f"told.short.{record.result}"),
        ladder=t(f"told.ladder.{record.ladder}"),
    )


def blocked(story: Story, alone: Mapping[str, RunRecord]) -> list[str]:
    """Return what stood in the way: where the texts of each depth ran out, the deepest first, and which constraint counts."""
    lines = [_left(story, depth) for depth in reversed(story.game.depths.names) if _number_of(story, depth)]
    return [*lines, _turning(story.record, alone)] if alone else lines


def _left(story: Story, depth: str) -> str:
    """How many texts of a depth pass everything in force, or what rules out the last of them."""
    record = story.record
    key = "told.blocked_text" if story.spec.depths else "told.blocked"
    before = total = _number_of(story, depth)
    values = {"depth": depths.title(story.spec, depth), "n": count(total)}
    for name in (name for name in CONSTRAINTS if name not in record.constraints_off):
        if record.surviving[depth][name] == 0:
            last = t(f"told.constraint.{name}")
            if total == 1:
                return t("told.blocked_text.only_none", last=last, **values)
            return plural(f"{key}.none", before, last=last, left=count(before), **values)
        before = record.surviving[depth][name]
    if total == 1:
        return t("told.blocked_text.only", **values)
    return plural(f"{key}.some", before, left=count(before), **values)


def _turning(record: RunRecord, alone: Mapping[str, RunRecord]) -> str:
    """Which constraints alone lead to another step of the ladder."""
    here, turns = LADDER.index(record.ladder), []
    steps = {name: LADDER.index(other.ladder) for name, other in alone.items()}
    for step in sorted(set(steps.values()) - {here}, reverse=True):
        names = [t(f"told.constraint.{name}") for name, reached in steps.items() if reached == step]
        way, reached_step = "up" if step > here else "down", word("ladder", LADDER[step])
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
        t(
            "told.distance.point" if (n := record.solved_by.get(name, 1)) == 1 else "told.distance.nearest",
            name=word("solution", name),
            distance=found[name],
            n=count(n),
        )
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


def ended(told: Story) -> str:
    """Return how talks ended, in a few words: what was signed and in which round, or that nothing was.

    What was signed and failed at home, or lapsed, says so.
    """
    record, last = told.record, told.numbers[-1]
    if record.agreement is None:
        return t(f"play.what_if.ended.{record.result}", n=last)
    failed = record.result if record.result in ("not_ratified", "treaty_lapsed", "text_lapsed") else "signed"
    return t(f"play.what_if.ended.{failed}", depth=depths.kind(told.spec, record.depth), n=last)


def before_and_now(before: Story, now: Story) -> str:
    """Return both ends in one line; where they are one, what else has changed, and from which round on."""
    end = ended(now)
    if ended(before) != end:
        return t("play.what_if.before_now", before=ended(before), now=end)
    rows = list(zip_longest(before.record.rounds, now.record.rounds))
    apart = [pair for pair in rows if _heard(pair[0]) != _heard(pair[1])]
    if not apart:
        return t("play.what_if.same.all", end=end)
    way = any(_drafted(one) != _drafted(two) for one, two in apart)
    first = next(row.round for row in apart[0] if row is not None)
    return t(f"play.what_if.same.{'way' if way else 'answers'}", end=end, n=first)


def _drafted(row: Round | None) -> Any:
    """What is put on the table in a row of a record."""
    return row and (row.round, row.proposer, row.depth, row.offer, row.events)


def _heard(row: Round | None) -> Any:
    """What is put on the table, and what everybody says to it."""
    return row and (_drafted(row), row.stances, row.answers, row.walked)
