"""What differs in the input of two setups, and how much of it they share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sim.agents.names import label_of, strategy_of
from sim.agents.strategies import make_strategy
from sim.domain.game import CONSTRAINTS
from sim.scenario.fields import plays
from sim.scenario.settings import Resolved
from sim.scenario.setup import Setup

Kind = Literal["episode", "articles_only", "constraint", "protocol", "strategy", "setting", "other"]

_OWN_ROWS = ("talks.protocol", ".strategy", ".acceptance", ".opponent_model")


@dataclass(frozen=True)
class InputDifference:
    """One thing in which the input differs.

    ``kind``: `articles_only` is whether documents count for nothing, as true or false, and `other` is what stands in a scenario beside its settings and its texts. ``key``: the constraint, the
    party that has another strategy, or a dotted key of the scenario. ``a`` and ``b``: a `Resolved` of a setting, `on`
    or `off` of a constraint, the strategy as records call it, else a plain value; ``None`` where a side has no such
    thing.
    """

    kind: Kind
    key: str
    a: Any
    b: Any


@dataclass(frozen=True)
class InputComparison:
    """What two sides share and what not.

    ``alike`` of ``settings``: how many settings that either side has draw the same numbers on both;
    ``differs``: all that differs, the broadest first.
    """

    alike: int
    settings: int
    differs: tuple[InputDifference, ...]

    @property
    def far_apart(self) -> bool:
        """Whether the two share fewer than half of their settings, so that they have little luck in common."""
        return 2 * self.alike < self.settings


def input_difference(a: Setup, b: Setup) -> InputComparison:
    """Return what differs between the inputs of two setups, and how many settings are alike; seeds do not count.

    A setting is alike where likely value and range are the same: then, and only then, one seed draws one number
    on both sides. Strategies are alike where records call them by the same name.

    >>> setups = [Setup("2018-singapore"), Setup("2018-singapore", {"talks.rounds": 8}, off=["alliance"])]
    >>> [(row.key, row.a, row.b) for row in input_difference(*setups).differs]
    [('alliance', 'on', 'off'), ('talks.rounds', 6, 8)]
    """
    graded = tuple(_graded(a, b))
    keys = {*a.loaded.settings, *b.loaded.settings}
    differs = (*_ways(a, b), *graded, *_others(a, b))
    return InputComparison(len(keys) - len(graded), len(keys), differs)


def strategies_of(setup: Setup) -> dict[str, str]:
    """Return each signatory's strategy, followed by its parts where they are not the usual ones.

    >>> strategies_of(Setup("2018-singapore", strategies={"japan": "linear/ac_next/bayesian"}))["japan"]
    'linear'
    """
    found = {}
    for name in setup.signatories:
        own = setup.loaded.spec.parties[name]
        player = setup.strategies.get(name)
        if player is None:
            player = make_strategy(own.strategy, own.acceptance, own.opponent_model)
        found[name] = label_of(strategy_of(player) if isinstance(player, str) else player)
    return found


def _ways(a: Setup, b: Setup) -> Iterator[InputDifference]:
    """Other episodes, constraints, protocols and strategies."""
    if a.loaded.id != b.loaded.id:
        yield InputDifference("episode", "scenario", a.loaded.id, b.loaded.id)
    if a.loaded.articles_only != b.loaded.articles_only:
        sides = (a.loaded.articles_only, b.loaded.articles_only)
        yield InputDifference("articles_only", "articles_only", *sides)
    for name in CONSTRAINTS:
        if (name in a.off) != (name in b.off):
            yield InputDifference("constraint", name, *("off" if name in x.off else "on" for x in (a, b)))
    if a.way != b.way:
        yield InputDifference("protocol", "protocol", a.way, b.way)
    yield from _apart("strategy", strategies_of(a), strategies_of(b))


def _apart(kind: Kind, one: Mapping[str, Any], two: Mapping[str, Any]) -> Iterator[InputDifference]:
    for key in dict.fromkeys([*one, *two]):
        if one.get(key) != two.get(key):
            yield InputDifference(kind, key, one.get(key), two.get(key))


def _graded(a: Setup, b: Setup) -> Iterator[InputDifference]:
    """The settings that have other numbers, those that matter most in the scenarios first."""
    one, two = a.loaded.settings, b.loaded.settings
    first = [*a.loaded.spec.key_settings, *b.loaded.spec.key_settings]
    for key in dict.fromkeys([*first, *one, *two]):
        x, y = one.get(key), two.get(key)
        if _numbers(x) != _numbers(y):
            yield InputDifference("setting", key, x, y)


def _numbers(setting: Resolved | None) -> tuple[float, float, float] | None:
    return None if setting is None else (setting.value, setting.low, setting.high)


def _others(a: Setup, b: Setup) -> Iterator[InputDifference]:
    """What differs beside settings and texts: rounds, red lines that hold, the status quo."""
    yield from _apart("other", dict(_leaves(a)), dict(_leaves(b)))


def _leaves(setup: Setup) -> Iterator[tuple[str, Any]]:
    """What a scenario says beside its settings, its texts and what has rows of its own."""

    def walk(table: Mapping[str, Any], above: str) -> Iterator[tuple[str, Any]]:
        for name, value in table.items():
            key = f"{above}.{name}" if above else name
            if key in setup.loaded.settings:
                continue
            if isinstance(value, Mapping):
                yield from walk(value, key)
            elif not key.endswith(_OWN_ROWS):
                yield key, value

    return walk(plays(setup.loaded.document), "")
