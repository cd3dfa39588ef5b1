"""What if, beside the stage: changes in a few words, what came before them and what comes now, and many repeats."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from sim.app.kit import differing_words, many, pieces, settings
from sim.app.play import stepping
from sim.app.state import aside, presets, session
from sim.app.state.guard import handled
from sim.app.state.links import State
from sim.experiments.compare.input_difference import input_difference
from sim.telling.catalogue import listed, said, t


def column(state: State) -> None:
    """Draw the presets, the settings that matter, and the repeats."""
    pieces.heading(t("play.what_if.title"))
    chosen = presets.chosen(state)
    with st.container(key="presets", gap="xsmall"):
        for preset in presets.presets(state.scenario):
            mine = preset.id == chosen
            st.button(
                said(preset.title),
                key=f"play.preset.{preset.id}",
                type="secondary" if mine else "tertiary",
                icon=":material/check:" if mine else None,
                help=t("play.what_if.take_back") if mine else None,
                on_click=_take_back if mine else _take,
                args=() if mine else (preset.id,),
            )
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        if state.unchanged.spec.key_settings:
            with pieces.pop(t("play.what_if.settings"), "play.settings") as is_open:
                if is_open:
                    settings.what_if(state)
        if changed(state):
            st.button(t("play.what_if.reset"), key="play.reset", type="tertiary", on_click=_take_back)


@handled
def _take(preset: str) -> None:
    state = session.current()
    found = next(item for item in presets.presets(state.scenario) if item.id == preset)
    session.put(replace(found.laid_over(presets.plain(state)), round=state.round or 1))


@handled
def _take_back() -> None:
    session.put(presets.plain(session.current()))


def changed(state: State) -> bool:
    """Return whether a reader has changed anything that the talks depend on."""
    return presets.plain(state) != state


def ribbon(state: State) -> str:
    """Return what is changed, in words, of a preset its title; empty where nothing is."""
    plain, taken = presets.plain(state), presets.chosen(state)
    if taken is not None:
        title = next(preset.title for preset in presets.presets(state.scenario) if preset.id == taken)
        return t("play.what_if.ribbon", changes=said(title))
    rows = input_difference(plain, state).differs
    return (
        t("play.what_if.ribbon", changes=listed([differing_words.change(plain, state, row) for row in rows]))
        if rows
        else ""
    )


def repeats(state: State) -> None:
    """Draw the button that repeats the talks, or where the repeats are, or what came of them."""
    asked = many.asked(state)
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        if not asked:
            st.button(
                t("play.repeat.button", n=aside.REPEATS),
                key="play.repeat", on_click=_repeat, help=t("play.repeat.help"),
            )  # fmt: skip
        st.button(
            t("play.luck"), key="play.luck", type="tertiary", help=t("play.luck_help"), on_click=stepping.luck
        )
    if not asked:
        pieces.note(t("play.repeat.one"))
        return
    many.repeat(_sides(state))


def _sides(state: State) -> list[State]:
    """The talks that are repeated: those before the change, if there is one, and these."""
    return [presets.plain(state), state] if changed(state) else [state]


def found(state: State) -> str:
    """Return what the repeats amount to, in a sentence; empty while they are not all there, or were not asked for."""
    return many.found(_sides(state)) if many.asked(state) else ""


@handled
def _repeat() -> None:
    many.ask(session.current())
