"""Stepping through the rounds: the controls, and the clock while the rounds play by themselves."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from sim.app.state import session
from sim.app.state.clock import Clock
from sim.app.state.guard import handled
from sim.app.state.links import next_seed
from sim.telling.catalogue import t
from sim.telling.dialogue import stops
from sim.telling.story import Story

SPEEDS = {"slow": 4.0, "usual": 2.0, "fast": 0.8}
"""Seconds that a round stays while the rounds play by themselves, by the name of the speed."""

_SPEED = "play.speed"
_CLOCK = Clock("play.clock")


def playing() -> bool:
    """Return whether the rounds play by themselves."""
    return _CLOCK.going


def tick() -> float | None:
    """Return the seconds between two rounds, or None while nothing plays."""
    return _pace() if playing() else None


def _pace() -> float:
    kept = session.extra(_SPEED, "usual")
    return SPEEDS[kept] if kept in SPEEDS else SPEEDS["usual"]


def speed() -> None:
    """Draw the choice of the speed."""
    kept = session.extra(_SPEED, "usual")
    st.segmented_control(
        t("play.step.speed"),
        list(SPEEDS),
        format_func=lambda item: t(f"play.step.speeds.{item}"),
        required=True,
        **session.control(_SPEED, kept if kept in SPEEDS else "usual", session.with_extra(_SPEED)),
    )


def played_on(told: Story, place: int) -> int:
    """Return the place in the rounds, one step further when the clock says so; at the end the clock stops."""
    if not playing():
        return place
    last = len(told.numbers)
    if place < last and _CLOCK.struck(_pace()):
        place = _around(told, place)[1]
        session.put(replace(session.current(), round=place))
    if place >= last:
        stop()
        st.rerun()
    return place


def _around(told: Story, place: int) -> tuple[int, int]:
    """The places before and after one at which the rounds tell something new; rounds that repeat are stepped over."""
    places = [told.numbers.index(n) + 1 for n in stops(told)]
    before = [item for item in places if item < place]
    after = [item for item in places if item > place]
    return (before or [1])[-1], (after or places)[0]


def stop() -> None:
    """Stop playing by itself."""
    _CLOCK.stop()


@handled
def _toggle(place: int, last: int) -> None:
    if playing():
        stop()
        return
    _CLOCK.start(_pace())
    if place == last:
        session.put(replace(session.current(), round=1))


@handled
def go(place: int) -> None:
    """Show a place in the rounds, and stop playing."""
    stop()
    session.change(round=place)


@handled
def luck() -> None:
    """Play the same talks with other chances, from the start."""
    stop()
    session.change(seed=next_seed(session.current().seed), round=1)


def controls(told: Story, place: int) -> None:
    """Draw the controls: back and forth, play and pause, to the end, and a slider."""
    last = len(told.numbers)
    before, after = _around(told, place)
    with st.container(key="stepping", horizontal=True, vertical_alignment="bottom", gap="xxsmall"):
        st.button(
            t("play.step.previous"), key="play.previous", disabled=place == 1, on_click=go, args=(before,),
            shortcut="Left", width="content",
        )  # fmt: skip
        toggled = st.button(
            t("play.step.pause" if playing() else "play.step.play"),
            key="play.toggle", on_click=_toggle, args=(place, last), disabled=last == 1,
        )  # fmt: skip
        st.button(
            t("play.step.next"), key="play.next", disabled=place == last, on_click=go, args=(after,),
            shortcut="Right", width="content",
        )  # fmt: skip
        st.button(t("play.step.end"), key="play.end", disabled=place == last, on_click=go, args=(last,))
    if last > 1:
        st.slider(
            t("play.step.slider"),
            1,
            last,
            label_visibility="collapsed",
            **session.control("round", place, lambda s, v: replace(s, round=v)),
        )
    if toggled:
        # The clock of a fragment is set where it is called, outside of it.
        st.rerun()
