"""The clock of what plays by itself: it goes only when it was started, and strikes once in a pace."""

from __future__ import annotations

import time

import pytest
import streamlit as st

from sim.app.state.clock import Clock


def test_it_strikes_once_in_a_pace_and_only_while_it_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    now, clock = [100.0], Clock("test.clock")
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    monkeypatch.setattr(st, "session_state", {})
    assert not clock.going and not clock.struck(2.0)
    clock.start(2.0)
    assert clock.going and not clock.struck(2.0)
    now[0] += 2.0
    assert clock.struck(2.0) and not clock.struck(2.0)
    now[0] += 2.0
    clock.stop()
    assert not clock.going and not clock.struck(2.0)
