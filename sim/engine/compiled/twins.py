"""Which names have a compiled twin. A test keeps the table complete, so no name is forgotten."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum
from types import FunctionType, ModuleType
from typing import Any, NamedTuple

from sim.agents import formulas as agents
from sim.domain import codes
from sim.engine.compiled import formulas
from sim.engine.compiled.players.answers import ACCEPTANCES
from sim.engine.compiled.players.offers import OFFERINGS
from sim.engine.compiled.players.opponents import MODELS
from sim.engine.compiled.talks import PROTOCOLS
from sim.rules import formulas as rules


class Table(NamedTuple):
    """The names of one kind, their twins, and where a new one belongs."""

    names: type[IntEnum]
    twins: Mapping[Any, Any]
    where: str
    exempt: Mapping[str, str] = {}


TWINS = {
    "strategy": Table(
        codes.Strategy, OFFERINGS, "players.offers.OFFERINGS", {"human": "a person makes every move of it"}
    ),
    "acceptance rule": Table(codes.Acceptance, ACCEPTANCES, "players.answers.ACCEPTANCES"),
    "opponent model": Table(codes.OpponentModel, MODELS, "players.opponents.MODELS"),
    "protocol": Table(codes.Protocol, PROTOCOLS, "talks.PROTOCOLS"),
}
"""Each kind of rule whose control flow is written twice. What is exempt is never compiled, for the reason given."""

FORMULAS: tuple[ModuleType, ...] = (rules, agents)
"""The modules whose every public function is compiled by `sim.engine.compiled.formulas`, under its own name."""


def without_twin() -> list[str]:
    """Return a sentence for every name that has no compiled twin; none is as it should be.

    >>> without_twin()
    []
    """
    found = [
        f'{kind} "{name}" has no compiled twin; add one to sim.engine.compiled.{table.where}'
        for kind, table in TWINS.items()
        for name in codes.names(table.names)
        if name not in table.exempt and codes.number(table.names, name) not in table.twins
    ]
    return found + [
        f'formula "{name}" of {module.__name__} is not compiled; add it to sim.engine.compiled.formulas'
        for module in FORMULAS
        for name, made in vars(module).items()
        if isinstance(made, FunctionType)
        and made.__module__ == module.__name__
        and not hasattr(formulas, name)
    ]
