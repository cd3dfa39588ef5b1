"""History as the test: each episode forecast from the others, beside what came, and what to make of the scores."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from sim.app import charts_history, draw, engine, session
from sim.app import words_history as words
from sim.app.guard import handled
from sim.app.screens.outcomes import INK
from sim.app.texts import t, word
from sim.domain.game import LADDER


def show() -> None:
    """Draw the page."""
    found = engine.history()
    draw.lead("", t("history.title"), t("history.lead", n=len(found.episodes)))
    ink = INK[st.context.theme.type == "dark"]
    steps = [word("ladder", step) for step in LADDER]
    draw.heading(t("history.forecasts.heading"))
    draw.chart(
        charts_history.ladder(words.lines(found), steps, ink), words.sentence(found), key="history.ladder"
    )
    _play(found)
    draw.table(words.episodes_table(found), caption=t("history.forecasts.caption"))
    draw.heading(t("history.scores.heading"))
    st.markdown(words.verdict(found))
    draw.table(words.scores_table(found), caption=t("history.scores.caption"))
    st.markdown(words.peak(found))
    draw.heading(t("history.calibration.heading"))
    draw.chart(charts_history.calibration(words.bins(found), ink), t("history.calibration.sentence"))
    draw.heading(t("history.changes.heading"))
    draw.table(words.changes_table(engine.counterfactuals()), caption=t("history.changes.caption"))
    draw.note(words.rests(found))


def _play(found: words.History) -> None:
    """Draw the choice of an episode to play: it opens on the first page."""
    ids = [row.id for row in found.episodes]
    titles = {row.id: words.name(row) for row in found.episodes}

    @handled
    def chosen() -> None:
        picked = st.session_state.get("history.play")
        if picked in ids:
            session.put(replace(session.current(), scenario=picked, changes={}, round=None))

    st.pills(t("history.play"), ids, format_func=titles.__getitem__, key="history.play", on_change=chosen)
    if st.session_state.get("history.play") in ids:
        st.page_link(engine_page(), label=t("history.open", episode=titles[st.session_state["history.play"]]))


def engine_page() -> str:
    """Return the address of the first page, with the state in it."""
    from urllib.parse import urlencode

    from sim.app.links import encode

    return f"/?{urlencode(encode(session.current()))}"
