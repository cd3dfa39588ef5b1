"""From the outcome space and a reader's choices to the picture and the table of the page."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sim.analysis import outcome_space
from sim.analysis.bargaining import Solution
from sim.analysis.outcome_space import NEAREST, Space
from sim.app.outcomes.charts import SHAPES, Mark, Picture, Step
from sim.app.state import cache, extras
from sim.app.state.links import State
from sim.domain.game import CONSTRAINTS
from sim.domain.record import RunRecord
from sim.domain.texts import DEPTH
from sim.recent import once
from sim.scenario.schema import ScenarioSpec
from sim.scenario.setup import Setup
from sim.telling import labels
from sim.telling.catalogue import t, word
from sim.telling.numbers import number

LAYERS = ("floors", "frontier", "path", "solutions")
"""What can be drawn among the points, in the order of the switches."""

ROWS = 100
"""Rows of the table on the page; the file has all."""


@dataclass(frozen=True)
class Choices:
    """What a reader looks at: two parties, a measure, a constraint, a depth or all, layers, and one outcome.

    ``until`` is the round up to which the run's texts are shown, or ``None`` for all. ``name`` is the special point that was chosen, or ``None`` for an outcome chosen by itself.
    """

    x: str
    y: str
    foreseen: bool
    step: str | None
    layers: tuple[str, ...]
    closer: bool
    outcome: int
    name: str | None = None
    depth: str | None = None
    until: int | None = None

    @property
    def measure(self) -> str:
        """What worths are measured by: `plain` preferences, or all things `foreseen`."""
        return "foreseen" if self.foreseen else "plain"


@dataclass(frozen=True)
class Page:
    """All that the page is drawn from; ``points`` are the special points, name to outcome."""

    state: State
    table: ScenarioSpec
    found: Space
    record: RunRecord
    points: dict[str, int]
    choices: Choices

    def seat(self, party: str) -> str:
        """Return what a party is called."""
        return labels.seat(self.table, party)

    @property
    def terms(self) -> dict[str, str]:
        """The chosen outcome's terms, issue to option, its depth among them."""
        return self.found.game.space.terms(self.choices.outcome)


def space(setup: Setup) -> Space:
    """Return the outcome space of a setup of the application."""
    return cache.outcome_space(setup.name, cache.pairs(setup.changes), tuple(setup.off), setup.articles_only)


def read(state: State) -> Page:
    """Return the page of a state; an extra that makes no sense counts as its default."""
    table = state.loaded.spec
    found = space(state.setup)
    record = cache.play(state.setup)
    measure = extras.among(state, "outcomes.worth", ("plain", "foreseen"), "plain")
    depth = extras.among(state, "outcomes.depth", ("all", *found.depths), "all")
    points = outcome_space.special(found, record, measure == "foreseen", None if depth == "all" else depth)
    return Page(
        state,
        table,
        found,
        record,
        points,
        _choices(state, found, points, (measure, depth), record.rounds[-1].round),
    )


def _choices(state: State, found: Space, points: dict[str, int], seen: tuple[str, str], last: int) -> Choices:
    measure, depth = seen
    x = extras.among(state, "outcomes.x", found.parties, found.signatories[0])
    others = [party for party in (*found.signatories, *found.parties) if party != x]
    y = extras.among(state, "outcomes.y", others, others[0])
    step = extras.among(state, "outcomes.step", ("all", *CONSTRAINTS), "red_lines")
    shown = state.extras.get("outcomes.layers", list(LAYERS))
    name: str | None = extras.among(state, "outcomes.at", tuple(points), NEAREST)
    outcome = extras.whole(state, "outcomes.at", 0, found.game.space.n - 1)
    if outcome is not None:
        name = None
    return Choices(
        x=x,
        y=y,
        foreseen=measure == "foreseen",
        step=None if step == "all" else step,
        layers=tuple(layer for layer in LAYERS if not isinstance(shown, list) or layer in shown),
        closer=state.extras.get("outcomes.closer") is True,
        outcome=points[name] if outcome is None and name is not None else outcome or 0,
        name=name,
        depth=None if depth == "all" else depth,
        until=extras.whole(state, "outcomes.until", 1, last - 1),
    )


def _domains(found: Space, choices: Choices) -> tuple[tuple[float, float], tuple[float, float]]:
    """The ends of both axes: all gains, or from a little below none up to the best of what lies there."""
    places = [found.game.party(choices.x), found.game.party(choices.y)]
    worths = found.gains(choices.foreseen)[places][:, found.at(choices.depth)]
    if choices.closer:
        floors = [min(0.0, float(w.max())) for w in worths]
        inside = (worths >= np.array(floors)[:, None] - 0.06).all(axis=0)
        worths = worths[:, inside] if inside.any() else worths
    x, y = (
        (math.floor(float(w.min()) * 50 - 0.5) / 50, math.ceil(float(w.max()) * 50 + 0.5) / 50)
        for w in worths
    )
    return x, y


