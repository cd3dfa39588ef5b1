"""Renews `.ci/constraints.txt`: what pip chooses today for this package and its extras `dev` and `notebook`, pinned.

Usage: `python3 .ci/pin.py PYTHON...`, one interpreter per supported stack, oldest first, such as
`python3 .ci/pin.py python3.11 python3.13`. Where they differ, an older one's pin holds for the versions before
the next interpreter that differs; it is given as the version after its own (3.11's pins hold below 3.12).
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HEADER = """\
# The releases that this package is tested with: one line per package, everything that it and its `dev` extra need.
# Use: pip install -c .ci/constraints.txt .       Renew: python3 .ci/pin.py python3.11 python3.13
"""
NOTEBOOK = "# Besides, for the `notebook` extra:\n"


def freeze(python: str, extras: str) -> tuple[tuple[int, int], dict[str, str]]:
    """Return an interpreter's version and what a fresh installation with these extras consists of: name to release."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([python, "-m", "venv", folder], check=True)
        own = f"{folder}/bin/python"
        subprocess.run([own, "-m", "pip", "install", "-q", f"{ROOT}[{extras}]"], check=True)
        listed = subprocess.run(
            [own, "-m", "pip", "freeze"], check=True, capture_output=True, text=True
        ).stdout
        code = "import sys; print(*sys.version_info[:2])"
        major, minor = subprocess.run(
            [own, "-c", code], check=True, capture_output=True, text=True
        ).stdout.split()
    pins = dict(line.split("==") for line in listed.splitlines() if "==" in line)
    return (int(major), int(minor)), {
        name.lower().replace("_", "-"): release for name, release in pins.items()
    }


def merged(stacks: list[tuple[tuple[int, int], dict[str, str]]]) -> list[str]:
    """Return one line per package, or one per release with an environment marker where the stacks differ."""
    lines = []
    for name in sorted({name for _, pins in stacks for name in pins}):
        releases = [pins.get(name) for _, pins in stacks]
        if len(set(releases)) == 1:
            lines.append(f"{name}=={releases[0]}")
            continue
        for i, ((major, minor), _) in enumerate(stacks):
            bounds = [f'python_version >= "{stacks[i - 1][0][0]}.{stacks[i - 1][0][1] + 1}"'] if i else []
            bounds += [f'python_version < "{major}.{minor + 1}"'] if i + 1 < len(stacks) else []
            if releases[i] is not None:
                lines.append(f"{name}=={releases[i]} ; {' and '.join(bounds)}")
    return lines


if __name__ == "__main__":
    lines = merged([freeze(python, "dev") for python in sys.argv[1:]])
    more = [
        line
        for line in merged([freeze(python, "dev,notebook") for python in sys.argv[1:]])
        if line not in lines
    ]
    text = HEADER + "\n".join(lines) + "\n" + NOTEBOOK + "\n".join(more) + "\n"
    (ROOT / ".ci" / "constraints.txt").write_text(text, encoding="utf-8")
