"""What the page Many runs asks: which setting, how often, and what is varied; and the command that answers it."""

from __future__ import annotations

import hashlib
import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sim.app.kit.settings import bounds
from sim.app.state import extras, own
from sim.app.state.links import State
from sim.domain.game import PROTOCOLS
from sim.domain.record import RESULTS_VERSION
from sim.experiments.runs.reading.tally import Varied
from sim.scenario.load import Scenario
from sim.scenario.setup import Plain
from sim.version import __version__

CHOICES = (200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000)
"""Numbers of runs that the page offers."""

USUAL = 2000
AXES = ("x", "y")
DESIGNS = ("grid", "lhs", "sobol")
PROTOCOL = "talks.protocol"


@dataclass(frozen=True)
class Question:
    """A batch: its state without what is varied, its design, and how often it is played."""

    state: State
    varied: tuple[Varied, ...]
    design: str
    asked: int

    @property
    def combinations(self) -> int:
        """Points of the grid; 1 where nothing is varied or the values are spread."""
        if self.design != "grid":
            return 1
        found = 1
        for one in self.varied:
            found *= one.size
        return found

    @property
    def replications(self) -> int:
        """Runs of each combination: as many as were asked for, without a rest."""
        return max(1, round(self.asked / self.combinations))

    @property
    def runs(self) -> int:
        """Runs in all. A Sobol sequence is balanced at powers of two alone."""
        if self.design == "sobol":
            return min((1 << i for i in range(4, 17)), key=lambda n: abs(n - self.asked))
        return self.combinations * self.replications

    @property
    def scenario(self) -> Scenario:
        """The scenario with its changes."""
        return self.state.loaded

    def words(self) -> list[str]:
        """Return the command's words, without the folder."""
        state = self.state
        file = own.find(state.scenario)
        found = ["batch", state.scenario if file is None else file.word]
        for one in self.varied:
            found += ["--vary", one.option]
        found += ["--design", self.design] if self.varied else []
        if self.design == "grid" and self.varied:
            found += ["--replications", str(self.replications)]
        else:
            found += ["--runs", str(self.runs)]
        found += ["--seed", str(state.seed), *self._rules()]
        for key, value in sorted(state.changes.items()):
            found += ["--set", f"{key}={_typed(value)}"]
        return found

    def _rules(self) -> Iterator[str]:
        for party, name in sorted(self.state.strategies.items()):
            yield from ("--strategy", f"{party}={name}")
        for constraint in self.state.off:
            yield from ("--off", constraint)
        if self.state.protocol is not None:
            yield from ("--protocol", self.state.protocol)
        if self.state.articles_only:
            yield "--articles-only"

    def command(self) -> str:
        """Return the command line that gives the same batch."""
        return shlex.join(["hikiwake", *self.words(), "--out", "runs"])

    @property
    def digest(self) -> str:
        """A name that is the same whenever the rows are."""
        parts = [*self.words(), self.scenario.hash, __version__, str(RESULTS_VERSION)]
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:24]

    @property
    def pace(self) -> str:
        """A name that is the same for batches whose runs take about the same time."""
        parts = [self.state.scenario, *self._rules(), __version__, str(RESULTS_VERSION)]
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:24]


def _typed(value: Plain) -> str:
    """A change as `--set` takes it."""
    if isinstance(value, bool):
        return str(value).lower()
    return value if isinstance(value, str) else repr(value)


def keys(scenario: Scenario) -> list[str]:
    """Return what can be varied, what matters most in the episode first."""
    return [*dict.fromkeys([*scenario.spec.key_settings, PROTOCOL, *scenario.settings])]


def words_of(scenario: Scenario, key: str) -> tuple[str, ...]:
    """Return the words that a key can take."""
    if key == PROTOCOL:
        return PROTOCOLS
    return tuple(scenario.scales[scenario.settings[key].scale].words)


