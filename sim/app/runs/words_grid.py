"""What the varied settings of many runs do: the cells of a curve or a heat map, and what to see in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sim.analysis.intervals import mean_interval, wilson
from sim.app.runs import words
from sim.app.runs.charts import Cell
from sim.app.runs.question import Question
from sim.experiments.runs.reading.tally import Tally
from sim.telling.catalogue import t
from sim.telling.numbers import number, signed

FEW = 30
"""Runs below which a cell is shown as one with few."""

LEAST = 0.005
"""A step between neighbours below this is none."""

WIDEST = 2.0
"""What no gap exceeds: all that a party can win beyond all that it can lose."""


@dataclass(frozen=True)
class Grid:
    """The cells of the varied keys, what they find, and the rest of what the eye would see in them."""

    cells: list[Cell]
    titles: list[str]
    title: str
    sentence: str = ""


def grid(question: Question, tally: Tally, measure: str) -> Grid:
    """Return the cells of one or two varied keys for a measure, `treaty` or `gap`."""
    scenario, varied = question.scenario, question.varied
    names = [words.values(scenario, one) for one in varied]
    across, up = names[0], names[1] if len(names) > 1 else [""]
    cells = [
        _cell(tally, measure, place, (across[place // len(up)], up[place % len(up)]))
        for place in range(len(across) * len(up))
    ]
    titles = [words.setting(scenario, one.key) for one in varied]
    known = [place for place, cell in enumerate(cells) if not cell.few]
    if len(known) < 2:
        return Grid(cells, titles, t("runs.says.too_few", n=FEW))
    top, bottom = (pick(known, key=lambda place: cells[place].value) for pick in (max, min))
    if cells[top].value == cells[bottom].value:
        return Grid(cells, titles, t("runs.says.flat"))
    spread = any(one.spread and one.exact for one in varied)
    title = _extremes(cells[top], cells[bottom], titles, measure, spread)
    said = _turns(cells, set(known), names, titles, measure)
    luck = "apart" if apart(tally, measure, (top, bottom), len(known)) else "luck"
    said.append(t(f"runs.says.{luck}", cells=len(known)))
    if len(known) < len(cells):
        said.append(t("runs.says.few", few=len(cells) - len(known), all=len(cells), n=FEW))
    return Grid(cells, titles, title, t("runs.between").join(said))


def _measured(tally: Tally, measure: str, place: int, level: float = 0.95) -> tuple[float, float, float]:
    """The value of a cell and the ends of its interval."""
    if measure == "treaty":
        n = int(tally.cells[place])
        treaties = int(tally.treaties[place])
        return treaties / n if n else 0.0, *wilson(treaties, n, level)
    n = int(tally.measured[place])
    value, low, high = mean_interval(
        float(tally.sums[place]), float(tally.squares[place]), n, level, highest=WIDEST
    )
    return value if n else 0.0, low, high


def _cell(tally: Tally, measure: str, place: int, at: tuple[str, str]) -> Cell:
    n = int((tally.cells if measure == "treaty" else tally.measured)[place])
    value, low, high = _measured(tally, measure, place)
    if not n:
        text = ""
    elif measure == "gap":
        text = number(value)
    else:
        # Whole numbers: a cell has too few runs for more.
        text = number(100 * value, 0) if value >= 0.005 else words.hundred(value)
    return Cell(at[0], at[1], value, low, high, text, n < FEW)


def apart(tally: Tally, measure: str, places: tuple[int, int], cells: int) -> bool:
    """Return whether the highest and the lowest of some cells differ by more than luck.

    Out of many pairs the widest is looked at, so the level is divided by their number (Bonferroni): the two intervals
    at that level must not meet, which asks for a little more than a test of the difference would.
    """
    level = 1.0 - 0.05 / (cells * (cells - 1) / 2)
    (_, low, _), (_, _, high) = (_measured(tally, measure, place, level) for place in places)
    return low > high


def _extremes(top: Cell, bottom: Cell, titles: Sequence[str], measure: str, spread: bool) -> str:
    """Where it is highest and lowest."""
    where = [
        t("common.list_and").join(
            t("runs.says.around" if spread else "runs.says.at", name=title, value=value)
            for title, value in zip(titles, (cell.x, cell.y), strict=False)
        )
        for cell in (top, bottom)
    ]
    return t(f"runs.says.most_{measure}", top=top.text, where=where[0], bottom=bottom.text, there=where[1])


def _turns(
    cells: Sequence[Cell],
    known: set[int],
    names: Sequence[Sequence[str]],
    titles: Sequence[str],
    measure: str,
) -> list[str]:
    """Where it turns: for each key of three values or more, the neighbours between which the cells differ most on average."""
    told, inner = [], len(names[1]) if len(names) > 1 else 1
    for axis, values in enumerate(names):
        apart = inner if axis == 0 else 1
        shifts = []
        for at in range(len(values) - 1):
            pairs = [
                (place, place + apart)
                for place in known
                if (place // apart) % len(values) == at and place + apart in known
            ]
            if pairs:
                shifts.append((sum(cells[b].value - cells[a].value for a, b in pairs) / len(pairs), at))
        shift, at = max(shifts, key=lambda one: abs(one[0]), default=(0.0, 0))
        if len(values) > 2 and abs(shift) >= LEAST:
            by = signed(100 * shift, 0) if measure == "treaty" else signed(shift)
            told.append(
                t(f"runs.says.turn_{measure}", name=titles[axis], a=values[at], b=values[at + 1], by=by)
            )
    return told
