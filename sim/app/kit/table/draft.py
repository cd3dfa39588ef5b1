"""Drafting a text: its kind, one control per issue, the map to click, and what it is worth before it is tabled."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from sim.app.kit import maps, pieces, terms, theme
from sim.app.kit.table import drafting
from sim.app.kit.table.charts import gauge
from sim.app.kit.table.desk import Desk
from sim.app.state import session
from sim.app.state.guard import handled
from sim.domain.texts import DEPTH, Settlements
from sim.engine.sitting import Seated
from sim.rules.meeting import MEDIATOR
from sim.scenario.schema import ScenarioSpec
from sim.telling import depths, labels
from sim.telling.catalogue import capital, language, listed, t
from sim.telling.numbers import number
from sim.telling.seat import talks, worth
from sim.telling.terms import grouped, in_words

_CLICKS, _ALONG = "seat.map.clicks", "seat.draft.along"


def party_colour(seated: Seated) -> str:
    """Return the colour of the person's party."""
    return theme.colours(seated.sitting.played.spec.parties)[seated.sitting.seat]


def ink() -> str:
    """Return the colour of text on the reader's page."""
    return theme.INK[theme.dark()]


def weigh(seated: Seated, text: int) -> None:
    """Draw what a text is worth to the person, against leaving."""
    found = worth.worth(seated, text)
    sentence = t("seat.worth.chart", worth=number(found.judged), floor=number(found.floor))
    st.html(gauge(found.judged, found.floor, party_colour(seated), sentence))


def steps(seated: Seated, text: int) -> None:
    """Say how the worth of a text comes about."""
    pieces.note(worth.in_steps(seated, worth.worth(seated, text)))


def _redraft(desk: Desk, new: Callable[[Seated, int], int], *issues: str) -> None:
    """Change the draft, and remember which other issues went along with those that were changed."""
    seated = desk.seated()
    if seated is None or seated.turn == "over":
        return
    old = desk.draft(seated)
    text = new(seated, old)
    went = talks.issues_between(seated, old, text)
    st.session_state[_ALONG] = [issue for issue in went if issue not in issues and DEPTH not in issues]
    desk.keep(text)


def _chosen(desk: Desk, change: Callable[[Seated, int, str], int], *issues: str) -> Callable[[Any], None]:
    """What `session.bound` asks for: a choice on some issues changes the draft."""

    def chosen(option: Any) -> None:
        if option is not None:
            _redraft(desk, lambda seated, old: change(seated, old, str(option)), *issues)

    return chosen


def _clicked(desk: Desk) -> None:
    """Turn the island that was clicked."""
    event = st.session_state.get(f"seat.map.{st.session_state.get(_CLICKS, 0)}")
    rows = event.get("selection", {}).get("island", []) if event else []
    names = [value for row in rows if isinstance(row, dict) for value in row.values()]
    seated = desk.seated()
    if seated is None or not names or names[0] not in seated.sitting.played.spec.issues:
        return
    _redraft(desk, lambda at, text: drafting.turned(at, text, names[0]), names[0])
    # A new chart for every click: the old one would keep the island selected, and a second click on it be lost.
    st.session_state[_CLICKS] = st.session_state.get(_CLICKS, 0) + 1


def island_map(seated: Seated, text: int, desk: Desk | None = None) -> None:
    """Draw the map of a text; where it is the draft of a desk, a click changes it. Nothing where no issue is a place on it."""
    table = seated.sitting.played.spec
    held = terms.holders(table, seated.table.rules.game.space.terms(text))
    if not held:
        return
    captions = {issue: labels.option(table, issue, option) for issue, option in held.items()}
    chart = pieces.spec(
        maps.island_map(
            maps.coast(),
            held,
            terms.palette(table, held),
            captions=captions,
            locale=language(),
            dark=theme.dark(),
            height=400,
            label_size=12,
        )
    )
    sentence = t("seat.draft.map_alt", terms=worth.draft_terms(seated, text))
    picture: dict[str, Any] = {"width": "stretch", "theme": "streamlit", "alt": sentence}
    if desk is None:
        st.vega_lite_chart(spec=chart, key="seat.map.tabled", **picture)
        st.html(terms.legend(table))
        return

    @handled
    def clicked() -> None:
        _clicked(desk)

    pieces.note(t("seat.draft.map"))
    st.vega_lite_chart(
        spec=chart,
        key=f"seat.map.{st.session_state.get(_CLICKS, 0)}",
        on_select=clicked,
        selection_mode="island",
        **picture,
    )
    st.html(terms.legend(table))


def _reading(table: ScenarioSpec, issue: str) -> Callable[[str], str]:
    return lambda option: capital(labels.option(table, issue, option))


def _others(seated: Seated) -> dict[int, int]:
    """The last text of every other side; under a mediator its draft alone."""
    if seated.table.rules.protocol == "single_text":
        tabled = [text.outcome for meeting in talks.meetings(seated) for text in meeting.offers]
        return {MEDIATOR: tabled[-1]} if tabled else {}
    return {place: heard[-1] for place, heard in seated.view.heard.items() if heard}


