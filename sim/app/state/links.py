"""The state of a reader's page, and the link that holds it: pure functions, checked to the last character."""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from types import MappingProxyType
from typing import Any

from sim.agents.names import strategy_of
from sim.app.state import cache, own
from sim.app.state.packing import LONGEST_TEXT, pack, unpack
from sim.domain.game import CONSTRAINTS, PROTOCOLS
from sim.errors import InputError, SimError
from sim.scenario.load import Scenario, episode_ids
from sim.scenario.setup import Plain, Setup
from sim.streams import LARGEST_SEED
from sim.telling import catalogue

FIRST_SCENARIO = "2018-singapore"
FIRST_SEED = 7
MOST_ROUNDS = 60
MOST_TEXTS = 10_000

_BESIDE_SETTINGS = re.compile(
    r"talks\.(rounds|opening)|performance\.years|parties\.[a-z0-9_]+\.(role|red_lines\.[a-z0-9_]+\.holds)"
)
"""What a link may change that is not a graded setting: never a text that would be shown."""


@dataclass(frozen=True)
class State(Setup):
    """What one reader looks at: how an episode is played at its most likely settings, and where in it the reader is.

    ``round`` is the place in the run's rounds, from 1; 0 before Run; ``None`` before an episode is chosen.
    """

    scenario: str = FIRST_SCENARIO
    seed: int = FIRST_SEED
    off: tuple[str, ...] = ()
    draw: bool = field(default=False, init=False)
    round: int | None = None
    language: str = catalogue.FIRST
    extras: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        super().__post_init__()
        object.__setattr__(self, "extras", MappingProxyType(dict(self.extras)))

    @property
    def loaded(self) -> Scenario:
        """The episode with its changes, from the cache. Raises `SimError` where they make none."""
        return cache.scenario(self.scenario, self.changes, articles_only=self.articles_only)

    @property
    def unchanged(self) -> Scenario:
        """The episode as its sources have it, or its articles alone."""
        return cache.scenario(self.scenario, articles_only=self.articles_only)

    @property
    def setup(self) -> Setup:
        """What the run of this state depends on, and nothing else."""
        return Setup(**{one.name: getattr(self, one.name) for one in fields(Setup)})


def next_seed(seed: int) -> int:
    """Return the seed of the next play; after the last one comes 0.

    >>> next_seed(7), next_seed(LARGEST_SEED)
    (8, 0)
    """
    return (seed + 1) % (LARGEST_SEED + 1)


def settable(scenario: Scenario, key: str) -> bool:
    """Return whether readers may change this key: graded settings, switches and counts, never texts."""
    return key in scenario.settings or _BESIDE_SETTINGS.fullmatch(key) is not None


def encode(state: State) -> dict[str, str]:
    """Return the state as query parameters; what is at its default is left out, but for scenario and language.

    >>> encode(State(seed=3))
    {'s': '2018-singapore', 'seed': '3', 'lang': 'en'}
    """
    found = {"s": state.scenario, "seed": str(state.seed), "lang": state.language}
    if state.round is not None:
        found["r"] = str(state.round)
    if state.protocol is not None:
        found["p"] = state.protocol
    if state.articles_only:
        found["ao"] = "1"
    if state.off:
        found["off"] = ",".join(state.off)
    if state.strategies:
        found["st"] = ",".join(f"{party}:{name}" for party, name in sorted(state.strategies.items()))
    if state.changes:
        found["c"] = pack(dict(state.changes))
    # What a reader typed into a page may be nothing that a link can carry; the rest of the link still opens.
    extras = {name: value for name, value in state.extras.items() if _fits(name, value)}
    if extras:
        found["x"] = pack(extras)
    return found


KEYS = ("s", "seed", "lang", "r", "p", "ao", "off", "st", "c", "x")
"""The query parameters that are ours; others are left alone."""


class _Wrong(Exception):
    """What is wrong with a link, as a key of the texts, and what fills that in."""

    def __init__(self, problem: str, **values: str) -> None:
        super().__init__(problem)
        self.values = values


def _whole(text: str, low: int, high: int, problem: str) -> int:
    if not re.fullmatch(r"[0-9]{1,16}", text) or not low <= int(text) <= high:
        raise _Wrong(problem)
    return int(text)


def _packed(text: str) -> dict[str, Any]:
    try:
        data = unpack(text)
    except InputError:
        raise _Wrong("damaged") from None
    if not isinstance(data, dict):
        raise _Wrong("damaged")
    return data


def _gone(scenario: Scenario, key: str) -> _Wrong:
    """What is said of a setting that is not there, as in a link of an older version: it, and what comes nearest."""
    # Somebody else's words are repeated only where they look like a key.
    if not re.fullmatch(r"[a-z0-9_]{1,40}(\.[a-z0-9_]{1,40}){1,6}", key):
        return _Wrong("settings")
    near = difflib.get_close_matches(key, scenario.settings, n=1, cutoff=0.6)
    if near:
        return _Wrong("nearest", key=key, nearest=near[0])
    return _Wrong("gone", key=key)


