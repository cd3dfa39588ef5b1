"""A heat map read as sentences: its highest, its lowest, and where it turns."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from sim.app.runs import words_grid
from sim.app.runs.question import question
from sim.app.state.links import State
from sim.telling.catalogue import LANGUAGES, speaking

ASKED = question(
    State(extras={"runs.n": 1000, "runs.x": "parties.japan.trust", "runs.y": "parties.usa.leverage"})
)
ACROSS, UP = ASKED.varied
SHAPE = (ACROSS.size, UP.size)


def tally(shares: Any, runs: int = 100) -> Any:
    """Runs of which so many in each cell end in a treaty."""
    cells = np.full(SHAPE, runs).ravel()
    return SimpleNamespace(cells=cells, treaties=np.rint(np.asarray(shares) * runs).astype(int).ravel())


def shares(turn: int) -> Any:
    """One in ten up to a value of the key across, half behind it; the key up does nothing."""
    return np.where(np.arange(SHAPE[0])[:, None] < turn, 0.1, 0.5) * np.ones(SHAPE)


@pytest.mark.parametrize("turn", range(1, SHAPE[0]))
def test_it_names_the_highest_the_lowest_and_where_it_turns(turn: int) -> None:
    found = words_grid.grid(ASKED, tally(shares(turn)), "treaty")
    assert "in 50 of 100 runs" in found.title and "in 10" in found.title
    names = list(dict.fromkeys(cell.x for cell in found.cells))
    assert f"between *{names[turn - 1]}* and *{names[turn]}*: +40 treaties" in found.sentence
    assert found.sentence.count("the largest step is") == 1


def test_cells_that_are_alike_or_have_few_runs_are_told_so() -> None:
    alike = words_grid.grid(ASKED, tally(np.full(SHAPE, 0.3)), "treaty")
    assert alike.title == "The cells are all alike." and not alike.sentence
    few = words_grid.grid(ASKED, tally(shares(1), runs=5), "treaty")
    assert few.title.startswith("Too few cells")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_reads_the_map(language: str) -> None:
    with speaking(language):
        found = words_grid.grid(ASKED, tally(shares(2)), "treaty")
        assert "+40" in found.sentence and "{" not in found.title + found.sentence
