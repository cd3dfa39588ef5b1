"""A debrief in words, rows and one picture: the same on the teacher's page, on the wall and on paper."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from sim.classroom.beside import Model, Real
from sim.classroom.debrief import NOTHING, ClassLine, Debrief, GroupEnd, frontier, place
from sim.domain.game import CONSTRAINTS, LADDER
from sim.report.plane import Mark, Plane, Walk, merged
from sim.report.svg import PALETTE
from sim.scenario.schema import ScenarioSpec
from sim.telling import depths, labels
from sim.telling.catalogue import capital, plural, t, word
from sim.telling.numbers import count, number, of_hundred, percent

Rows = list[dict[str, str]]


def spec_of(found: Debrief) -> ScenarioSpec:
    """Return the tables of the scenario that was played."""
    return found.setup.loaded.spec


def kind(end: GroupEnd) -> str:
    """Return how an end is drawn: `signed`, `failed` at home, or `none`."""
    if end.agreement is None:
        return "none"
    return "signed" if end.holds else "failed"


def colours(found: Debrief) -> tuple[str, ...]:
    """Return the colours of the two sides of the picture."""
    parties = list(spec_of(found).parties)
    return tuple(PALETTE[parties.index(party) % len(PALETTE)] for party in found.axes)


def picture(
    found: Debrief,
    model: Model | None = None,
    real: Real | None = None,
    *,
    paths: Sequence[int] = (),
    round_by_round: bool = False,
) -> Plane:
    """Return the picture of a class; ``paths``: the groups whose way there is drawn, one round after the other if asked."""
    ends = [end for end in found.groups if not paths or end.group in paths]
    walks = [
        Walk(colour, tuple((step.round, step.at) for step in end.path if step.author == party))
        for end in ends
        for party, colour in zip(found.axes, colours(found), strict=True)
        if paths
    ]
    last = max((end.rounds for end in ends), default=0) if round_by_round else 0
    x, y = (t("class.teacher.plane.axis", who=labels.seat(spec_of(found), party)) for party in found.axes)
    runs = () if model is None else (*_runs(found, model), ((0.0, 0.0), model.without_text))
    return Plane(
        alt=summary(found),
        titles=(x, y),
        texts=tuple(place(found.space, found.axes, outcome) for outcome in range(found.space.game.space.n)),
        frontier=tuple(frontier(found)),
        runs=tuple((at, n) for at, n in runs if n),
        real=() if real is None else real.points,
        real_label="" if real is None else real.year,
        marks=marks(ends),
        walks=tuple(walk for walk in walks if walk.steps),
        rounds=tuple(t("class.teacher.plane.round", n=n) for n in range(1, last + 1)),
    )


def _runs(found: Debrief, model: Model) -> list[tuple[tuple[float, float], int]]:
    return [(place(found.space, found.axes, outcome), n) for outcome, n in model.texts]


def beside_classes(found: Debrief, earlier: Sequence[ClassLine]) -> Plane:
    """Return the picture of a class with the ends of earlier classes' groups, by how many there were at each point."""
    before = Counter((round(x, 6), round(y, 6)) for line in earlier for x, y in line.points)
    return replace(picture(found), runs=tuple(before.items()))


def marks(ends: Sequence[GroupEnd]) -> tuple[Mark, ...]:
    """Return where groups ended, those at one point together."""
    return merged([(end.group, end.at, kind(end)) for end in ends])


def summary(found: Debrief) -> str:
    """Return how many groups came how far, in one sentence."""
    came = [
        plural("class.teacher.debrief.came", n, n=count(n), step=word("ladder", step))
        for step, n in reversed(found.endings.items())
        if n
    ]
    if not came:
        return t("class.teacher.debrief.nobody")
    return t("class.teacher.debrief.summary", came=t("common.semicolon").join(came))


def legend(found: Debrief, model: Model | None, real: Real | None) -> dict[str, str]:
    """Return sign of the picture to what it means."""
    year = "" if real is None else real.year
    names = ["signed"]
    names += [name for name in ("failed", "none") if any(kind(end) == name for end in found.groups)]
    names += ["runs"] if model is not None else []
    names += ["real"] if real is not None else []
    runs = count(0 if model is None else model.runs)
    several = real is not None and len(real.points) > 1
    keys = {
        name: "real_several" if name == "real" and several else name
        for name in (*names, "frontier", "origin")
    }
    return {name: t(f"class.teacher.legend.{key}", year=year, runs=runs) for name, key in keys.items()}


def text(found: Debrief, outcome: int | None, mark: str = "") -> str:
    """Return a text in one phrase; nothing for none."""
    return "" if outcome is None else depths.named(spec_of(found), *found.space.text(outcome), mark)


