"""A lesson to start: an episode, a length, and Start; everything else is one click away. Below, the rooms that there are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, get_args

import streamlit as st

from sim.app.kit import pieces
from sim.app.state import cache, rooms
from sim.app.teacher import checks, desk
from sim.classroom.plan import MOST_ROUNDS, PRESETS, How, Odd, Plan
from sim.classroom.views import RoomLine
from sim.errors import InputError, SimError
from sim.scenario.load import Scenario
from sim.telling import catalogue, labels
from sim.telling.catalogue import capital, said, t
from sim.telling.numbers import count
from sim.telling.refusals import refusal

FIRST = "2018-singapore"
"""The episode that is offered first: all three capitals have much to say in it."""

_OWN, _CHOSEN = "teacher.start.own", "teacher.start.chosen"


@dataclass(frozen=True)
class Chosen:
    """What is chosen besides the episode and the length, as `Plan` takes it."""

    values: Mapping[str, Any] = field(default_factory=dict)
    changes: Mapping[str, str] = field(default_factory=dict)


def show() -> None:
    """Draw the easy start, what else can be chosen, the checks, and the rooms."""
    desk.languages()
    pieces.lead("", t("class.teacher.start.title"), t("class.teacher.start.lead"))
    rooms.refusal()
    episodes = cache.episodes()
    left, right = st.columns([3, 2], gap="large")
    with left:
        name = st.selectbox(
            t("class.teacher.start.episode"),
            list(episodes),
            index=list(episodes).index(FIRST) if FIRST in episodes else 0,
            format_func=lambda one: _called(episodes[one]),
            key=f"teacher.start.episode.{catalogue.language()}",
        )
    with right:
        length = st.segmented_control(
            t("class.teacher.start.length"),
            list(PRESETS),
            default="50",
            format_func=lambda one: t("class.teacher.minutes", n=one),
            required=True,
            key=f"teacher.start.length.{catalogue.language()}",
        )
    scenario = episodes[name]
    st.markdown(said(scenario.spec.summary))
    with st.container(key="teacher-start"):
        pressed = st.button(t("class.teacher.start.go"), type="primary", key="teacher.start.go")
    with pieces.fold(t("class.teacher.start.more"), "teacher.more") as opened:
        chosen = _more(scenario) if opened else st.session_state.get(_CHOSEN, Chosen())
    if pressed:
        _start(name, length or "50", chosen)
    with pieces.fold(t("class.teacher.checks.title"), "teacher.checks") as opened:
        if opened:
            checks.show()
    _rooms()
    desk.button(t("class.teacher.key.leave"), "leave", desk.leave, type="tertiary")


def _called(scenario: Scenario) -> str:
    return f"{scenario.spec.date[:4]} · {said(scenario.spec.title)}"


def _start(name: str, length: str, chosen: Chosen) -> None:
    """Open the room, and lay it on the desk."""
    try:
        values = {
            "preset": length,
            "language": catalogue.language(),
            "changes": chosen.changes,
            **chosen.values,
        }
        plan = _own_plan(values) if _OWN in st.session_state else Plan(name, **values)
        desk.lay(desk.mine().open_room(plan))
    except SimError as error:
        st.warning(refusal(error))
        return
    st.rerun()


def _own_plan(values: Mapping[str, Any]) -> Plan:
    """The plan on the file that was dropped here."""
    file, data = st.session_state[_OWN]
    with TemporaryDirectory(prefix="hikiwake-") as place:
        path = Path(place) / "own.toml"
        path.write_bytes(data)
        try:
            return Plan.of_file(path, **values)
        except InputError as error:
            raise InputError(str(error).replace(str(path), file)) from None


def _more(scenario: Scenario) -> Chosen:
    """Everything else that can be chosen; what is not touched stays as the easy start has it."""
    code = catalogue.language()
    left, right = st.columns(2, gap="large")
    values: dict[str, Any] = {}
    with left:
        values["parties"] = st.radio(
            t("class.teacher.start.parties"),
            [3, 2],
            format_func=lambda n: t(f"class.teacher.start.parties_{n}"),
            key=f"teacher.parties.{code}",
        )
        values["odd"] = st.radio(
            t("class.teacher.start.odd"),
            get_args(Odd),
            format_func=lambda one: t(f"class.teacher.start.odd_{one}"),
            key=f"teacher.odd.{code}",
        )
        values["how"] = st.radio(
            t("class.teacher.start.how"),
            get_args(How),
            format_func=lambda one: t(f"class.teacher.start.how_{one}"),
            key=f"teacher.how.{code}",
        )
    with right:
        usual = scenario.spec.talks.rounds
        rounds = st.number_input(
            t("class.teacher.start.rounds"), 1, MOST_ROUNDS, usual, key=f"teacher.rounds.{scenario.id}"
        )
        values["rounds"] = None if rounds == usual else int(rounds)
        values["language"] = st.selectbox(
            t("class.teacher.start.language"),
            list(catalogue.LANGUAGES),
            index=list(catalogue.LANGUAGES).index(code),
            format_func=catalogue.LANGUAGES.__getitem__,
            key=f"teacher.language.{code}",
        )
        values["auto"] = st.toggle(
            t("class.teacher.start.auto"), key="teacher.auto", help=t("class.teacher.start.auto_help")
        )
        values["seed"] = int(
            st.number_input(t("class.teacher.start.seed"), 0, 1_000_000, 1, key="teacher.seed")
        )
        _file()
    found = Chosen(values, {} if _OWN in st.session_state else _settings(scenario))
    st.session_state[_CHOSEN] = found
    return found


def _file() -> None:
    dropped = st.file_uploader(t("class.teacher.start.file"), type=["toml"], key="teacher.file")
    if dropped is None:
        st.session_state.pop(_OWN, None)
        return
    st.session_state[_OWN] = (dropped.name, dropped.getvalue())
    pieces.note(t("class.teacher.start.file_taken"))


def _settings(scenario: Scenario) -> dict[str, str]:
    """The settings that matter most, each in the words of its scale; return what was changed."""
    found, keys = {}, [key for key in scenario.spec.key_settings if scenario.settings[key].level is not None]
    if keys:
        st.markdown(f"**{t('class.teacher.start.settings')}**")
    for place in range(0, len(keys), 2):
        for column, key in zip(st.columns(2, gap="large"), keys[place : place + 2], strict=False):
            setting = scenario.settings[key]
            levels = list(scenario.scales[setting.scale].words)
            with column:
                level = st.selectbox(
                    labels.setting(scenario, key),
                    levels,
                    index=levels.index(str(setting.level)),
                    format_func=_level_named(setting.scale),
                    key=f"teacher.set.{scenario.id}.{key}.{catalogue.language()}",
                )
            if level != setting.level:
                found[key] = str(level)
    return found


def _level_named(scale: str) -> Callable[[str], str]:
    return lambda name: capital(labels.level(scale, name))


def _rooms() -> None:
    """The rooms that there are, the last one first."""
    try:
        found = sorted(desk.mine().rooms(), key=lambda one: -one.opened)
    except SimError as error:
        st.warning(str(error))
        return
    if not found:
        return
    pieces.heading(t("class.teacher.rooms.title"))
    for one in found:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            desk.button(one.code, f"room.{one.code}", desk.lay, one.code)
            st.markdown(_line(one))


def _line(one: RoomLine) -> str:
    day = datetime.fromtimestamp(one.opened).strftime("%Y-%m-%d %H:%M")
    state = t("class.teacher.rooms.ended") if one.ended else t(f"class.teacher.phase.{one.phase}")
    values = {"title": said(one.title), "day": day, "people": count(one.people), "groups": count(one.groups)}
    return t("class.teacher.rooms.line", state=state, **values)
