"""Who meets whom in a tournament, that everybody meets the same luck, and what is counted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from sim.agents.play import play
from sim.domain.game import LADDER, RESULTS, Game
from sim.domain.small import pie
from sim.engine.ensemble import Runs, play_many
from sim.engine.mesa import NegotiationModel
from sim.errors import InputError
from sim.experiments.compare import tournament as module
from sim.experiments.compare.ranking import ranked
from sim.experiments.compare.tournament import (
    MEASURES,
    MOST,
    Entrants,
    Scores,
    assignments,
    entrants_of,
    joined,
    negotiations,
    play_rounds,
)
from sim.rules.draws import draw_chance
from sim.rules.table import Rules
from sim.scenario.settings import Resolved
from sim.scenario.setup import Setup
from sim.streams import seeds_of

LAKE, WELL = Setup("tests/data/lake.toml"), Setup("tests/golden/well.toml")
NAMES = ("boulware", "conceder", "linear")


def held(field: Entrants, runs: int, seed: int = 0) -> Scores:
    return joined(list(play_rounds(field, runs, seed)))


# ---------------------------------------------------------------- who meets whom


@pytest.mark.parametrize("seats", [2, 3])
def test_every_strategy_meets_every_other_in_every_seat(seats: int) -> None:
    rows = assignments(4, seats)
    assert len(rows) == len({row[:3] for row in rows}) == 4 * 4 * seats
    for one, other, seat, who in rows:
        assert who[seat] == one
        assert {who[place] for place in range(seats) if place != seat} == {other}


def test_two_signatories_meet_in_every_assignment_and_three_one_against_the_rest() -> None:
    three = Setup("2018-singapore", {"parties.usa.role": "signatory", "parties.usa.reservation": "low"})
    assert negotiations(entrants_of([LAKE], NAMES)) == 9
    assert negotiations(entrants_of([three], NAMES)) == 3 * 3 * 2 + 3
    assert negotiations(entrants_of([LAKE, WELL, three], NAMES[:2])) == 4 + 4 + 8


def test_a_cell_is_the_mean_over_seats_of_what_the_records_say() -> None:
    names = list(WELL.signatories)
    scores = held(entrants_of([LAKE, WELL], NAMES), 3, seed=5)
    assert scores.values.shape == (3, 2, 3, 3, len(MEASURES))
    for i, seed in enumerate(seeds_of(5, range(3)).tolist()):
        floors = WELL.loaded.game(seed).parties
        for one, other in ((0, 2), (1, 1)):
            cells = []
            for seat in (0, 1):
                seated = {names[seat]: NAMES[one], names[1 - seat]: NAMES[other]}
                model = NegotiationModel(WELL.loaded, seed, draw=True, strategies=seated)
                record, table = model.run(), model.table
                text = table.agreement
                worths = None if text is None else [float(table.value.plain[p, text]) for p in (0, 1)]
                gain = worths[seat] - floors[seat].reservation if worths else 0.0
                left = [record.rounds[-1].reservations[name] for name in names]
                cells.append([gain, text is not None, record.ladder == "treaty", sum(worths or left) / 2])
            expected = np.array(cells, dtype=float).mean(axis=0)
            assert scores.values[i, 1, one, other] == pytest.approx(expected, abs=1e-12)


def test_the_order_in_which_strategies_are_named_makes_no_difference() -> None:
    found = []
    for names in (NAMES, NAMES[::-1]):
        field = entrants_of([LAKE, WELL], names)
        found.append(ranked(field, held(field, 4), asked=4))
    assert found[0] == found[1]


def test_a_further_strategy_leaves_the_games_of_the_others() -> None:
    few, more = held(entrants_of([LAKE], NAMES[:2]), 4), held(entrants_of([LAKE], NAMES), 4)
    assert (few.values == more.values[:, :, :2, :2]).all()


def test_a_seed_that_failed_anywhere_is_left_out_everywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    def some_fail(prepared: Any, seeds: Any) -> Runs:
        runs = play_many(prepared, seeds)
        bad = (
            (seeds == seeds_of(0, range(2))[1])
            if prepared.scenario is WELL.loaded
            else np.zeros(len(seeds), dtype=bool)
        )
        return replace(runs, failed=bad)

    monkeypatch.setattr(module, "play_many", some_fail)
    field = entrants_of([LAKE, WELL], NAMES[:2])
    scores = held(field, 3)
    assert (len(scores.values), scores.failed) == (2, 1)
    with pytest.raises(InputError, match="only 1 of 2 seeds could be played"):
        ranked(field, held(field, 2), asked=2)


# ---------------------------------------------------------------- symmetric games


@dataclass(frozen=True)
class Symmetric:
    """A game made by hand in the place of a scenario's side."""

    game: Game
    strategies: Mapping[str, Any]

    signatories = ("a", "b")

    @property
    def loaded(self) -> Any:
        free = Resolved("", 0.0, 0.0, 0.0, "", None, (), "by hand")
        settings = {f"parties.{name}.reservation": free for name in self.signatories}
        table = SimpleNamespace(parties=dict.fromkeys(self.signatories))
        return SimpleNamespace(id="pie", source="pie", spec=table, settings=settings)

    def drawn(self) -> Symmetric:
        return self