def chosen_key(state: State, axis: str) -> str | None:
    """Return the key that is varied on an axis; the second is never the first again.

    >>> chosen_key(State(extras={"runs.x": "parties.japan.trust"}), "x")
    'parties.japan.trust'
    """
    key = extras.among(state, f"runs.{axis}", keys(state.unchanged), "") or None
    return None if axis == "y" and key == chosen_key(state, "x") else key


def chosen_words(state: State, axis: str, options: Sequence[str]) -> tuple[str, ...]:
    """Return the words that were chosen, in the order of the scale; all of them unless at least two were."""
    kept = state.extras.get(f"runs.{axis}_words")
    found = tuple(word for word in options if isinstance(kept, (list, tuple)) and word in kept)
    return found if len(found) > 1 else tuple(options)


def chosen_range(state: State, axis: str, ends: tuple[float, float]) -> tuple[float, float]:
    """Return the range that was chosen, to two decimals as a slider shows it, if it is one within the bounds, else the bounds.

    >>> chosen_range(State(extras={"runs.x_range": [0.9, 0.1]}), "x", (0.0, 1.0))
    (0.0, 1.0)
    """
    kept = state.extras.get(f"runs.{axis}_range")
    if isinstance(kept, (list, tuple)) and len(kept) == 2:
        if not all(isinstance(end, (int, float)) and not isinstance(end, bool) for end in kept):
            return ends
        low, high = round(float(kept[0]), 2), round(float(kept[1]), 2)
        if round(ends[0], 2) <= low < high <= round(ends[1], 2):
            return max(low, ends[0]), min(high, ends[1])
    return ends


def exact(state: State, axis: str, key: str) -> bool:
    """Return whether a key is varied in numbers."""
    return key != PROTOCOL and state.extras.get(f"runs.{axis}_exact") is True


def _varied(state: State, axis: str, key: str, design: str) -> Varied:
    scenario = state.unchanged
    if not exact(state, axis, key):
        return Varied(key, chosen_words(state, axis, words_of(scenario, key)))
    low, high = chosen_range(state, axis, bounds(scenario, scenario.settings[key]))
    return Varied(key, (), low, high, design != "grid")


def question(state: State) -> Question:
    """Return what a state asks of the page; whatever a link says that cannot be, counts as not said.

    >>> question(State(seed=3)).words()
    ['batch', '2018-singapore', '--runs', '2000', '--seed', '3']
    """
    asked = extras.among(state, "runs.n", CHOICES, USUAL)
    named = [(axis, key) for axis in AXES if (key := chosen_key(state, axis)) is not None]
    ranges = any(exact(state, axis, key) for axis, key in named)
    design = extras.among(state, "runs.design", DESIGNS, "grid") if ranges else "grid"
    varied = tuple(_varied(state, axis, key, design) for axis, key in named)
    return Question(_held(state, {one.key for one in varied}), varied, design, asked)


def _held(state: State, varied: set[str]) -> State:
    """The state as far as a batch depends on it: what is varied is not held fast besides."""
    usual = state.unchanged.spec.talks.protocol
    protocol = None if PROTOCOL in varied or state.protocol == usual else state.protocol
    changes = {key: value for key, value in state.changes.items() if key not in varied}
    return State(
        state.scenario,
        changes,
        state.seed,
        state.strategies,
        state.off,
        protocol,
        articles_only=state.articles_only,
    )


def faults(state: State) -> list[str]:
    """Return which of the page's choices cannot be in this episode, as where anybody wrote a link.

    >>> faults(State(extras={"runs.n": 7, "runs.x": "parties.japan.trust", "compare.b": 1}))
    ['runs.n']
    """
    known = keys(state.unchanged)
    options: dict[str, Sequence[Any]] = {"runs.n": CHOICES, "runs.design": DESIGNS}
    options |= {f"runs.{axis}": known for axis in AXES}
    found = [name for name in options if name in state.extras]
    return [name for name in found if extras.among(state, name, options[name], None) is None]
