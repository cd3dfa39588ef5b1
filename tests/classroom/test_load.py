"""The load test itself, small: real connections, every line on every screen of its group."""

from __future__ import annotations

import sys
from typing import Any

import pytest

from sim.app.state.enduring import Figures, endured
from sim.errors import SimError


def test_every_line_and_move_reaches_every_screen_of_its_group() -> None:
    found = endured(3, 9.0)
    assert (found.people, found.seconds, found.written, found.moved) == (3, 9.0, 3, 1)
    assert found.missed == found.errors == 0
    assert 0.0 < found.middle <= found.most <= found.worst and found.memory > 50


@pytest.mark.parametrize(
    ("changed", "good"), [({}, True), ({"most": 1.6}, False), ({"worst": 5.1}, False), ({"missed": 1}, False), ({"errors": 1}, False)]
)  # fmt: skip
def test_the_verdict_is_plain(changed: dict[str, Any], good: bool) -> None:
    figures = Figures(
        **{
            "people": 60,
            "seconds": 10.0,
            "written": 60,
            "moved": 20,
            "missed": 0,
            "middle": 0.5,
            "most": 1.0,
            "worst": 2.0,
            "errors": 0,
            "memory": 300.0,
            **changed,
        }
    )
    assert figures.good is good
    assert figures.said().splitlines()[-1] == ("Good for 60 people." if good else "Too slow for 60 people.")


def test_a_test_that_cannot_be_made_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(SimError, match="load test"):
        endured(3, 2.0)
