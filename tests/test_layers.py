"""Imports go one way, big packages stay in their folder, no folder is crowded, and no country lives in the code.

`LAYERS` is the one list: a part of `sim` may import from the rows above its own, never from its own row or below;
`ROOMS` says the same of the rooms inside a part.
Imports count wherever they stand: at the top, inside a function, for type checking only, relative, or by name.
"""

from __future__ import annotations

import ast
import doctest
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

LAYERS = (
    ("errors", "files", "interrupts", "recent", "version"),
    ("streams",),
    ("domain",),
    ("scenario", "rules"),
    ("analysis",),
    ("agents",),
    ("engine",),
    ("experiments", "telling", "testing"),
    ("report",),
    ("classroom",),
    ("app", "cli"),
)
"""Rows of folders and single files of `sim`, lowest first. `testing` is the contract kit for other people's strategies."""

PAGES = tuple(sorted(path.parent.name for path in (ROOT / "sim" / "app").glob("*/page.py")))

ROOMS: dict[str, tuple[tuple[str, ...], ...]] = {
    "app": (
        ("state",),
        ("kit",),
        PAGES,
        ("lan", "server"),
        ("launch", "main", "main_classroom"),
        ("visitors",),
        ("load",),
        ("__main__",),
    ),
    "cli": (
        ("prose",),
        ("print", "rows", "help"),
        ("types", "usage", "waiting"),
        ("narrated",),
        ("commands",),
        ("main",),
        ("__main__",),
    ),
    "experiments": (("runs", "facts", "presets"), ("compare", "history"), ("doorway",)),
}
"""The same for the folders and files inside some of these; a page of the application never imports another page."""

DOORWAY_REACHES = "experiments"
"""`sim/__init__.py` may name what lies in this row or above it; nothing inside `sim` imports the doorway."""

ONLY_IN = {
    "mesa": "engine/",
    "streamlit": "app/",
    "altair": "app/",
    "alembic": "classroom/store/",
    "sqlalchemy": "classroom/store/",
    "dask": "experiments/",
    "distributed": "experiments/",
    "tomllib": "scenario/toml.py",
}

MOST_FILES = 17
"""Files of code that a folder may hold."""

COUNTRY_WORDS = re.compile(
    r"japan|tokyo|russia|moscow|washington|kuril|habomai|shikotan|kunashir|iturup|putin|(?<![a-z])(?:usa|abe)(?![a-z])",
    re.IGNORECASE,
)
MAY_NAME_COUNTRIES = ("report/coast",)


@dataclass(frozen=True)
class Import:
    """One import: the dotted name, its line, and whether it stands inside a function."""

    name: str
    line: int
    inside: bool


def imports(source: str, path: str) -> list[Import]:
    """Return every import of a file of `sim`; ``path`` is relative to `sim` and settles what dots mean."""
    return list(
        _imports(ast.parse(source), ["sim", *path.split("/")[:-1]], path == "__init__.py", inside=False)
    )


