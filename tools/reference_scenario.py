"""The reference page of scenario files: every key with its kind, its scale and what it says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from sim.scenario.fields import Kind, fields_of
from sim.scenario.grades import Setting
from sim.scenario.schema import ScenarioSpec

_EACH = {
    "issues": "issue", "status_quo": "issue", "weights": "issue", "values": "issue", "says": "option",
    "parties": "party", "promises": "promise", "confidence": "promise", "deferral": "option", "bonuses": "bonus",
    "red_lines": "line", "events": "event", "refuses": "issue", "when": "issue", "terms": "issue",
    "depths": "depth", "availability": "name", "readings": "issue>.<option>.<party", "gains": "issue>.<option",
    "gains_at": "depth>.<issue>.<option", "holds": "issue", "texts": "issue", "breach": "issue>.<option",
}  # fmt: skip
"""Table to what its keys are the names of."""

_HEAD = """\
# Scenario files

This page is made by `python -m tools.reference --write`; a test compares it with the code. The same keys as a JSON Schema:
`hikiwake schema`, or `scenarios/schema.json`.

A scenario is a TOML file. With `extends = "base"` it starts from another file of the same folder, or of those that ship, and
says only what differs. A *setting* is a number, written as a word of its scale or as a value with its range, and always with
what it rests on:

```toml
[parties.fernside]
trust = { level = "medium", evidence = ["tass-2018-11/c04"] }
reservation = { value = 0.57, range = [0.53, 0.61], assumption = "why" }
```

`evidence` names claims of the ledger, `assumption` says why something is assumed; one of the two is needed wherever this page
says *rests on*. `hikiwake validate FILE` checks a file and names file, key and cure of what is wrong."""


def scenario_page() -> str:
    """Return the page: a section for each table, a row for each key."""
    parts = [_HEAD]
    for key, model, rests in _tables(ScenarioSpec, ""):
        title = f"## `{key}`" if key else "## At the top"
        doc = " ".join((model.__doc__ or "").split())
        parts += [title, f"{doc} It *rests on* evidence or an assumption." if rests else doc]
        rows = [_row(model, name, f"{key}.{name}" if key else name) for name in _own(model, rests)]
        lines = [("key", "kind", "needed", "scale, or what it says"), ("---",) * 4, *rows]
        parts.append("\n".join(f"| {' | '.join(line)} |" for line in lines))
    return "\n\n".join(parts) + "\n"


def _own(model: type[BaseModel], rests: bool) -> list[str]:
    """The keys of a table without those that every sourced table has."""
    return [name for name in model.model_fields if not (rests and name in ("evidence", "assumption"))]


def _tables(model: type[BaseModel], key: str) -> Iterator[tuple[str, type[BaseModel], bool]]:
    """Every table of a scenario, depth first: its key, its model, and whether it rests on something."""
    yield key, model, "evidence" in model.model_fields
    for name, kind in fields_of(model).items():
        inner = kind
        while inner.item is not None:
            inner = inner.item
        if inner.table is not None:
            below = f"{key}.{name}" if key else name
            each = "" if inner is kind else " (each)" if kind.of is list else f".<{_EACH[name]}>"
            yield from _tables(inner.table, below + each)


def _row(model: type[BaseModel], name: str, key: str) -> tuple[str, str, str, str]:
    kind, field = fields_of(model)[name], model.model_fields[name]
    words, depth = _in_words(kind)
    places = f".<{_EACH[name]}>" if depth else ""
    places += ".<option>" if depth > 1 and "option" not in places else ""
    said = " ".join(filter(None, [_scale(kind), field.description or ""]))
    needed = kind.needed.where if kind.needed else "yes" if field.is_required() else _default(field)
    return f"`{key}{places}`", words, needed, said.replace("|", "\\|")


def _default(field: FieldInfo) -> str:
    value = field.get_default()
    if value is None or value in ({}, []) or isinstance(value, BaseModel):
        return "no"
    return f"no: `{str(value).lower() if isinstance(value, bool) else value}`"


def _in_words(kind: Kind) -> tuple[str, int]:
    """What stands at a key, in words, and how many names stand behind the key."""
    if kind.item is not None and kind.item.of is Any:
        return "tables", 0
    if kind.item is not None:
        inner, depth = _in_words(kind.item)
        if kind.of is dict:
            return inner, depth + 1
        plural = "conditions" if depth else inner.replace("list", "lists") if "list" in inner else f"{inner}s"
        return f"list of {plural}", 0
    if kind.of is Literal:
        return " or ".join(f"`{item}`" for item in kind.choices), 0
    if kind.table is not None or kind.of is Setting:
        return ("setting" if kind.of is Setting else "table"), 0
    plain = {str: "text", int: "whole number", bool: "true or false", float: "number"}
    return plain[kind.of] + _bounds(kind), 0


def _bounds(kind: Kind) -> str:
    """The smallest and the largest number that a key takes."""
    limits = [limit for mark in kind.marks if isinstance(mark, FieldInfo) for limit in mark.metadata]
    found = {name: getattr(limit, name) for limit in limits for name in ("ge", "le") if hasattr(limit, name)}
    words = [f"from {found['ge']}"] if "ge" in found else []
    words += [f"to {found['le']}"] if "le" in found else []
    return f" {' '.join(words)}" if words else ""


def _scale(kind: Kind) -> str:
    while kind.item is not None:
        kind = kind.item
    scaled = kind.scaled
    if scaled is None:
        return ""
    return f"[{scaled.scale}](scales.md#{scaled.scale}), from {scaled.low:g} to {scaled.high:g}."
