"""History as the test: each episode forecast from the others, beside what came, and what to make of the scores."""

from __future__ import annotations

import streamlit as st

from sim.app.history import charts
from sim.app.kit import episode, navigation, pieces, theme
from sim.app.state import cache, session
from sim.app.state.guard import handled
from sim.domain.findings import Findings, History
from sim.domain.game import LADDER
from sim.experiments.history.variants import titles
from sim.scenario.load import load_scales
from sim.telling.catalogue import t, word
from sim.telling.findings import facts, forecasts


def show() -> None:
    """Draw the page."""
    found = cache.findings()
    past = found.history
    ink = theme.INK[theme.dark()]
    pieces.lead("", t("history.title"), t("history.lead", n=len(past.episodes)))
    pieces.heading(t("history.forecasts.heading"))
    steps = [word("ladder", step) for step in LADDER]
    seen = t("history.between").join([t("history.forecasts.sentence"), forecasts.seen(past)])
    pieces.chart(
        charts.ladder(charts.lines(past), steps, ink), seen, title=forecasts.right(past), key="history.ladder"
    )
    st.markdown(forecasts.single(past))
    _play(past)
    pieces.table(forecasts.episodes(past), caption=t("history.forecasts.caption"))
    pieces.heading(t("history.lacks.heading"))
    st.markdown("\n".join(f"- **{name}**  \n  {line}" for name, line in forecasts.lacking(past)))
    pieces.heading(t("history.scores.heading"))
    st.markdown(forecasts.verdict(past))
    pieces.table(forecasts.scores(past), caption=t("history.scores.caption"))
    st.markdown(forecasts.peak(past))
    if found.checks is not None:
        pieces.heading(t("history.checks.heading"))
        st.markdown("\n".join(f"- {line}" for line in forecasts.checked(past, found.checks)))
        pieces.table(forecasts.checks(past, found.checks, titles()), caption=t("history.checks.caption"))
    _facts(found)
    pieces.heading(t("history.calibration.heading"))
    with st.columns(2)[0]:
        groups = charts.bins(past)
        title, farthest = forecasts.kept(groups)
        says = t("history.between").join([farthest, t("history.calibration.sentence")])
        kept = charts.calibration(groups, ink, (t("history.calibration.said"), t("history.calibration.came")))
        pieces.chart(kept, says, title=title, key="history.kept")
    pieces.heading(t("history.changes.heading"))
    st.markdown("\n".join(_asked(row) for row in forecasts.asked(found.what_ifs)))
    pieces.note(t("history.changes.caption"))
    with pieces.fold(t("history.words.heading"), "history.words") as unfolded:
        if unfolded:
            pieces.table(
                forecasts.words(cache.assumed_scales(), load_scales()), caption=t("history.words.caption")
            )
    pieces.note(forecasts.rests(past))


def _facts(found: Findings) -> None:
    """Draw which facts of the sources come out, where that was played and stored."""
    if not found.facts:
        return
    names = {row.id: forecasts.name(row) for row in found.history.episodes}
    pieces.heading(t("facts.question"))
    st.markdown(facts.sentence(found.facts))
    if found.unfitted:
        held = sum(fact.holds for fact in found.unfitted)
        st.markdown(t("facts.unfitted", held=held, n=len(found.unfitted)))
    failing = facts.failing(found.facts, names)
    if failing:
        st.markdown(
            "\n".join(
                [
                    f"**{t('facts.failing')}**",
                    "",
                    *(f"- {t('history.aside', what=says, value=where)}" for says, where in failing),
                ]
            )
        )
    with pieces.fold(t("facts.every"), "history.facts") as unfolded:
        if unfolded:
            pieces.table(facts.table(found.facts, names), caption=t("facts.caption"))


def _asked(row: forecasts.Asked) -> str:
    """A counterfactual as an item of a list."""
    claims = t("history.changes.claims", claims=", ".join(f"`{claim}`" for claim in row.claims))
    return f"- **{row.title}**  \n  {t('history.between').join([row.answer, claims])}"


def _play(found: History) -> None:
    """Draw the choice of an episode to play: it opens on the first page."""
    titles = {row.id: forecasts.name(row) for row in found.episodes}

    @handled
    def chosen() -> None:
        picked = st.session_state.get("history.play")
        if picked in titles:
            session.put(episode.chosen(session.current(), picked))

    st.pills(
        t("history.play"), list(titles), format_func=titles.__getitem__, key="history.play", on_change=chosen
    )
    if st.session_state.get("history.play") in titles:
        st.switch_page(navigation.pages()[0])
