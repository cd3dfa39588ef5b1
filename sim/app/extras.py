"""What one page alone keeps in the state, read with a check: anybody may write a link."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Any, TypeVar

from sim.app import session
from sim.app.links import State

Choice = TypeVar("Choice")


def kept(state: State, name: str, value: Any) -> State:
    """Return a state with an extra set; ``None`` forgets it.

    >>> dict(kept(State(), "outcomes.at", 5).extras)
    {'outcomes.at': 5}
    """
    extras = {key: item for key, item in state.extras.items() if key != name}
    return replace(state, extras=extras if value is None else {**extras, name: value})


def keep(name: str) -> Callable[[State, Any], State]:
    """Return what `session.control` asks for: a function that keeps a widget's value as an extra."""
    return lambda state, value: kept(state, name, value)


def among(name: str, options: Collection[Choice], default: Choice) -> Choice:
    """Return an extra if it is one of the options, of the same kind, else the default."""
    value = session.extra(name, default)
    for option in options:
        if type(option) is type(value) and option == value:
            return option
    return default


def whole(name: str, low: int, high: int) -> int | None:
    """Return an extra if it is a whole number from ``low`` to ``high``, else ``None``."""
    value = session.extra(name, None)
    return value if isinstance(value, int) and not isinstance(value, bool) and low <= value <= high else None