def _imports(node: ast.AST, package: list[str], doorway: bool, inside: bool) -> Iterator[Import]:
    line = getattr(node, "lineno", 0)
    if isinstance(node, ast.Import):
        yield from (Import(alias.name, line, inside) for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        above = package[: len(package) - node.level + 1] if node.level else []
        base = ".".join([*above, *([node.module] if node.module else [])])
        for alias in node.names:
            yield Import(f"{base}.{alias.name}" if base == "sim" else base, line, inside)
    elif isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in (
        "import_module",
        "__import__",
    ):
        named = [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
        yield from (Import(name, line, inside) for name in named)
    elif doorway and isinstance(node, ast.Constant) and re.fullmatch(r"sim(\.\w+)+", str(node.value)):
        yield Import(str(node.value), line, inside)
    inside = inside or isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
    for child in ast.iter_child_nodes(node):
        yield from _imports(child, package, doorway, inside)


def row(part: str, layers: tuple[tuple[str, ...], ...] = LAYERS) -> int | None:
    """Return the row that a part stands in, counted from 0, or None for an unknown part."""
    return next((i for i, names in enumerate(layers) if part in names), None)


def part_of(path: str) -> str:
    """Return the part of a folder that a file below it belongs to: the folder inside it, or its own name."""
    return path.split("/")[0].removesuffix(".py")


def import_faults(source: str, path: str) -> list[str]:
    """Return what is wrong with the imports of one file; ``path`` is relative to `sim`."""
    here = part_of(path)
    doorway = path == "__init__.py"
    if not doorway and row(here) is None:
        return [f"sim/{path}: {here} stands in no row of LAYERS"]
    faults = []
    for found in imports(source, path):
        top, _, rest = found.name.partition(".")
        fault = ""
        if top == "sim":
            fault = _fault_inside(rest, path, here, doorway)
        elif top in ONLY_IN and not path.startswith(ONLY_IN[top]):
            fault = f"{top} belongs into sim/{ONLY_IN[top]} alone"
        if fault:
            faults.append(f"sim/{path}:{found.line}: {fault}")
    return faults


def _fault_inside(name: str, path: str, here: str, doorway: bool) -> str:
    """What is wrong with the import of ``name``, as it is called inside `sim`."""
    other, _, below = name.partition(".")
    theirs, mine = row(other), len(LAYERS) if doorway else row(here)
    if theirs is None or mine is None:
        return f"imports the doorway, or an unknown part, as sim.{name}"
    if doorway:
        return f"the doorway may not import {other}" if theirs > (row(DOORWAY_REACHES) or 0) else ""
    if other != here:
        return f"{here} may not import {other}" if theirs >= mine else ""
    return _fault_of_rooms(here, part_of(path.partition("/")[2]), below.partition(".")[0])


def _fault_of_rooms(here: str, room: str, other: str) -> str:
    """What is wrong with an import between two rooms of one part."""
    layers = ROOMS.get(here)
    if layers is None or room in (other, "__init__") or not other:
        return ""
    mine, theirs = row(room, layers), row(other, layers)
    if mine is None or theirs is None:
        return f"{here}/{room if mine is None else other} stands in no row of ROOMS"
    return f"{here}/{room} may not import {here}/{other}" if theirs >= mine else ""


def country_faults(source: str, path: str) -> list[str]:
    """Return the lines of one file that name a country, a place or a leader outside an example of a docstring."""
    if path.startswith(MAY_NAME_COUNTRIES):
        return []
    lines = source.splitlines()
    for node in ast.walk(ast.parse(source)):
        if isinstance(
            node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
        ) and ast.get_docstring(node):
            _blank_examples(lines, node.body[0])
    return [
        f"sim/{path}:{i}: {line.strip()}" for i, line in enumerate(lines, 1) if COUNTRY_WORDS.search(line)
    ]


def _blank_examples(lines: list[str], docstring: ast.stmt) -> None:
    assert docstring.end_lineno is not None
    start = docstring.lineno - 1
    text = "\n".join(lines[start : docstring.end_lineno])
    for example in doctest.DocTestParser().get_examples(text):
        first = start + example.lineno
        for i in range(first, first + example.source.count("\n") + example.want.count("\n")):
            lines[i] = ""


FILES = sorted(path.relative_to(ROOT / "sim").as_posix() for path in (ROOT / "sim").rglob("*.py"))


@pytest.mark.parametrize("path", FILES)
def test_imports_go_one_way(path: str) -> None:
    assert import_faults((ROOT / "sim" / path).read_text(encoding="utf-8"), path) == []


@pytest.mark.parametrize("path", FILES)
def test_no_country_in_the_code(path: str) -> None:
    assert country_faults((ROOT / "sim" / path).read_text(encoding="utf-8"), path) == []


def test_the_walk_finds_the_files() -> None:
    assert {"__init__.py", "errors.py", "rules/table.py", "engine/mesa.py"} <= set(FILES)


def test_every_row_names_what_there_is() -> None:
    assert {name for names in LAYERS for name in names} == {part_of(path) for path in FILES} - {"__init__"}
    for part, layers in ROOMS.items():
        inside = {part_of(path.partition("/")[2]) for path in FILES if path.startswith(f"{part}/")}
        assert {name for names in layers for name in names} == inside - {"__init__"}


def test_no_folder_is_crowded() -> None:
    counted = Counter(path.parent.relative_to(ROOT).as_posix() for path in ROOT.rglob("*.py") if _ours(path))
    assert {folder: count for folder, count in counted.items() if count > MOST_FILES} == {}


def _ours(path: Path) -> bool:
    return path.relative_to(ROOT).parts[0] in ("sim", "tests", "tools", "benchmarks")


def test_the_readme_draws_the_rows_that_there_are() -> None:
    drawn = " → ".join(" · ".join(f"`{name}`" for name in names) for names in LAYERS)
    assert drawn in " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())


GOOD = [
    ("rules/table.py", "from sim.domain.game import Game\nfrom sim.rules.draws import draw"),
    ("rules/table.py", "from .draws import draw\nfrom ..domain import game"),
    ("scenario/__init__.py", "from .load import load"),
    ("streams.py", "from sim.errors import InputError"),
    ("engine/mesa.py", "import mesa\nfrom sim.agents.strategies import Strategy"),
    ("cli/main.py", "def go():\n    from sim.experiments.runs import runner"),
    ("app/play/page.py", "from sim.app.kit import pieces\nfrom sim.app.play import result"),
    ("experiments/history/calibrate.py", "from sim.experiments.runs.store import Folder"),
    ("__init__.py", "from sim.errors import SimError\nHOMES = {'load': 'sim.scenario.load'}"),
]

BAD = [
    ("domain/game.py", "from sim.rules.table import Table", "domain may not import rules"),
    ("domain/game.py", "import sim.engine.mesa", "domain may not import engine"),
    ("rules/table.py", "from sim.scenario.load import load", "rules may not import scenario"),
    ("rules/table.py", "from sim import scenario", "rules may not import scenario"),
    ("rules/table.py", "from ..agents import view", "rules may not import agents"),
    ("rules/table.py", "from .. import agents", "rules may not import agents"),
    ("rules/__init__.py", "from ..engine import mesa", "rules may not import engine"),
    ("agents/view.py", "def f():\n    from sim.engine import replay", "agents may not import engine"),
    (
        "agents/view.py",
        "if TYPE_CHECKING:\n    from sim.engine import replay",
        "agents may not import engine",
    ),
    (
        "agents/view.py",
        "import importlib\nimportlib.import_module('sim.engine.replay')",
        "agents may not import engine",
    ),
    ("app/main.py", "from sim.cli.main import main", "app may not import cli"),
    ("app/play/page.py", "from sim.app.seat import talks", "app/play may not import app/seat"),
    ("app/kit/pieces.py", "import sim.app.play.page", "app/kit may not import app/play"),
    ("app/state/links.py", "from ..kit import pieces", "app/state may not import app/kit"),
    ("app/lobby/page.py", "from sim.app.kit import pieces", "app/lobby stands in no row"),
    (
        "experiments/runs/plan.py",
        "from sim.experiments.history import priors",
        "may not import experiments/history",
    ),
    ("telling/story.py", "from sim.experiments.runs import plan", "telling may not import experiments"),
    ("errors.py", "from sim.version import __version__", "errors may not import version"),
    ("testing.py", "from sim.experiments.runs import runner", "testing may not import experiments"),
    ("cli/main.py", "from sim import load", "imports the doorway"),
    ("cli/main.py", "import sim", "imports the doorway"),
    ("__init__.py", "HOMES = {'page': 'sim.report.page'}", "may not import report"),
    ("__init__.py", "def f():\n    from sim.cli import main", "may not import cli"),
    ("newcomer/x.py", "", "stands in no row"),
    ("rules/table.py", "from mesa import Model", "mesa belongs into sim/engine/ alone"),
    ("cli/main.py", "def f():\n    import streamlit.web.cli", "streamlit belongs into sim/app/ alone"),
    ("experiments/charts.py", "import altair as alt", "altair belongs into sim/app/ alone"),
    ("cli/commands/app.py", "import sqlalchemy", "sqlalchemy belongs into sim/classroom/store/ alone"),
    ("report/page.py", "from sim.classroom.plan import Plan", "report may not import classroom"),
    ("engine/run.py", "import dask.distributed", "dask belongs into sim/experiments/ alone"),
]


@pytest.mark.parametrize(("path", "source"), GOOD)
def test_what_may_be_imported(path: str, source: str) -> None:
    assert import_faults(source, path) == []


@pytest.mark.parametrize(("path", "source", "fault"), BAD)
def test_what_may_not_be_imported(path: str, source: str, fault: str) -> None:
    assert any(fault in found for found in import_faults(source, path))


@pytest.mark.parametrize(
    "source",
    [
        "class Japan: ...",
        "party = 'usa'",
        "usa_leverage = 1",
        "def f(tokyo=1): ...",
        "x = f'{place} in Moscow'",
        "# as Abe did",
        "KURILS = 4",
        '"""Talks with Putin."""',
        'def f():\n    """Do.\n\n    >>> f()\n    1\n\n    As in Russia.\n    """',
    ],
)
def test_a_country_is_found(source: str) -> None:
    assert country_faults(source, "rules/table.py")


@pytest.mark.parametrize(
    "source",
    [
        "usage = reusable = label = capable = 'causal'",
        'def f():\n    """Do.\n\n    >>> load("x", {"parties.usa.role":\n    ...        "japan"})\n    (\'russia\',)\n    """',
    ],
)
def test_no_country_is_found_where_there_is_none(source: str) -> None:
    assert country_faults(source, "rules/table.py") == []


def test_texts_for_the_screen_may_name_countries() -> None:
    assert country_faults("NAME = 'Japan'", "report/coast/__init__.py") == []
