"""Imports go one way, big packages stay in their folder, and no country lives in the code.

`LAYERS` is the one list: a part of `sim` may import from the rows above its own, never from its own row or below.
Imports count wherever they stand: at the top, inside a function, for type checking only, relative, or by name.
"""

from __future__ import annotations

import ast
import doctest
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

LAYERS = (
    ("errors", "version"),
    ("streams",),
    ("domain",),
    ("scenario", "rules"),
    ("analysis",),
    ("agents", "interchange"),
    ("model",),
    ("batch", "classroom", "testing"),
    ("report",),
    ("app", "cli"),
)
"""Rows of folders and single files of `sim`, lowest first. `testing` is the contract kit for other people's strategies."""

DOORWAY_REACHES = "model"
"""`sim/__init__.py` may name what lies in this row or above it; nothing inside `sim` imports the doorway."""

ONLY_IN = {
    "mesa": "model/",
    "streamlit": "app/",
    "altair": "app/",
    "sqlalchemy": "classroom/db.py",
    "sqlite3": "classroom/db.py",
    "psycopg": "classroom/db.py",
    "dask": "batch/",
    "distributed": "batch/",
    "negmas": "interchange/",
}
ONLY_IN_FUNCTIONS = {"negmas"}

COUNTRY_WORDS = re.compile(
    r"japan|tokyo|russia|moscow|washington|kuril|habomai|shikotan|kunashir|iturup|putin|(?<![a-z])(?:usa|abe)(?![a-z])",
    re.IGNORECASE,
)
MAY_NAME_COUNTRIES = ("app/locales", "report/coast")


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


def row(part: str) -> int | None:
    """Return the row of `LAYERS` that a part of `sim` stands in, counted from 0, or None for an unknown part."""
    return next((i for i, names in enumerate(LAYERS) if part in names), None)


def part_of(path: str) -> str:
    """Return the part of `sim` that a file belongs to: its folder, or its own name."""
    return path.split("/")[0].removesuffix(".py")


def import_faults(source: str, path: str) -> list[str]:
    """Return what is wrong with the imports of one file; ``path`` is relative to `sim`."""
    here = part_of(path)
    doorway = path == "__init__.py"
    mine = row(DOORWAY_REACHES) + 1 if doorway else row(here)
    if mine is None:
        return [f"sim/{path}: {here} stands in no row of LAYERS"]
    faults = []
    for found in imports(source, path):
        top, _, rest = found.name.partition(".")
        where = f"sim/{path}:{found.line}"
        if top == "sim":
            other = rest.split(".")[0]
            theirs = row(other)
            if theirs is None:
                faults.append(f"{where}: imports the doorway, or an unknown part, as {found.name}")
            elif theirs >= mine and (doorway or other != here):
                faults.append(f"{where}: {here} may not import {other}")
        elif top in ONLY_IN and not path.startswith(ONLY_IN[top]):
            faults.append(f"{where}: {top} belongs into sim/{ONLY_IN[top]} alone")
        elif top in ONLY_IN_FUNCTIONS and not found.inside:
            faults.append(f"{where}: {top} may be imported inside functions only")
    return faults


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
    assert {"__init__.py", "errors.py", "rules/table.py", "model/negotiation.py"} <= set(FILES)


def test_the_readme_draws_the_rows_that_there_are() -> None:
    parts = {part_of(path) for path in FILES}
    rows = [[f"`{name}`" for name in names if name in parts] for names in LAYERS]
    drawn = " → ".join(" · ".join(names) for names in rows if names)
    assert drawn in " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())


GOOD = [
    ("rules/table.py", "from sim.domain.game import Game\nfrom sim.rules.draws import draw"),
    ("rules/table.py", "from .draws import draw\nfrom ..domain import game"),
    ("scenario/__init__.py", "from .load import load"),
    ("streams.py", "from sim.errors import InputError"),
    ("model/negotiation.py", "import mesa\nfrom sim.agents.strategies import Strategy"),
    ("classroom/db.py", "import sqlalchemy.orm"),
    ("interchange/peers.py", "def read():\n    import negmas"),
    ("cli/main.py", "def go():\n    from sim.batch import runner"),
    ("__init__.py", "from sim.errors import SimError\nHOMES = {'load': 'sim.scenario.load'}"),
]

BAD = [
    ("domain/game.py", "from sim.rules.table import Table", "domain may not import rules"),
    ("domain/game.py", "import sim.model.negotiation", "domain may not import model"),
    ("rules/table.py", "from sim.scenario.load import load", "rules may not import scenario"),
    ("rules/table.py", "from sim import scenario", "rules may not import scenario"),
    ("rules/table.py", "from ..agents import view", "rules may not import agents"),
    ("rules/table.py", "from .. import agents", "rules may not import agents"),
    ("rules/__init__.py", "from ..model import negotiation", "rules may not import model"),
    ("agents/view.py", "def f():\n    from sim.model import replay", "agents may not import model"),
    ("agents/view.py", "if TYPE_CHECKING:\n    from sim.model import replay", "agents may not import model"),
    (
        "agents/view.py",
        "import importlib\nimportlib.import_module('sim.model.replay')",
        "agents may not import model",
    ),
    ("app/main.py", "from sim.cli.main import main", "app may not import cli"),
    ("errors.py", "from sim.version import __version__", "errors may not import version"),
    ("testing.py", "from sim.batch import runner", "testing may not import batch"),
    ("cli/main.py", "from sim import load", "imports the doorway"),
    ("cli/main.py", "import sim", "imports the doorway"),
    ("__init__.py", "HOMES = {'run': 'sim.batch.runner'}", "may not import batch"),
    ("__init__.py", "def f():\n    from sim.cli import main", "may not import cli"),
    ("newcomer/x.py", "", "stands in no row"),
    ("rules/table.py", "from mesa import Model", "mesa belongs into sim/model/ alone"),
    ("cli/main.py", "def f():\n    import streamlit.web.cli", "streamlit belongs into sim/app/ alone"),
    ("batch/charts.py", "import altair as alt", "altair belongs into sim/app/ alone"),
    (
        "classroom/rooms.py",
        "from sqlalchemy import text",
        "sqlalchemy belongs into sim/classroom/db.py alone",
    ),
    ("model/run.py", "import dask.distributed", "dask belongs into sim/batch/ alone"),
    ("interchange/peers.py", "import negmas", "inside functions only"),
    ("agents/view.py", "def f():\n    import negmas", "negmas belongs into sim/interchange/ alone"),
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
    assert country_faults("NAME = 'Japan'", "app/locales/en.py") == []
