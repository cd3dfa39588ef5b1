"""One page of the application, driven without a browser and without the pages beside it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from streamlit.testing.v1 import AppTest

from sim.app.state.links import State


def driven(page: Callable[[], None], state: State | None = None, **kept: Any) -> AppTest:
    """A page after its first run; ``kept`` is what else the session holds by then."""
    test = AppTest.from_function(page, default_timeout=600)
    test.session_state["hikiwake.state"] = state or State()
    for key, value in kept.items():
        test.session_state[key] = value
    return test.run()


def state_of(test: AppTest) -> State:
    """What the session holds now."""
    found: State = test.session_state["hikiwake.state"]
    return found


def shown(test: AppTest) -> str:
    """What the page says, outside of its tables and controls."""
    kinds = (test.title, test.header, test.markdown, test.caption, test.info, test.warning)
    return "\n".join(str(item.value) for kind in kinds for item in kind)


def group(test: AppTest, label: str) -> Any:
    """The row of buttons whose label begins so."""
    groups: list[Any] = list(test.get("button_group"))
    return next(item for item in groups if item.label.startswith(label))
