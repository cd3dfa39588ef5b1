"""Whether the compiled engine is at hand: asked of small functions, so that nothing large is compiled."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numba
import pytest
from numba.core import caching

from sim.engine.compiled.compiling import entry, readiness


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder as Numba's cache."""
    monkeypatch.setattr(numba.config, "CACHE_DIR", str(tmp_path))
    return tmp_path


def made(sources: str) -> Callable[..., Any]:
    def length(number: int) -> int:
        return number + len(sources)

    return entry(length)


def test_what_was_compiled_once_is_ready_in_this_process_and_in_the_next(cache: Path) -> None:
    function = made("abc")
    assert readiness(function) == "once"
    assert function(1) == 4
    assert readiness(function) == "ready"
    assert readiness(made("abc")) == "ready", "a function made anew, as another process does"


def test_other_sources_are_compiled_anew(cache: Path) -> None:
    made("abc")(1)
    assert readiness(made("abd")) == "once"


def test_a_cache_without_its_code_is_no_cache(cache: Path) -> None:
    made("abc")(1)
    for file in cache.rglob("*.nbc"):
        file.unlink()
    assert readiness(made("abc")) == "once"


def test_an_index_that_cannot_be_read_is_no_cache(cache: Path) -> None:
    made("abc")(1)
    for file in cache.rglob("*.nbi"):
        file.write_bytes(b"")
    assert readiness(made("abc")) == "once"


def test_where_no_folder_can_be_written_each_process_compiles(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caching.CacheImpl, "_locator_classes", [])
    function = made("abc")
    assert readiness(function) == "each_time"
    assert function(1) == 4
    assert readiness(function) == "ready"


def test_a_numba_that_cannot_be_asked_announces_nothing(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(caching.IndexDataCacheFile, "_load_index")
    assert readiness(made("abc")) == "ready"
