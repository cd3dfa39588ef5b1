"""The reference page of scenario files: every key with its kind, its scale and what it says."""

from __future__ import annotations

import types
from collections.abc import Iterator
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from sim.scenario.schema import Scaled, ScenarioSpec, Setting

_EACH = {
    "issues": "issue", "status_quo": "issue", "weights": "issue", "values": "issue", "says": "option",
    "parties": "party", "promises": "promise", "confidence": "promise", "deferral": "option", "bonuses": "bonus",
    "red_lines": "line", "events": "event", "refuses": "issue", "when": "issue", "terms": "issue",
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


def _bare(annotation: Any) -> Any:
    """An annotation without `Annotated` and without `None`."""
    if get_origin(annotation) is Annotated:
        return _bare(get_args(annotation)[0])
    if get_origin(annotation) in (Union, types.UnionType):
        return _bare(next(item for item in get_args(annotation) if item is not type(None)))
    return annotation


def _table_of(annotation: Any) -> tuple[type[BaseModel] | None, bool]:
    """The table that a key holds, if it is no setting, and whether there is one per name."""
    bare = _bare(annotation)
    each = get_origin(bare) is dict
    inner = _bare(get_args(bare)[1]) if each else bare
    if isinstance(inner, type) and issubclass(inner, BaseModel) and inner is not Setting:
        return inner, each
    return None, each


def _tables(model: type[BaseModel], key: str) -> Iterator[tuple[str, type[BaseModel], bool]]:
    """Every table of a scenario, depth first: its key, its model, and whether it rests on something."""
    yield key, model, "evidence" in model.model_fields
    for name, hint in get_type_hints(model, include_extras=True).items():
        inner, each = _table_of(hint) if name in model.model_fields else (None, False)
        if inner is not None:
            below = f"{key}.{name}" if key else name
            yield from _tables(inner, f"{below}.<{_EACH[name]}>" if each else below)


def _row(model: type[BaseModel], name: str, key: str) -> tuple[str, str, str, str]:
    hint, field = get_type_hints(model, include_extras=True)[name], model.model_fields[name]
    kind, depth = _kind(hint)
    places = f".<{_EACH[name]}>" if depth else ""
    places += ".<option>" if depth > 1 else ""
    said = " ".join(filter(None, [_scale(hint), field.description or ""]))
    needed = "yes" if field.is_required() else _default(field)
    return f"`{key}{places}`", kind, needed, said.replace("|", "\\|")


def _default(field: FieldInfo) -> str:
    value = field.get_default()
    if value is None or value in ({}, []) or isinstance(value, BaseModel):
        return "no"
    return f"no: `{str(value).lower() if isinstance(value, bool) else value}`"


def _kind(annotation: Any) -> tuple[str, int]:
    """What stands at a key, in words, and how many names stand behind the key."""
    bare = _bare(annotation)
    if get_origin(bare) is dict:
        inner, depth = _kind(get_args(bare)[1])
        return inner, depth + 1
    if get_origin(bare) is list:
        inner, depth = _kind(get_args(bare)[0])
        plural = (
            "conditions"
            if depth
            else inner.replace("list", "lists")
            if inner.startswith("list")
            else f"{inner}s"
        )
        return f"list of {plural}", 0
    if get_origin(bare) is Literal:
        return " or ".join(f"`{item}`" for item in get_args(bare)), 0
    if isinstance(bare, type) and issubclass(bare, BaseModel):
        return ("setting" if bare is Setting else "table"), 0
    return {str: "text", int: "whole number", bool: "true or false", float: "number"}[bare] + _bounds(
        annotation
    ), 0


def _bounds(annotation: Any) -> str:
    """The smallest and the largest number that a key takes."""
    found = dict(_limits(annotation))
    words = [f"from {found['ge']}"] if "ge" in found else []
    words += [f"to {found['le']}"] if "le" in found else []
    return f" {' '.join(words)}" if words else ""


def _limits(annotation: Any) -> Iterator[tuple[str, Any]]:
    for part in get_args(annotation):
        for item in part.metadata if isinstance(part, FieldInfo) else ():
            for name in ("ge", "le"):
                if hasattr(item, name):
                    yield name, getattr(item, name)
        yield from _limits(part)


def _scaled(annotation: Any) -> Scaled | None:
    for part in get_args(annotation):
        found = part if isinstance(part, Scaled) else _scaled(part)
        if found is not None:
            return found
    return None


def _scale(annotation: Any) -> str:
    scaled = _scaled(annotation)
    if scaled is None:
        return ""
    return f"[{scaled.scale}](scales.md#{scaled.scale}), from {scaled.low:g} to {scaled.high:g}."
