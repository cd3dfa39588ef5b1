"""`hikiwake batch` from the command line with two workers: runs a second, and the peak memory of each process.

Plays `2018-singapore` with all constraints and fresh draws twice, the second time with five times the runs, into a
folder that is removed afterwards. Asserted are that every run is stored once, that a few rows say what the Mesa model
makes of their seeds, and that the peaks of the longer batch are within a tenth of those of the shorter one. The time
of a million runs is drawn through the two points, once on the clock and once by the processor time of all processes:
where others use the machine, the second tells what two free processors would do.

Memory is read from the kernel's account of the peak (`VmHWM`), so this needs Linux. The arithmetic of the workers is
compiled, and cached, before the clock starts. Run: ``python -m benchmarks.bench_batch`` (20,000 and 100,000 runs;
``--long`` takes 100,000 and 1,000,000).
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow.dataset as ds

from sim.engine.ensemble import play_many, prepare
from sim.engine.mesa import negotiate
from sim.scenario.load import load

ROOT = Path(__file__).resolve().parents[1]
WORKERS = 2
MILLION = 1_000_000
MOST_MB, MOST_GROWTH = 600.0, 1.1
Peaks = dict[int, float]


def _fields(process: int) -> dict[str, str]:
    """Return what the kernel tells of a process, or nothing when it has ended."""
    try:
        text = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    except OSError:
        return {}
    return dict(line.split(":", 1) for line in text.splitlines() if ":" in line)


def _family(parent: int) -> list[int]:
    """Return a process and all that descend from it."""
    above = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and "PPid" in (fields := _fields(int(entry.name))):
            above[int(entry.name)] = int(fields["PPid"])
    family = [parent]
    for known in family:
        family += [process for process, its in above.items() if its == known]
    return family


def _note(parent: int, peaks: Peaks) -> None:
    """Keep each process's peak in megabytes; the kernel's figure only grows, so the last one read is the peak."""
    for process in _family(parent):
        if "VmHWM" in (fields := _fields(process)):
            peaks[process] = int(fields["VmHWM"].split()[0]) / 1024.0


@dataclass(frozen=True)
class Batch:
    """A batch that was played.

    Its runs, its seconds on the clock and on all processors together, the peaks of parent and workers, and the size
    of its folder, all three in megabytes.
    """

    runs: int
    seconds: float
    busy: float
    parent: float
    workers: float
    megabytes: float


def _spent() -> float:
    """Return the processor time of all children that have ended, and of theirs."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def play(runs: int, folder: Path) -> Batch:
    """Play a batch and check what it stored."""
    words = ["batch", "2018-singapore", "--runs", str(runs), "--workers", str(WORKERS), "--out", str(folder)]
    peaks: Peaks = {}
    before = _spent()
    began = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-m", "sim.cli", *words],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        while process.poll() is None:
            _note(process.pid, peaks)
            time.sleep(0.2)
        seconds = time.perf_counter() - began
        assert process.returncode == 0, process.stderr.read() if process.stderr else ""
    busy = _spent() - before
    check(runs, folder)
    # A helper of Python that only cleans up after the workers is a child as well; it is far below them.
    children = [peak for child, peak in peaks.items() if child != process.pid]
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    return Batch(runs, seconds, busy, peaks[process.pid], max(children), size / 1e6)


def check(runs: int, folder: Path) -> None:
    """Assert that each run is stored once, and that some rows are what the Mesa model makes of their seeds."""
    rows = ds.dataset(folder / "runs", format="parquet").to_table(
        columns=["run_id", "seed", "result", "ladder", "gap_treaty"]
    )
    assert np.array_equal(np.sort(rows["run_id"].to_numpy()), np.arange(runs))
    assert json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["stored"] == runs
    scenario = load("2018-singapore")
    for row in rows.take(np.linspace(0, runs - 1, 5).astype(np.int64)).to_pylist():
        record = negotiate(scenario, row["seed"], draw=True)
        told = (record.result, record.ladder, record.gap["treaty"])
        assert told == (row["result"], row["ladder"], row["gap_treaty"]), row


def tell(batch: Batch) -> None:
    """Print one batch, with the load of the machine, which others may share."""
    print(
        f"{batch.runs:>9,} runs: {batch.seconds:6.1f} s, {batch.runs / batch.seconds:7,.0f} a second, "
        f"{batch.busy:6.1f} s of processors; {batch.megabytes:5.1f} MB stored; peaks: parent {batch.parent:.0f} MB, worker {batch.workers:.0f} MB; "
        f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}",
        flush=True,
    )


def foretell(where: str, short: Batch, long: Batch, seconds: list[float]) -> None:
    """Print what a run adds and what is spent once, and what a million would take by that."""
    each = (seconds[1] - seconds[0]) / (long.runs - short.runs)
    once = seconds[0] - each * short.runs
    print(f"{where}: {1e6 * each:.0f} microseconds a run and {once:.1f} s once; ", end="")
    print(f"a million takes {(once + each * MILLION) / 60:.1f} minutes by that")


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--long", action="store_true", help="take 100,000 and 1,000,000 runs")
    longer = parser.parse_args().long
    play_many(prepare(load("2018-singapore")), np.arange(2))
    sizes = (100_000, MILLION) if longer else (20_000, 100_000)
    with tempfile.TemporaryDirectory() as folder:
        found = [play(runs, Path(folder) / str(runs)) for runs in sizes]
    for batch in found:
        tell(batch)
    short, long = found
    foretell("on the clock", short, long, [batch.seconds for batch in found])
    foretell("on two free processors", short, long, [batch.busy / WORKERS for batch in found])
    for name, before, after in (
        ("parent", short.parent, long.parent),
        ("worker", short.workers, long.workers),
    ):
        print(f"{name}: {after / before - 1:+.1%} memory with {long.runs // short.runs} times the runs")
        assert after <= MOST_GROWTH * before and after <= MOST_MB, name


if __name__ == "__main__":
    main()
