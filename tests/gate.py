"""Every check of the project, one after the other: `python tests/gate.py`, from anywhere, in an installed environment.

Prints each step with its time and stops at the first that fails, with an exit code that is not 0. Nothing is skipped.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
import zipfile
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = (sys.executable, "-m")

DEBIAN = ("fonts-noto-cjk", "postgresql", "chromium-headless-shell")
"""What the tests need from Debian: a font that has Japanese, a PostgreSQL server, and Chromium, of which the part without
windows opens a page for little more than half the work."""

BROWSER = "chromium"
"""Does as well, where a Debian has no such part."""

ENGINES = tuple((sys.executable, str(Path(__file__).resolve()), part) for part in ("engine", "traced"))
"""Each takes one core for a minute, so they begin at once, beside the steps before that which waits for them."""

STEPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("what Debian has to give is there", (sys.executable, str(Path(__file__).resolve()), "debian")),
    ("the code is formatted", (*PYTHON, "ruff", "format", "--check", ".")),
    ("the code is clean", (*PYTHON, "ruff", "check", ".")),
    ("the types hold", (*PYTHON, "mypy")),
    ("the generated files are up to date", (*PYTHON, "tools.reference", "--check")),
    ("the engine compiles", ()),
    # One more than the two cores: one process drives the browser, and often waits for it.
    ("the tests pass", (*PYTHON, "pytest", "-n", "3", "--hypothesis-seed=0", "--durations=25", "-rf")),
    ("the wheel works elsewhere, and alike", (sys.executable, str(Path(__file__).resolve()), "wheel")),
)


def say(text: str) -> None:
    """Print at once, so that the order holds beside the output of the steps."""
    print(text, flush=True)  # noqa: T201


def episodes() -> list[str]:
    """Return the ids of the scenarios that lie in the repository and can be played."""
    return sorted(
        p.stem
        for p in (ROOT / "scenarios").glob("*.toml")
        if "extends" in tomllib.loads(p.read_text("utf-8"))
    )


def from_debian() -> None:
    """Install what is missing of `DEBIAN`; as root, or through sudo. Fails where that cannot be done."""
    if shutil.which("dpkg") is None:
        if not any(map(shutil.which, (DEBIAN[-1], BROWSER))):
            raise SystemExit("the tests drive Chromium: install it, so that the command chromium is there")
        return
    missing = [name for name in DEBIAN if not _has(name)]
    if not missing:
        return
    _apt("update", "-q")
    if _apt("install", "-q", "-y", "--no-install-recommends", *missing):
        return
    say(f"no {DEBIAN[-1]} to be had, so the tests drive {BROWSER}")
    missing = [name for name in (*DEBIAN[:-1], BROWSER) if not _has(name)]
    if missing and not _apt("install", "-q", "-y", "--no-install-recommends", *missing):
        raise SystemExit(
            f"the tests need {' and '.join(missing)}, which apt-get cannot install; install it by hand"
        )


def _has(package: str) -> bool:
    return subprocess.run(["dpkg", "-s", package], capture_output=True, check=False).returncode == 0


def _apt(*words: str) -> bool:
    root = [] if os.geteuid() == 0 else ["sudo"]
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    soon = (
        "-o",
        "Acquire::Retries=1",
        "-o",
        "Acquire::http::Timeout=20",
    )  # where there is no network, say so soon
    return subprocess.run([*root, "apt-get", *soon, *words], check=False, env=quiet).returncode == 0


def compile_engine(play: str) -> None:
    """Compile the ensemble, or its traced twin, once for all processes of the tests: they find it in Numba's cache."""
    code = "import numpy, sim, sim.engine.ensemble as e, sim.engine.compiled.running as r\n"
    code += f"prepared = e.prepare(sim.load('2018-singapore')); {play}"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)


def other_python() -> str:
    """Return a Python 3.13 where the machine has one, else this Python, and say which."""
    pyenv = Path(os.environ.get("PYENV_ROOT", str(Path.home() / ".pyenv"))) / "versions"
    candidates = [shutil.which("python3.13"), *map(str, sorted(pyenv.glob("3.13*/bin/python")))]
    test = "import sys; sys.exit(sys.version_info[:2] != (3, 13))"
    for candidate in filter(None, candidates):
        if subprocess.run([candidate, "-c", test], check=False, capture_output=True).returncode == 0:
            say(f"Here Python {sys.version.split()[0]}, elsewhere {candidate}")
            return candidate
    say("LEFT OUT: no Python 3.13 on this machine, so its runs are not compared with those of this one")
    return sys.executable


