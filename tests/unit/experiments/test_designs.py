"""Designs: every point lies where it should, the same seed gives the same points, and slices make the whole."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.errors import InputError
from sim.experiments.runs.designs import Points, around, grid, listed, spread
from sim.experiments.runs.listing import read_designs
from sim.experiments.runs.plan import BatchRequest, make_plan
from sim.experiments.runs.vary import Axis, ends, parse, settle
from sim.scenario.load import Scenario, load
from sim.scenario.setup import Setup
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
    table = read_designs(path)
    assert (table.keys, table.rows) == (
        ["talks.rounds", "parties.millbrook.trust"],
        [["6", "0.25"], ["9", "1"]],
    )
    own = [
        Axis("talks.rounds", "", "whole", False),
        Axis("parties.millbrook.trust", "", "number", False),
    ]
    points = listed(own, table.rows)
    assert [points.columns[0].typed(0), points.columns[1].typed(1)] == ["6", 1.0]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"", "holds no design; put keys in the first line"),
        (b"a,b\n", "holds no design"),
        (b"a,a\n1,2\n", 'names the key "a" 2 times'),
        (b"a,b\n1\n", "line 2: has 1 values for 2 keys"),
        (b"a,b\n1,2\n3,\n", "line 3: has 1 values for 2 keys"),
        (b"\xff\xff", "is not a text file"),
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
    assert ends(["5", "nan", "1"]) == ("1", "5", "nan")
    assert ends(["2", "2.0"]) == ("2",)


@pytest.mark.parametrize("code", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize(("mark", "point"), [(",", "."), (";", "."), (";", ","), ("\t", ","), ("\t", ".")])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("said", ["", "sep="])
def test_a_list_of_designs_is_read_as_any_spreadsheet_writes_it(
    tmp_path: Path, code: str, mark: str, point: str, end: str, said: str
) -> None:
    path = tmp_path / "d.csv"
    lines = [
        f"a.b{mark}'c.d'{mark}e",
        f"0{point}25{mark}'x'{mark}1",
        f" 3 {mark}low{mark}-0{point}5{mark}",
        mark * 2,
        "",
        "",
    ]
    head = [said + mark] if said else []
    path.write_bytes(end.join(head + lines).replace("'", '"').encode(code))
    table = read_designs(path)
    assert table.keys == ["a.b", "c.d", "e"]
    assert table.rows == [["0.25", "x", "1"], ["3", "low", "-0.5"]]
    assert table.lines == [len(head) + 2, len(head) + 3]


def test_a_single_key_has_decimal_commas(tmp_path: Path) -> None:
    (tmp_path / "d.csv").write_text("a.b\n0,25\n0.5\n")
    assert read_designs(tmp_path / "d.csv").rows == [["0.25"], ["0.5"]]


@pytest.mark.parametrize(
    ("keys", "good", "bad", "said"),
    [
        ("parties.millbrook.trust,talks.rounds", "0.{n},6", "0.8x,6", '"0.8x"'),
        ("parties.millbrook.trust,talks.rounds", "0.{n},6", "7,6", "it must lie from 0 to 1"),
        ("parties.millbrook.trust,talks.rounds", "0.{n},6", "0.5,5.5", '"5.5" is not a whole number'),
        ("parties.millbrook.trust,talks.rounds", "0.{n},6", "0.5,0", "greater than or equal to 1"),
        ("parties.millbrook.trust,talks.rounds", "0.{n},6", "0.5", "has 1 values for 2 keys"),
        ("talks.protocol,talks.rounds", "alternating,{n}", "alternate,6", "alternate"),
        ("parties.millbrook.trust,talks.rounds", "0.{n},6", "nan,6", "nan"),
    ],
)
def test_a_wrong_value_in_a_list_of_designs_is_named_by_its_line_and_no_other_option(
    tmp_path: Path, keys: str, good: str, bad: str, said: str
) -> None:
    path = tmp_path / "d.csv"
    rows = [good.format(n=10 + i) for i in range(40)]
    path.write_text("\n".join([keys, *rows[:30], bad, *rows[30:]]) + "\n")
    with pytest.raises(InputError) as refused:
        make_plan(BatchRequest([Setup("tests/data/lake.toml")], 41, designs=str(path)))
    assert str(refused.value).startswith(f"--designs: {path}: line 32: ") and said in str(refused.value)
    assert "--vary" not in str(refused.value) and "--runs" not in str(refused.value)


def test_an_unknown_key_of_a_list_of_designs_is_named_by_the_first_line(tmp_path: Path) -> None:
    path = tmp_path / "d.csv"
    path.write_text("talks.round\n6\n8\n")
    with pytest.raises(InputError, match=r'd\.csv: line 1: .*did you mean "talks\.rounds"'):
        make_plan(BatchRequest([Setup("tests/data/lake.toml")], 2, designs=str(path)))
