"""What people write to their group, or within their delegation."""

from __future__ import annotations

import streamlit as st

from sim.app.classroom.here import CHAT, LIVE, Here
from sim.app.kit import pieces
from sim.app.state import rooms, session
from sim.app.state.guard import handled
from sim.classroom.faults import ClassError
from sim.classroom.service import Channel
from sim.telling.catalogue import t

CHANNELS = ("group", "delegation")
HEIGHT = 80


def chat(here: Here) -> None:
    """Draw where a line is written; the delegation is offered where several people share the seat."""
    view = here.view
    if view.group is None:
        return
    several = view.seat is not None and len(view.mates.get(view.seat, ())) > 1
    inside = several and here.choice("channel", CHANNELS) == "delegation"
    channel: Channel = "delegation" if inside else "group"
    if several:
        st.segmented_control(
            t("class.student.chat.to"),
            list(CHANNELS),
            format_func=lambda name: t(f"class.student.chat.{name}"),
            required=True,
            **session.bound("class.chat.channel", channel, here.keeping("channel")),
        )
    with st.container(key="class-chat", gap="small"):
        st.text_area(
            t(f"class.student.chat.write_{channel}"),
            height=HEIGHT,
            max_chars=500,
            **session.bound("class.chat", here.draft("chat", ""), here.keeping("chat")),
        )
        st.button(t("class.student.chat.send"), key="class.chat.send", on_click=_send, args=(here, channel))
    pieces.note(t("class.student.chat.read_by"))


@handled
def _send(here: Here, channel: Channel) -> None:
    """Send what was written, and empty the field; what is refused stays in it. Then the line is shown at once."""
    written = st.session_state.get(session.widget_key("class.chat"), "")
    try:
        rooms.classroom().say(here.secret, written, channel)
    except ClassError as error:
        rooms.refuse(error)
        return
    here.keep("chat", "")
    st.rerun([CHAT, LIVE])
