"""Before anybody has a seat: the room's code, a nickname, and the button that takes the seat."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from sim.app.kit import pieces
from sim.app.state import rooms, session, spoken
from sim.app.state.guard import handled
from sim.classroom.faults import ClassError
from sim.classroom.views import Front
from sim.telling.catalogue import language, t

_REFUSED, _CHOSEN = "classroom.not_joined", "classroom.language"


def welcome() -> None:
    """Draw the first page; to look at it takes no seat."""
    refused = st.session_state.pop(_REFUSED, None)
    front = None
    if rooms.code():
        try:
            front = rooms.classroom().front(rooms.code(), session.visitor())
        except ClassError as error:
            refused = error
        if front is None and refused is None:
            refused = ClassError("class.service.no_room")
    usual = language() if front is None else front.language
    speak(st.session_state.get(_CHOSEN, usual))
    if front is None:
        _ask_for_code(refused)
    else:
        _ask_for_name(front, refused)
    links(_choose)


def speak(code: str) -> None:
    """Speak the reader's language, from the first line on."""
    if code != language() or code != session.current().language:
        session.put(replace(session.current(), language=code), link=False)
        st.rerun()


def _choose(code: str) -> None:
    """Note the language that somebody has chosen before it has a seat."""
    st.session_state[_CHOSEN] = code
    spoken.use(code)


def lost(error: ClassError) -> None:
    """Draw the page of somebody whose address leads to no seat: the way to join again."""
    _ask_for_code(error)


def links(choose: Callable[[str], None]) -> None:
    """Draw the languages, and what is open to everybody, in a window of its own, so that no seat is left for it."""
    with st.container(key="class-language", horizontal=True, horizontal_alignment="right"):
        pieces.languages(session.bound("class.language", language(), choose))
    st.html(
        f"<p class='class-links'><a href='parents?lang={language()}' target='_blank'>{t('class.student.page.parents')}</a></p>"
    )


def _tell(refused: ClassError | None) -> None:
    if refused is not None:
        with st.container(key="class-refused"):
            st.text(str(refused))


def _ask_for_code(refused: ClassError | None) -> None:
    pieces.lead(
        t("class.student.kicker"), t("class.student.welcome.title"), t("class.student.welcome.code_lead")
    )
    _tell(refused)
    with st.container(key="class-form"), st.form("class.code", border=False):
        st.text_input(
            t("class.student.welcome.code"), key="class.code.text", max_chars=12, autocomplete="off"
        )
        st.form_submit_button(t("class.student.welcome.find"), type="primary", on_click=_find)


@handled
def _find() -> None:
    """Look for the room whose code was typed."""
    rooms.look_for(st.session_state.get("class.code.text", ""))


def _ask_for_name(front: Front, refused: ClassError | None) -> None:
    pieces.lead(t("class.student.kicker"), t("class.student.welcome.title"), t("class.student.welcome.lead"))
    st.text(t("class.student.welcome.room", title=front.title, code=front.code))
    _tell(refused)
    if not front.open:
        st.info(t("class.service.shut"))
        return
    with st.container(key="class-form"), st.form("class.join", border=False):
        st.text_input(
            t("class.student.welcome.nickname"),
            key="class.join.nickname",
            max_chars=24,
            autocomplete="off",
        )
        pieces.note(t("class.student.welcome.nickname_help"))
        st.form_submit_button(
            t("class.student.welcome.join"), type="primary", on_click=_join, args=(front.code,)
        )


@handled
def _join(code: str) -> None:
    """Take a seat; the address becomes that of the seat."""
    nickname = st.session_state.get("class.join.nickname", "")
    try:
        token = rooms.classroom().join(code, nickname, session.visitor())
        if _CHOSEN in st.session_state:
            rooms.classroom().keep_draft(token, {"language": st.session_state[_CHOSEN]})
        rooms.sit(token)
    except ClassError as error:
        st.session_state[_REFUSED] = error
