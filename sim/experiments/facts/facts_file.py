"""Files of facts: read, checked, and bound to the episodes that they speak of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import Field

from sim.domain.course import Courses
from sim.domain.findings import FactKind
from sim.domain.game import Game
from sim.domain.issue import Bools
from sim.errors import InputError, ScenarioError, nearest
from sim.experiments.facts.closest import closest
from sim.experiments.facts.language import Call, calls, combined, parse
from sim.experiments.facts.predicates import ACROSS, bound
from sim.scenario.grades import Strict, Text
from sim.scenario.load import Scenario, episode_ids, ledger_of, load
from sim.scenario.places import scenarios_dir
from sim.scenario.problems import read_checked

FACTS = "facts.toml"
"""The file that ships, beside the episodes."""

ALL = "*"
"""In place of an episode: all of the file's."""

Played = Mapping[str, Courses]
"""Episode, as the file names it, to its runs."""


class FactSpec(Strict):
    """One thing that a source says, and the check of it."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=40)]
    episode: Text
    says: Text
    evidence: list[str] = Field(default=[])
    check: Annotated[str, Field(min_length=1, max_length=1000)]
    kind: FactKind


class FactsSpec(Strict):
    """The file."""

    fact: Annotated[list[FactSpec], Field(min_length=1)]


@dataclass(frozen=True, eq=False)
class Fact:
    """A fact whose check is ready; ``test`` gives whether it holds in each run, or one answer for all runs.

    ``needs_reasons``: its check asks why a text was turned down.
    """

    id: str
    episode: str
    says: str
    evidence: tuple[str, ...]
    kind: FactKind
    test: Callable[[Played], Bools]
    needs_reasons: bool = False


@dataclass(frozen=True, eq=False)
class Facts:
    """The facts of a file in its order, and its episodes in order of their dates, with what they are played by.

    ``source``: what messages call the file; ``episodes``: the name in it to the scenario; ``paths``: the same to the id
    or path that loads it.
    """

    source: str
    facts: tuple[Fact, ...]
    episodes: Mapping[str, Scenario]
    paths: Mapping[str, str]


def read_facts(path: Path) -> FactsSpec:
    """Return a file of facts as it stands, with every check readable and every claim in the ledger.

    Raises `ScenarioError` with the first thing that is wrong.

    >>> read_facts(scenarios_dir() / FACTS).fact[0].kind
    'given'
    """
    table = read_checked(FactsSpec, path, _source(path))
    ledger, seen = ledger_of(path), set()
    for row in table.fact:
        place = f"{_source(path)}: fact.{row.id}"
        if row.id in seen:
            raise ScenarioError(f"{place}: occurs twice; give each fact an id of its own")
        seen.add(row.id)
        for claim in row.evidence:
            if claim not in ledger:
                raise ScenarioError(
                    f'{place}.evidence: there is no claim "{claim}"; {nearest(claim, ledger)}'
                )
        if (row.kind == "across") != (row.episode == ALL):
            cure = f'kind = "across" and episode = "{ALL}" go together; change one of them'
            raise ScenarioError(f'{place}.kind: is "{row.kind}" with the episode "{row.episode}"; {cure}')
        try:
            parse(row.check)
        except InputError as error:
            raise ScenarioError(f"{place}.check: {error}") from None
    return table


def load_facts(path: Path | None = None) -> Facts:
    """Return the facts of a file, or those that ship, ready to be tested.

    An episode is the id of one that ships, or the path of a scenario file from where the file of facts lies. Raises
    `ScenarioError` for anything wrong in it, also for names that its episodes do not have.
    """
    path = scenarios_dir() / FACTS if path is None else path
    table = read_facts(path)
    scenarios, paths = {}, {}
    for row in table.fact:
        if row.episode != ALL and row.episode not in scenarios:
            paths[row.episode] = _path(row.episode, path)
            try:
                scenarios[row.episode] = load(paths[row.episode])
            except InputError as error:
                raise ScenarioError(f"{_source(path)}: fact.{row.id}.episode: {error}") from None
    episodes = dict(sorted(scenarios.items(), key=lambda item: (item[1].spec.date, item[1].id)))
    games = {name: scenario.game() for name, scenario in episodes.items()}
    facts = []
    for row in table.fact:
        try:
            test = test_of(row, games)
        except InputError as error:
            raise ScenarioError(f"{_source(path)}: fact.{row.id}.check: {error}") from None
        facts.append(Fact(row.id, row.episode, row.says, tuple(row.evidence), row.kind, test, _asks_why(row)))
    return Facts(_source(path), tuple(facts), episodes, paths)


def _asks_why(row: FactSpec) -> bool:
    return any({"reason", "issue"} & set(call.given) for call in calls(parse(row.check)))


def _source(path: Path) -> str:
    """What messages call the file."""
    return path.name if path.parent == scenarios_dir() else str(path)


def _path(episode: str, file: Path) -> str:
    """What loads an episode."""
    is_path = episode.endswith(".toml") or "/" in episode
    return str(file.parent / episode) if is_path and episode not in episode_ids() else episode


def test_of(row: FactSpec, games: Mapping[str, Game]) -> Callable[[Played], Bools]:
    """Return the test of one fact, bound to the games of its episodes. Raises `InputError` for names they do not have."""
    tree = parse(row.check)
    if row.episode == ALL:
        return combined(tree, lambda call: closest(call, list(games)))
    game = games[row.episode]
    if any(call.name == ACROSS for call in calls(tree)):
        raise InputError(f'{ACROSS}: compares episodes; write episode = "{ALL}" and kind = "across"')

    def leaf(call: Call) -> Callable[[Played], Bools]:
        test = bound(call, game)
        return lambda played: test(played[row.episode])

    return combined(tree, leaf)
