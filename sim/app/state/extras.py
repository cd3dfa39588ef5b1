"""What one page alone keeps in the state, read with a check: anybody may write a link."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Any, TypeVar

from sim.app.state.links import State

Choice = TypeVar("Choice")


def kept(state: State, name: str, value: Any) -> State:
    """Return a state with an extra set; ``None`` forgets it.

    >>> dict(kept(State(), "outcomes.at", 5).extras)
    {'outcomes.at': 5}
    """
    extras = {key: item for key, item in state.extras.items() if key != name}
    return replace(state, extras=extras if value is None else {**extras, name: value})


def among(state: State, name: str, options: Collection[Choice], default: Choice) -> Choice:
    """Return an extra if it is one of the options, of the same kind, else the default.

    >>> among(State(extras={"outcomes.worth": 1}), "outcomes.worth", ["plain", "foreseen"], "plain")
    'plain'
    """
    value = state.extras.get(name, default)
    for option in options:
        if type(option) is type(value) and option == value:
            return option
    return default


def whole(state: State, name: str, low: int, high: int) -> int | None:
    """Return an extra if it is a whole number from ``low`` to ``high``, else ``None``."""
    value = state.extras.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) and low <= value <= high else None
