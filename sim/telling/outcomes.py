"""What the outcome space says: how much of it is left, names of points, verdicts, and what to see in its chart."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sim.analysis.bargaining import Solution
from sim.analysis.outcome_space import (
    NEAREST,
    STATUS_QUO,
    Fault,
    Space,
    faults,
    path,
    solutions,
    stances,
)
from sim.analysis.outcomes import DepthCounts, Outcomes
from sim.domain.game import Game
from sim.domain.record import RunRecord
from sim.domain.texts import DEPTH
from sim.scenario.schema import ScenarioSpec
from sim.telling import depths, labels, terms
from sim.telling.catalogue import capital, listed, t, word
from sim.telling.narrative import sentences
from sim.telling.numbers import count, number, percent

SIGNS = ("●", "■", "▲", "✚")
"""What texts of a depth look like in the chart, from the deepest up."""


def counted(table: ScenarioSpec, found: Outcomes) -> str:
    """Return how many outcomes there are, are within reach, are worth it to all, and are efficient."""
    return t(
        "outcomes.counted.all",
        n=count(found.n_outcomes),
        reach=count(found.within_reach),
        rational=count(found.rational),
        floors=_by_seat(table, found, [number(floor) for floor in found.disagreement]),
        frontier=count(len(found.frontier)),
    )


def win_sets(table: ScenarioSpec, found: Outcomes) -> str:
    """Return how many outcomes each side would ratify, and how many are acceptable to all."""
    sizes = _by_seat(table, found, [count(size) for size in found.win_sets.values()])
    return t("outcomes.counted.win_sets", sizes=sizes, zone=count(found.zone))


def _by_seat(table: ScenarioSpec, found: Outcomes, values: Sequence[str]) -> str:
    pairs = zip(found.signatories, values, strict=True)
    told = [t("outcomes.counted.of", party=labels.seat(table, party), value=value) for party, value in pairs]
    return t("common.list_comma").join(told)


def surviving(table: ScenarioSpec, found: Outcomes) -> list[dict[str, str]]:
    """Return what each constraint leaves, as rows of a table, with what that is of each depth where there are several."""
    several = found.depths if len(found.depths) > 1 else {}
    return [
        {
            t("outcomes.counted.constraint"): word("constraint", name),
            t("outcomes.counted.left"): count(left),
            t("outcomes.counted.share"): percent(left / found.n_outcomes, 1),
            **({t("outcomes.counted.kinds"): _of_each(table, several, name)} if several else {}),
        }
        for name, left in found.surviving.items()
    ]


def _of_each(table: ScenarioSpec, several: Mapping[str, DepthCounts], constraint: str) -> str:
    return depths.by_kind(
        {depths.title(table, depth): one.surviving[constraint] for depth, one in several.items()}
    )


@dataclass(frozen=True)
class SolutionTold:
    """A bargaining solution: its name, what it gives to each, and the text; or why there is none."""

    name: str
    worths: str
    text: str


def tied(name: str, solution: Solution) -> str:
    """Return the name of a solution and, where several outcomes solve it alike, of how many the one shown is."""
    n = len(solution.outcomes)
    return name if n == 1 else t("outcomes.one_of", name=name, n=count(n))


def bargaining(table: ScenarioSpec, game: Game, found: Outcomes) -> list[SolutionTold]:
    """Return the bargaining solutions."""
    told = []
    for name, solution in found.solutions.items():
        heading, worths, text = capital(word("solution", name)), t("outcomes.counted.no_solution"), ""
        if solution is not None:
            heading = tied(heading, solution)
            worths = _by_seat(table, found, [number(worth) for worth in solution.utilities])
            offer = game.space.terms(solution.outcome)
            text = depths.named(table, offer.pop(DEPTH, None), offer) + t("common.stop")
        told.append(SolutionTold(heading, worths, text))
    return told


def point(table: ScenarioSpec, found: Space, name: str) -> str:
    """Return what a special point is called."""
    kind, _, rest = name.partition(".")
    if name == NEAREST:
        deepest = list(found.whole.depths.values())[-1]
        return t("outcomes.point.nearest_left" if deepest.zone else "outcomes.point.nearest")
    if name == STATUS_QUO:
        return t("outcomes.point.status_quo")
    if kind == "best":
        return t("outcomes.point.best", party=labels.seat(table, rest))
    if kind == "offer":
        number_, _, party = rest.partition(".")
        return t("outcomes.point.offer", n=number_, party=labels.seat(table, party))
    return t("outcomes.point.solution", name=word("solution", name))


def step_name(step: str | None) -> str:
    """Return what a constraint is called; ``None`` stands for all outcomes."""
    return t("outcomes.all") if step is None else word("constraint", step)


def step_label(found: Space, step: str | None, depth: str | None = None) -> str:
    """Return a constraint with the number of outcomes left after it."""
    return t(
        "outcomes.step_count",
        name=step_name(step),
        n=count(int((found.left_after(step) & found.at(depth)).sum())),
    )


def both_gain(
    table: ScenarioSpec,
    found: Space,
    axes: tuple[str, str],
    foreseen: bool,
    step: str | None,
    depth: str | None,
) -> str:
    """Return in how many of the outcomes that are left both parties of the chart gain over having no text."""
    gains = found.gains(foreseen)[[found.game.party(axis) for axis in axes]]
    left = found.left_after(step) & found.at(depth)
    if not left.any():
        return t("outcomes.sentence.gain_nothing_left", step=step_name(step))
    x, y = (labels.seat(table, axis) for axis in axes)
    both = int((left & (gains > 0.0).all(axis=0)).sum())
    among = int(left.sum())
    key = "gain_all" if both == among else "gain" if both else "gain_none"
    return t(f"outcomes.sentence.{key}", x=x, y=y, both=count(both), left=count(among))


def what_to_see(
    table: ScenarioSpec, found: Space, x: str, y: str, step: str | None, depth: str | None = None
) -> str:
    """Return the sentence above the chart."""
    here = found.at(depth)
    n, left = int(here.sum()), int((found.left_after(step) & here).sum())
    first = t("outcomes.sentence.points", x=labels.seat(table, x), y=labels.seat(table, y))
    if step is None:
        return first + t("outcomes.between") + t("outcomes.sentence.all", n=count(n))
    name = word("constraint", step)
    key = "unbound" if step not in found.on else "left" if left else "none"
    second = t(f"outcomes.sentence.{key}", step=name, left=count(left), gone=count(n - left), n=count(n))
    return first + t("outcomes.between") + second


def course(
    table: ScenarioSpec, found: Space, record: RunRecord, axes: tuple[str, str], foreseen: bool, until: int
) -> str:
    """Return what the drafts have come to by a round: the newest of both sides, and whether they have drawn nearer."""
    gains = found.gains(foreseen)[[found.game.party(axis) for axis in axes]]
    by_round: dict[str, list[int]] = {}
    for draft in path(found, record):
        if draft.rounds[0] <= until:
            by_round.setdefault(draft.proposer, []).append(draft.outcome)
    sides = [by_round[axis] for axis in axes if axis in by_round]
    told = [
        t(
            "outcomes.course.draft",
            who=capital(labels.seat(table, axis)),
            other=labels.seat(table, axes[1 - place]),
            own=number(gains[place, by_round[axis][-1]]),
            given=number(gains[1 - place, by_round[axis][-1]]),
        )
        for place, axis in enumerate(axes)
        if axis in by_round
    ]
    if len(sides) < 2:
        return sentences([t("outcomes.course.one" if sides else "outcomes.course.none", n=until), *told])
    first, now = (float(np.hypot(*(gains[:, sides[0][at]] - gains[:, sides[1][at]]))) for at in (0, -1))
    moved = "same" if abs(now - first) < 0.005 else "nearer" if now < first else "further"
    return sentences([t(f"outcomes.course.{moved}", n=until, first=number(first), now=number(now)), *told])


def how_to_read(
    table: ScenarioSpec,
    found: Space,
    axes: tuple[str, str],
    foreseen: bool,
    layers: Collection[str],
    depth: str | None = None,
) -> list[str]:
    """Return a sentence for each layer of the chart that is shown."""
    (x, y), lines = axes, []
    if "frontier" in layers:
        key = "frontier" if (found.reach & found.at(depth)).any() else "frontier_none"
        lines.append(t(f"outcomes.key.{key}", x=labels.seat(table, x), y=labels.seat(table, y)))
    if "path" in layers:
        lines.append(t("outcomes.key.path"))
    if "solutions" in layers:
        chosen = solutions(found, foreseen, depth)
        names = listed(
            [
                t(
                    "outcomes.name.short_and_name",
                    short=t(f"outcomes.short.{name}"),
                    name=tied(word("solution", name), solution),
                )
                for name, solution in chosen.items()
            ]
        )
        lines.append(t("outcomes.key.solutions" if chosen else "outcomes.key.solutions_none", names=names))
    if "floors" in layers:
        lines.append(t("outcomes.key.floors"))
    if found.depths and depth is None:
        signs = zip(found.depths[::-1], SIGNS, strict=False)
        lines.append(
            t("outcomes.key.depths", signs=listed([f"{sign} {depths.title(table, d)}" for d, sign in signs]))
        )
    return [*lines, t("outcomes.key.opening")]


def _reason(table: ScenarioSpec, found: Space, constraint: str, fault: Fault, outcome: int) -> str:
    seat = labels.seat(table, fault.party)
    if fault.worth is None or fault.floor is None:
        lines = terms.crossed(table, found.game.space.terms(outcome), fault.party)
        return t("outcomes.verdict.red_lines", party=seat, lines=listed(lines))
    worth, floor = number(fault.worth), number(fault.floor)
    if worth == floor and fault.worth < fault.floor:
        worth = t("outcomes.verdict.shade", floor=floor)
    chance = "" if fault.chance is None else number(fault.chance)
    return t(f"outcomes.verdict.{constraint}", party=seat, worth=worth, floor=floor, chance=chance)


def verdict(table: ScenarioSpec, found: Space, outcome: int) -> list[str]:
    """Return whether an outcome survives, and what removes it and why."""
    constraint = found.removed_by(outcome)
    if constraint is None:
        return [t("outcomes.verdict.survives")]
    reasons = [_reason(table, found, constraint, fault, outcome) for fault in faults(found, outcome)]
    return [t("outcomes.verdict.removed", constraint=word("constraint", constraint)), *reasons]


def stance_lines(table: ScenarioSpec, found: Space, outcome: int) -> list[str]:
    """Return each guarantor's stance as a sentence."""
    return [
        t(f"told.stance.{stance}", who=labels.seat(table, party))
        for party, stance in stances(found, outcome).items()
    ]


