"""Strategies of one's own, named as ``module:Class``: found, made, and called in a way that says whose fault a fault is."""

from __future__ import annotations

import importlib
import os
import re
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sim.agents.names import is_built_in, label_of, parts_of, strategy_of
from sim.agents.strategies import Strategy
from sim.agents.view import View
from sim.errors import InputError, SimError, nearest
from sim.rules.moves import Move

_METHODS = ("aspiration", "propose", "answer")


@dataclass(frozen=True)
class OwnStrategy:
    """A strategy that ``word`` names, such as ``mine:HalfWay``; an exception of its own becomes a sentence."""

    word: str
    strategy: Strategy = field(compare=False)

    @property
    def name(self) -> str:
        """The name that it gives itself, and records give it."""
        return self.strategy.name

    def _asked(self, what: str, view: View, ask: Callable[[], Any]) -> Any:
        try:
            return ask()
        except SimError:
            raise
        except Exception as error:
            raise SimError(
                f'strategy "{self.word}": {what} fails in round {view.round}: {type(error).__name__}: {error}; '
                "sim.testing.check_strategy shows where"
            ) from error

    def aspiration(self, view: View) -> float:
        """Return what the party holds out for now."""
        return float(self._asked("aspiration", view, lambda: float(self.strategy.aspiration(view))))

    def propose(self, view: View) -> Move:
        """Return a proposal, pass, or leave."""
        move: Move = self._asked("propose", view, lambda: self.strategy.propose(view))
        return move

    def answer(self, view: View, outcome: int) -> Move:
        """Return an answer to ``outcome``, or leave."""
        move: Move = self._asked("answer", view, lambda: self.strategy.answer(view, outcome))
        return move


def is_own(text: str) -> bool:
    """Return whether a text names a strategy of one's own.

    >>> is_own("mine:HalfWay"), is_own("linear/ac_next/none")
    (True, False)
    """
    return ":" in text


def own_strategy(text: str) -> OwnStrategy:
    """Return the strategy that ``module:Class`` names; the current folder is searched first, as by ``python -m``.

    Raises `InputError` where there is no such class, or it is no strategy.

    >>> own_strategy("nowhere_at_all:HalfWay")
    Traceback (most recent call last):
    ...
    sim.errors.InputError: strategy "nowhere_at_all:HalfWay": there is no module "nowhere_at_all"; start the command in the folder of its file
    """
    if re.fullmatch(r"[^\W\d]\w*(\.[^\W\d]\w*)*:[^\W\d]\w*", text) is None:
        raise InputError(f'strategy "{text}": must have the form MODULE:CLASS, such as mine:HalfWay')
    module, _, name = text.partition(":")
    found = _class(text, _module(text, module), name)
    try:
        made = found()
    except Exception as error:
        raise InputError(
            f'strategy "{text}": cannot be made without arguments: {type(error).__name__}: {error}'
        ) from error
    if not isinstance(made, Strategy) or not isinstance(made.name, str) or not made.name:
        raise InputError(f'strategy "{text}": has no name; give the class one, as in name = "half_way"')
    if is_built_in(made.name):
        raise InputError(
            f'strategy "{text}": calls itself "{made.name}", as a built-in does; give it another name'
        )
    return OwnStrategy(text, made)


def _module(text: str, name: str) -> Any:
    here = os.getcwd()
    if here not in sys.path and "" not in sys.path:
        sys.path.insert(0, here)
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name is not None and (name == error.name or name.startswith(f"{error.name}.")):
            raise InputError(
                f'strategy "{text}": there is no module "{error.name}"; start the command in the folder of its file'
            ) from None
        raise InputError(f'strategy "{text}": the module cannot be imported: {error}') from error
    except Exception as error:
        raise InputError(
            f'strategy "{text}": the module cannot be imported: {type(error).__name__}: {error}'
        ) from error


def _class(text: str, module: Any, name: str) -> Callable[[], Any]:
    classes = {key: item for key, item in vars(module).items() if isinstance(item, type)}
    if name not in classes:
        raise InputError(
            f'strategy "{text}": {module.__name__} has no class "{name}"; {nearest(name, classes)}'
        )
    missing = [method for method in _METHODS if not callable(getattr(classes[name], method, None))]
    if missing:
        raise InputError(
            f'strategy "{text}": is no strategy, for it has no method {missing[0]}; see sim.testing'
        )
    found: Callable[[], Any] = classes[name]
    return found


def player_of(text: str) -> Strategy:
    """Return the strategy that a text names, built in or one's own. Raises `InputError` where there is none."""
    return own_strategy(text) if is_own(text) else strategy_of(text)


def entrant(text: str) -> str:
    """Return the name of a strategy in a tournament. Raises `InputError` for one that cannot play many runs.

    >>> entrant("linear/ac_next/none")
    'linear/ac_next/none'
    >>> entrant("human")
    Traceback (most recent call last):
    ...
    sim.errors.InputError: strategy human: a person cannot play many runs; name a strategy such as linear
    """
    if parts_of(text)[0] == "human":
        raise InputError("strategy human: a person cannot play many runs; name a strategy such as linear")
    player = player_of(text)
    return text if isinstance(player, OwnStrategy) else label_of(player)


def words_of(players: Mapping[str, Any]) -> dict[str, str]:
    """Return party to the text that names its strategy.

    Raises `InputError` for an object that no text names.
    """
    for party, player in players.items():
        if not isinstance(player, str | OwnStrategy):
            raise InputError(
                f"strategy {party}: {player!r:.60} cannot be handed to other processes; name it MODULE:CLASS"
            )
    return {party: player if isinstance(player, str) else player.word for party, player in players.items()}


def slow(texts: Iterable[str]) -> list[str]:
    """Return a remark where strategies of one's own make very many runs slow.

    >>> slow(["linear"]), slow(["linear", "mine:HalfWay"])
    ([], ['mine:HalfWay: is not compiled, so the slower engine plays every run'])
    """
    own = sorted({text for text in texts if is_own(text)})
    return [f"{', '.join(own)}: is not compiled, so the slower engine plays every run"] if own else []
