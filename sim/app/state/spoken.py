"""The language of the reader's page, which every text is told in."""

from __future__ import annotations

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from sim.telling import catalogue

_KEY = "hikiwake.language"


def use(language: str) -> None:
    """Make a language the one of this reader's page; outside of a page, of this context."""
    if get_script_run_ctx(suppress_warning=True) is None:
        catalogue.use(language)
    else:
        st.session_state[_KEY] = language


def chosen() -> bool:
    """Return whether this reader's page has a language already."""
    return _KEY in st.session_state


def asked() -> str:
    """Return the language that the reader's browser asks for, where we speak it."""
    wanted = (st.context.locale or catalogue.FIRST).split("-")[0].lower()
    return wanted if wanted in catalogue.LANGUAGES else catalogue.FIRST


def _of_page() -> str | None:
    if get_script_run_ctx(suppress_warning=True) is None:
        return None
    return str(st.session_state.get(_KEY, catalogue.FIRST))


catalogue.ask_first(_of_page)