def check_wheel() -> None:
    """Build the wheel, look into it, install it alone into a new environment, and use it from another folder.

    Every episode then plays there, on another Python, as it plays here: the same bytes.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()
        subprocess.run([*PYTHON, "build", "-q", "--wheel", "--outdir", str(folder), str(ROOT)], check=True)
        wheel = next(folder.glob("*.whl"))
        _check_contents(wheel)
        home = folder / "venv"
        subprocess.run([other_python(), "-m", "venv", str(home)], check=True)
        constraints = str(ROOT / ".ci" / "constraints.txt")
        pip = [str(home / "bin" / "pip"), "install", "-q", "--no-compile", "-c", constraints, str(wheel)]
        subprocess.run(pip, check=True)
        listed = [row["id"] for row in json.loads(_used(home, "scenarios", "--json"))]
        if listed != episodes():
            raise SystemExit(
                f"installed, hikiwake scenarios lists {listed}, but the repository has {episodes()}"
            )
        if not json.loads(_used(home, "evidence", "--json")):
            raise SystemExit("installed, hikiwake evidence finds no claim")
        if _played(home) != _played(Path(sys.prefix)):
            raise SystemExit("an episode plays differently elsewhere")


def _check_contents(wheel: Path) -> None:
    held = set(zipfile.ZipFile(wheel).namelist())
    wanted = {
        f"sim/data/{p.relative_to(ROOT).as_posix()}"
        for d in ("scenarios", "seeds")
        for p in (ROOT / d).iterdir()
    }
    wanted |= {p.relative_to(ROOT).as_posix() for p in (ROOT / "sim").rglob("*") if p.is_file() and _ships(p)}
    if missing := sorted(wanted - held):
        raise SystemExit(f"the wheel lacks {', '.join(missing)}")


def _ships(path: Path) -> bool:
    made = path.suffix in (".pyc", ".nbi", ".nbc")
    return not made and not path.name.startswith(".")


def _played(home: Path) -> str:
    """Return the record of every episode, as an environment plays it from a folder that has nothing to do with it."""
    code = f"from sim import negotiate\nfor id in {episodes()!r}: print(negotiate(id, seed=7).to_json())"
    return _said(str(home / "bin" / "python"), "-c", code)


def _used(home: Path, *arguments: str) -> str:
    """Return what the command of an environment prints."""
    return _said(str(home / "bin" / "hikiwake"), *arguments)


def _said(*command: str) -> str:
    """Return what a command prints when it is called from a folder that has nothing to do with the repository."""
    alone = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    return subprocess.run(
        command, check=True, cwd=tempfile.gettempdir(), env=alone, stdout=subprocess.PIPE, text=True
    ).stdout


def main() -> int:
    """Run the steps; return the exit code of the first that fails, or 0."""
    os.environ.setdefault(
        "CI", "1"
    )  # Hypothesis then draws the same examples every time and sets no deadline
    # Hundreds of processes import the code: they find it compiled, whatever whoever calls this has set.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    start = time.monotonic()
    engines = [subprocess.Popen(command, cwd=ROOT) for command in ENGINES]
    try:
        for title, command in STEPS:
            began = time.monotonic()
            say(f"\n--- {title}?")
            code = (
                subprocess.run(command, cwd=ROOT, check=False).returncode
                if command
                else max(abs(engine.wait()) for engine in engines)
            )
            say(f"--- {'yes' if code == 0 else 'NO'}: {title} ({time.monotonic() - began:.1f} s)")
            if code != 0:
                return code
    finally:
        for engine in engines:
            engine.kill()
            engine.wait()
    say(f"\nEverything holds ({time.monotonic() - start:.0f} s).")
    return 0


if __name__ == "__main__":
    parts: dict[str, Callable[[], None]] = {
        "wheel": check_wheel,
        "debian": from_debian,
        "engine": lambda: compile_engine("e.play_many(prepared, numpy.arange(2))"),
        "traced": lambda: compile_engine("r.traced(prepared.fixed, 7)"),
    }
    if sys.argv[1:] and sys.argv[1] in parts:
        parts[sys.argv[1]]()
    else:
        raise SystemExit(main())
