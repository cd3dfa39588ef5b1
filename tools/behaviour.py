"""What the talks have to show, checked on many runs: python -m tools.behaviour [--draws N] [--plays N].

Every line compares runs with the same seeds (common random numbers) under draws of the fit that ships, and prints in
which share of the draws it holds. The numbers on the pages come from the same fit.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from sim.domain.course import Courses
from sim.domain.game import CONSTRAINTS, LADDER
from sim.domain.issue import Bools, Floats
from sim.engine.ensemble import Runs, play_courses, prepare
from sim.experiments.history.forecasts import played_episodes
from sim.experiments.history.priors import from_uniform, word_numbers
from sim.experiments.history.reference_table import shipped, shipped_weights
from sim.experiments.history.simulation import given_in
from sim.scenario.load import Scenario, load, load_scales
from sim.scenario.setup import Setup

NOISE = 0.02
"""A share of runs that differs by less is noise."""


@dataclass(frozen=True)
class Fitted:
    """Draws of the fit, each played some times: shape ``(draws, k)``."""

    uniform: Floats
    plays: int

    def play(self, scenario: Scenario, off: tuple[str, ...] = ()) -> tuple[Runs, Courses]:
        """Play a scenario once for every draw and play; the seeds are the same whatever is played."""
        scales = load_scales(fitted=False)
        words = word_numbers(scales, np.repeat(from_uniform(scales, self.uniform), self.plays, axis=0))
        prepared = prepare(Setup(scenario, off=off, draw=True))
        return play_courses(prepared, np.arange(len(self.uniform) * self.plays), given_in(prepared, words))

    def by_draw(self, mask: Bools) -> Floats:
        """Return the share of each draw's plays."""
        found: Floats = mask.reshape(len(self.uniform), self.plays).mean(axis=1)
        return found


def drawn(draws: int, plays: int) -> Fitted:
    """Return draws of the fit that ships."""
    past = played_episodes()
    table = shipped(past)
    rng = np.random.default_rng(0)
    chosen = rng.choice(table.n, draws, p=shipped_weights(table, past))
    return Fitted(table.uniform[chosen], plays)


def first_texts(fit: Fitted) -> Iterator[str]:
    """Each side's first text is the one that it has declared."""
    for episode in played_episodes():
        game = episode.game()
        _, courses = fit.play(episode)
        for place in game.signatories:
            has = (courses.author == place).any(axis=1)
            first = courses.outcome[np.arange(courses.n), (courses.author == place).argmax(axis=1)]
            share = float((first == game.depths.demand[place])[has].mean()) if has.any() else float("nan")
            yield f"{episode.id}: the first text of {game.parties[place].id} is its declared one: {share:.2f}"


def in_1956(fit: Fitted) -> Iterator[str]:
    """The declaration is the likeliest ending; without the threat a treaty on two islands becomes likelier."""
    was = load("1956-joint-declaration")
    runs, _ = fit.play(was)
    steps = np.stack([fit.by_draw(runs.ladder == step) for step in range(len(LADDER))], axis=1)
    likeliest = float((steps.argmax(axis=1) == LADDER.index("declaration")).mean())
    yield f"1956: a declaration is the likeliest ending in {likeliest:.2f} of the draws"
    two = {"depth": ["treaty"], "habomai": ["later", "japan"], "shikotan": ["later", "japan"]}
    shares = []
    for scenario in (was, was.with_changes({"parties.usa.leverage": "none"})):
        played, _ = fit.play(scenario)
        mask = scenario.game().space.matches(two)
        shares.append(fit.by_draw((played.agreement >= 0) & mask[played.agreement]))
    more, less = (float((sign * (shares[1] - shares[0]) > 0).mean()) for sign in (1, -1))
    yield f"1956 without the threat: a treaty on two islands is likelier in {more:.2f}, less likely in {less:.2f}"


def in_2018(fit: Fitted) -> Iterator[str]:
    """An insisting Tokyo never gets a treaty; a pledge that is believed makes one likelier."""
    was = load("2018-singapore")
    changes: Mapping[str, Mapping[str, str | float | bool]] = {
        "as it was": {},
        "four islands or nothing": {"parties.japan.red_lines.all_four.holds": True},
        "the pledge believed": {"parties.russia.confidence.base_free_pledge": "full"},
    }
    treaty = {}
    for name, change in changes.items():
        runs, _ = fit.play(was.with_changes(change))
        treaty[name] = fit.by_draw(runs.ladder == LADDER.index("treaty"))
        yield f"2018: a treaty, {name}: {treaty[name].mean():.3f} of the runs"
    moved = treaty["the pledge believed"] - treaty["as it was"]
    yield f"2018, the pledge believed: likelier in {(moved > 0).mean():.2f}, less likely in {(moved < 0).mean():.2f}"


def nearest(fit: Fitted) -> Iterator[str]:
    """After 1956 the treaty gap is least in 2018."""
    gaps = {}
    for episode in played_episodes()[1:]:
        runs, _ = fit.play(episode)
        gaps[episode.id] = fit.by_draw(np.minimum(1.0, runs.gaps[:, -1]))
    names, rows = list(gaps), np.stack(list(gaps.values()))
    best = np.array(names)[rows.argmin(axis=0)]
    share = float(np.mean([name.startswith("2018") for name in best]))
    yield f"after 1956 the treaty gap is least in 2018 in {share:.2f} of the draws"


def constraints(fit: Fitted) -> Iterator[str]:
    """With all constraints off there is always a treaty; one off makes no ending of a depth rarer, or it is named."""
    for episode in played_episodes():
        runs, _ = fit.play(episode, tuple(CONSTRAINTS))
        held = ~((runs.rounds > 0) & (runs.ladder == LADDER.index("treaty")))
        yield f"{episode.id}: a treaty with all constraints off in {1 - held.mean():.2f} of the runs"
        before, _ = fit.play(episode)
        for name in CONSTRAINTS:
            after, _ = fit.play(episode, (name,))
            for step in range(1, len(LADDER)):
                was, now = float((before.ladder >= step).mean()), float((after.ladder >= step).mean())
                if now < was - NOISE:
                    yield f"{episode.id}: without {name} at least {LADDER[step]} falls from {was:.2f} to {now:.2f}"


def repeats(fit: Fitted) -> Iterator[str]:
    """How many different texts are tabled, and how often one is held to."""
    for episode in played_episodes():
        _, courses = fit.play(episode)
        tabled = [
            [int(o) for o, who, last in zip(*row, strict=True) if who >= 0 and not last]
            for row in zip(courses.outcome, courses.author, courses.last_day, strict=True)
        ]
        different = float(np.mean([len(set(texts)) for texts in tabled]))
        held = float(np.mean([sum(a == b for a, b in pairwise(texts[::2])) for texts in tabled]))
        total = float(np.mean([len(texts) for texts in tabled]))
        yield f"{episode.id}: {different:.1f} different texts of {total:.1f} tabled, {held:.1f} of the opener's held to"


CHECKS = (first_texts, in_1956, in_2018, nearest, constraints, repeats)


def main() -> None:
    """Print every check."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--draws", type=int, default=100)
    options.add_argument("--plays", type=int, default=200)
    chosen = options.parse_args()
    fit = drawn(chosen.draws, chosen.plays)
    for check in CHECKS:
        sys.stdout.write(f"# {check.__doc__}\n")
        for line in check(fit):
            sys.stdout.write(f"{line}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
