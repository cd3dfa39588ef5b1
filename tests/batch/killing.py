"""Takes a batch up again and again and kills it every time: ``python -m tests.batch.killing OUT worst|random``.

Every try is a fork of this process, which has everything imported, and plays in a thread of its own: what a worker
does when it is killed is another test's business. A try that ends by itself is told on stdout as its exit code.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import random
import signal
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pyarrow.parquet
import pytest
import scipy.stats.qmc

from sim.experiments.runs import plan, runner, store, worker
from sim.experiments.runs.manifest import Manifest
from sim.experiments.runs.pool import WorkerPool
from sim.files import write_whole
from tests.batch.folders import WORDS, call
from tests.batch.folders import plan as plan_of

assert plan, (pyarrow, scipy)
TRIES = 10


@contextlib.contextmanager
def threads(engine: object) -> Iterator[WorkerPool]:
    """A worker pool in this process."""
    executor = ThreadPoolExecutor(1)
    try:
        yield WorkerPool(executor, lambda: 3, lambda: None)
    finally:
        executor.shutdown(wait=True, cancel_futures=True)


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def before_the_first_manifest(_: Path) -> None:
    store.Folder.write_manifest = lambda self, manifest: die()  # type: ignore[method-assign]


def while_the_manifest_is_written(_: Path) -> None:
    _at_write(".json", lambda path, data: path.with_name(f".{path.name}.9.part").write_bytes(data[:99]))


def while_a_part_is_written(_: Path) -> None:
    _at_write(".parquet", lambda path, data: path.with_name(f".{path.name}.9.part").write_bytes(data[:99]))


def before_a_part_is_noted(_: Path) -> None:
    store.line = lambda part: die()  # type: ignore[assignment, return-value]


def while_a_part_is_noted(out: Path) -> None:
    whole = store.line

    def cut(part: Any) -> str:
        with (out / "parts.jsonl").open("a") as journal:
            journal.write(whole(part)[:40])
        die()
        return ""

    add, line = store.Folder.add, store.line

    def second(self: store.Folder, made: Any) -> Any:
        store.line = cut if len(store.Folder.journal_of(out)) else line
        return add(self, made)

    store.Folder.add = second  # type: ignore[method-assign]


def at_the_last_manifest(_: Path) -> None:
    write = store.Folder.write_manifest

    def last(self: store.Folder, manifest: Manifest) -> None:
        if manifest.state == "complete":
            die()
        write(self, manifest)

    store.Folder.write_manifest = last  # type: ignore[method-assign]


def _at_write(suffix: str, do: Callable[[Path, bytes], object]) -> None:
    seen: list[Path] = []

    def write(path: Path, data: bytes) -> None:
        if path.suffix == suffix and path.name != "progress.json":
            seen.append(path)
            if len(seen) == 2:
                do(path, data)
                die()
        write_whole(path, data)

    pytest.MonkeyPatch().setattr(store, "write_whole", write)


WORST = (
    before_the_first_manifest,
    while_a_part_is_written,
    before_a_part_is_noted,
    while_a_part_is_noted,
    while_the_manifest_is_written,
    at_the_last_manifest,
)


def after(calls: int) -> Callable[[Path], None]:
    """Die at a call or a return of any function, the system's included, whichever thread makes it.

    They are counted from where the batch begins to play.
    """

    def some_calls(_: Path) -> None:
        count, finish = itertools.count(1), runner._finish

        def called(*_: object) -> None:
            if next(count) >= calls:
                die()

        def counted(*given: Any) -> None:
            threading.setprofile(called)
            sys.setprofile(called)
            finish(*given)

        pytest.MonkeyPatch().setattr(runner, "_finish", counted)

    some_calls.__name__ = f"after_{calls}_calls"
    return some_calls


def calls_of_all() -> int:
    """How many calls a whole batch makes that nobody kills: counted, so that it holds for whatever a batch becomes."""
    told, telling = os.pipe()
    child = os.fork()
    if child == 0:
        made, finish = itertools.count(), runner._finish

        def counted(*given: Any) -> None:
            threading.setprofile(lambda *_: next(made) and None)
            sys.setprofile(lambda *_: next(made) and None)
            finish(*given)
            sys.setprofile(None)

        patch = pytest.MonkeyPatch()
        patch.setattr(runner, "open_pool", threads)
        patch.setattr(runner, "_finish", counted)
        with tempfile.TemporaryDirectory() as folder, open(os.devnull, "w") as nowhere:
            with contextlib.redirect_stdout(nowhere):
                call(*WORDS, "--out", f"{folder}/out")
            os.write(telling, str(next(made)).encode())
        os._exit(0)
    os.close(telling)
    os.waitpid(child, 0)
    with open(told) as pipe:
        return int(pipe.read())


def main(out: str, how: str) -> None:
    """Try, be killed, and try again."""
    # What is loaded and compiled here is so in every try: then a try is at its batch, and not at its preparations.
    entry = plan_of().entry
    worker.work(plan_of().job(0, entry.model_dump_json().encode(), entry.id))
    luck = random.Random()
    # Each dies before it could have played a half, so that the first of them dies for certain.
    moments: tuple[Callable[[Path], None], ...] = WORST
    if how != "worst":
        most = calls_of_all() // 2
        moments = tuple(after(luck.randrange(1, most)) for _ in range(TRIES))
    for moment in moments:
        child = os.fork()
        if child == 0:
            pytest.MonkeyPatch().setattr("sim.experiments.runs.runner.open_pool", threads)
            moment(Path(out))
            os.dup2(
                os.open(os.devnull, os.O_WRONLY), 1
            )  # what a batch says that has ended is none of our codes
            os._exit(call(*WORDS, "--out", out, "--resume"))
        status = os.waitpid(child, 0)[1]
        code = os.waitstatus_to_exitcode(status)
        sys.stdout.write(f"{moment.__name__} {code}\n")
        sys.stdout.flush()  # what waits here would be written by the next try as well


if __name__ == "__main__":
    main(*sys.argv[1:])
