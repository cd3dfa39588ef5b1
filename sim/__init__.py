"""Hikiwake: negotiations over a peace treaty, played out by agents, explained, and played again.

The doorway: load a scenario, play it, read the record.

>>> from sim import load, negotiate
>>> record = negotiate(load("2018-singapore"), seed=7)
>>> record.scenario, record.seed
('2018-singapore', 7)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.version import __version__

if TYPE_CHECKING:
    from sim.agents.strategies import Human, Strategy
    from sim.domain.record import RunRecord
    from sim.engine.mesa import NegotiationModel, negotiate
    from sim.engine.replay import replay
    from sim.errors import SimError
    from sim.experiments.doorway import batch, compare
    from sim.rules.moves import Answer, Pass, Propose, Walk
    from sim.scenario.ledger import load_ledger
    from sim.scenario.load import Scenario, load

_HOMES = {
    "Human": "sim.agents.strategies",
    "Strategy": "sim.agents.strategies",
    "RunRecord": "sim.domain.record",
    "NegotiationModel": "sim.engine.mesa",
    "negotiate": "sim.engine.mesa",
    "replay": "sim.engine.replay",
    "SimError": "sim.errors",
    "batch": "sim.experiments.doorway",
    "compare": "sim.experiments.doorway",
    "Answer": "sim.rules.table",
    "Pass": "sim.rules.table",
    "Propose": "sim.rules.table",
    "Walk": "sim.rules.table",
    "load_ledger": "sim.scenario.ledger",
    "Scenario": "sim.scenario.load",
    "load": "sim.scenario.load",
}
"""Where each name lives; it is fetched at its first use, so that the command line starts at once."""

__all__ = [
    "Answer",
    "Human",
    "NegotiationModel",
    "Pass",
    "Propose",
    "RunRecord",
    "Scenario",
    "SimError",
    "Strategy",
    "Walk",
    "__version__",
    "batch",
    "compare",
    "load",
    "load_ledger",
    "negotiate",
    "replay",
]


def __getattr__(name: str) -> Any:
    """Fetch a name of the doorway at its first use."""
    if name not in _HOMES:
        raise AttributeError(f"module 'sim' has no attribute {name!r}")
    import importlib

    return getattr(importlib.import_module(_HOMES[name]), name)
