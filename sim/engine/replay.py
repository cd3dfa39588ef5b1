"""Plays a stored run again, move for move, and says where it comes out differently."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from sim.agents.names import is_built_in
from sim.agents.strategies import Human
from sim.agents.view import View
from sim.domain.record import RESULTS_VERSION, Round, RunRecord
from sim.engine.mesa import NegotiationModel
from sim.engine.prepare import Player
from sim.errors import IllegalMove, InputError, RecordError, ReplayMismatch, ScenarioError, as_written
from sim.files import WrongEncoding, text_of
from sim.rules.moves import Answer, Move, Pass, Propose, Say, Walk
from sim.rules.voice import SAYINGS
from sim.scenario.load import Scenario, episode_ids, from_document, load
from sim.scenario.problems import checked
from sim.scenario.scales import ScalesSpec
from sim.scenario.setup import Setup
from sim.scenario.toml import read_within, too_deep
from sim.streams import check_seed

_LARGEST = 100
"""Megabytes of a record; two thousand rounds, the most that a scenario may have, take some twenty."""

_CURE = "give a file made by run --json"


@dataclass(frozen=True)
class Recorded:
    """A party that makes the moves of a record; for strategies that cannot be made by name.

    ``final``: what it held out for once the talks had ended.
    """

    party: str
    rounds: tuple[Round, ...]
    label: str
    final: float
    name: str = "recorded"

    @cached_property
    def _by_number(self) -> dict[tuple[int, bool], list[Round]]:
        found: dict[tuple[int, bool], list[Round]] = {}
        for row in self.rounds:
            found.setdefault((row.round, row.last_day), []).append(row)
        return found

    @cached_property
    def _answers(self) -> list[bool]:
        return [row.answers[self.party].accept for row in self.rounds if self.party in row.answers]

    def _rows(self, view: View) -> list[Round]:
        return self._by_number.get((view.round, view.last_day is not None), [])

    def aspiration(self, view: View) -> float:
        """Return what the record says it held out for."""
        if view.over:
            return self.final
        rows = self._rows(view) or list(self.rounds[-1:])
        return rows[0].aspirations.get(self.party, view.reservation)

    def propose(self, view: View) -> Move:
        """Return the recorded text, or leave where the record says so and not only later in the round."""
        rows = self._rows(view)
        for row in rows:
            terms = row.offer if row.proposer == self.party else row.texts.get(self.party)
            if terms is None:
                continue
            outcome = view.game.number(terms, row.depth if row.proposer == self.party else None)
            if view.last_day is None or view.last_day[outcome]:
                return Propose(view.me, outcome)
        walked = any(row.walked == self.party for row in rows)
        return Walk(view.me) if walked and not self._went_on(view, rows) else Pass(view.me)

    def _went_on(self, view: View, rows: list[Round]) -> bool:
        """Whether somebody moved in this round after the party's turn to propose, so that it left at an answer.

        On the last day a party may have several turns to propose: it left at the one behind the last text it had a part
        in, unless it left that text unanswered.
        """
        if view.last_day is not None:
            told = [row for row in rows if row.offer is not None]
            if told and not any(not reply.accept for reply in told[-1].answers.values()):
                return True
            parts = sum(
                (row.proposer == self.party) + (self.party in row.answers) + (self.party in row.texts)
                for row in self.rounds
            )
            tried = view.game.depths.names[int(view.game.depths.of[view.last_day.argmax()])]
            deeper = bool(told) and tried in self._above(view, told[-1].depth)
            return deeper or len(view.offered) + len(view.said) < parts
        later = {view.game.parties[place].id for place in view.game.signatories if place > view.me}
        return any(
            row.answers or row.proposer in {*later, "mediator"} or later & set(row.texts) for row in rows
        )

    @staticmethod
    def _above(view: View, depth: str | None) -> tuple[str, ...]:
        """The depths that are tried before one on the last day."""
        names = view.game.depths.names
        return () if depth is None else names[names.index(depth) + 1 :]

    def answer(self, view: View, outcome: int) -> Move:
        """Return the recorded answer; past the last one it leaves."""
        if view.me not in view.game.signatories:
            return Say(view.me, SAYINGS.index(self._said(view, outcome)))
        given, number = self._answers, len(view.offered)
        return Answer(view.me, given[number]) if number < len(given) else Walk(view.me)

    def _said(self, view: View, outcome: int) -> str:
        """What a guarantor said of a text of this round."""
        rows = [row for row in self._rows(view) if row.offer is not None]
        said = [
            row.stances.get(self.party, "")
            for row in rows
            if view.game.number(row.offer or {}, row.depth) == outcome
        ]
        if not said or said[0] not in SAYINGS:
            raise InputError(f'round {view.round}: does not say what "{self.party}" said of the text')
        return said[0]

    def decide(self, view: View, outcome: int | None) -> Move:
        """Return the recorded move of a person."""
        return self.propose(view) if outcome is None else self.answer(view, outcome)


def read_record(path: str | Path) -> RunRecord:
    """Return a stored record, checked whole and played again: the one way in for records from outside.

    Raises `RecordError` for a file that is absent, broken or something else, `InputError` where its scenario or moves
    make no sense, and `ReplayMismatch` where it plays differently today. What cannot be played again, `on_trust` names.
    """
    record = parse_record(_data(Path(path)), str(path))
    try:
        replay(record, str(path))
    except InputError as error:
        message = str(error)
        raise RecordError(message if message.startswith(str(path)) else f"{path}: {message}") from None
    return record


def _data(path: Path) -> Any:
    """What a JSON file holds: no key twice in a table, no number without end, no half characters."""
    try:
        data = json.loads(text_of(read_within(path, _LARGEST)), object_pairs_hook=_once)
        json.dumps(data, ensure_ascii=False, allow_nan=False).encode()
    except InputError as error:
        raise RecordError(f"{path}: {error}") from None
    except OSError as error:
        raise RecordError(f"{path}: cannot be read: {error.strerror}; {_CURE}") from None
    except WrongEncoding as error:
        raise RecordError(f"{path}: {error}") from None
    except (ValueError, RecursionError):
        raise RecordError(f"{path}: is not JSON; {_CURE}") from None
    return data


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise InputError(f'"{twice:.40}" is given twice in one table; {_CURE}')
    return found


def parse_record(data: Any, source: str) -> RunRecord:
    """Return the record that plain data hold. Raises `RecordError` at the first key that does not fit."""
    if not isinstance(data, Mapping) or "results_version" not in data:
        raise RecordError(f"{source}: is not the record of a run; {_CURE}")
    version = data["results_version"]
    if type(version) is not int or version != RESULTS_VERSION:
        raise RecordError(
            f"{source}: results_version is {as_written(version):.40} but this version plays {RESULTS_VERSION}; "
            f"play it with the version of hikiwake that made it ({data.get('version', 'unknown')!s:.40})"
        )
    if too_deep(dict(data)):
        raise RecordError(f"{source}: has tables in tables deeper than any record; {_CURE}")
    try:
        check_seed(data.get("seed"))
    except InputError as error:
        raise RecordError(f"{source}: {error}") from None
    try:
        return checked(RunRecord, data, source, strict=True)
    except ScenarioError as error:
        raise RecordError(f"{error}; {_CURE}") from None


def on_trust(record: RunRecord) -> list[str]:
    """Return the parties whose moves nothing but the record vouches for: people, and strategies that are not ours."""
    return [party for party, label in record.strategies.items() if label == "human" or not is_built_in(label)]


def another_scenario(record: RunRecord) -> bool:
    """Return whether a scenario that ships goes by the record's name, and is not what was played with these changes."""
    if record.scenario not in episode_ids():
        return False
    try:
        ours = load(record.scenario, record.changes, articles_only=record.articles_only)
    except ScenarioError:
        return True
    return ours.hash != record.scenario_hash