def worths(table: ScenarioSpec, found: Space, outcome: int) -> list[dict[str, str]]:
    """Return what an outcome is worth to each party, as rows of a table."""
    rows = []
    for place, party in enumerate(found.parties):
        signs = place in found.game.signatories
        leaving = float(found.without[place])
        rows.append(
            {
                t("outcomes.worths.party"): labels.seat(table, party),
                t("outcomes.worths.plain"): number(found.value.plain[place, outcome]),
                t("outcomes.worths.foreseen"): number(found.value.signing[place, outcome]),
                t("outcomes.worths.leaving"): number(leaving),
                t("outcomes.worths.home"): number(found.value.passes[place, outcome]) if signs else "",
            }
        )
    return rows


def depth(table: ScenarioSpec, name: str | None) -> str:
    """Return what the choice of a depth is called; ``None`` stands for all of them."""
    return t("outcomes.depth_all") if name is None else depths.title(table, name)


def zone_rows(table: ScenarioSpec, found: Space) -> list[dict[str, str]]:
    """Return the win-sets, their common part and the zone of agreement, as rows of a table."""
    n, seats = found.game.space.n, list(found.game.signatories)
    sizes = {
        t("outcomes.zone.party", party=labels.seat(table, p)): size
        for p, size in found.whole.win_sets.items()
    }
    sizes[t("outcomes.zone.both")] = int(found.value.wins[seats].all(axis=0).sum())
    sizes[t("outcomes.zone.row")] = found.whole.zone
    return [
        {
            t("outcomes.zone.table_first"): name,
            t("outcomes.zone.table_n"): count(size),
            t("outcomes.zone.share"): percent(size / n, 1),
        }
        for name, size in sizes.items()
    ]
