"""What many pairs of runs amount to, in figures and in words."""

from __future__ import annotations

from sim.app.compare.pairing import excludes_zero
from sim.experiments.compare.pairs import Difference
from sim.telling.catalogue import listed, t
from sim.telling.numbers import number

MEASURES = ("treaty", "declaration", "procedural", "talks", "setback", "agreement", "closeness", "welfare")
"""The measures in the order of the page: down the ladder, then the rest."""


def measure(name: str) -> str:
    """Return what a measure is called."""
    return t(f"compare.measure.{name}")


def signed(x: float) -> str:
    """Return a difference with its sign, never a zero with one.

    >>> signed(0.7), signed(-0.001)
    ('+0.70', '0.00')
    """
    text = number(abs(x))
    if text == number(0.0):
        return text
    return ("+" if x > 0 else "−") + text


def _end(x: float) -> str:
    """One end of an interval; a value that two decimals do not show keeps its side of zero."""
    if x != 0.0 and signed(x) == number(0.0):
        return t("compare.table.above" if x > 0 else "compare.table.below")
    return signed(x)


def interval(row: Difference) -> str:
    """Return an interval in words."""
    return t("compare.table.from_to", low=_end(row.low), high=_end(row.high))


def ordered(rows: tuple[Difference, ...]) -> list[Difference]:
    """Return the measures in the order of the page."""
    known = {row.measure: row for row in rows}
    return [known[name] for name in MEASURES if name in known]


def figures(rows: tuple[Difference, ...]) -> list[dict[str, str]]:
    """Return the measures as rows of a table; what differs by more than luck is bold."""
    return [
        {
            t("compare.measure.title"): measure(row.measure),
            t("compare.a"): number(row.a),
            t("compare.b"): number(row.b),
            t("compare.table.difference"): _difference(row),
        }
        for row in ordered(rows)
    ]


def _difference(row: Difference) -> str:
    """A difference with its interval in one cell, so that a phone shows the whole table."""
    text = t("compare.table.with_interval", difference=signed(row.difference), interval=interval(row))
    return f"**{text}**" if excludes_zero(row) else text


def _hundred(share: float) -> str:
    return str(round(100 * abs(share)))


def _change(share: float) -> str:
    """A difference of shares as so many of a hundred runs more or fewer."""
    if _hundred(share) == "0":
        return t("compare.says.none")
    return t(f"compare.says.{'more' if share > 0 else 'fewer'}", n=_hundred(share))


def conclusion(rows: tuple[Difference, ...], pairs: int) -> str:
    """Return what the comparison says, and whether its intervals exclude zero."""
    treaty = next(row for row in rows if row.measure == "treaty")
    first = t(
        "compare.says.first",
        pairs=pairs,
        a=_hundred(treaty.a),
        b=_hundred(treaty.b),
        change=_change(treaty.difference),
        low=_change(treaty.low),
        high=_change(treaty.high),
    )
    return first + t("compare.between") + _apart(rows, pairs)


def _apart(rows: tuple[Difference, ...], pairs: int) -> str:
    """For which measures zero is excluded."""
    if all(row.low == row.high == 0.0 for row in rows):
        return t("compare.says.never", pairs=pairs)
    names = [
        t(f"compare.says.{'up' if row.difference > 0 else 'down'}", name=measure(row.measure))
        for row in ordered(rows)
        if excludes_zero(row)
    ]
    return t("compare.says.apart", names=listed(names)) if names else t("compare.says.together", pairs=pairs)
