"""The outcome space: every outcome as a point, what the constraints leave, and one outcome read in words."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import streamlit as st

from sim.analysis import outcome_space
from sim.app.kit import episode, pieces, terms, theme
from sim.app.outcomes import charts, course
from sim.app.outcomes.view import LAYERS, Choices, Page, as_csv, picture, read, space, table_rows
from sim.app.state import cache, extras, session
from sim.app.state.guard import handled
from sim.app.state.links import State
from sim.domain.game import CONSTRAINTS
from sim.recent import once
from sim.scenario.setup import Setup
from sim.telling import catalogue
from sim.telling import outcomes as words
from sim.telling.catalogue import t
from sim.telling.numbers import count, number

ACCENT = {False: "#1F3A5F", True: "#9DBBDD"}
_TURN = "outcomes.turn"


def show() -> None:
    """Draw the page."""
    page = read(session.current())
    n = count(page.found.game.space.n)
    pieces.lead("", t("outcomes.title"), t("outcomes.lead", n=n))
    _axes(page)
    _step(page)
    left, right = st.columns([3, 2], gap="medium")
    with left:
        course.played(_chart)
    with right:
        _point(page)
    left, right = st.columns([3, 2], gap="medium")
    with left:
        _, offer = page.found.text(page.choices.outcome)
        terms.island_map(page.table, offer, key="outcomes.map", height=320)
    with right:
        _zone(page)
    if page.found.depths:
        # A column for each kind of text: too wide to stand beside the map.
        pieces.table(words.surviving(page.table, page.found.whole))
    _table(page)


def _axes(page: Page) -> None:
    """Draw the choice of the two parties and of the measure."""
    columns, choices = st.columns([2, 1, 1]), page.choices
    with columns[0]:
        episode.choice(t("outcomes.episode"))
    for column, axis, label in zip(columns[1:], "xy", ("right", "up"), strict=True):
        mine, other = (choices.x, choices.y) if axis == "x" else (choices.y, choices.x)
        with column:
            st.selectbox(
                t(f"outcomes.{label}"),
                page.found.parties,
                format_func=page.seat,
                **session.control(f"outcomes.{axis}", mine, _swapping(axis, mine, other)),
            )
    st.segmented_control(
        t("outcomes.measure"),
        ["plain", "foreseen"],
        format_func=lambda name: t(f"outcomes.worth.{name}"),
        required=True,
        **session.control("outcomes.worth", choices.measure, session.with_extra("outcomes.worth")),
    )
    pieces.note(t(f"outcomes.worth_says.{choices.measure}"))
    if page.found.depths:
        st.segmented_control(
            t("outcomes.depth"),
            ["all", *page.found.depths],
            format_func=lambda name: words.depth(page.table, None if name == "all" else name),
            required=True,
            wrap=True,
            **session.control("outcomes.depth", choices.depth or "all", session.with_extra("outcomes.depth")),
        )


def _swapping(axis: str, mine: str, other: str) -> Any:
    """What a new party on one axis makes of the state: choosing the other axis's party swaps the two."""

    def new(state: State, party: str) -> State:
        state = extras.kept(state, f"outcomes.{axis}", party)
        across = "y" if axis == "x" else "x"
        return extras.kept(state, f"outcomes.{across}", mine if party == other else other)

    return new


def _step(page: Page) -> None:
    """Draw the five constraints, one on top of the other, with what each leaves."""
    none = "all"
    st.segmented_control(
        t("outcomes.step"),
        [none, *CONSTRAINTS],
        format_func=lambda name: words.step_label(
            page.found, None if name == none else name, page.choices.depth
        ),
        required=True,
        wrap=True,
        **session.control("outcomes.step", page.choices.step or none, session.with_extra("outcomes.step")),
    )


@once(16)
def _spec(setup: Setup, choices: Choices, _language: str, dark: bool) -> dict[str, Any]:
    """The chart as the browser draws it; the same for all readers who look at the same."""
    table, found = cache.ready(setup).loaded.spec, space(setup)
    shown = picture(table, found, cache.play(setup), choices, theme.INK[dark], theme.colours(found.parties))
    return pieces.spec(charts.outcome_space(replace(shown, accent=ACCENT[dark])))


