"""The compiled engine on disk: a convenience that never decides whether a run is played.

Only a folder of our own is used, for what lies there is run. Where there is none, where it is full, or where what it
holds cannot be read, the engine is compiled anew.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import tempfile
from pathlib import Path
from typing import Any, Literal

from numba.core.caching import FunctionCache

from sim.files import is_own

Readiness = Literal["ready", "once", "each_time"]
"""Whether a function is compiled; if not, whether it will be once on this machine or whenever a process needs it."""

COMPILING: dict[str, str] = {
    "once": "Compiling the engine, once on this machine: about a minute.",
    "each_time": "Compiling the engine, about a minute each time: its folder cannot be written; let NUMBA_CACHE_DIR "
    "name one that can.",
}
"""What is said before the engine is compiled, by its readiness."""

ROOM = 4 << 20
"""Bytes that must be free for the code of one function, which takes less."""

UNREADABLE = (
    OSError,
    EOFError,
    pickle.UnpicklingError,
    ArithmeticError,
    AttributeError,
    ImportError,
    LookupError,
    MemoryError,
    RuntimeError,
    TypeError,
    ValueError,
)
"""What reading a damaged file may raise: `pickle` and LLVM promise no less."""


class _OwnFolder:
    """A place that Numba may choose for the code, if it is a folder of our own."""

    def ensure_cache_path(self) -> None:
        """Make the folder where it is missing. Raises `OSError` where it is not to be used; Numba then takes the next."""
        folder = Path(self.get_cache_path())  # type: ignore[attr-defined]
        if folder.parts[0] == "~":
            raise FileNotFoundError("this user has no home")
        folder.mkdir(mode=0o755, parents=True, exist_ok=True)
        if not is_own(folder):
            raise PermissionError(f"{folder} can be written by others")
        super().ensure_cache_path()  # type: ignore[misc]


_Files: Any = FunctionCache._impl_class


class _OwnFiles(_Files):  # type: ignore[misc]
    """Numba's own choice of places, without those that others may write."""

    _locator_classes = tuple(
        type(place.__name__, (_OwnFolder, place), {}) for place in _Files._locator_classes
    )


class Kept(FunctionCache):  # type: ignore[misc]
    """Numba's cache of one function. Raises `RuntimeError` where there is no folder for it."""

    _impl_class = _OwnFiles

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        """Return the code that is kept for some arguments; None where there is none, or it cannot be read."""
        try:
            return super().load_overload(sig, target_context)
        except UNREADABLE:
            with contextlib.suppress(OSError):
                self.flush()
            return None

    def save_overload(self, sig: Any, data: Any) -> None:
        """Keep code, if it can be kept."""
        with contextlib.suppress(*UNREADABLE):
            super().save_overload(sig, data)

    def readiness(self, codegen: Any) -> Readiness:
        """Return whether code is kept for any arguments (a function of ours is called with one kind alone), or can be."""
        # Numba has no question for this, so we read its index as it does itself. Where another release keeps it in
        # another way nothing is known, and nothing is announced.
        with contextlib.suppress(AttributeError):
            file, index = self._cache_file, {}
            load = file._load_index
            with contextlib.suppress(*UNREADABLE):
                index = load()
            for key, name in index.items():
                if key == self._index_key(key[0], codegen) and Path(file._data_path(name)).exists():
                    return "ready"
            return "once" if self._has_room(Path(file._index_path)) else "each_time"
        return "ready"

    def _has_room(self, index: Path) -> bool:
        """Whether the folder takes another file of this size, and one in place of the index."""
        try:
            with tempfile.TemporaryFile(dir=index.parent) as probe:
                probe.write(bytes(ROOM))
                probe.flush()
            return not index.is_dir() and os.access(index.parent, os.W_OK | os.X_OK)
        except OSError:
            return False
