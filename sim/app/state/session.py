"""The state of a reader's page, and the link that holds it.

`State`, `encode` and `decode` are pure (see ``links.py``). The functions here tie them to the page: the state is
the only truth, widgets show it and write it back, and the link follows at once.
"""

from __future__ import annotations

import hashlib
import ipaddress
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from sim.app.state import own, spoken
from sim.app.state.guard import handled
from sim.app.state.links import KEYS, State, decode, encode
from sim.errors import InputError
from sim.telling import catalogue

__all__ = [
    "State",
    "begin",
    "bound",
    "change",
    "change_extra",
    "control",
    "current",
    "decode",
    "encode",
    "extra",
    "guest",
    "opened",
    "put",
    "visitor",
]

_STATE, _LINK, _PROBLEMS = "hikiwake.state", "hikiwake.link", "hikiwake.problems"
_AWAITED = "hikiwake.awaited"
"""A link to a dispute whose file is not here yet."""

_UNSET = object()


@dataclass(frozen=True)
class _Link:
    """The parameters that were written last, those before, and when."""

    now: Mapping[str, str]
    before: Mapping[str, str]
    at: float


def _ours() -> dict[str, str]:
    return {key: st.query_params[key] for key in KEYS if key in st.query_params}


def begin(language: str = catalogue.FIRST) -> list[str]:
    """Start a run of the page: take in a link that is new, and return what is wrong with it."""
    link: _Link | None = st.session_state.get(_LINK)
    params = _ours()
    problems: list[str] = list(st.session_state.pop(_PROBLEMS, []))
    # The browser may send the address from before its last answer arrived: a click that follows at once must
    # not undo the one before.
    late = link is not None and params == link.before and time.monotonic() - link.at < 1.0
    fresh = link is None or (bool(params) and params != link.now and not late)
    if fresh or _STATE not in st.session_state:
        st.session_state[_STATE], wrong = decode(params, language)
        problems += wrong
        if wrong and own.is_key(params.get("s", "")):
            st.session_state[_AWAITED] = params
    _write()
    spoken.use(current().language)
    return problems


def _write() -> None:
    """Make the link say what the state is."""
    link: _Link | None = st.session_state.get(_LINK)
    shown = _ours()
    try:
        wanted = encode(current())
    except InputError:
        st.session_state[_PROBLEMS] = [catalogue.t("common.link.full")]
        wanted = encode(replace(current(), changes={}, extras={}))
    if wanted != shown:
        others = {key: st.query_params.get_all(key) for key in st.query_params if key not in KEYS}
        # All at once: every single change would be a step of its own for the browser's back button.
        st.query_params.from_dict({**others, **wanted})
    if link is None or wanted != link.now:
        st.session_state[_LINK] = _Link(wanted, shown, time.monotonic())


def current() -> State:
    """Return the state of this reader's page."""
    if _STATE not in st.session_state:
        st.session_state[_STATE] = State(language=catalogue.language())
    state: State = st.session_state[_STATE]
    return state


def visitor() -> str:
    """Return a name for where a reader's page is asked for from: the same in each of the visits from one address.

    Many readers behind one address are one to us, and so are all the addresses of one IPv6 network.
    """
    found = st.context.ip_address
    address = found if isinstance(found, str) else "here"
    if ":" in address:
        address = str(ipaddress.ip_network(f"{address.partition('%')[0]}/64", strict=False))
    return hashlib.sha256(address.encode()).hexdigest()[:16]


def guest() -> bool:
    """Return whether the local network is served and the page is asked for from another computer: its reader may do less here."""
    found, served = st.context.ip_address, st.get_option("server.address") not in (None, "127.0.0.1")
    return served and isinstance(found, str) and not ipaddress.ip_address(found.partition("%")[0]).is_loopback


def put(state: State, *, link: bool = True) -> None:
    """Make ``state`` the page's state; without ``link`` the address stays for now, as while something plays."""
    st.session_state[_STATE] = state
    spoken.use(state.language)
    if link:
        _write()


def opened(key: str) -> None:
    """Show the dispute of a file that has just come, as the link has it that waited for the file, if one did."""
    awaited = st.session_state.pop(_AWAITED, {})
    found, problems = decode(awaited) if awaited.get("s") == key else (None, [])
    if found is None or problems:
        found = replace(current(), scenario=key, changes={}, strategies={}, articles_only=False, round=None)
    put(replace(found, language=current().language))


def change(**fields: Any) -> None:
    """Set fields of the state."""
    put(replace(current(), **fields))


def widget_key(key: str) -> str:
    """Return the key of a control's widget, which is another one in each language.

    The browser names an option by the words that it shows: asked again in another language, it would answer
    with words that are no longer among the options.
    """
    language = current().language
    return f"control.{key}" if language == catalogue.FIRST else f"control.{key}.{language}"


def bound(key: str, value: Any, change_to: Callable[[Any], None]) -> dict[str, Any]:
    """Return ``key`` and ``on_change`` for a widget that shows ``value`` and hands on a new one."""
    name = widget_key(key)
    # Only where it differs: a value set again would be sent back and fight with a hand on the slider.
    if st.session_state.get(name, _UNSET) != value:
        st.session_state[name] = value

    @handled
    def changed() -> None:
        change_to(st.session_state[name])

    return {"key": name, "on_change": changed}


def control(key: str, value: Any, new: Callable[[State, Any], State]) -> dict[str, Any]:
    """Return ``key`` and ``on_change`` for a widget that shows ``value`` and turns a new one into a new state."""
    return bound(key, value, lambda found: put(new(current(), found)))


def extra(name: str, default: Any) -> Any:
    """Return what one page keeps in the state, or its default; check it, for anybody may write a link."""
    return current().extras.get(name, default)


def change_extra(name: str, value: Any) -> None:
    """Keep something of one page in the state and so in the link; ``None`` forgets it."""
    extras = {key: item for key, item in current().extras.items() if key != name}
    change(extras=extras if value is None else {**extras, name: value})


def with_extra(name: str) -> Callable[[State, Any], State]:
    """Return what `control` needs to keep a widget's value as an extra; an empty one is forgotten."""

    def new(state: State, value: Any) -> State:
        extras = {key: item for key, item in state.extras.items() if key != name}
        kept = list(value) if isinstance(value, tuple) else value
        return replace(state, extras=extras if kept in ("", None) else {**extras, name: kept})

    return new
