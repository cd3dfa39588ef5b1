"""Keeps what ``CONTRIBUTING.md`` says of places in the code: its line numbers, and the files that it names."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
GUIDE = ROOT / "CONTRIBUTING.md"

_ANSWER = re.compile(r"`([\w.]+)`, \[([\w/\\.]+\.py):\d+\]\(([\w/.]+)\)")
_PLACE = re.compile(r"`((?:sim|tools|tests|scenarios|seeds|docs|benchmarks)/[\w./-]+)`")


def line_of(path: str, name: str) -> int:
    """Return the line on which a file defines a function, a class or, with a dot, a method.

    Raises `LookupError` where it does not.

    >>> line_of("sim/streams.py", "stream") > 1
    True
    """
    nodes: list[ast.stmt] = ast.parse((ROOT / path).read_text(encoding="utf-8")).body
    found: ast.stmt | None = None
    for part in name.split("."):
        kinds = ast.FunctionDef | ast.ClassDef
        found = next((node for node in nodes if isinstance(node, kinds) and node.name == part), None)
        if not isinstance(found, kinds):
            raise LookupError(f"{GUIDE.name} names {name}, which {path} does not define")
        nodes = found.body
    assert found is not None
    return found.lineno


def with_lines(text: str) -> str:
    """Return the guide with the line of every definition that it names."""

    def renewed(match: re.Match[str]) -> str:
        name, shown, path = match.groups()
        return f"`{name}`, [{shown}:{line_of(path, name)}]({path})"

    return _ANSWER.sub(renewed, text)


def missing(text: str) -> list[str]:
    """Return the files and folders that a guide names and that are not there; ``<name>`` stands for any.

    >>> missing("`sim/streams.py`, `sim/rivers.py`")
    ['sim/rivers.py']
    """
    return [place for place in _PLACE.findall(text) if not (ROOT / place).exists()]


def contributing_page() -> str:
    """Return the guide as it should be."""
    return with_lines(GUIDE.read_text(encoding="utf-8"))
