"""History as the test: each episode forecast from the others, beside what came, and what to make of the scores."""

from __future__ import annotations

import streamlit as st

from sim.app import charts_history, draw, draw_episode, engine, navigation, session
from sim.app import words_history as words
from sim.app.guard import handled
from sim.app.screens.outcomes import INK
from sim.app.texts import number, t, word
from sim.batch.findings import History
from sim.domain.game import LADDER


def show() -> None:
    """Draw the page."""
    found = engine.findings()
    past = found.history
    ink = INK[st.context.theme.type == "dark"]
    draw.lead("", t("history.title"), t("history.lead", n=len(past.episodes)))
    draw.heading(t("history.forecasts.heading"))
    steps = [word("ladder", step) for step in LADDER]
    draw.chart(
        charts_history.ladder(words.lines(past), steps, ink), words.sentence(past), key="history.ladder"
    )
    _play(past)
    draw.table(words.episodes_table(past), caption=t("history.forecasts.caption"))
    draw.heading(t("history.lacks.heading"))
    st.markdown("\n".join(f"- {line}" for line in words.wrong(past)))
    draw.heading(t("history.scores.heading"))
    st.markdown(words.verdict(past))
    draw.table(words.scores_table(past), caption=t("history.scores.caption"))
    st.markdown(words.peak(past))
    if found.checks is not None:
        draw.heading(t("history.checks.heading"))
        st.markdown(words.checked(past, found.checks))
        draw.table(words.checks_table(past, found.checks), caption=t("history.checks.caption"))
    draw.heading(t("history.calibration.heading"))
    with st.columns(2)[0]:
        kept = charts_history.calibration(words.bins(past), ink, number(0.5)[1])
        draw.chart(kept, t("history.calibration.sentence"), key="history.kept")
    draw.heading(t("history.changes.heading"))
    st.markdown("\n".join(f"- {line}" for line in words.changes(found.what_ifs)))
    draw.note(t("history.changes.caption"))
    with draw.fold(t("history.words.heading"), "history.words") as unfolded:
        if unfolded:
            draw.table(words.words_table(), caption=t("history.words.caption"))
    draw.note(words.rests(past))


def _play(found: History) -> None:
    """Draw the choice of an episode to play: it opens on the first page."""
    titles = {row.id: words.name(row) for row in found.episodes}

    @handled
    def chosen() -> None:
        picked = st.session_state.get("history.play")
        if picked in titles:
            session.put(draw_episode.chosen(session.current(), picked))

    st.pills(
        t("history.play"), list(titles), format_func=titles.__getitem__, key="history.play", on_change=chosen
    )
    if st.session_state.get("history.play") in titles:
        st.switch_page(navigation.pages()[0])
