"""Opponent models in compiled runs: `sim.agents.opponent`, as what each option adds to the other's worth."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from sim.agents.formulas import UNKNOWN
from sim.domain.codes import OpponentModel
from sim.engine.compiled import formulas
from sim.engine.compiled.compiling import dispatch, jit
from sim.engine.compiled.places import Whole
from sim.engine.compiled.scenario import CompiledScenario
from sim.engine.compiled.state import State


@jit
def known(s: State, other: int, answering: bool) -> int:
    """How many of the other's texts a party knows: those tabled in the same breath stay hidden until all are in."""
    return s.spoken[other] if answering else s.before[other]


@jit
def _near(size: int, option: int, wanted: int) -> float:
    """How near an option is to the wanted one (-1: none is known)."""
    if wanted < 0 or size == 1:
        return UNKNOWN
    return formulas.nearness(formulas.apart(option, wanted, size))


@jit
def _nothing(b: CompiledScenario, s: State, other: int, texts: int) -> None:
    """Learn nothing from the other's texts."""


@jit
def _count(b: CompiledScenario, s: State, other: int, texts: int) -> None:
    """Bring up to date how often the other has asked for what; only what it has tabled since is gone through."""
    issues, counts = b.starts.size - 1, s.counts[other]
    if s.counted[other] == 0 or s.counted[other] > texts:
        s.counted[other] = 0
        for i in range(issues):
            size = b.starts[i + 1] - b.starts[i]
            s.kept[other, i] = 0
            for k in range(size):
                counts[b.starts[i] + k] = formulas.told(_near(size, k, b.declared[other, i]))
    for t in range(s.counted[other], texts):
        for i in range(issues):
            option = b.column[s.said[other, t], i]
            counts[option] += 1.0
            if t > 0 and option == b.column[s.said[other, t - 1], i]:
                s.kept[other, i] += 1
    s.counted[other] = texts


@jit
def _frequency(b: CompiledScenario, s: State, other: int, texts: int) -> None:
    _count(b, s, other, texts)
    issues = b.starts.size - 1
    row, counts, total = s.rating[other], s.counts[other], 0.0
    for i in range(issues):
        most = 0.0
        for c in range(b.starts[i], b.starts[i + 1]):
            most = max(most, counts[c])
        for c in range(b.starts[i], b.starts[i + 1]):
            row[c] = formulas.share(counts[c], most)
        total += formulas.steadiness(s.kept[other, i], b.starts[i + 1] - b.starts[i])
    for i in range(issues):
        steady = formulas.steadiness(s.kept[other, i], b.starts[i + 1] - b.starts[i])
        weight = formulas.share(steady, total)
        for c in range(b.starts[i], b.starts[i + 1]):
            row[c] = weight * row[c]


@jit
def _lattice(b: CompiledScenario, s: State, other: int, texts: int) -> int:
    """What each hypothesis says that each option adds to a worth."""
    m = b.starts.size - 1
    profiles = m + 1 if m > 1 else 1
    for i in range(m):
        size, wanted = b.starts[i + 1] - b.starts[i], b.declared[other, i]
        if wanted < 0 and texts > 0:
            wanted = b.column[s.said[other, 0], i] - b.starts[i]
        known_best = wanted >= 0 and size > 1
        for k in range(size):
            c = b.starts[i] + k
            near = _near(size, k, wanted)
            only = formulas.all_or_nothing(near) if known_best else near
            for h in range(profiles):
                weight = formulas.emphasis(h - 1, i, m)
                s.lattice[h, c] = weight * near
                s.lattice[profiles + h, c] = weight * only
    return 2 * profiles


@jit
def _weigh(b: CompiledScenario, s: State, other: int, texts: int, hypotheses: int) -> None:
    """Bring up to date how well each hypothesis explains the other's texts; only the new ones are gone through."""
    deadline = s.whole[Whole.DEADLINE]
    if s.weighed[other] > texts or s.until[other] != deadline:
        s.weighed[other] = 0
    for h in range(hypotheses):
        evidence = s.evidence[other, h] if s.weighed[other] > 0 else 0.0
        for t in range(s.weighed[other], texts):
            text, guess = s.said[other, t], 0.0
            for i in range(b.starts.size - 1):
                guess += s.lattice[h, b.column[text, i]]
            evidence += formulas.evidence(guess, formulas.expected_claim(t, deadline))
        s.evidence[other, h] = evidence
    s.weighed[other], s.until[other] = texts, deadline


@jit
def _bayesian(b: CompiledScenario, s: State, other: int, texts: int) -> None:
    count = _lattice(b, s, other, texts)
    odds = s.odds
    if texts == 0:
        odds[:] = 1.0
    else:
        _weigh(b, s, other, texts, count)
        most = -1e300
        for h in range(count):
            most = max(most, s.evidence[other, h])
        for h in range(count):
            odds[h] = formulas.exponential(s.evidence[other, h] - most)
    total = 0.0
    for h in range(count):
        total += odds[h]
    row = s.rating[other]
    for c in range(row.size):
        mean = 0.0
        for h in range(count):
            mean += odds[h] * s.lattice[h, c]
        row[c] = mean / total


@jit
def _by_option(b: CompiledScenario, s: State, other: int, o: int) -> float:
    """What the other is believed to think of an outcome, option by option."""
    worth = 0.0
    for i in range(b.starts.size - 1):
        worth += s.rating[other, b.column[o, i]]
    return formulas.inside(worth)


@jit
def _truly(b: CompiledScenario, s: State, other: int, o: int) -> float:
    """What an outcome is worth to the other."""
    return s.expected[other, o]


@jit
def _publicly(b: CompiledScenario, s: State, other: int, o: int) -> float:
    """What an outcome would be worth to the other if all of it came true."""
    return s.utility[other, o]


class Model(NamedTuple):
    """An opponent model: how it learns from the other's first ``texts``, and how it then rates an outcome."""

    learn: Callable[[CompiledScenario, State, int, int], None]
    rate: Callable[[CompiledScenario, State, int, int], float]


MODELS = {
    OpponentModel.NONE: Model(_nothing, _by_option),
    OpponentModel.FREQUENCY: Model(_frequency, _by_option),
    OpponentModel.BAYESIAN: Model(_bayesian, _by_option),
    OpponentModel.PERFECT: Model(_nothing, _truly),
    OpponentModel.PUBLIC: Model(_nothing, _publicly),
}
"""Every opponent model's twin. Nobody asks `none` for a rating."""

_learn: Callable[..., Any] = dispatch({number: model.learn for number, model in MODELS.items()})
_rate: Callable[..., Any] = dispatch({number: model.rate for number, model in MODELS.items()})


@jit
def learn(b: CompiledScenario, s: State, me: int, answering: bool) -> None:
    """Bring party ``me``'s model of every other signatory up to date, in the rows of ``s.rating``."""
    for other in b.seats:
        if other != me:
            _learn(b.model[me], b, s, other, known(s, other, answering))


@jit
def rated(b: CompiledScenario, s: State, me: int, o: int) -> float:
    """What party ``me`` believes that outcome ``o`` is worth to the least satisfied other."""
    least = 1e300
    for other in b.seats:
        if other != me:
            least = min(least, _rate(b.model[me], b, s, other, o))
    return least
