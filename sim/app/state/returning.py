"""A page that is older than its session, as after the server was restarted: its first click is not lost.

The server knows nothing of what the page shows, so that a control has nothing to call. The page is drawn once, from
its link, and what its controls said is then heard again. Of controls that the page no longer has nothing is heard: a
second run sends no more what the first one has set, and may come before the page has it.
"""

from __future__ import annotations

from typing import Any

import streamlit as st
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.runtime.scriptrunner import RerunData, RerunException, get_script_run_ctx

_DRAWN = "hikiwake.drawn"


def unheard() -> list[Any]:
    """Return what the controls of an older page say; nothing once a session has drawn its page."""
    ctx = get_script_run_ctx()
    return [] if ctx is None or _DRAWN in st.session_state else ctx.session_state.get_widget_states()


def hear(states: list[Any]) -> None:
    """Note that the page is drawn, and run it again where an older one's controls, which it still has, have something to say."""
    st.session_state[_DRAWN] = True
    ctx = get_script_run_ctx()
    if ctx is None:
        return
    here = ctx.shared.widget_ids_this_run.snapshot()
    if any(state.id in here for state in states):
        raise RerunException(
            RerunData(
                query_string=ctx.query_string,
                page_script_hash=ctx.page_script_hash,
                widget_states=WidgetStates(widgets=states),
                cached_message_hashes=ctx.cached_message_hashes,
                context_info=ctx.context_info,
            )
        )