def _chart(page: Page) -> None:
    """Draw the points, and what to see in them."""
    choices = page.choices
    sentence = words.what_to_see(page.table, page.found, choices.x, choices.y, choices.step, choices.depth)
    title = words.both_gain(
        page.table, page.found, (choices.x, choices.y), choices.foreseen, choices.step, choices.depth
    )
    st.markdown(f"**{title}**\n\n{sentence}")
    spec = _spec(page.state.setup, choices, catalogue.language(), theme.dark())
    # Another key whenever the point was chosen elsewhere: a click on the point picked last must count again.
    key = f"outcomes.chart.{st.session_state.get(_TURN, 0)}"

    @handled
    def picked() -> None:
        chosen = st.session_state[key]["selection"].get(charts.PICKED)
        outcome = chosen[0].get("outcome") if chosen else None
        if isinstance(outcome, (int, float)):
            course.stop()
            session.change_extra("outcomes.at", int(outcome))

    st.vega_lite_chart(
        spec=spec,
        width="stretch",
        key=key,
        on_select=picked,
        selection_mode=charts.PICKED,
        alt=f"{title} {sentence}".replace("**", ""),
    )
    st.pills(
        t("outcomes.show"),
        LAYERS,
        selection_mode="multi",
        wrap=True,
        format_func=lambda name: t(f"outcomes.layer.{name}"),
        **session.control("outcomes.layers", list(choices.layers), session.with_extra("outcomes.layers")),
    )
    course.controls(page)
    st.toggle(
        t("outcomes.zoom"),
        **session.control("outcomes.closer", choices.closer, session.with_extra("outcomes.closer")),
    )
    lines = words.how_to_read(
        page.table, page.found, (choices.x, choices.y), choices.foreseen, choices.layers, choices.depth
    )
    pieces.note("\n".join(f"- {line}" for line in lines))


def _elsewhere(state: State, value: Any) -> State:
    """The state after a point was chosen outside of the chart."""
    st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1
    return state if value is None else extras.kept(state, "outcomes.at", value)


def _point(page: Page) -> None:
    """Draw the ways to choose one outcome, and the outcome in words."""
    found, outcome = page.found, page.choices.outcome
    pieces.heading(t("outcomes.point.heading"))
    own = "" if page.choices.name is None else page.choices.name
    names = [*page.points] if own else ["", *page.points]
    st.selectbox(
        t("outcomes.point.choose"),
        names,
        format_func=lambda name: (
            words.point(page.table, found, name) if name else t("outcomes.point.own", n=outcome)
        ),
        **session.control("outcomes.point", own, lambda s, v: _elsewhere(s, v or None)),
    )
    st.number_input(
        t("outcomes.point.number", last=count(found.game.space.n - 1)),
        min_value=0,
        max_value=found.game.space.n - 1,
        step=1,
        **session.control("outcomes.number", outcome, _elsewhere),
    )
    same = outcome_space.alike(found, page.choices.x, page.choices.y, page.choices.foreseen, outcome)
    if len(same) > 1:
        st.pills(
            t("outcomes.point.alike"),
            same,
            required=True,
            wrap=True,
            **session.control("outcomes.alike", outcome, _elsewhere),
        )
    first, *rest = words.verdict(page.table, found, outcome)
    rest += words.stance_lines(page.table, found, outcome)
    st.markdown(f"**{first}**  \n{t('outcomes.between').join(rest)}")
    terms.listing(page.table, page.terms)
    pieces.table(words.worths(page.table, found, outcome))


def _zone(page: Page) -> None:
    """Draw the win-sets and the zone of agreement."""
    pieces.heading(t("outcomes.zone.heading"))
    whole = page.found.whole
    told = [words.counted(page.table, whole), words.win_sets(page.table, whole)]
    st.markdown(t("outcomes.between").join(told))
    pieces.table(words.zone_rows(page.table, page.found))


def _table(page: Page) -> None:
    """Draw the outcomes in view as a table, and offer all of them as a file."""
    if table_rows(page).empty:
        step = words.step_name(page.choices.step)
        st.markdown(t("outcomes.all_outcomes.empty", step=step, total=count(page.found.game.space.n)))
    with pieces.fold(t("outcomes.all_outcomes.heading"), "outcomes.all") as is_open:
        if is_open:
            _rows(page)


def _rows(page: Page) -> None:
    found, step = page.found, page.choices.step
    rows, total = table_rows(page), count(found.game.space.n)
    if not rows.empty:
        left = int((found.left_after(step) & found.at(page.choices.depth)).sum())
        key = "text" if left > len(rows) else "text_all"
        text = t(f"outcomes.all_outcomes.{key}", shown=len(rows), n=count(left), total=total)
        st.markdown(text)
        # Not Streamlit's grid, whose menu and decimal point are English whatever the page speaks.
        worths = {page.seat(party): rows[page.seat(party)].map(number) for party in found.parties}
        with st.container(height=400, border=False):
            pieces.table(rows.assign(**worths).astype(str).to_dict("records"), alt=text)
    state = page.state
    st.download_button(
        t("outcomes.all_outcomes.download"),
        lambda: as_csv(state.setup),
        file_name=f"outcomes-{state.scenario}.csv",
        mime="text/csv",
        on_click="ignore",
    )
