"""Designs: every point lies where it should, the same seed gives the same points, and slices make the whole."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.errors import InputError
from sim.experiments.runs.designs import Points, around, distinct, grid, listed, read_designs, spread
from sim.experiments.runs.vary import Axis, parse, settle
from sim.scenario.load import Scenario, load
from sim.streams import LARGEST_SEED

numbers = st.floats(-100.0, 100.0, allow_subnormal=False).map(lambda x: round(x, 3))
ranges = st.tuples(numbers, numbers).filter(lambda pair: pair[0] < pair[1])


@st.composite
def axes(draw: st.DrawFn, counted: bool = False) -> list[Axis]:
    found = []
    for i in range(draw(st.integers(1, 4))):
        kind = draw(st.sampled_from(["number", "list", "word"]))
        if kind == "number":
            count = draw(st.integers(2, 5)) if counted else None
            found.append(Axis(f"k{i}", "", "number", True, draw(ranges), ("a", "b"), count))
        elif kind == "list":
            listed_numbers = tuple(draw(st.lists(numbers, min_size=1, max_size=4, unique=True)))
            found.append(Axis(f"k{i}", "", "number", False, listed_numbers))
        else:
            found.append(Axis(f"k{i}", "", "word", False, (), ("x", "y", "z")[: draw(st.integers(1, 3))]))
    return found


@settings(max_examples=50)
@given(axes(), st.integers(1, 60), st.integers(0, LARGEST_SEED), st.sampled_from(["lhs", "sobol"]))
def test_spread_points_lie_in_their_ranges_and_come_again(
    own: list[Axis], n: int, seed: int, sort: str
) -> None:
    points = spread(sort, own, n, seed)
    assert points.n == n and points.digest == spread(sort, own, n, seed).digest
    for axis, column in zip(own, points.columns, strict=True):
        values = [column.typed(i) for i in range(n)]
        if axis.kind == "word":
            assert set(values) <= set(axis.words)
        elif axis.is_range:
            numbers = [float(value) for value in values]
            assert axis.numbers[0] <= min(numbers) and max(numbers) <= axis.numbers[1]
        else:
            assert set(values) <= set(axis.numbers)


@settings(max_examples=50)
@given(ranges, st.integers(1, 60), st.integers(0, 99))
def test_a_latin_hypercube_has_one_point_in_every_slice(ends: tuple[float, float], n: int, seed: int) -> None:
    low, high = ends
    data = spread("lhs", [Axis("a", "", "number", True, ends)], n, seed).columns[0].data
    assert sorted(np.minimum((data - low) / (high - low) * n, n - 0.5).astype(int)) == list(range(n))


@settings(max_examples=50)
@given(st.integers(1, 6), st.integers(0, 99))
def test_sobol_points_are_balanced_at_powers_of_two(power: int, seed: int) -> None:
    data = spread("sobol", [Axis("a", "", "word", False, (), ("x", "y"))], 2**power, seed).columns[0].data
    assert (data == 0).sum() == 2 ** (power - 1)


@settings(max_examples=50)
@given(axes(counted=True))
def test_a_grid_has_every_combination_once(own: list[Axis]) -> None:
    points = grid(own)
    rows = {tuple(column.typed(i) for column in points.columns) for i in range(points.n)}
    assert len(rows) == points.n
    for axis, column in zip(own, points.columns, strict=True):
        levels = {column.typed(i) for i in range(points.n)}
        assert points.n % len(levels) == 0
        if axis.kind == "number":
            assert min(levels) == min(axis.numbers) and max(levels) == max(axis.numbers)
            assert len(levels) == (axis.count if axis.is_range else len(axis.numbers))


@settings(max_examples=50)
@given(axes(), st.integers(1, 40), st.data())
def test_slices_make_the_whole(own: list[Axis], n: int, data: st.DataObject) -> None:
    points = spread("lhs", own, n, 3)
    cut = data.draw(st.integers(0, n))
    parts = (points.part(0, cut), points.part(cut, n))
    for i, column in enumerate(points.columns):
        assert np.concatenate([part.columns[i].data for part in parts]).tolist() == column.data.tolist()
    assert [part.n for part in parts] == [cut, n - cut]


def test_other_points_have_another_digest() -> None:
    own = [Axis("a", "", "number", True, (0.0, 1.0))]
    assert len({spread("lhs", own, n, seed).digest for n in (3, 4) for seed in (1, 2)}) == 4
    assert spread("lhs", own, 4, 1).digest != spread("sobol", own, 4, 1).digest
    assert Points(3).digest != Points(4).digest


@pytest.fixture
def lake() -> Scenario:
    return load(Path("tests/data/lake.toml"))


def test_one_at_a_time_goes_around_the_scenarios_own_values(lake: Scenario) -> None:
    texts = ["parties.millbrook.trust=0.2,0.5,0.8", "talks.rounds=6:10", "talks.protocol=single_text"]
    points = around([settle(x, lake) for x in parse(texts)], lake)
    rows = [tuple(column.typed(i) for column in points.columns) for i in range(points.n)]
    own = (0.5, "10", "alternating")
    assert rows == [own, (0.2, *own[1:]), (0.8, *own[1:]), (0.5, "6", own[2]), (*own[:2], "single_text")]
    with pytest.raises(InputError, match=r"says nothing there to go around; give it with --set"):
        around([settle(x, lake) for x in parse(["parties.fernside.trust=0.2:0.8"])], lake)


def test_a_file_of_designs_is_read(tmp_path: Path, lake: Scenario) -> None:
    path = tmp_path / "designs.csv"
    path.write_bytes("\ufefftalks.rounds, parties.millbrook.trust\n 6,0.25\n\n9,1\n".encode())
    keys, rows = read_designs(path)
    assert (keys, rows) == (["talks.rounds", "parties.millbrook.trust"], [["6", "0.25"], ["9", "1"]])
    own = [
        Axis("talks.rounds", "", "whole", False),
        Axis("parties.millbrook.trust", "", "number", False),
    ]
    points = listed(own, rows)
    assert [points.columns[0].typed(0), points.columns[1].typed(1)] == ["6", 1.0]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"", "holds no design; put keys in the first line"),
        (b"a,b\n", "holds no design"),
        (b"a,a\n1,2\n", 'names the key "a" 2 times'),
        (b"a,b\n1\n", "design 1 has 1 values for 2 keys"),
        (b"a,b\n1,2\n3,\n", "design 2 has 1 values for 2 keys"),
        (b"\xff\xfe", "is not a text file"),
        (b'a\n"' + b"x" * 200_000 + b'"\n', "is not CSV"),
    ],
)
def test_a_broken_file_of_designs_is_named(tmp_path: Path, text: bytes, said: str) -> None:
    (tmp_path / "d.csv").write_bytes(text)
    with pytest.raises(InputError, match=said):
        read_designs(tmp_path / "d.csv")
    with pytest.raises(InputError, match="cannot be read: No such file"):
        read_designs(tmp_path / "e.csv")


def test_what_bounds_a_column_of_texts() -> None:
    assert distinct([["5"], ["nan"], ["1"]], 0) == ("5", "nan", "1")
    assert distinct([["2"], ["2"]], 0) == ("2",)
