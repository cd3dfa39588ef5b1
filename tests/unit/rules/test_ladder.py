"""The residual gap and the ladder by hand."""

from __future__ import annotations

import numpy as np
import pytest

from sim.rules.ladder import ladder, leeway_of, residual_gap

NOWHERE = np.zeros((2, 2), dtype=np.bool_)
EXPECTED = np.array([[0.9, 0.5], [0.2, 0.4]])


def test_the_gap_is_what_the_least_content_would_have_to_give_up_at_the_best_text() -> None:
    assert residual_gap([0.6, 0.5], EXPECTED, NOWHERE) == pytest.approx(0.1)
    assert residual_gap([0.5, 0.4], EXPECTED, NOWHERE) == 0.0


def test_a_text_across_a_red_line_is_worth_nothing_to_whom_it_crosses() -> None:
    refused = np.array([[False, True], [False, False]])
    assert residual_gap([0.6, 0.5], EXPECTED, refused) == pytest.approx(0.3)
    everywhere = np.ones((2, 2), dtype=np.bool_)
    assert residual_gap([0.6, 0.5], EXPECTED, everywhere) == 0.6


@pytest.mark.parametrize(
    ("result", "gap", "step"),
    [
        ("treaty_performed", 0.9, "treaty"),
        ("treaty_lapsed", 0.0, "declaration"),
        ("walked_out", 0.0, "setback"),
        ("suspended", 0.0, "setback"),
        ("deadline", 0.05, "declaration"),
        ("deadline", 0.051, "procedural"),
        ("deadline", 0.15, "procedural"),
        ("deadline", 0.35, "talks"),
        ("deadline", 0.36, "setback"),
        ("not_ratified", 0.0, "declaration"),
    ],
)
def test_a_cut_point_belongs_to_the_higher_step(result: str, gap: float, step: str) -> None:
    assert ladder(result, gap, (0.05, 0.15, 0.35)) == step


@pytest.mark.parametrize(
    ("rapport", "step"), [(0.0, "setback"), (0.49, "talks"), (0.5, "procedural"), (1.0, "declaration")]
)
def test_leaders_who_get_on_get_over_a_larger_gap(rapport: float, step: str) -> None:
    leeway = leeway_of(rapport, 0.6)
    assert ladder("deadline", 0.15, (0.05, 0.15, 0.35), leeway) == step
    assert ladder("deadline", 0.15, (0.05, 0.15, 0.35), leeway_of(rapport, 0.0)) == "procedural"


def test_rapport_changes_nothing_where_the_gap_does_not_decide() -> None:
    for result in ("treaty_performed", "treaty_lapsed", "not_ratified", "walked_out", "suspended"):
        assert len({ladder(result, 0.0, (0.05, 0.15, 0.35), leeway) for leeway in (-0.3, 0.0, 0.3)}) == 1
