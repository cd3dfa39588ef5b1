"""The last line of defence: no exception ever reaches the reader's eyes."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable

import streamlit as st

from sim.app.texts import t
from sim.errors import SimError


def guarded(draw: Callable[[], None]) -> Callable[[], None]:
    """Return ``draw`` with a net below it: a `SimError` says its sentence, anything else goes to stderr."""

    def page() -> None:
        try:
            draw()
        except SimError as error:
            st.warning(t("common.guard.input"))
            # As plain text: the sentence may repeat what somebody typed.
            st.text(str(error))
        except Exception:  # noqa: BLE001 - whatever it is, the reader gets a sentence
            traceback.print_exc(file=sys.stderr)
            st.error(t("common.guard.failed"))

    page.__name__ = draw.__name__
    return page
