"""The lesson pack as one HTML file that prints on A4 and Letter: lesson plans, hand-outs, and the whole lesson on paper."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.analysis.outcomes import describe
from sim.classroom.pack import dice, lesson, sheets
from sim.classroom.plan import PRESETS
from sim.domain.game import CONSTRAINTS, LADDER
from sim.engine.ensemble import play_many, prepare
from sim.report.template import filled
from sim.rules.valuation import constraints_on
from sim.scenario.load import Scenario
from sim.scenario.setup import Setup
from sim.telling import depths, labels
from sim.telling.briefing.news import events
from sim.telling.catalogue import capital, listed, said, t, word
from sim.telling.numbers import count, of_hundred
from sim.telling.terms import in_words
from sim.version import __version__

RUNS = 1000
"""How many runs the debrief sheet tells of."""

SHEETS = {
    "plan": "teacher",
    "dice": "teacher",
    "questions": "questions",
    "rules": "group",
    "draft": "draft",
    "signing": "group",
    "ticket": "student",
    "debrief": "student",
}
"""The sheets beside those of the seats, and who is given how many."""


@dataclass(frozen=True)
class Found:
    """What the debrief sheet tells: the step of the ladder that came of itself, and by step and by constraint what the model finds."""

    happened: str
    step: str
    runs: str
    shares: list[tuple[str, str, bool]]
    counted: str
    left: list[tuple[str, str]]


def found(setup: Setup) -> Found:
    """Return what the model finds in `RUNS` runs, beside what happened; a run whose settings contradict each other does not count."""
    runs = play_many(prepare(setup.drawn()), np.arange(RUNS))
    ends, happened = runs.ladder[~runs.failed], setup.loaded.spec.happened
    real = None if happened is None else happened.ladder
    shares = [
        (
            capital(word("ladder", step)),
            of_hundred(float((ends == n).mean())) if ends.size else "–",
            step == real,
        )
        for n, step in enumerate(LADDER)
    ]
    counts = describe(setup.loaded.game(), constraints_on(setup.off))
    return Found(
        "" if happened is None else said(happened.text),
        "" if real is None else capital(word("ladder", real)),
        count(int(ends.size)),
        shares,
        count(counts.n_outcomes),
        [(capital(word("constraint", name)), count(n)) for name, n in counts.surviving.items()],
    )


def _dice(scenario: Scenario) -> dict[str, Any]:
    """The table by which a teacher rolls for ratification, in words."""
    table, spec = dice.ratification(scenario), scenario.spec
    rows = [
        (
            depths.title(spec, row.kind),
            in_words(depths.lines(spec, row.terms)) or t("class.pack.dice.all"),
            [_roll(n) for n in row.rolls],
        )
        for row in table.rows
    ]
    texts = scenario.game().depths
    free = [
        depths.title(spec, name)
        for d, name in enumerate(texts.names)
        if not texts.ratified[d] and texts.at(d).any()
    ]
    return {
        "ratifiers": [capital(labels.seat(spec, party)) for party in table.ratifiers],
        "rows": rows,
        "off": count(round(100 * table.off)),
        "free": listed(free),
    }


def _roll(least: int) -> str:
    ends = {2: "always", 13: "never"}
    return t(f"class.pack.dice.{ends[least]}") if least in ends else t("class.pack.dice.at_least", n=least)


def _contents(roles: list[sheets.Role]) -> list[tuple[str, str]]:
    """The sheets of the pack, and how many copies of each a class needs."""
    seats = [(t("class.pack.contents.role", seat=role.seat), _copies("role")) for role in roles]
    rows = [(t(f"class.pack.contents.{name}"), _copies(copies)) for name, copies in SHEETS.items()]
    return [*rows[:4], *seats, *rows[4:]]


def _copies(name: str) -> str:
    return t(f"class.pack.contents.copies.{name}")


def _rules(scenario: Scenario) -> list[str]:
    """The rules of the lesson on paper, one by one."""
    spec = scenario.spec
    seats = {party: capital(labels.seat(spec, party)) for party in spec.parties}
    signing = [seats[party] for party, row in spec.parties.items() if row.role == "signatory"]
    speaking = [seats[party] for party, row in spec.parties.items() if row.role != "signatory"]
    lines = [t("class.pack.rules.seats", seats=listed(list(seats.values())), signing=listed(signing))]
    lines += [t("class.pack.rules.speaks", seat=seat) for seat in speaking]
    lines += [t("class.pack.rules.read"), t("class.pack.rules.opens", seat=seats[spec.talks.opening])]
    lines += [t("class.pack.rules.say", seat=seat) for seat in speaking]
    lines += [t("class.pack.rules.answer"), t("class.pack.rules.talk", n=spec.talks.rounds)]
    if spec.depths:
        lines.append(t("class.pack.rules.draft"))
    return lines + [t(f"class.pack.rules.{name}") for name in ("points", "line", "sign", "leave")]


def lesson_pack(setup: Setup) -> str:
    """Return the lesson pack of a setup in the language in use, as one HTML page that fetches nothing.

    Raises `InputError` where the setup cannot be played.
    """
    scenario, spec = setup.loaded, setup.loaded.spec
    roles = sheets.roles(setup)
    return filled(
        "sim.classroom.pack",
        "pack.html",
        p=_piece,
        version=__version__,
        title=said(spec.title),
        where=sheets.where(spec),
        summary=said(spec.summary),
        contents=_contents(roles),
        group_size=len(spec.parties),
        goals=lesson.goals(),
        plans={preset: lesson.plan(preset) for preset in PRESETS},
        rubric=lesson.rubric(),
        levels=lesson.LEVELS,
        letters=lesson.ANSWERS,
        closed=lesson.closed(),
        opened=lesson.opened(),
        roles=roles,
        rules=_rules(scenario),
        draft=sheets.draft(scenario),
        dice=_dice(scenario),
        events=events(scenario),
        constraints=[capital(word("constraint", name)) for name in CONSTRAINTS],
        found=found(setup),
    )


def _piece(key: str, /, **values: object) -> str:
    return t(f"class.pack.{key}", **values)
