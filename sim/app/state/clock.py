"""The clock of what plays by itself, round after round: it starts when a reader presses for it, and never else."""

from __future__ import annotations

import time
from dataclasses import dataclass

import streamlit as st


@dataclass(frozen=True)
class Clock:
    """A clock of one page; ``name`` is where the reader's session keeps it."""

    name: str

    @property
    def going(self) -> bool:
        """Whether it goes."""
        return self.name in st.session_state

    def start(self, pace: float) -> None:
        """Let it go; it strikes first after ``pace`` seconds."""
        # A little less: a look comes at the pace itself, and must not come just before the stroke.
        st.session_state[self.name] = time.monotonic() + 0.8 * pace

    def stop(self) -> None:
        """Stop it."""
        st.session_state.pop(self.name, None)

    def struck(self, pace: float) -> bool:
        """Return whether it has struck since the last look; then it strikes again after ``pace`` seconds."""
        if not self.going or time.monotonic() < st.session_state[self.name]:
            return False
        self.start(pace)
        return True