def _players(record: RunRecord) -> dict[str, Player]:
    """Strategies that the package knows play again; others, and people, repeat their recorded moves."""
    players: dict[str, Player] = {}
    for party, label in record.strategies.items():
        recorded = Recorded(party, tuple(record.rounds), label, record.held_out.get(party, 1.0))
        if label == "human":
            # What a person held out for at the very end follows from the moves alone, as it did when they were made.
            players[party] = Human(recorded.decide)
        else:
            players[party] = label if is_built_in(label) else recorded
    return players


def scenario_of(record: RunRecord, source: str = "record") -> Scenario:
    """Return the scenario that a record holds. Raises `InputError` for one that was edited."""
    scales = checked(ScalesSpec, {"scales": record.scales}, f"{source}: scales").scales
    found = from_document(record.document, dict(scales), f"{source}: document", record.changes)
    return replace(found, articles_only=record.articles_only)


def setup_of(record: RunRecord, scenario: Scenario) -> Setup:
    """Return how a record was played, in its scenario; the strategies are the names that it holds."""
    return Setup(
        scenario,
        seed=record.seed,
        strategies=record.strategies,
        off=record.constraints_off,
        protocol=record.protocol,
        draw=record.drawn,
    )


def replay(record: RunRecord, source: str = "record") -> RunRecord:
    """Play a record again and return the new one, which equals it.

    Raises `ReplayMismatch`, naming the first round that differs, when it does not; `InputError` when the
    record's scenario or moves make no sense.
    """
    scenario = scenario_of(record, source)
    if scenario.with_changes(record.changes).document != record.document:
        raise ReplayMismatch(f'{source}: "changes" does not fit the scenario in it; the file was changed')
    try:
        setup = replace(setup_of(record, scenario), strategies=_players(record))
        again = NegotiationModel.of(setup).run()
    except IllegalMove as error:
        raise InputError(
            f"{source}: holds a move that the rules do not allow: {error}; store the run anew"
        ) from None
    again = again.model_copy(update={"version": record.version})
    for old, new in zip(record.rounds, again.rounds, strict=False):
        if old != new:
            raise ReplayMismatch(f"{source}: round {old.round} plays differently today; the file was changed")
    if again != record:
        different = [key for key in type(record).model_fields if getattr(again, key) != getattr(record, key)]
        raise ReplayMismatch(f'{source}: "{different[0]}" comes out differently today; the file was changed')
    return again