def blocker(name: str) -> str:
    """Return what stood in the way, as a label."""
    return t("class.teacher.debrief.nothing") if name == NOTHING else capital(word("constraint", name))


def ended(end: GroupEnd) -> str:
    """Return how a group ended, as a label."""
    return capital(t(f"told.short.{end.result}"))


def group_rows(found: Debrief) -> Rows:
    """Return every group as a row: how it ended, what it signed, what stood in the way, what it left on the table."""
    return [
        {
            t("class.teacher.debrief.col.group"): count(end.group),
            t("class.teacher.debrief.col.ended"): ended(end),
            t("class.teacher.debrief.col.signed"): text(found, end.agreement) or "–",
            t("class.teacher.debrief.col.rounds"): count(end.rounds),
            t("class.teacher.debrief.col.blocked"): blocker(end.blocked),
            t("class.teacher.debrief.col.left"): left(found, end),
        }
        for end in found.groups
    ]


def left(found: Debrief, end: GroupEnd) -> str:
    """Return what a group left on the table: a text that all would have preferred or signed, or how far it was from the best."""
    if end.better is not None:
        key = "better" if end.agreement is not None else "would_sign"
        return t(f"class.teacher.debrief.{key}", text=text(found, end.better))
    if end.agreement is None:
        return t("class.teacher.debrief.no_text")
    if end.off_frontier is None or number(end.off_frontier) == number(0.0):
        return t("class.teacher.debrief.best")
    return t("class.teacher.debrief.off", distance=number(end.off_frontier))


def ending_rows(found: Debrief, model: Model | None, real: Real | None) -> Rows:
    """Return each step of the ladder, the highest first: guesses, this class, the model, history."""
    n = len(found.groups)
    rows = []
    for step in reversed(LADDER):
        row = {
            t("class.teacher.debrief.col.step"): capital(word("ladder", step)),
            t("class.teacher.debrief.col.guessed"): _share(found.guesses.endings[step], found.guesses.people),
            t("class.teacher.debrief.col.groups"): _share(found.endings[step], n),
        }
        if model is not None:
            row[t("class.teacher.debrief.col.model")] = _share(dict(model.endings)[step], model.runs)
        if real is not None:
            row[t("class.teacher.debrief.col.history", year=real.year)] = "●" if step == real.ladder else ""
        rows.append(row)
    return rows


def blocked_rows(found: Debrief, model: Model | None) -> Rows:
    """Return each constraint, and nothing: guesses, groups that it stopped, answers no, and runs of the model that it frees."""
    said = dict.fromkeys(CONSTRAINTS, 0)
    for end in found.groups:
        for name, n in end.refusals:
            said[name] += n
    rows = []
    for name in (*CONSTRAINTS, NOTHING):
        row = {
            t("class.teacher.debrief.col.constraint"): blocker(name),
            t("class.teacher.debrief.col.guessed"): _share(
                found.guesses.blockers[name], found.guesses.people
            ),
            t("class.teacher.debrief.col.groups"): _share(found.blocked[name], len(found.groups)),
            t("class.teacher.debrief.col.answers"): "" if name == NOTHING else count(said[name]),
        }
        if model is not None:
            row[t("class.teacher.debrief.col.freed")] = _freed(model, name)
        rows.append(row)
    return rows


def _freed(model: Model, name: str) -> str:
    """In how many of a hundred runs a treaty comes once a constraint is taken away; for none, as things are."""
    n = dict(model.endings)[LADDER[-1]] if name == NOTHING else dict(model.freed).get(name)
    return "" if n is None or not model.runs else of_hundred(n / model.runs)


def _share(n: int, of: int) -> str:
    """A number and its share, nothing where there is nobody."""
    return t("class.teacher.debrief.share", n=count(n), share=of_hundred(n / of)) if of else "–"


def class_rows(lines: Sequence[tuple[str, ClassLine]]) -> Rows:
    """Return classes (what each is called, and its line) as rows: groups, the steps that they came to in shares of a hundred, distance from the best."""
    rows, steps = (
        [],
        [step for step in reversed(LADDER) if any(dict(line.endings)[step] for _, line in lines)],
    )
    for name, line in lines:
        row = {
            t("class.teacher.debrief.col.class"): name,
            t("class.teacher.debrief.col.n_groups"): count(line.groups),
        }
        for step in steps:
            n = dict(line.endings)[step]
            row[capital(word("ladder", step))] = percent(n / line.groups) if line.groups else "–"
        off = "–" if line.off_frontier is None else number(line.off_frontier)
        rows.append({**row, t("class.teacher.debrief.col.off"): off})
    return rows
