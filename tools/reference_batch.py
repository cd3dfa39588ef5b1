"""Makes the reference page of a batch's folder: its files, the columns of its rows, and its progress."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from sim.experiments.runs.rows import COLUMNS

Table = Callable[[Sequence[str], Iterable[Sequence[str]]], str]

FILES = (
    ("manifest.json", "What was asked for, what it was played with, and which part holds which rows: "
     "[its JSON Schema](batch.schema.json). It holds the scenarios whole, so nothing else is needed to replay a run."),
    ("runs/job-000000.parquet", "The rows of one job, compressed with zstd; there is one such part per job. A part appears "
     "whole or not at all. Its footer names the plan and the job."),
    ("traces/job-000000.jsonl.gz", "With `--traces`: the full records of the sampled runs, one a line, each as "
     "[`hikiwake run --json`](run.schema.json) prints it and with its `run_id`."),
    ("parts.jsonl", "The journal: a line for each stored part, with its SHA-256. `--resume` plays again what no longer "
     "fits its line, and takes a part without one by what its footer says."),
    ("progress.json", "How far the batch is, written about every second while it runs, for whoever watches."),
)  # fmt: skip

PROGRESS = (
    (
        "state",
        "`running`, `stopped` or `complete`; `running` with an old `updated` means that it was killed.",
    ),
    ("runs, stored, failed", "Runs in all, rows stored, and how many of these make no game."),
    ("jobs, jobs_stored", "The same in jobs."),
    ("seconds, left", "Seconds spent so far, and those that are left, or null while nothing is known."),
    ("ladder", "Step of the ladder to the number of runs that came so far."),
    ("plan_id, pid, updated", "Which plan, which process, and when this was written, in UTC."),
)


def batch_page(made: str, table: Table) -> str:
    """Return the page; ``made`` says how it is made, ``table`` draws one."""
    parts = [
        "# The folder of a batch",
        made,
        "`hikiwake batch --out DIR` writes these files; `hikiwake merge` makes the same from shards.",
        table(("file", "what it holds"), [(f"`{name}`", text) for name, text in FILES]),
        "## Rows",
        "Read them with whatever reads Parquet: the rows of all parts make one table. The order of the parts is that of "
        "`run_id`. In a batch of several scenarios the columns of all their issues and parties are there, and are empty "
        "where they do not apply.",
        table(("column", "type", "meaning"), [(f"`{name}`", kind, text) for name, kind, text in COLUMNS]),
        "## progress.json",
        table(("key", "meaning"), [(f"`{name}`", text) for name, text in PROGRESS]),
    ]
    return "\n\n".join(parts) + "\n"