def _changes(scenario_id: str, scenario: Scenario, data: Mapping[str, Any]) -> dict[str, Plain]:
    for key, value in data.items():
        if len(data) > 400:
            raise _Wrong("settings")
        if not settable(scenario, key):
            raise _gone(scenario, key)
        if isinstance(value, str):
            if not re.fullmatch(r"[a-z][a-z0-9_]{0,39}", value):
                raise _Wrong("settings")
        elif not isinstance(value, (bool, int, float)) or not _plain(value):
            raise _Wrong("settings")
    rounds = data.get("talks.rounds", 1)
    if not isinstance(rounds, int) or isinstance(rounds, bool) or rounds > MOST_ROUNDS:
        raise _Wrong("settings")
    try:
        cache.scenario(scenario_id, data, articles_only=scenario.articles_only)
    except SimError:
        raise _Wrong("settings") from None
    return dict(data)


def _strategies(scenario: Scenario, text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    signatories = [name for name, party in scenario.spec.parties.items() if party.role == "signatory"]
    for entry in text.split(","):
        party, _, name = entry.partition(":")
        if party not in signatories or party in found:
            raise _Wrong("strategies")
        try:
            strategy_of(name)
        except SimError:
            raise _Wrong("strategies") from None
        found[party] = name
    return found


def _plain(data: Any, depth: int = 0) -> bool:
    """Whether data are harmless: shallow, short, finite, and without a mark that could become HTML or Markdown."""
    if isinstance(data, str):
        return len(data) <= 300 and not re.search(r"[<>\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff`]", data)
    if isinstance(data, float):
        return math.isfinite(data)
    if isinstance(data, int) and not isinstance(data, bool):
        return abs(data) <= LARGEST_SEED
    if depth > 4 or (isinstance(data, (list, dict)) and len(data) > 500):
        return False
    if isinstance(data, list):
        return all(_plain(item, depth + 1) for item in data)
    if isinstance(data, dict):
        return all(_plain(key) and _plain(item, depth + 1) for key, item in data.items())
    return data is None or isinstance(data, bool)


def _fits(name: str, value: Any) -> bool:
    """Whether a link can carry this extra."""
    named = re.fullmatch(r"[a-z][a-z0-9_]{0,30}\.[a-z][a-z0-9_.]{0,40}", name)
    return named is not None and _plain(value)


def _extras(data: Mapping[str, Any]) -> dict[str, Any]:
    if len(data) > 500 or not all(_fits(name, value) for name, value in data.items()):
        raise _Wrong("damaged")
    return dict(data)


def _off(text: str) -> tuple[str, ...]:
    names = text.split(",")
    if len(set(names)) < len(names) or not set(names) <= set(CONSTRAINTS):
        raise _Wrong("constraints")
    return tuple(name for name in CONSTRAINTS if name in names)


def _articles_only(scenario_id: str, params: Mapping[str, str]) -> bool:
    """Whether a link asks for articles only, which the episode has to be able to do without documents."""
    if "ao" not in params:
        return False
    if params["ao"] != "1":
        raise _Wrong("articles_only")
    try:
        cache.scenario(scenario_id, articles_only=True)
    except SimError:
        raise _Wrong("articles_only") from None
    return True


def _decoded(params: Mapping[str, str], language: str) -> State:
    if any(len(params.get(key, "")) > LONGEST_TEXT for key in KEYS):
        raise _Wrong("long")
    scenario_id = params.get("s", own.first() or FIRST_SCENARIO)
    if scenario_id not in (*episode_ids(), *own.files()):
        raise _Wrong("own" if own.is_key(scenario_id) else "scenario")
    protocol = params.get("p")
    if protocol is not None and protocol not in PROTOCOLS:
        raise _Wrong("protocol")
    articles_only = _articles_only(scenario_id, params)
    unchanged = cache.scenario(scenario_id, articles_only=articles_only)
    changes = _changes(scenario_id, unchanged, _packed(params["c"])) if "c" in params else {}
    scenario = cache.scenario(scenario_id, changes, articles_only=articles_only)
    return State(
        scenario=scenario_id,
        changes=changes,
        seed=_whole(params.get("seed", str(FIRST_SEED)), 0, LARGEST_SEED, "seed"),
        strategies=_strategies(scenario, params["st"]) if "st" in params else {},
        off=_off(params["off"]) if "off" in params else (),
        protocol=protocol,
        articles_only=articles_only,
        round=_whole(params["r"], 0, MOST_TEXTS, "round") if "r" in params else None,
        language=language,
        extras=_extras(_packed(params["x"])) if "x" in params else {},
    )


def decode(params: Mapping[str, str], language: str = catalogue.FIRST) -> tuple[State, list[str]]:
    """Return the state of a link and what is wrong with the link, in sentences.

    A link shows all that it says or, when any part of it is wrong, the default page: never half a setting,
    which would be another experiment. ``language`` is the one for links that name none. Nothing raises.

    >>> decode({"s": "2018-singapore", "seed": "-1"})[1]
    ["The link's seed is not a whole number from 0 to 9,007,199,254,740,991; this is the default page."]
    """
    wanted = params.get("lang", language)
    if wanted not in catalogue.LANGUAGES:
        return State(language=language), [catalogue.in_language(language, "common.link.language")]
    try:
        return _decoded(params, wanted), []
    except _Wrong as wrong:
        return State(language=wanted), [catalogue.in_language(wanted, f"common.link.{wrong}", **wrong.values)]
