"""Whether the compiled engine is at hand: asked of small functions, so that nothing large is compiled."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numba
import pytest
from numba.core import caching

from sim.engine import keeping
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


DAMAGE: dict[str, Callable[[Path], object]] = {
    "an empty index": lambda folder: _each(folder, "nbi", lambda file: file.write_bytes(b"")),
    "an index of nonsense": lambda folder: _each(
        folder, "nbi", lambda file: file.write_bytes(b"nonsense" * 99)
    ),
    "an index cut off": lambda folder: _each(
        folder, "nbi", lambda file: file.write_bytes(file.read_bytes()[:-9])
    ),
    "code cut off": lambda folder: _each(
        folder, "nbc", lambda file: file.write_bytes(file.read_bytes()[:99])
    ),
    "empty code": lambda folder: _each(folder, "nbc", lambda file: file.write_bytes(b"")),
    "a folder in place of code": lambda folder: _each(folder, "nbc", _become_a_folder),
    "a folder in place of the index": lambda folder: _each(folder, "nbi", _become_a_folder),
}


def _become_a_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


def _each(folder: Path, kind: str, do: Callable[[Path], object]) -> None:
    found = list(folder.rglob(f"*.{kind}"))
    assert found
    for file in found:
        do(file)


@pytest.mark.parametrize("what", DAMAGE)
def test_a_damaged_cache_is_no_cache_and_is_made_anew(cache: Path, what: str) -> None:
    made("abc")(1)
    DAMAGE[what](cache)
    again = made("abc")
    assert again(1) == 4
    if "folder" not in what:
        assert readiness(made("abc")) == "ready" and made("abc")(1) == 4
    elif "index" in what:
        assert readiness(made("abc")) == "each_time"


def test_an_index_that_cannot_be_read_is_announced(cache: Path) -> None:
    made("abc")(1)
    DAMAGE["an index of nonsense"](cache)
    assert readiness(made("abc")) == "once"


@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EIO])
def test_a_cache_that_takes_nothing_more_is_announced_and_the_run_is_played(
    cache: Path, monkeypatch: pytest.MonkeyPatch, error: int
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(error, os.strerror(error))

    function = made("abc")
    monkeypatch.setattr(caching.IndexDataCacheFile, "_open_for_write", refuse)
    monkeypatch.setattr("tempfile.TemporaryFile", refuse)
    assert readiness(function) == "each_time"
    assert function(1) == 4


@pytest.mark.parametrize("what", ["a file in its place", "nobody's home", "others may write it", "another's"])
def test_only_a_folder_of_our_own_holds_code_that_is_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "cache"
    monkeypatch.setattr(numba.config, "CACHE_DIR", str(folder))
    monkeypatch.setattr(keeping._OwnFiles, "_locator_classes", keeping._OwnFiles._locator_classes[:1])
    made("abc")(1)
    (inner,) = folder.iterdir()
    if what == "a file in its place":
        shutil.rmtree(folder)
        folder.write_bytes(b"")
    elif what == "nobody's home":
        monkeypatch.setattr(numba.config, "CACHE_DIR", "~/.cache/numba")
    elif what == "others may write it":
        inner.chmod(0o777)
    else:
        monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    function = made("abc")
    assert readiness(function) == "each_time"
    assert function(1) == 4
    assert not (tmp_path / "~").exists()


def test_where_no_folder_can_be_written_each_process_compiles(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping._OwnFiles, "_locator_classes", [])
    function = made("abc")
    assert readiness(function) == "each_time"
    assert function(1) == 4
    assert readiness(function) == "ready"


def test_a_numba_that_cannot_be_asked_announces_nothing(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(caching.IndexDataCacheFile, "_load_index")
    assert readiness(made("abc")) == "ready"
