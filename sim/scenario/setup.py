"""How a scenario is played: everything that a run depends on, in one record."""

from __future__ import annotations

import json
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any

from sim.errors import InputError
from sim.scenario.load import Scenario, load

Plain = str | float | bool


@dataclass(frozen=True, eq=False)
class Setup:
    """A scenario and how it is played; equal setups give equal runs.

    ``scenario``: loaded, or an id or a path that is loaded when it is needed; ``changes``: dotted key to a value laid
    over it; ``strategies``: party to a strategy's name or object, where it is not the scenario's own; ``off``:
    constraints switched off; ``protocol``: ``None`` for the scenario's own; ``draw``: take settings from their ranges
    by the seed instead of at their most likely values; ``articles_only``: play it with nothing that rests on a
    document, for which a loaded scenario has to be loaded so. What cannot be played is found when it is made ready, by
    `sim.engine.prepare`.

    >>> setup = Setup("2018-singapore", {"talks.rounds": 6}, off=["alliance"])
    >>> setup.loaded.spec.talks.rounds, setup.way, setup.signatories
    (6, 'alternating', ('japan', 'russia'))
    >>> setup == Setup("2018-singapore", {"talks.rounds": 6}, off=("alliance",))
    True
    """

    scenario: Scenario | str | Path
    changes: Mapping[str, Plain] = field(default_factory=dict)
    seed: int = 0
    strategies: Mapping[str, Any] = field(default_factory=dict)
    off: Sequence[str] = ()
    protocol: str | None = None
    draw: bool = False
    articles_only: bool = False

    def __post_init__(self) -> None:
        """Keep copies that nobody can change; a text in place of a list stays, to be refused with a sentence."""
        for name in ("changes", "strategies"):
            object.__setattr__(self, name, MappingProxyType(dict(getattr(self, name))))
        if not isinstance(self.off, str):
            object.__setattr__(self, "off", tuple(self.off))

    @cached_property
    def _key(self) -> Hashable:
        # 1 and True are equal, and are two settings: JSON tells them apart.
        changes = json.dumps(dict(self.changes), sort_keys=True)
        players = tuple(sorted(self.strategies.items(), key=lambda item: item[0]))
        return (
            self.scenario,
            changes,
            self.seed,
            players,
            self.off,
            self.protocol,
            self.draw,
            self.articles_only,
        )

    def __eq__(self, other: object) -> bool:
        """Whether two setups say the same; of loaded scenarios, whether they are the same object."""
        return isinstance(other, Setup) and type(self) is type(other) and self._key == other._key

    def __reduce__(self) -> tuple[Any, ...]:
        """Make it fit to be pickled and copied: what nobody can change is told as it was given."""
        own = (getattr(self, one.name) for one in fields(self))
        return type(self), tuple(
            dict(value) if isinstance(value, MappingProxyType) else value for value in own
        )

    def __hash__(self) -> int:
        """Make it fit to be the key of a cache."""
        return hash(self._key)

    @cached_property
    def loaded(self) -> Scenario:
        """The scenario with its changes. Raises `InputError` where there is none, or a change does not fit."""
        if not isinstance(self.scenario, Scenario):
            return load(self.scenario, self.changes, articles_only=self.articles_only)
        if self.articles_only and not self.scenario.articles_only:
            raise InputError(
                f"articles_only: {self.scenario.source} was loaded with documents; load it with articles_only=True"
            )
        return self.scenario.with_changes(self.changes)

    @property
    def name(self) -> str:
        """What the scenario was called: its id or its path."""
        return self.scenario.source if isinstance(self.scenario, Scenario) else str(self.scenario)

    @property
    def way(self) -> str:
        """The protocol that is played."""
        return self.loaded.spec.talks.protocol if self.protocol is None else self.protocol

    @property
    def signatories(self) -> tuple[str, ...]:
        """The ids of the parties that sign, in their order."""
        parties = self.loaded.spec.parties
        return tuple(name for name, party in parties.items() if party.role == "signatory")

    def played_as(self, scenario: Scenario) -> Setup:
        """Return the same way of playing for a scenario that holds its changes already."""
        return replace(self, scenario=scenario, changes={})

    def drawn(self, seed: int = 0) -> Setup:
        """Return one of many runs: the seed is its own, and settings are drawn from their ranges by it.

        >>> Setup("2018-singapore").drawn(3).draw
        True
        """
        return replace(self.played_as(self.loaded), seed=seed, draw=True)