def _label(seated: Seated, issue: str, option: str) -> str:
    """An issue's title, and what the others' last texts say of it where that is something else."""
    table, found = seated.sitting.played.spec, []
    for place, text in _others(seated).items():
        theirs = seated.table.rules.game.space.terms(text)[issue]
        if theirs != option:
            reading = labels.option(table, issue, theirs)
            found.append(t("seat.draft.theirs", who=capital(talks.name(seated, place)), reading=reading))
    note = t("told.terms_between").join(found)
    return labels.issue(table, issue) + (f" :small[:gray[· {note}]]" if note else "")


def controls(desk: Desk, seated: Seated, text: int) -> None:
    """Draw the kind of text, and one control for everything that a text of that kind may settle."""
    space = seated.table.rules.game.space
    _depth(desk, seated, text)
    for number_, block in enumerate(drafting.settlements(seated, text)):
        _settlement(desk, seated, text, number_, block)
    table, said = seated.sitting.played.spec, space.terms(text)
    given, issues = drafting.given(seated, text), drafting.offered(seated, text)
    if given:
        pieces.note(t("seat.draft.given", terms=in_words(grouped(table, given))))
    columns = st.columns(2, gap="medium")
    for place, (issue, options) in enumerate(issues.items()):
        # Down the left column first, so that issues that belong together stay together on a phone, too.
        with columns[0 if place < (len(issues) + 1) // 2 else 1]:
            st.selectbox(
                _label(seated, issue, said[issue]),
                options,
                format_func=_reading(table, issue),
                **session.bound(
                    f"seat.draft.{issue}", said[issue], _chosen(desk, _with_option(issue), issue)
                ),
            )
    along = st.session_state.pop(_ALONG, [])
    if along:
        chained = {issue for chain in table.feasibility.nested for issue in chain}
        chained |= {issue for block in table.feasibility.settlements for issue in block.issues}
        key = "moved" if set(along) <= chained else "moved_any"
        pieces.note(t(f"seat.draft.{key}", issues=listed([labels.issue(table, issue) for issue in along])))


def _with_option(issue: str) -> Callable[[Seated, int, str], int]:
    return lambda seated, old, option: drafting.redrafted(seated, old, issue, option)


def _depth(desk: Desk, seated: Seated, text: int) -> None:
    """The kind of text: a choice, but on the last day, when one kind is tried after the other."""
    table = seated.sitting.played.spec
    if not table.depths:
        return
    now = seated.table.rules.game.space.terms(text)[DEPTH]
    if seated.view.last_day is not None:
        pieces.note(t("seat.draft.closing", depth=depths.title(table, now)))
        return
    st.radio(
        t("seat.draft.depth"),
        drafting.kinds(seated),
        format_func=lambda name: depths.title(table, name),
        horizontal=True,
        **session.bound("seat.draft.depth", now, _chosen(desk, _with_option(DEPTH), DEPTH)),
    )


def _settlement(desk: Desk, seated: Seated, text: int, number_: int, block: Settlements) -> None:
    """Several issues that are settled together: one control for all of them."""
    table, said = seated.sitting.played.spec, seated.table.rules.game.space.terms(text)
    # A row is named by its options: the browser keeps plain words.
    rows = {" ".join(row): row for row in block.rows}

    def changed(at: Seated, old: int, name: str) -> int:
        return drafting.settled(at, old, block.issues, rows[name]) if name in rows else old

    def reading(name: str) -> str:
        return capital(in_words(grouped(table, dict(zip(block.issues, rows[name], strict=True)))))

    st.selectbox(
        listed([labels.issue(table, issue) for issue in block.issues]),
        list(rows),
        format_func=reading,
        **session.bound(
            f"seat.draft.together.{number_}",
            " ".join(said[issue] for issue in block.issues),
            _chosen(desk, changed, *block.issues),
        ),
    )


def starts(desk: Desk, seated: Seated) -> None:
    """Draw the texts that a draft can start from."""
    view = seated.view
    public = view.demand is not None or not seated.table.rules.game.depths.told
    found = {t(f"seat.draft.{'public' if public else 'best'}"): drafting.opening(seated)}
    if desk.advised is not None:
        found[t("seat.draft.hint")] = desk.advised
    if view.said:
        found[t("seat.draft.own_last")] = view.said[-1]
    for place, text in _others(seated).items():
        found[t("seat.draft.their_last", who=talks.name(seated, place))] = text
    if view.last_day is not None:
        found = {label: text for label, text in found.items() if view.last_day[text]}
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.markdown(f":small[:gray[{t('seat.draft.start')}]]", width="content")
        for number_, (label, text) in enumerate(found.items()):
            st.button(
                label,
                key=f"seat.start.{number_}",
                type="tertiary",
                on_click=_start,
                args=(desk, text),
                width="content",
            )


@handled
def _start(desk: Desk, text: int) -> None:
    _redraft(desk, lambda seated, old: text)
    st.session_state.pop(_ALONG, None)


def changes(seated: Seated, text: int) -> None:
    """Say how the draft differs from the person's last text."""
    if not seated.view.said:
        return
    last = seated.view.said[-1]
    lines = [line for line in talks.terms(seated, text, last) if line.before is not None]
    if talks.depth(seated, text) != talks.depth(seated, last):
        pieces.note(t("seat.draft.other_kind", depth=talks.depth(seated, last)))
    elif lines:
        pieces.note(t("seat.draft.changes", terms=in_words(lines, "**")))
    else:
        pieces.note(t("seat.draft.no_changes"))