def _points(found: Space, choices: Choices) -> pd.DataFrame:
    worths = found.gains(choices.foreseen)
    shapes = np.array(SHAPES[::-1][-len(found.game.depths.names) :])
    return pd.DataFrame(
        {
            "x": worths[found.game.party(choices.x)],
            "y": worths[found.game.party(choices.y)],
            "outcome": np.arange(found.game.space.n),
            "left": found.left_after(choices.step),
            "shape": shapes[found.game.depths.of],
        }
    )


def _steps(found: Space, record: RunRecord, at: pd.DataFrame) -> list[Step]:
    """The run's texts in order; rounds in which a side tabled a text again share one number."""
    rounds = {
        (offer.proposer, offer.outcome): _in_short(offer.rounds)
        for offer in outcome_space.offers(found, record)
    }
    return [
        Step(
            offer.proposer,
            float(at["x"].iat[offer.outcome]),
            float(at["y"].iat[offer.outcome]),
            order,
            rounds[offer.proposer, offer.outcome],
        )
        for order, offer in enumerate(outcome_space.path(found, record))
    ]


def _up_to(record: RunRecord, until: int | None) -> RunRecord:
    """The run as far as a round."""
    rounds = [row for row in record.rounds if until is None or row.round <= until]
    return record.model_copy(update={"rounds": rounds})


def _in_short(rounds: tuple[int, ...]) -> str:
    """Up to two rounds by number, more as first and last."""
    return "·".join(map(str, rounds)) if len(rounds) < 3 else f"{rounds[0]}–{rounds[-1]}"


def picture(
    table: ScenarioSpec,
    found: Space,
    record: RunRecord,
    choices: Choices,
    ink: str,
    colours: Mapping[str, str],
) -> Picture:
    """Return what the chart shows; ``ink`` is the colour of what matters, ``colours`` those of the parties."""
    points, layers = _points(found, choices), choices.layers
    solved, best, floors = dict[str, Solution](), list[int](), {}
    if "solutions" in layers:
        solved = outcome_space.solutions(found, choices.foreseen, choices.depth)
    if "floors" in layers:
        floors = {axis: (0.0, t("outcomes.floor")) for axis in ("x", "y")}
    if "frontier" in layers:
        best = outcome_space.frontier(found, choices.x, choices.y, choices.foreseen, choices.depth)
    return Picture(
        points=points[found.at(choices.depth)],
        titles=_titles(table, choices),
        domain=_domains(found, choices),
        ink=ink,
        colours=colours,
        frontier=[(float(points["x"].iat[o]), float(points["y"].iat[o])) for o in best],
        decimal=number(0.5)[1],
        frontier_label=t("outcomes.frontier"),
        floors=floors,
        steps=_steps(found, _up_to(record, choices.until), points) if "path" in layers else (),
        solutions=[
            Mark(
                float(points["x"].iat[outcome]),
                float(points["y"].iat[outcome]),
                word("solution", name),
                t(f"outcomes.short.{name}"),
            )
            for name, solution in solved.items()
            for outcome in solution.apart
        ],
        chosen=(float(points["x"].iat[choices.outcome]), float(points["y"].iat[choices.outcome])),
    )


def _titles(table: ScenarioSpec, choices: Choices) -> tuple[str, str]:
    x, y = (t("outcomes.axis", party=labels.seat(table, party)) for party in (choices.x, choices.y))
    return x, y


def table_rows(page: Page) -> pd.DataFrame:
    """Return the outcomes in view in words, best first for the least content signatory, at most `ROWS`."""
    table, found, choices = page.table, page.found, page.choices
    worths = found.gains(choices.foreseen)
    margin = worths[list(found.game.signatories)].min(axis=0)
    inside = np.flatnonzero(found.left_after(choices.step) & found.at(choices.depth))
    inside = inside[np.argsort(-margin[inside], kind="stable")][:ROWS]
    columns: dict[str, object] = {t("outcomes.all_outcomes.number"): inside}
    for place, party in enumerate(found.parties):
        columns[labels.seat(table, party)] = [float(w) for w in np.round(worths[place, inside], 2)]
    removed = [found.removed_by(int(outcome)) for outcome in inside]
    columns[t("outcomes.all_outcomes.removed")] = [
        "" if c is None else word("constraint", c) for c in removed
    ]
    for i, issue in enumerate(found.game.space.issues):
        readings = np.array([labels.option(table, issue.id, option) for option in issue.options])
        title = t("outcomes.depth") if issue.id == DEPTH else labels.issue(table, issue.id)
        columns[title] = readings[found.game.space.outcomes[inside, i]]
    return pd.DataFrame(columns)


@once(16)
def as_csv(setup: Setup) -> str:
    """Return all outcomes of a setup as CSV text."""
    made = outcome_space.rows(space(setup))
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=list(made[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(made)
    return text.getvalue()
