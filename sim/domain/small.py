"""Small games made by hand, for examples, for tests, and for whoever tries a strategy of their own."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from sim.domain.codes import Step
from sim.domain.game import Game, Party, no_promises
from sim.domain.issue import Floats, Issue, OutcomeSpace
from sim.domain.texts import DEPTH, Depths
from sim.errors import InputError


def _table(utilities: Sequence[Sequence[float]]) -> Floats:
    table = np.array(utilities, dtype=np.float64)
    if table.ndim != 2 or not 1 <= table.shape[0] <= 26 or not ((table >= 0.0) & (table <= 1.0)).all():
        raise InputError("utilities: give a row per party and a column per outcome, all from 0 to 1")
    return table


def _each(value: float | Sequence[float], n: int) -> list[float]:
    numbers = [float(value)] * n if isinstance(value, (int, float)) else [float(x) for x in value]
    if len(numbers) != n:
        raise InputError(f"reservations, discounts: give one number, or {n}: one for each party")
    return numbers


def small_game(
    utilities: Sequence[Sequence[float]],
    sizes: Sequence[int] | None = None,
    *,
    reservations: float | Sequence[float] = 0.0,
    discounts: float | Sequence[float] = 1.0,
    rounds: int = 10,
) -> Game:
    """Return a game from a table of worths in [0, 1]: one row per party, one column per outcome.

    The parties are called ``a``, ``b``, ``c`` and so on; all of them sign, and ``a`` opens. ``sizes`` says how
    many options each issue has; the outcomes run through their combinations in lexicographic order, the
    last issue fastest; without it there is one issue. ``reservations`` and ``discounts`` are one number for
    all, or one each. There are no promises, red lines, ratifiers, guarantors or events: `dataclasses.replace`
    adds what is wanted. Raises `InputError` when the numbers do not fit together.

    >>> game = small_game([[1.0, 0.6, 0.0], [0.0, 0.7, 1.0]], reservations=0.5)
    >>> [party.id for party in game.parties], game.space.n
    (['a', 'b'], 3)
    """
    table = _table(utilities)
    parties, n = table.shape
    lengths = [n] if sizes is None else list(sizes)
    if math.prod(lengths) != n:
        raise InputError(f"sizes: {lengths} make {math.prod(lengths)} outcomes, but the rows are {n} long")
    issues = [Issue(f"issue{i}", tuple(f"option{k}" for k in range(m))) for i, m in enumerate(lengths)]
    floors, rates = _each(reservations, parties), _each(discounts, parties)
    return Game(
        space=OutcomeSpace.build(issues),
        parties=tuple(Party(chr(97 + p), floors[p], rates[p]) for p in range(parties)),
        signatories=tuple(range(parties)),
        guarantors=(),
        utilities=table,
        nationalist=table.copy(),
        refused=np.zeros(table.shape, dtype=np.bool_),
        declared=tuple({} for _ in range(parties)),
        promises=no_promises(parties, n),
        status_quo=0,
        opening=0,
        rounds=rounds,
    )


def pie(n: int, discounts: float | Sequence[float] = 1.0, rounds: int = 10) -> Game:
    """Return the division of a pie of ``n`` slices between ``a`` and ``b``; outcome k gives k slices to ``a``.

    >>> pie(4).utilities.tolist()
    [[0.0, 0.25, 0.5, 0.75, 1.0], [1.0, 0.75, 0.5, 0.25, 0.0]]
    """
    if n < 1:
        raise InputError(f"n: {n} slices cannot be divided; give 1 or more")
    shares = [[k / n for k in range(n + 1)], [(n - k) / n for k in range(n + 1)]]
    game = small_game(shares, discounts=discounts, rounds=rounds)
    issue = Issue("share", tuple(f"a{k}" for k in range(n + 1)))
    return replace(game, space=OutcomeSpace.build([issue]))


def deep_game(
    gains: Sequence[Sequence[float]],
    of: Sequence[int],
    binding: Sequence[float],
    *,
    ratified: int = 0,
    reservations: float | Sequence[float] = 0.0,
    demand: Sequence[int] = (),
    rounds: int = 10,
) -> Game:
    """Return a game whose texts have depths, from a table of gains over no text: a row per party, a column per text.

    ``of``: the depth of each text, from 0 upward and never falling; ``binding``: how far a text of each depth binds, from
    0 to 1; ``ratified``: how many of the depths go to ratifiers, the deepest first; ``demand``: the text that each party
    has declared, or -1. The deepest stands for a treaty, and each above it for one step of the ladder less.

    >>> game = deep_game([[0.0, 0.1, 0.5], [0.0, 0.1, -0.2]], [0, 1, 1], [0.0, 1.0], demand=(2, 1))
    >>> [game.space.terms(o) for o in range(2)]
    [{'depth': 'depth0', 'terms': 'text0'}, {'depth': 'depth1', 'terms': 'text0'}]
    >>> game.depths.binding.tolist()
    [0.0, 1.0, 1.0]
    """
    table, depth = np.array(gains, dtype=np.float64), np.array(of, dtype=np.int64)
    parties, count = len(table), len(binding)
    flat = small_game(np.zeros_like(table).tolist(), reservations=reservations, rounds=rounds)
    places = np.array([int((depth[:o] == depth[o]).sum()) for o in range(depth.size)], dtype=np.int64)
    texts = Issue("terms", tuple(f"text{k}" for k in range(int(places.max()) + 1)))
    issues = (Issue(DEPTH, tuple(f"depth{d}" for d in range(count))), texts)
    bound = np.array(binding, dtype=np.float64)[depth]
    return replace(
        flat,
        space=OutcomeSpace(issues, np.stack([depth, places], axis=1)),
        utilities=table,
        nationalist=table.copy(),
        parts=np.stack([np.zeros_like(table), table], axis=1),
        depths=Depths(
            names=issues[0].options,
            steps=tuple(range(int(Step.TREATY) + 1 - count, int(Step.TREATY) + 1)),
            ratified=tuple(d >= count - ratified for d in range(count)),
            of=depth,
            binding=bound,
            warmth=np.ones(depth.size),
            demand=tuple(demand) or (-1,) * parties,
        ),
    )
