"""The two sides of a comparison: A is the page's state, B is A with differences, kept as plain data.

The data has six keys, each optional: ``episode``; ``articles_only``; ``changes`` (setting to a value, or to null for what the
episode has); ``off`` (constraint to whether it is off); ``protocol`` (null for the episode's own);
``strategies`` (party to a strategy, or null for the episode's own).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from sim.app.state import cache
from sim.app.state.links import State, decode, encode, settable
from sim.domain.game import CONSTRAINTS
from sim.errors import SimError
from sim.scenario.load import Scenario
from sim.scenario.setup import Plain

KEY = "compare.b"
"""The extra that holds B."""


def scenario_of(state: State) -> Scenario:
    """Return a state's scenario with its changes."""
    return state.loaded


def _mapping(data: Mapping[str, Any], name: str, good: Callable[[Any], bool]) -> dict[str, Any] | None:
    found = data.get(name, {})
    if not isinstance(found, Mapping) or not all(isinstance(k, str) and good(v) for k, v in found.items()):
        return None
    return dict(found)


def _laid_over(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """``above`` over ``below``; a null takes away."""
    merged = {**below, **above}
    return {key: value for key, value in merged.items() if value is not None}


def _candidate(a: State, data: Mapping[str, Any]) -> State | None:
    """B before its values are checked, or ``None`` where the data have another shape."""
    changes = _mapping(data, "changes", lambda v: v is None or isinstance(v, (str, int, float)))
    off = _mapping(data, "off", lambda v: isinstance(v, bool))
    strategies = _mapping(data, "strategies", lambda v: v is None or isinstance(v, str))
    episode, protocol = data.get("episode", a.scenario), data.get("protocol", a.protocol)
    articles_only = data.get("articles_only", a.articles_only)
    known = set(data) <= {"episode", "articles_only", "changes", "off", "protocol", "strategies"}
    if not known or changes is None or off is None or strategies is None or not set(off) <= set(CONSTRAINTS):
        return None
    if not isinstance(episode, str) or not isinstance(protocol, (str, type(None))):
        return None
    if not isinstance(articles_only, bool):
        return None
    return replace(
        a,
        scenario=episode,
        articles_only=articles_only,
        changes=_laid_over(carried(a, episode, articles_only), changes),
        off=tuple(name for name in CONSTRAINTS if off.get(name, name in a.off)),
        protocol=protocol,
        strategies=_laid_over(a.strategies, strategies),
        round=None,
        extras={},
    )


def carried(a: State, episode: str, articles_only: bool) -> dict[str, Plain]:
    """Return A's changes that another episode can take as well: it may lack a red line or an event that A changes."""
    if episode == a.scenario and articles_only == a.articles_only:
        return dict(a.changes)
    try:
        other = cache.scenario(episode, articles_only=articles_only)
    except SimError:
        return {}
    kept: dict[str, Plain] = {}
    for key, value in a.changes.items():
        try:
            cache.scenario(episode, {**kept, key: value}, articles_only=articles_only)
        except SimError:
            continue
        if settable(other, key):
            kept[key] = value
    return kept


def b_of(a: State, data: Any) -> State | None:
    """Return B as a state, every value checked as in a link, or ``None`` where the data make no sense.

    >>> b_of(State(), {"off": {"alliance": True}}).off
    ('alliance',)
    >>> b_of(State(), {"off": {"weather": True}}) is None
    True
    """
    candidate = _candidate(a, data) if isinstance(data, Mapping) else None
    if candidate is None:
        return None
    try:
        b, problems = decode(encode(candidate))
    except (SimError, ValueError, TypeError):
        return None
    return None if problems else b


def data_of(a: State, b: State) -> dict[str, Any]:
    """Return what makes B of A, as plain data; empty where they are alike.

    >>> data_of(State(), State(off=("alliance",)))
    {'off': {'alliance': True}}
    """
    base = carried(a, b.scenario, b.articles_only)
    found: dict[str, Any] = {
        "changes": _over(base, b.changes),
        "off": {name: name in b.off for name in CONSTRAINTS if (name in a.off) != (name in b.off)},
        "strategies": _over(a.strategies, b.strategies),
    }
    found = {key: value for key, value in found.items() if value}
    if a.scenario != b.scenario:
        found["episode"] = b.scenario
    if a.articles_only != b.articles_only:
        found["articles_only"] = b.articles_only
    if a.protocol != b.protocol:
        found["protocol"] = b.protocol
    return found


def _over(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """What `_laid_over` needs to make ``above`` of ``below``."""
    gone = {key: None for key in below if key not in above}
    # 1 and True are equal, and are two settings.
    new = {k: v for k, v in above.items() if k not in below or below[k] != v or type(below[k]) is not type(v)}
    return {**new, **gone}


def with_setting(a: State, b: State, key: str, value: Plain | None) -> State:
    """Return B with a setting at a word, a number or a switch; ``None``, and what A has anyway, mean A's own."""
    changes = {name: item for name, item in b.changes.items() if name != key}
    own = scenario_of(a).settings.get(key)
    alike = own is not None and value is not None and value in (own.level, None if own.level else own.value)
    if value is None or alike:
        if key in a.changes:
            changes[key] = a.changes[key]
    else:
        changes[key] = value
    return replace(b, changes=changes)
