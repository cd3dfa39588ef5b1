"""The project as a whole: what lies where, what no file may say, and that README, guides and pins are true."""

from __future__ import annotations

import ast
import doctest
import fnmatch
import importlib.metadata
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import sim
from sim.cli.main import app
from sim.experiments.history.findings import from_json
from tests.guides import saved

ROOT = Path(__file__).resolve().parent.parent
TOP = {"pyproject.toml", "sim", "scenarios", "seeds", "tests", "README.md"}
TOP_BESIDE = {
    ".ci", "docs", "benchmarks", "tools", "CHANGELOG.md", "CONTRIBUTING.md", "CITATION.cff", "LICENSE", ".gitignore",
}  # fmt: skip


def _ignored(name: str, patterns: list[str]) -> bool:
    return name == ".git" or any(fnmatch.fnmatch(name, pattern.rstrip("/")) for pattern in patterns)


def _files(folder: Path, patterns: list[str]) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if not _ignored(path.name, patterns):
            if path.is_dir():
                yield from _files(path, patterns)
            else:
                yield path


FILES = list(_files(ROOT, (ROOT / ".gitignore").read_text(encoding="utf-8").split()))
TEXTS = {path: data.decode("utf-8") for path in FILES if b"\0" not in (data := path.read_bytes())}
CODE = {path: text for path, text in TEXTS.items() if path.suffix == ".py"}
GUIDES = {path.relative_to(ROOT).as_posix(): text for path, text in TEXTS.items() if path.suffix == ".md"}
README, PYPROJECT = GUIDES["README.md"], tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def test_the_top_level_holds_what_it_should() -> None:
    found = {path.relative_to(ROOT).parts[0] for path in FILES}
    assert found >= TOP
    assert found <= TOP | TOP_BESIDE


# Written in pieces, so that this file does not say what it looks for.
HOSTS = [
    "py" + "pi.org",
    "python" + "hosted.org",
    "npm" + "js.",
    "index" + "-url",
    "anaconda" + ".org",
    "debian" + ".org",
]
MACHINE_PATH = re.compile(
    r"(?<![\w.~}*)-])/(?:wor" + r"k|roo" + r"t|hom" + r"e|tm" + r"p|op" + r"t)/|[A-Z]:\\\\?Users"
)


def test_no_file_names_the_host_of_a_registry() -> None:
    assert [(str(path), host) for path, text in TEXTS.items() for host in HOSTS if host in text] == []


def test_no_file_names_a_path_of_one_machine() -> None:
    lines = [(path, line) for path, text in TEXTS.items() for line in text.splitlines()]
    assert [f"{path}: {line[:100]}" for path, line in lines if MACHINE_PATH.search(line)] == []


@pytest.mark.parametrize(
    "line", ["cd /wor" + "k/x", "`/tm" + "p/run`", "x = (/roo" + "t/y)", "C:\\Use" + "rs\\me"]
)
def test_a_path_of_one_machine_is_found(line: str) -> None:
    assert MACHINE_PATH.search(line)


def test_files_and_functions_stay_short() -> None:
    long_files = [f"{path}: {n}" for path, text in CODE.items() if (n := len(text.splitlines())) >= 400]
    long_functions = [
        f"{path}:{node.lineno}: {node.name}"
        for path, text in CODE.items()
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or node.lineno) - node.lineno + 1 >= 60
    ]
    assert long_files + long_functions == []


def test_the_changelog_tells_of_this_version() -> None:
    versions = re.findall(r"^## \[(\d[^\]]*)\]", GUIDES["CHANGELOG.md"], re.MULTILINE)
    assert versions[0] == sim.__version__


def _commands(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip().startswith("python3 -m venv ")]


def test_the_gate_calls_the_two_commands_of_the_readme() -> None:
    commands = _commands(README)
    assert len(commands) == 2
    assert _commands((ROOT / ".ci" / "run").read_text(encoding="utf-8")) == commands


def test_the_readme_tells_of_every_command() -> None:
    told = re.findall(r"^\| `hikiwake ([a-z]+)", README, re.MULTILINE)
    assert sorted(told) == sorted(command.name or "" for command in app.registered_commands)


