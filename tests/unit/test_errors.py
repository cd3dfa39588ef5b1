"""The exception tree and the hint from a wrong name to a right one."""

from __future__ import annotations

import pytest

from sim import errors
from sim.errors import nearest


def test_everything_raised_on_purpose_is_a_sim_error() -> None:
    own = [x for x in vars(errors).values() if isinstance(x, type) and x.__module__ == errors.__name__]
    assert own
    assert all(issubclass(kind, errors.SimError) for kind in own)
    assert not issubclass(errors.IllegalMove, errors.InputError)


@pytest.mark.parametrize(
    ("name", "known", "hint"),
    [
        ("bulware", ["boulware", "linear"], 'did you mean "boulware"?'),
        ("LINEAR", ["boulware", "linear"], 'did you mean "linear"?'),
        ("zzz", ["b", "a", "b"], "known are a, b"),
        ("zzz", [], ""),
        (
            "zzz",
            [f"n{i:02}" for i in range(15)],
            "known are " + ", ".join(f"n{i:02}" for i in range(12)) + " and 3 more",
        ),
    ],
)
def test_the_hint_names_the_nearest_or_what_there_is(name: str, known: list[str], hint: str) -> None:
    assert nearest(name, known) == hint
