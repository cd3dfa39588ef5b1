"""Strategies as they are written: NAME, or NAME/ACCEPTANCE/OPPONENT_MODEL."""

from __future__ import annotations

from sim.agents.strategies import Boa, Strategy, make_strategy
from sim.domain.game import STRATEGIES
from sim.errors import InputError

Parts = tuple[str, str | None, str | None]


def parts_of(text: str) -> Parts:
    """Return name, acceptance rule and opponent model; what is left out, or empty, is the usual one: ``None``.

    Raises `InputError` for a fourth part.

    >>> parts_of("linear//none"), parts_of("micro")
    (('linear', None, 'none'), ('micro', None, None))
    """
    name, *others = text.split("/")
    if len(others) > 2:
        raise InputError(
            f'strategy: "{text}" has too many parts; write NAME or NAME/ACCEPTANCE/OPPONENT_MODEL'
        )
    rule, model = [*(part or None for part in others), None, None][:2]
    return name, rule, model


def strategy_of(text: str) -> Boa:
    """Return the strategy that a text names. Raises `InputError` where a part is unknown, and for a person.

    >>> strategy_of("linear/ac_next/bayesian").label
    'linear'
    """
    return make_strategy(*parts_of(text))


def label_of(strategy: Strategy) -> str:
    """Return the name that records have for a strategy: with its parts where they are not the usual ones.

    >>> label_of(strategy_of("linear/ac_next/none"))
    'linear/ac_next/none'
    """
    label = getattr(strategy, "label", None)
    return label if isinstance(label, str) else strategy.name


def is_built_in(label: str) -> bool:
    """Return whether a record's name for a strategy begins like one that the package knows, or is `human`.

    >>> is_built_in("micro/ac_next/none"), is_built_in("mine")
    (True, False)
    """
    return label.split("/")[0] in STRATEGIES
