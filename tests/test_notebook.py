"""The notebook that ships: its code runs as it stands, and what is stored below each cell is what comes out today.

The cells run in this process, so the test needs no Jupyter. Of a chart it compares what every mark says, for the
picture itself depends on the fonts of the machine. To renew it: `jupyter execute --inplace docs/how-to/plots.ipynb`.
"""

from __future__ import annotations

import ast
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import altair as alt
import pandas as pd
import pytest

NOTEBOOK = Path(__file__).resolve().parent.parent / "docs" / "how-to" / "plots.ipynb"
CELLS = [
    cell for cell in json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"] if cell["cell_type"] == "code"
]


def ran(source: str, names: dict[str, Any]) -> object:
    """Run a cell, and return the value of its last line where that is an expression, as a notebook does."""
    *lines, last = ast.parse(source).body
    if not isinstance(last, ast.Expr):
        exec(source, names)
        return None
    exec(compile(ast.Module(lines, []), str(NOTEBOOK), "exec"), names)
    return eval(compile(ast.Expression(last.value), str(NOTEBOOK), "eval"), names)


def marks(chart: alt.Chart) -> Iterator[str]:
    """What each mark of a chart says, as its picture has it in words: title and value of x, y and colour."""
    spec = chart.to_dict()
    channels = [spec["encoding"][name] for name in ("x", "y", "color")]
    for row in spec["datasets"][spec["data"]["name"]]:
        yield "; ".join(
            f"{c['title'] or c['field']}: {row[c['field']]:{_form(row[c['field']])}}" for c in channels
        )


def _form(value: object) -> str:
    return "g" if isinstance(value, float) else ""


def said(svg: str) -> Iterator[str]:
    """What each mark of a stored picture says, but for legend, axes and the line that joins the marks."""
    mark = r'aria-label="([^"]*: [^"]*; [^"]*)" role="graphics-symbol"(?! aria-roledescription="line mark")'
    return iter(re.findall(mark, svg))


def stored(cell: dict[str, Any]) -> dict[str, str]:
    """The stored outputs of a cell by kind; a cell prints nothing beside them."""
    assert {output["output_type"] for output in cell["outputs"]} <= {"execute_result"}
    return {kind: "".join(text) for output in cell["outputs"] for kind, text in output["data"].items()}


def test_every_cell_of_the_notebook_runs_and_its_stored_output_is_that_of_today(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {"__name__": "__main__"}
    charts = 0
    with (
        alt.renderers.enable("default"),
        pd.option_context("display.precision", pd.options.display.precision),
    ):
        for cell in CELLS:
            value, kept = ran("".join(cell["source"]), names), stored(cell)
            if isinstance(value, alt.Chart):
                charts += 1
                assert Counter(said(kept["image/svg+xml"])) == Counter(marks(value))
            else:
                assert kept.get("text/plain", "None") == repr(value)
    assert charts >= 2


def test_the_cells_were_executed_from_top_to_bottom() -> None:
    assert [cell["execution_count"] for cell in CELLS] == list(range(1, len(CELLS) + 1))


def test_a_mark_that_is_not_in_the_picture_is_found() -> None:
    frame = pd.DataFrame({"a": [1.5], "b": [2], "c": ["x"]})
    chart = (
        alt.Chart(frame)
        .mark_point()
        .encode(x=alt.X("a", title="A"), y=alt.Y("b", title="B"), color=alt.Color("c", title=None))
    )
    assert list(marks(chart)) == ["A: 1.5; B: 2; c: x"]
    picture = '<path aria-label="A: 1.5; B: 3; c: x" role="graphics-symbol"/><g aria-label="legend: 1; 2"/>'
    assert list(said(picture)) == ["A: 1.5; B: 3; c: x"]
