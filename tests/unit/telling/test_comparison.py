"""What is said of a comparison: which measures get a sentence, and that no figure loses its side of zero."""

from __future__ import annotations

import pytest

from sim.domain.comparison import MEASURES, Comparison, DiffersRow, MeasureRow, SideRow
from sim.telling import catalogue, comparison

NOTHING = (0.0, 0.0, 0.0, 0.0, 0.0)
SIDE = SideRow(
    scenario="well",
    scenario_hash="0",
    changes={},
    strategies={"oben": "linear"},
    constraints_off=[],
    protocol="alternating",
)


def compared(**changed: tuple[float, ...]) -> Comparison:
    rows = {
        name: MeasureRow(**dict(zip(MeasureRow.model_fields, changed.get(name, NOTHING), strict=True)))
        for name in MEASURES
    }
    return Comparison(
        version="0", results_version=1, seed=0, asked=100, runs=100, failed=0, level=0.95, a=SIDE, b=SIDE,
        settings=9, alike=9, differs=[DiffersRow(key="off", a=[], b=["alliance"])], **rows,
    )  # fmt: skip


def test_what_excludes_zero_gets_a_sentence() -> None:
    told = comparison.conclusion(
        compared(treaty=(0.15, 0.85, 0.7, 0.5, 0.9), welfare=(0.6, 0.5, -0.1, -0.2, -0.05))
    )
    assert told[0] == "A treaty: 15 of a hundred runs in A and 85 in B, 70 more (by 50 to 90)."
    assert told[1] == "Welfare: 0.60 on average in A and 0.50 in B, 0.10 less (by 0.05 to 0.20)."
    assert (
        "5 in a hundred intervals exclude zero" in told[2] and "All pairs agree on a declaration" in told[3]
    )


def test_where_nothing_excludes_zero_that_is_said() -> None:
    told = comparison.conclusion(compared(treaty=(0.2, 0.15, -0.05, -0.12, 0.02)))
    assert told[0].startswith("No interval excludes zero")
    assert comparison.conclusion(compared().model_copy(update={"differs": []})) == []


def test_figures_never_show_a_zero_with_a_sign_and_keep_the_side_of_zero() -> None:
    rows = {
        row.measure: row
        for row in comparison.figures(
            compared(gap=(0.98, 0.98, -0.004, -0.006, -0.001), treaty=(0.0, 1.0, 1.0, 1.0, 1.0))
        )
    }
    near = rows["Treaty gap"]
    assert (near.difference, near.interval, near.apart) == ("below 0", "−0.01 to below 0", True)
    assert (rows["A treaty"].a, rows["A treaty"].difference) == ("0.0%", "+100.0")
    assert (rows["Welfare"].difference, rows["Welfare"].interval) == ("0.00", "0.00 to 0.00")


@pytest.mark.parametrize("language", list(catalogue.LANGUAGES))
def test_every_sentence_stands_in_every_language(language: str) -> None:
    some = compared(
        treaty=(0.2, 0.1, -0.1, -0.2, -0.01),
        gap=(0.9, 0.9, 0.004, 0.001, 0.006),
        welfare=(0.9, 0.9, -0.004, -0.006, -0.001),
    )
    odd = some.model_copy(update={"failed": 3, "asked": 200, "alike": 1})
    catalogue.use(language)
    try:
        told = comparison.conclusion(some)
        assert len(told) == 5
        assert len(comparison.warnings(odd)) == 3
        for line in [*told, *comparison.warnings(odd), comparison.shared(odd), *comparison.headings(odd)]:
            assert line and "{" not in line and "None" not in line
    finally:
        catalogue.use(catalogue.FIRST)


def test_the_charts_say_where_a_and_b_lie_farthest_apart_and_what_is_more_than_chance() -> None:
    apart = compared(treaty=(0.15, 0.85, 0.7, 0.5, 0.9), welfare=(0.6, 0.5, -0.1, -0.2, -0.05))
    assert comparison.farthest(apart) == "A treaty differs most: 15 of 100 runs in A, 85 in B."
    assert comparison.beyond_luck(apart) == "The difference is more than chance on: a treaty and welfare."
    mean = compared(welfare=(0.6, 0.5, -0.1, -0.2, 0.05))
    assert comparison.farthest(mean) == "Welfare differs most: 0.60 on average in A, 0.50 in B."
    assert comparison.beyond_luck(mean).startswith("No interval excludes zero")
    assert comparison.farthest(compared()) == "A and B lie at the same place on every measure."
