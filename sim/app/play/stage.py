"""The stage, made for a projector: the map, the round and its controls, what if, and the gauge; nothing below the fold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from html import escape

import streamlit as st

from sim.app.kit import episode, gauge, pieces, run, terms
from sim.app.play import details, result, stepping, tables, what_if
from sim.app.state import cache, presets, session
from sim.app.state.guard import guarded, handled
from sim.app.state.links import State
from sim.telling import depths, verdict
from sim.telling.catalogue import capital, said, t
from sim.telling.gauge import sides
from sim.telling.numbers import date
from sim.telling.story import Story

PRESENTER = "play.presenter"
BORDERS = "play.borders"
MAP_HEIGHT = 298
LARGE = """
.st-key-masthead, .st-key-navigation { display: none !important; }
.st-key-bar { margin-top: -2.7rem; }
@media (min-width: 1600px) and (min-height: 900px) { :root { font-size: 20px !important; } }
@media not ((min-width: 1600px) and (min-height: 900px)) {
  .st-key-story .dialogue { max-height: max(6rem, calc(100vh - 26rem)); }
  .st-key-story h2 { font-size: 1.35rem !important; }
  .dialogue p, .before-now b, .gauge-words b { font-size: 1.2rem; }
  .dialogue .where, .dialogue .repeat, .before-now span, .gauge-words, .gauge-middle { font-size: 1.05rem; }
}
"""
"""The style of large type: all is larger where the window has room for it, else what a class reads."""


@dataclass(frozen=True, eq=False)
class Scene:
    """What is on the stage. ``before``: the same talks without what the reader changed, or None where nothing is;
    ``place``: in the rounds, from 1, or 0 before them.
    """

    state: State
    told: Story
    before: Story | None
    place: int

    @property
    def round(self) -> int:
        """The number of the round."""
        return self.told.numbers[self.place - 1]

    @property
    def over(self) -> bool:
        """Whether these talks have come to their last round."""
        return self.place == len(self.told.numbers)


def stage() -> None:
    """Draw the stage; only while the reader has it play does it move by itself."""
    st.fragment(guarded(_stage), run_every=stepping.tick())()


def _scene(state: State) -> Scene:
    told = run.story(state)
    before = run.story(presets.plain(state)) if what_if.changed(state) else None
    place = min(state.round or 0, len(told.numbers))
    return Scene(state, told, before, stepping.played_on(told, place) if place else 0)


def _stage() -> None:
    scene = _scene(session.current())
    _bar(scene.state)
    with st.container(key="stage"):
        picture, words, changes = st.columns([39, 34, 27], gap="medium")
        with picture, st.container(key="map"):
            _map(scene)
        with words:
            _words(scene)
        with changes, st.container(key="what-if"):
            what_if.column(scene.state)
            if scene.place:
                what_if.repeats(scene.state)
    if not scene.place:
        return
    _gauge(scene)
    details.details(scene.told, scene.round)
    if scene.over:
        result.result(scene.told)
    else:
        pieces.note(t("play.result.later"))


def _bar(state: State) -> None:
    """Title and episodes in one line, what is changed, and how the stage is shown; before a choice only what is changed."""
    if state.round is None:
        _ribbon(state)
        return
    with st.container(key="stage-title"):
        st.title(said(state.loaded.spec.title), anchor=False)
    with st.container(key="bar", horizontal=True, vertical_alignment="center", gap="small"):
        st.selectbox(
            t("play.episode"),
            list(cache.episodes()),
            format_func=episode.title,
            label_visibility="collapsed",
            **session.control("episode.stage", state.scenario, _other),
        )
        _ribbon(state)
        st.button(t("play.all_episodes"), key="play.episodes", type="tertiary", on_click=_all)
        with pieces.pop(t("play.view.title"), "play.view") as is_open:
            if is_open:
                _view()
        if terms.holders(state.loaded.spec, state.loaded.spec.status_quo):
            terms.about()
    if session.extra(PRESENTER, False) is True:
        st.html(f"<style>{LARGE}</style>")


def _view() -> None:
    """How the stage is shown."""
    on = session.extra(PRESENTER, False) is True
    st.toggle(t("play.view.presenter"), **session.control(PRESENTER, on, _switch(PRESENTER)))
    lines = session.extra(BORDERS, False) is True
    st.toggle(t("play.view.borders"), **session.control(BORDERS, lines, _switch(BORDERS)))
    stepping.speed()


def _ribbon(state: State) -> None:
    """What is changed, also for whoever opens the link."""
    says = what_if.ribbon(state)
    if says:
        with st.container(key="ribbon"):
            st.markdown(says)


def _switch(name: str) -> Callable[[State, bool], State]:
    """How a switch of the view is kept: in the link while it is on."""
    return lambda state, on: session.with_extra(name)(state, on or None)


def _other(state: State, name: str) -> State:
    stepping.stop()
    return episode.chosen(state, name, at=0)


@handled
def _all() -> None:
    stepping.stop()
    session.change(round=None)


def _map(scene: Scene) -> None:
    told, borders = scene.told, session.extra(BORDERS, False) is True
    row = tables.shown_text(told, scene.round) if scene.place else None
    if row is None or row.offer is None:
        terms.island_map(
            told.spec, told.spec.status_quo, key="play.map", before=t("play.map.today"), height=MAP_HEIGHT, grey=True, small=True, borders=borders,
        )  # fmt: skip
        return
    signed = scene.over and told.signed(row)
    who = capital(told.author(row))
    key = "agreed" if signed else "draft"
    before = t(
        f"play.map.{key}_kind" if told.spec.depths else f"play.map.{key}",
        who=who,
        depth=depths.title(told.spec, row.depth),
    )
    earlier = None if scene.before is None else _shown(scene.before, scene.place, over=scene.over)
    terms.island_map(
        told.spec,
        row.offer,
        key="play.map",
        before=before,
        height=MAP_HEIGHT,
        earlier=earlier,
        small=True,
        borders=borders,
    )


def _shown(told: Story, place: int, *, over: bool) -> dict[str, str] | None:
    """The terms on the map of other talks at the same place, or at their end."""
    last = len(told.numbers)
    row = tables.shown_text(told, told.numbers[(last if over else min(place, last)) - 1])
    return None if row is None else row.offer


def _words(scene: Scene) -> None:
    """The round, its story and the controls; before the talks what they are about."""
    told, ran = scene.told, scene.place > 0
    if not ran:
        when = date(told.spec.date)
        if scene.state.round is None:
            pieces.heading(said(told.spec.title))
        pieces.note(f"{when} · {said(told.spec.place)}" if told.spec.place else when)
        st.markdown(said(told.spec.summary))
        st.button(t("play.run"), key="play.run", type="primary", on_click=stepping.go, args=(1,))
        return
    stepping.controls(told, scene.place)
    with st.container(key="story"):
        pieces.heading(t("play.step.of", n=scene.round, last=told.numbers[-1]))
        st.html(run.dialogue(told, scene.round))
        if scene.over and scene.before is None:
            st.markdown(f"**{verdict.ending(told)}**")


def _gauge(scene: Scene) -> None:
    """The gauge, and what came before the change beside what comes now."""
    now = sides(scene.told, scene.round)
    earlier = sides(scene.before) if scene.before is not None else []
    signed = capital(verdict.ended(scene.told)) if scene.over and scene.before is None else ""
    both = "" if scene.before is None else verdict.before_and_now(scene.before, scene.told)
    repeats = what_if.found(scene.state)
    if both or repeats:
        told = f"<b>{escape(both)}</b> " if both else ""
        st.html(f"<p class='before-now' role='status'>{told}<span>{escape(repeats)}</span></p>")
    st.html(gauge.drawn(scene.told, now, earlier, signed))
