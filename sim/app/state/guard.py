"""The last line of defence: no exception ever reaches the reader's eyes."""

from __future__ import annotations

import functools
import sys
import traceback
from collections.abc import Callable
from typing import ParamSpec

import streamlit as st

from sim.errors import SimError
from sim.telling.catalogue import t
from sim.telling.refusals import refusal

Given = ParamSpec("Given")

_TROUBLE = "hikiwake.trouble"
"""Where a callback that failed leaves what is to be said: the sentence's key, and the error's own words or none."""


def _said(key: str, error: Exception) -> tuple[str, str]:
    """What to tell the reader of an exception; one that is not the reader's goes to the log, whole."""
    if isinstance(error, SimError):
        return f"common.guard.{key}_input", refusal(error)
    traceback.print_exception(error, file=sys.stderr)
    return f"common.guard.{key}_failed", ""


def _tell(key: str, words: str) -> None:
    if not words:
        st.error(t(key))
        return
    st.warning(t(key))
    # As plain text: the sentence may repeat what somebody typed.
    st.text(words)


def guarded(draw: Callable[[], None]) -> Callable[[], None]:
    """Return ``draw`` with a net below it: a `SimError` says its sentence, anything else goes to stderr.

    What a callback left to be said stands above what is drawn.
    """

    @functools.wraps(draw)
    def page() -> None:
        trouble = st.session_state.pop(_TROUBLE, None)
        if trouble is not None:
            _tell(*trouble)
        try:
            draw()
        except Exception as error:  # noqa: BLE001 - whatever it is, the reader gets a sentence
            _tell(*_said("page", error))

    return page


def handled(callback: Callable[Given, object]) -> Callable[Given, None]:
    """Return what a widget calls, with the same net below it: it runs before the page, outside of the page's net.

    The next `guarded` drawing says that the step was not carried out, and the page is drawn as it was before.
    """

    @functools.wraps(callback)
    def called(*args: Given.args, **kwargs: Given.kwargs) -> None:
        try:
            callback(*args, **kwargs)
        except Exception as error:  # noqa: BLE001 - whatever it is, the reader gets a sentence
            st.session_state[_TROUBLE] = _said("step", error)

    return called
