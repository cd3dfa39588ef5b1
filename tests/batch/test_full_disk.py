"""A disk that is full: one sentence, and what is stored stays whole and can be taken up again."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from sim.experiments.runs.progress import Execution
from sim.experiments.runs.runner import run_batch
from sim.experiments.runs.store import read_manifest
from tests.batch.folders import (
    LAKE,
    PATIENCE,
    ROOT,
    WORDS,
    assert_undisturbed,
    leftovers,
    local,
    plan,
    started,
)
from tests.batch.killing import threads

IN_THREADS = "from sim.experiments.runs import runner\nfrom tests.batch.killing import threads\nrunner.open_pool = threads\n"


@pytest.fixture(autouse=True)
def in_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is played in this process needs no others."""
    monkeypatch.setattr("sim.experiments.runs.runner.open_pool", threads)
    monkeypatch.syspath_prepend(str(ROOT))


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path | None]:
    """A file system with little room; None where this user, or this machine, cannot make one."""
    folder = tmp_path / "small"
    folder.mkdir()
    words = ["mount", "-t", "tmpfs", "-o", "size=112k", "tmpfs", str(folder)]
    if subprocess.run(words, capture_output=True, check=False).returncode != 0:
        yield None
        return
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def _ended(running: subprocess.Popen[bytes]) -> tuple[int, str]:
    _, err = running.communicate(timeout=PATIENCE)
    return running.returncode, err.decode()


def _said(err: str, out: Path, reason: str) -> int:
    """The sentence about a full disk; how many runs it says are stored."""
    start = f"hikiwake: {out}: there is no room left ({reason}); "
    assert err.startswith(start), err
    assert err.count("\n") == 1
    assert f" of 60 runs are stored in {out} and whole; make room and repeat the command with --resume" in err
    return int(err.removeprefix(start).split()[0])


def test_files_that_may_not_grow_stop_the_batch_in_one_sentence(tmp_path: Path) -> None:
    """The journal reaches the limit that the system sets for the size of a file; this works on every machine."""
    out = tmp_path / "out"
    limit = "import resource\nresource.setrlimit(resource.RLIMIT_FSIZE, (60000, 60000))\n"
    journal = "from sim.experiments.runs import store\nline = store.line\nstore.line = lambda part: line(part)[:-1] + ' ' * 18000 + '\\n'\n"
    running = started(*WORDS, "--out", str(out), before=IN_THREADS + limit + journal)
    code, err = _ended(running)
    assert code == 1
    assert _said(err, out, "File too large") == 30
    assert leftovers(out) == []
    run_batch(plan(), Execution(out, local(), resume=True))
    assert_undisturbed(out)


def test_a_full_disk_stops_the_batch_in_one_sentence(small: Path | None, tmp_path: Path) -> None:
    if small is None:
        # Without a disk to fill, the system's answer is put in its place.
        out = tmp_path / "out"
        before = (
            "from sim.experiments.runs import store\nimport errno, os\nwhole, seen = store.write_whole, []\n"
        )
        before += "def full(path, data):\n    seen.append(path)\n    if len(seen) > 9:\n"
        before += "        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))\n    whole(path, data)\n"
        before += "store.write_whole = full\n"
    else:
        out, before = small / "out", ""
    code, err = _ended(started(*WORDS, "--out", str(out), before=IN_THREADS + before))
    assert code == 1
    stored = _said(err, out, "No space left on device")
    assert 0 < stored < 60
    assert leftovers(out) == []
    assert read_manifest(out).plan == plan().entry
    if small is not None:
        subprocess.run(["mount", "-o", "remount,size=4m", str(small)], check=True)
    run_batch(plan(), Execution(out, local(), resume=True))
    assert_undisturbed(out)


def test_a_folder_that_cannot_be_made_is_wrong_input(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As root nothing forbids to write, so the place is one where the system makes no folders."""
    from tests.batch.folders import call

    (tmp_path / "file").write_text("")
    places = [Path("/proc/hikiwake"), tmp_path / "file", tmp_path / "file" / "out"]
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o500)
    if os.geteuid() != 0:
        places.append(closed / "out")
    for place in places:
        assert call("batch", LAKE, "--runs", "10", "--out", str(place)) == 2
        err = capsys.readouterr().err
        assert err.startswith(f'hikiwake: --out: "{place}" is a file; name a folder\n') or "--out: " in err
        assert err.count("\n") == 1
        assert "folder" in err or "place" in err
    assert [path.name for path in sorted(tmp_path.iterdir())] == ["closed", "file"]
