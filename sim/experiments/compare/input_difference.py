"""What differs in the input of two settings, and how much of it they share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sim.agents.strategies import make_strategy
from sim.domain.game import CONSTRAINTS
from sim.experiments.compare.pairs import Side, split
from sim.scenario.fields import plays
from sim.scenario.settings import Resolved

Plain = str | int | float | bool | list[str] | None

_OWN_ROWS = ("talks.protocol", ".strategy", ".acceptance", ".opponent_model")


@dataclass(frozen=True)
class InputDifference:
    """One thing in which the input differs; ``None`` where a side has no such thing.

    ``key``: `scenario`, `off`, `protocol`, `strategies.` with a party, or a dotted key of the scenario.
    """

    key: str
    a: Plain
    b: Plain


@dataclass(frozen=True)
class InputComparison:
    """What two sides share and what not.

    ``alike`` of ``settings``: how many settings that either side has draw the same numbers on both;
    ``differs``: all else that differs, the broadest first.
    """

    alike: int
    settings: int
    differs: tuple[InputDifference, ...]

    @property
    def far_apart(self) -> bool:
        """Whether the two share fewer than half of their settings, so that they have little luck in common."""
        return 2 * self.alike < self.settings


def input_difference(a: Side, b: Side) -> InputComparison:
    """Return what differs between the inputs of two sides, and how many settings are alike.

    A setting is alike where likely value and range are the same: then, and only then, one seed draws one number
    on both sides.

    >>> from sim.scenario.load import load
    >>> sides = [Side(load("2018-singapore")), Side(load("2018-singapore", {"talks.rounds": 6}), off=["alliance"])]
    >>> [(row.key, row.a, row.b) for row in input_difference(*sides).differs]
    [('off', [], ['alliance']), ('talks.rounds', 12, 6)]
    """
    graded = _graded(a, b)
    keys = dict.fromkeys([*a.scenario.settings, *b.scenario.settings])
    rows = [*_ways(a, b), *graded, *_others(a, b)]
    return InputComparison(len(keys) - len(graded), len(keys), tuple(rows))


def _ways(a: Side, b: Side) -> list[InputDifference]:
    rows = [
        InputDifference("scenario", a.scenario.id, b.scenario.id),
        InputDifference("off", _off(a), _off(b)),
    ]
    rows.append(InputDifference("protocol", _protocol(a), _protocol(b)))
    one, two = strategies_of(a), strategies_of(b)
    rows += [
        InputDifference(f"strategies.{party}", one.get(party), two.get(party)) for party in {**one, **two}
    ]
    return [row for row in rows if row.a != row.b]


def _off(side: Side) -> list[str]:
    return [name for name in CONSTRAINTS if name in side.off]


def _protocol(side: Side) -> str:
    return side.protocol or side.scenario.spec.talks.protocol


def strategies_of(side: Side) -> dict[str, str]:
    """Return each signatory's strategy, followed by its parts where they are not the usual ones.

    >>> from sim.scenario.load import load
    >>> strategies_of(Side(load("2018-singapore"), {"japan": "linear/ac_next/bayesian"}))["japan"]
    'linear'
    """
    found = {}
    for name in side.signatories:
        party = side.scenario.spec.parties[name]
        parts = (party.strategy, party.acceptance, party.opponent_model)
        if name in side.strategies:
            parts = split(side.strategies[name])
        found[name] = make_strategy(*parts).label
    return found


def _numbers(setting: Resolved | None) -> tuple[float, float, float] | None:
    return None if setting is None else (setting.value, setting.low, setting.high)


def _said(setting: Resolved | None) -> str | float | None:
    """A setting as its word, or as its number."""
    if setting is None:
        return None
    return setting.value if setting.level is None else setting.level


def _graded(a: Side, b: Side) -> list[InputDifference]:
    """The settings that have other numbers, those that matter most in the scenario first."""
    one, two = a.scenario.settings, b.scenario.settings
    first = [key for side in (a, b) for key in side.scenario.spec.key_settings]
    rows = []
    for key in dict.fromkeys([*first, *one, *two]):
        x, y = one.get(key), two.get(key)
        if _numbers(x) != _numbers(y):
            said = _said(x), _said(y)
            # The same word of two files of scales: only the numbers tell them apart.
            alike = x is not None and y is not None and said[0] == said[1]
            rows.append(
                InputDifference(key, x.value, y.value) if x and y and alike else InputDifference(key, *said)
            )
    return rows


def _others(a: Side, b: Side) -> list[InputDifference]:
    """What differs beside settings and texts: rounds, red lines that hold, the status quo."""
    one, two = ({key: _plain(value) for key, value in _leaves(side)} for side in (a, b))
    return [
        InputDifference(key, one.get(key), two.get(key))
        for key in dict.fromkeys([*one, *two])
        if one.get(key) != two.get(key) and not key.endswith(_OWN_ROWS)
    ]


def _plain(value: Any) -> Plain:
    if isinstance(value, bool | str | int | float) or value is None:
        return value
    return [str(item) for item in value]


def _leaves(side: Side) -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []

    def walk(table: Mapping[str, Any], above: str) -> None:
        for name, value in table.items():
            key = f"{above}.{name}" if above else name
            if key in side.scenario.settings:
                continue
            if isinstance(value, Mapping):
                walk(value, key)
            else:
                found.append((key, value))

    walk(plays(side.scenario.document), "")
    return found