def _blocks(text: str) -> list[str]:
    return re.findall(r"^```python\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("guide", [name for name, text in GUIDES.items() if "```py" in text])
def test_the_python_in_the_guides_runs(guide: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocks run in order with common names: those with prompts as doctests, the others as they stand.

    Their folder holds nothing but the files that the guide shows.
    """
    monkeypatch.chdir(saved(GUIDES[guide], tmp_path))
    blocks, names = _blocks(GUIDES[guide]), {"__name__": guide}
    assert len(blocks) == GUIDES[guide].count("```py")
    for i, block in enumerate(blocks):
        if ">>>" in block:
            test = doctest.DocTestParser().get_doctest(block, names, f"{guide}, block {i}", guide, 0)
            runner = doctest.DocTestRunner(verbose=False, optionflags=doctest.NORMALIZE_WHITESPACE)
            runner.run(test, clear_globs=False)
            assert runner.failures == 0
            names = test.globs
        else:
            exec(compile(block, guide, "exec"), names)


def test_the_readme_opens_the_doorway_in_six_lines() -> None:
    lines = [line for line in "".join(_blocks(README)).splitlines() if line.startswith(">>>")]
    assert len(lines) == 6


@pytest.mark.parametrize("guide", GUIDES)
def test_the_links_in_the_guides_lead_somewhere(guide: str) -> None:
    targets = re.findall(r"\]\(([^)#\s]+)", GUIDES[guide])
    near = [target for target in targets if "://" not in target and not target.startswith("mailto:")]
    assert [target for target in near if not ((ROOT / guide).parent / target).exists()] == []


def test_the_index_of_the_docs_names_every_page_that_was_written_by_hand() -> None:
    pages = {name.removeprefix("docs/") for name in GUIDES if name.startswith("docs/")} - {"README.md"}
    written = {page for page in pages if not page.startswith("reference/")}
    assert {page for page in written if f"]({page})" not in GUIDES["docs/README.md"]} == set()


def test_the_doorway_is_narrow_and_every_name_is_behind_it() -> None:
    assert len(sim.__all__) <= 17
    assert list(sim.__all__) == sorted(sim.__all__)
    for name in sim.__all__:
        assert getattr(sim, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'lead'"):
        sim.lead  # noqa: B018


def test_importing_the_doorway_imports_nothing_heavy() -> None:
    code = "import sys, sim; print(*{name.split('.')[0] for name in sys.modules})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert {"mesa", "numpy", "pydantic", "streamlit", "scipy", "pandas"}.isdisjoint(done.stdout.split())


def test_a_worker_of_a_batch_imports_no_mesa() -> None:
    code = "import sys, sim.experiments.runs.worker; print(*{name.split('.')[0] for name in sys.modules})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert {"mesa", "networkx", "streamlit"}.isdisjoint(done.stdout.split())


PIN = re.compile(
    r"([a-z0-9-]+)==([\w.]+)( ; python_version [<>]=? \"3\.\d+\"( and python_version < \"3\.\d+\")?)?"
)


NOTEBOOK = "# Besides, for the `notebook` extra:\n"


def _pins(part: str) -> dict[str, list[Requirement]]:
    pins: dict[str, list[Requirement]] = {}
    for line in part.splitlines():
        if not line.startswith("#"):
            assert PIN.fullmatch(line), line
            pin = Requirement(line)
            pins.setdefault(canonicalize_name(pin.name), []).append(pin)
    return pins


CORE, NOTEBOOKS = map(_pins, (ROOT / ".ci" / "constraints.txt").read_text(encoding="utf-8").split(NOTEBOOK))


def _needed() -> set[str]:
    """Every package that this one and its `dev` extra bring, directly or through others, on this Python."""
    project = PYPROJECT["project"]
    todo = [Requirement(text) for text in project["dependencies"] + project["optional-dependencies"]["dev"]]
    seen: set[tuple[str, str]] = set()
    while todo:
        need = todo.pop()
        for extra in {"", *need.extras}:
            key = (canonicalize_name(need.name), extra)
            if key not in seen:
                seen.add(key)
                brought = [Requirement(text) for text in importlib.metadata.requires(need.name) or []]
                todo += [x for x in brought if x.marker is None or x.marker.evaluate({"extra": extra})]
    return {name for name, _ in seen}


def test_what_is_needed_is_pinned_and_nothing_else() -> None:
    here = {
        name for name, found in CORE.items() if any(p.marker is None or p.marker.evaluate() for p in found)
    }
    assert here == _needed()


def test_what_the_notebook_asks_for_is_pinned() -> None:
    asked = {
        canonicalize_name(Requirement(text).name)
        for text in PYPROJECT["project"]["optional-dependencies"]["notebook"]
    }
    assert asked <= NOTEBOOKS.keys()


@pytest.mark.parametrize("python", ["3.11", "3.12", "3.13"])
def test_every_python_has_one_pin_for_each_package(python: str) -> None:
    assert not CORE.keys() & NOTEBOOKS.keys()
    for name, found in (CORE | NOTEBOOKS).items():
        fitting = [p for p in found if p.marker is None or p.marker.evaluate({"python_version": python})]
        assert len(fitting) <= 1, name


def test_the_scores_in_the_readme_are_those_of_the_fit_that_ships() -> None:
    found = from_json()
    assert found.checks is not None
    scores = [
        found.history.scores[name].value
        for name in ("model", "base_rate", "smoothed_base_rate", "known_frequencies")
    ]
    scores += [found.checks.ablations[name].value for name in ("repeatable", "no-relations")]
    scores += [
        found.checks.recoded.value,
        found.history.scores["model"].low,
        found.history.scores["model"].high,
    ]
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [f"{score:.3f}" for score in scores if f"{score:.3f}" not in text] == []
