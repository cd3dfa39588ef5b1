"""Disputes of one's own: the file that the application was started with, and those that a reader dropped on a page.

The first is everybody's; the others are known in their reader's session alone, and are forgotten with it.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from weakref import WeakValueDictionary

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from sim.errors import ScenarioError, SimError
from sim.scenario.load import Scenario, episode_ids, load, path_of
from sim.scenario.places import scenarios_dir
from sim.scenario.toml import content_of, tables_of

MOST = {False: 5, True: 1}
"""Files that are kept for a reader, by whether it is a guest; the one that was dropped first goes first."""

_MINE = "hikiwake.own"
_KEY = re.compile(r"own-[0-9a-f]{24}")


@dataclass(frozen=True, eq=False)
class OwnFile:
    """A scenario file that does not ship; ``key`` is what it is called in a state and in a link.

    ``place``: the folder that goes when the file is forgotten, if it is ours.
    """

    key: str
    name: str
    path: Path
    place: TemporaryDirectory[str] | None = None

    def load(self, *, articles_only: bool = False) -> Scenario:
        """Return its scenario. Raises `SimError`, which calls the file by its name."""
        try:
            found = load(self.path, articles_only=articles_only)
        except SimError as error:
            raise ScenarioError(str(error).replace(str(self.path), self.name)) from None
        return replace(found, source=self.name)

    @property
    def word(self) -> str:
        """What a command calls it: where it lies, or the name that it had where its reader keeps it."""
        return self.name if self.place is not None else str(self.path.resolve())


_known: WeakValueDictionary[str, OwnFile] = WeakValueDictionary()
_served: list[OwnFile] = []


def _key_of(name: str, data: bytes) -> str:
    return f"own-{hashlib.sha256(name.encode() + b'/' + data).hexdigest()[:24]}"


def is_key(text: str) -> bool:
    """Return whether a text could be the key of a file, whether it is here or not."""
    return _KEY.fullmatch(text) is not None


def serve(scenario: str) -> str:
    """Make a file the one that all readers begin with, and return its key; of a scenario that ships, its id.

    Raises `SimError` for what is neither.
    """
    path = path_of(scenario)
    if scenario in episode_ids():
        return scenario
    found = OwnFile(_key_of(path.name, content_of(path)), str(path), path)
    found.load()
    _known[found.key] = found
    _served[:] = [found]
    return found.key


def take(name: str, data: bytes, *, guest: bool = False) -> str:
    """Keep a file for the reader of this page, and return its key.

    It may extend what ships and nothing else. Raises `SimError` where it is no scenario.
    """
    shown = name if re.fullmatch(r"[\w][\w. -]{0,80}\.toml", name) else "own.toml"
    key = _key_of(shown, data)
    found = _known.get(key)
    if found is None:
        _check_extends(tables_of(data, shown).get("extends"), shown)
        place = TemporaryDirectory(prefix="hikiwake-")
        path = Path(place.name) / "own.toml"
        path.write_bytes(data)
        found = OwnFile(key, shown, path, place)
        found.load()
        _known[key] = found
    kept = {**st.session_state.get(_MINE, {}), key: found}
    st.session_state[_MINE] = dict(list(kept.items())[-MOST[guest] :])
    return key


def _check_extends(base: object, name: str) -> None:
    shipped = sorted(path.stem for path in scenarios_dir().glob("*.toml"))
    if isinstance(base, str) and base not in shipped:
        raise ScenarioError(
            f'{name}: extends: "{base}" does not ship with hikiwake; extend what does, such as base, or start '
            "hikiwake app FILE where both files lie"
        )


def files() -> dict[str, OwnFile]:
    """Return the files that the reader of this page has, by key; outside of a page, those that everybody has."""
    dropped = {} if get_script_run_ctx(suppress_warning=True) is None else st.session_state.get(_MINE, {})
    return {**{one.key: one for one in _served}, **dropped}


def find(key: str) -> OwnFile | None:
    """Return a file by its key, whoever has it."""
    return _known.get(key)


def first() -> str | None:
    """Return the key of the file that all readers begin with, if there is one."""
    return _served[0].key if _served else None


def served() -> Path | None:
    """Return where the file lies that all readers begin with."""
    return _served[0].path if _served else None
