"""Tells how a negotiation ended: the result, what stood in the way, how far it was from the best, and history."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sim.domain.game import CONSTRAINTS, LADDER
from sim.domain.record import RunRecord
from sim.telling.story import Story
from sim.telling.words import listed, number_in_words, terms_in_words

ENDINGS = {
    "treaty_performed": "A treaty: signed, ratified on every side, and performed.",
    "treaty_lapsed": "A treaty that did not last: signed and ratified, it lapsed in year {year}.",
    "not_ratified": "A treaty that failed at home: {against} did not ratify what had been signed.",
    "deadline": "No treaty: the last round passed without agreement.",
    "walked_out": "No treaty: {walker} left the table.",
    "suspended": "No treaty: the talks were suspended until their time was over.",
}
"""Result to the sentence that opens the end of an account."""

STEPS = {
    "setback": "farther from a treaty than to go on talking",
    "talks": "the talks go on",
    "procedural": "near enough to agree on a basis or a date",
    "declaration": "near enough to sign a part and leave the rest for later",
    "treaty": "everything signed",
}
"""Step of the ladder to what it stands for."""

GLOSSES = {
    "interests": "each side gains over leaving",
    "red_lines": "nobody's red line is crossed",
    "credibility": "promises are believed enough",
    "alliance": "allied pressure is bearable",
    "ratification": "it passes at home",
}
"""Constraint to what an outcome has to do to pass it."""

_SHORT = {
    "treaty_performed": "treaty, performed",
    "treaty_lapsed": "treaty, lapsed",
    "not_ratified": "signed, not ratified",
    "deadline": "no agreement",
    "walked_out": "walk-out",
    "suspended": "suspended",
}

SOLUTIONS = {
    "nash": "Nash",
    "kalai_smorodinsky": "Kalai-Smorodinsky",
    "egalitarian": "egalitarian",
    "utilitarian": "utilitarian",
}
"""Bargaining solution to its name."""


def result_in_words(story: Story) -> list[str]:
    """Return the end: the result, the step of the ladder, the deal, who ratified, what each leader got."""
    record = story.record
    against = [story.seat(party) for party, yes in record.ratified.items() if not yes]
    walkers = [story.seat(row.walked) for row in record.rounds if row.walked is not None]
    opening = ENDINGS[record.result].format(
        year=record.lapsed_in_year,
        against=listed(against or ["nobody"]),
        walker=listed(walkers or ["nobody"]),
    )
    lines = [f"{opening} {_ladder(record)}"]
    if record.agreement is not None:
        lines.append(f"The deal: {terms_in_words(story.spec, record.agreement)}.")
        passed = [story.seat(party) for party, yes in record.ratified.items() if yes]
        lines.append(f"Ratified by {listed(passed) if passed else 'nobody'}.")
    return [*lines, *_gains(story)]


def _ladder(record: RunRecord) -> str:
    step = f"On the ladder: {record.ladder}, step {LADDER.index(record.ladder) + 1} of {len(LADDER)}"
    closeness = f"closeness {number_in_words(record.closeness)} of 1"
    if record.agreement is not None:
        return f"{step}; {closeness}."
    gap = number_in_words(record.residual_gap)
    return (
        f"{step} ({STEPS[record.ladder]}); {closeness}: the best text would still have asked the least content "
        f"party to give up {gap}."
    )


def _gains(story: Story) -> list[str]:
    """What each leader has in the end, against leaving."""
    record, lines = story.record, []
    last = [row for row in record.rounds if row.offer is not None and row.offer == record.agreement]
    signed = last[-1] if last else None
    floors = record.rounds[-1].reservations
    if signed is None:
        left = listed([f"{story.seat(party)} {number_in_words(floor)}" for party, floor in floors.items()])
        return [f"No leader has gained: each is left with what leaving is worth to it, {left}."]
    for party, floor in floors.items():
        seat = story.seat(party)
        if record.result == "not_ratified":
            cost = number_in_words(story.game.dynamics.failure_cost)
            lines.append(
                f"{seat} is left with what leaving is worth to it, {number_in_words(floor)}, less {cost} for the "
                "failure at home."
            )
        else:
            worth, plain = signed.utilities[party], signed.preferences[party]
            lines.append(
                f"{seat} gets {number_in_words(plain)} if all of it comes true, {number_in_words(worth)} all "
                f"things foreseen; leaving was worth {number_in_words(floor)}."
            )
    return lines


@dataclass(frozen=True)
class Hurdle:
    """One constraint: how many outcomes are left after it, and how the talks end without it alone.

    ``left`` is ``None`` where it was switched off, ``without`` is empty where that was not played.
    """

    constraint: str
    gloss: str
    left: int | None
    share: float
    without: str


def hurdles(story: Story, alone: Mapping[str, RunRecord]) -> list[Hurdle]:
    """Return the constraints in the order in which they apply; ``alone`` is what `without_each` returned."""
    record = story.record
    return [
        Hurdle(
            constraint=name,
            gloss=GLOSSES[name],
            left=None if name in record.constraints_off else record.surviving[name],
            share=record.surviving[name] / record.n_outcomes,
            without=_in_short(alone[name]) if name in alone else "",
        )
        for name in CONSTRAINTS
    ]


def _in_short(record: RunRecord) -> str:
    return f"{_SHORT[record.result]}; {record.ladder}; {number_in_words(record.closeness)}"


def blocked_in_words(story: Story, alone: Mapping[str, RunRecord]) -> list[str]:
    """Return what stood in the way: where the outcomes ran out, and which constraint alone makes a difference."""
    record = story.record
    on = [name for name in CONSTRAINTS if name not in record.constraints_off]
    last = next((name for name in on if record.surviving[name] == 0), None)
    if last is None:
        left = record.surviving[on[-1]] if on else record.n_outcomes
        lines = [f"Of {record.n_outcomes:,} outcomes {left:,} pass every constraint in force."]
    else:
        earlier = [record.surviving[name] for name in on[: on.index(last)]]
        lines = [
            f"Of {record.n_outcomes:,} outcomes none passes every constraint in force: {last} rules out the last "
            f"{(earlier[-1] if earlier else record.n_outcomes):,}."
        ]
    return lines + ([_turning(record, alone)] if alone else [])


def _turning(record: RunRecord, alone: Mapping[str, RunRecord]) -> str:
    """Which constraints alone lead to another step of the ladder."""
    here, parts = LADDER.index(record.ladder), []
    steps = {name: LADDER.index(other.ladder) for name, other in alone.items()}
    for step in sorted(set(steps.values()) - {here}, reverse=True):
        names = [name for name, reached in steps.items() if reached == step]
        lead = "lead" if len(names) > 1 else "leads"
        parts.append(f"{listed(names)} {lead} {'up' if step > here else 'down'} to {LADDER[step]}")
    if not parts:
        return f"Switched off alone, with the same seed, none leads off the step {record.ladder}."
    return f"Switched off alone, with the same seed: {'; '.join(parts)}."


def distances_in_words(story: Story) -> list[str]:
    """Return how far the end lies from the best within reach, and how that is measured."""
    found = {name: x for name, x in story.record.distances.items() if x is not None}
    start = "The deal" if story.record.agreement is not None else "Leaving without a treaty"
    points = [f"{words} {number_in_words(found[name])}" for name, words in SOLUTIONS.items() if name in found]
    lines = []
    if "pareto" in found:
        lines.append(f"{start} lies {number_in_words(found['pareto'])} from the Pareto frontier.")
    if points:
        lines.append(f"From the bargaining solutions: {', '.join(points)}.")
    else:
        lines.append(
            "There is no bargaining solution: no outcome within reach is worth its reservation to every side."
        )
    return [
        *lines,
        "Distance: square root of the mean over the signatories of (u - u*)^2, u in plain preferences, among the "
        "outcomes that cross no red line; disagreement point: the reservation values.",
    ]


def happened_in_words(story: Story) -> list[str]:
    """Return what history made of the episode; nothing for one that is not historical."""
    happened = story.spec.happened
    return [] if happened is None else [f"On the ladder: {happened.ladder}. {happened.text}"]


def sources_in_words(story: Story) -> str:
    """Return how many settings rest on the articles, and that words turned into numbers are assumptions."""
    settings = story.scenario.settings.values()
    cited = sum(1 for setting in settings if setting.evidence)
    if not cited:
        return f"All {len(settings)} settings rest on stated assumptions."
    return (
        f"{cited} of {len(settings)} settings rest on claims of the articles, {len(settings) - cited} on stated "
        "assumptions alone. The articles speak in words: which number a word stands for is an assumption throughout."
    )
