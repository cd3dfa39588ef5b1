"""Named random streams and seeds."""

from __future__ import annotations

import numpy as np
import pytest

from sim.errors import InputError
from sim.streams import LARGEST_SEED, check_seed, seeds_below, seeds_of, stream


def test_the_same_seed_and_names_give_the_same_stream() -> None:
    one, two = (stream(7, "mood", "north").random(5) for _ in range(2))
    assert np.array_equal(one, two)


@pytest.mark.parametrize(
    "other",
    [(8, "mood", "north"), (7, "mood", "south"), (7, "mood"), (7, "moodnorth"), (7, "mood", "north", 0)],
)
def test_another_seed_or_name_gives_another_stream(other: tuple[int | str, ...]) -> None:
    seed, *names = other
    assert isinstance(seed, int)
    assert not np.array_equal(stream(7, "mood", "north").random(5), stream(seed, *names).random(5))


def test_a_number_is_not_the_text_that_looks_like_it() -> None:
    assert stream(7, 1).random() != stream(7, "1").random()


@pytest.mark.parametrize("seed", [0, 1, LARGEST_SEED, np.int64(5), np.uint8(0)])
def test_a_seed_is_a_whole_number_from_0(seed: int) -> None:
    assert check_seed(seed) == int(seed)
    assert type(check_seed(seed)) is int


@pytest.mark.parametrize(
    "seed",
    [-1, LARGEST_SEED + 1, 10**400, 1.0, 1e3, 0.5, "1", "", None, True, np.True_, np.float64(2.0), [1]],
)
def test_nothing_else_is_a_seed(seed: object) -> None:
    with pytest.raises(InputError, match="is not a whole number from 0 to"):
        check_seed(seed)


def test_every_seed_survives_a_spreadsheet_a_browser_and_a_file_of_json() -> None:
    found = seeds_below(3, [(d, r) for d in range(20) for r in range(50)])
    assert (found.astype(np.float64).astype(np.int64) == found).all()
    assert found.min() >= 0 and check_seed(int(found.max())) > 2**50
    assert float(LARGEST_SEED) == LARGEST_SEED and float(LARGEST_SEED + 2) != LARGEST_SEED + 2


def test_neighbouring_roots_share_no_luck_and_fewer_runs_are_the_first_of_more() -> None:
    whole = seeds_of(0, range(40)).tolist()
    others = [seed for root in (1, 2, 40, LARGEST_SEED) for seed in seeds_of(root, range(40)).tolist()]
    assert not set(whole) & set(others) and len(set(whole)) == 40
    assert seeds_of(0, range(10)).tolist() + seeds_of(0, range(10, 40)).tolist() == whole
    assert seeds_of(0, range(0)).tolist() == []
