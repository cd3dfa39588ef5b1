"""The golden runs: which they are, how they are made, and the one command that renews them.

``python tests/golden/renew.py`` writes every file anew. Read the difference before you keep it: an account should
still make sense to a diplomat, and a changed record means that `RESULTS_VERSION` goes up.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import sys
from pathlib import Path

from sim.cli.main import main

HERE = Path(__file__).resolve().parent
WELL = str(HERE / "well.toml")

CASES: dict[str, list[str]] = {
    "2018-singapore-seed-7.txt": ["run", "2018-singapore", "--seed", "7"],
    "well-seed-1.txt": ["run", WELL, "--seed", "1"],
    "well-single-text.txt": [
        "run",
        WELL,
        "--seed",
        "2",
        "--protocol",
        "single_text",
        "--set",
        "talks.rounds=2",
    ],
    "well-seed-1.json": ["run", WELL, "--seed", "1", "--set", "talks.rounds=3", "--json"],
}
"""File to the command line whose output it holds, 80 columns wide."""


def made(name: str) -> str:
    """Return what a golden file should hold. The version of the package is no part of it."""
    out, width = io.StringIO(), os.environ.get("COLUMNS")
    os.environ["COLUMNS"] = "80"
    try:
        with contextlib.redirect_stdout(out):
            code = main(CASES[name])
    finally:
        os.environ.pop("COLUMNS") if width is None else os.environ.update(COLUMNS=width)
    assert code == 0, name
    return re.sub(r'^ "version": ".*",$', ' "version": "*",', out.getvalue(), flags=re.MULTILINE)


if __name__ == "__main__":
    for golden in CASES:
        (HERE / golden).write_text(made(golden), encoding="utf-8")
        sys.stdout.write(f"wrote {golden}\n")