def play_pies(side: Symmetric, seeds: Any) -> Runs:
    worths, signed = [], []
    for seed in seeds.tolist():
        players = {i: side.strategies[name] for i, name in enumerate(side.signatories)}
        table = play(Rules(side.game), players, draw_chance(side.game, seed))
        signed.append(-1 if table.agreement is None else table.agreement)
        worths.append(
            [0.0, 0.0] if table.agreement is None else side.game.utilities[:, table.agreement].tolist()
        )
    n = len(worths)
    step, zeros = [LADDER.index("treaty") if s >= 0 else 0 for s in signed], np.zeros(n)
    results = [RESULTS.index("treaty_performed")] * n
    return Runs(
        failed=zeros.astype(bool),
        result=np.array(results, dtype=np.int8),
        ladder=np.array(step, dtype=np.int8),
        agreement=np.array(signed),
        utility=np.array(worths),
        rounds=np.ones(n, dtype=np.int64),
        rapport=zeros,
        authors=np.ones(n, dtype=np.int64),
        gaps=np.zeros((n, 1)),
        draws=np.zeros((n, 0)),
    )


def test_in_a_symmetric_game_self_play_is_worth_half_the_pie_and_what_one_wins_the_other_loses(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "play_many", play_pies)
    side: Any = Symmetric(pie(20, rounds=30), {})
    monkeypatch.setattr(module, "prepare", lambda side: side)
    names = ("boulware", "conceder", "hardliner", "linear", "micro")
    field = entrants_of([side], names)
    scores = held(field, 2)
    gain, signed = scores.values[:, 0, :, :, 0], scores.values[:, 0, :, :, 1]
    assert gain + gain.transpose(0, 2, 1) == pytest.approx(signed)
    for i, name in enumerate(names):
        assert gain[:, i, i] == pytest.approx(signed[:, i, i] / 2)
        assert (signed[:, i, i] == 1.0).all() or name == "hardliner"
    boulware, conceder = names.index("boulware"), names.index("conceder")
    assert (gain[:, boulware, conceder] > 0.5).all()


# ---------------------------------------------------------------- wrong input


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: entrants_of([LAKE], ["linear"]), "strategies: name two or more"),
        (lambda: entrants_of([LAKE], []), "strategies: name two or more"),
        (lambda: entrants_of([LAKE], ["linear", "micro", "linear"]), '"linear" is named twice'),
        (lambda: entrants_of([LAKE], ["linear", "linear/ac_next"]), '"linear" is named twice'),
        (lambda: entrants_of([LAKE], ["linear", "human"]), "a person cannot play many runs"),
        (lambda: entrants_of([LAKE], ["linear", "boulwar"]), 'did you mean "boulware"'),
        (lambda: entrants_of([LAKE, WELL, LAKE], NAMES), 'scenario: "lake" is given twice'),
        (lambda: held(entrants_of([LAKE], NAMES), 1), "runs: 1 is not a whole number from 2"),
        (lambda: held(entrants_of([LAKE], NAMES), MOST + 1), "from 2 to 5,000"),
        (lambda: held(entrants_of([LAKE], NAMES), 2, seed=-1), "seed: -1 is not a whole number"),
        (lambda: held(entrants_of([replace(LAKE, off=["x"])], NAMES), 2), 'no constraint "x"'),
    ],
)
def test_wrong_input_gets_one_sentence(call: Callable[[], object], said: str) -> None:
    with pytest.raises(InputError) as caught:
        call()
    assert said in str(caught.value) and "\n" not in str(caught.value)
