"""Which settings do nothing in the way that a scenario is played, and why: one sentence each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path

from sim.agents.strategies import Boa
from sim.domain.game import CONSTRAINTS, Game
from sim.engine.prepare import players_of
from sim.scenario.fields import Kind, fields_of, walk
from sim.scenario.load import Scenario, is_file
from sim.scenario.party import OF_A_GUARANTOR, PartySpec
from sim.scenario.places import scenarios_dir
from sim.scenario.schema import ScenarioSpec
from sim.scenario.setup import Setup
from sim.scenario.toml import read_toml
from sim.telling.catalogue import t

_OF_SIGNATORIES = (
    "strategy", "acceptance", "opponent_model", "red_lines", "declared", "discount", "trust", "confidence", "hawkishness",
    "domestic_threshold",
)  # fmt: skip
"""What a rule reads of those alone who sign."""

_OF_GUARANTORS = (
    "counterweight", "objection_margin",
    *(name for name, kind in fields_of(PartySpec).items() if kind.needed == OF_A_GUARANTOR),
)  # fmt: skip

_THROUGH = {
    "hawkishness": "ratification", "domestic_threshold": "ratification", "red_lines": "red_lines", "trust": "credibility",
    "confidence": "credibility",
}  # fmt: skip
"""What of a party works through one constraint alone."""

_WAITING = ("ac_next", "ac_combi")
"""The acceptance rules that read how patient a party is."""


def without_effect(setup: Setup, varied: Iterable[str] = ()) -> list[str]:
    """Return a sentence for each thing of `idle`, for those who write keys: it names the scenario, the key and why.

    >>> without_effect(Setup("2018-singapore", {"parties.usa.trust": "low"}))
    ['2018-singapore.toml: parties.usa.trust does nothing: a guarantor does not sign, and this is read of signatories only.']
    """
    source = setup.loaded.source
    return [
        t("told.idle.says", source=source, key=f"off = {key}" if key in CONSTRAINTS else key, why=why)
        for key, why in idle(setup, varied)
    ]


def idle(setup: Setup, varied: Iterable[str] = ()) -> list[tuple[str, str]]:
    """Return what was asked for and does nothing, a key or a constraint that is switched off, each with why.

    Looked at are what the setup changes and switches off, the keys that are ``varied``, and of a scenario file that does
    not ship every key of its own, as the file itself would be played. Nothing is said where more than settings vary. Raises `InputError` for a setup that cannot be
    played.
    """
    found, varied = _Idle(setup), tuple(varied)
    if not set(varied) <= set(setup.loaded.settings):
        # Rounds, roles and protocols that vary may give anything its effect back.
        return []
    said = [(name, why) for name in setup.off if (why := found.switch(name))]
    said += [(key, why) for key in (*setup.loaded.changes, *varied) if (why := found.key(key))]
    alone = _Idle(Setup(setup.loaded))
    said += [(key, why) for key in _own_keys(setup.loaded) if (why := alone.key(key, written=True))]
    return list(dict.fromkeys(said))


def _own_keys(scenario: Scenario) -> Iterator[str]:
    """The keys that a scenario's own file says, where it does not ship."""
    path = Path(scenario.source)
    if not is_file(path) or path.resolve().parent == scenarios_dir().resolve():
        return
    for key, kind, value in walk(read_toml(path), Kind(ScenarioSpec)):
        if value is not None and kind.single and kind.words is None:
            yield key


class _Idle:
    """Why a key of one setup does nothing; an empty text where it does something, or may."""

    def __init__(self, setup: Setup) -> None:
        self.setup, self.scenario = setup, setup.loaded
        self.spec = setup.loaded.spec

    @cached_property
    def game(self) -> Game:
        return self.scenario.game()

    @cached_property
    def players(self) -> list[Boa]:
        """The strategies at the table that are ours."""
        return [one for one in players_of(self.setup, self.game).values() if isinstance(one, Boa)]

    def switch(self, constraint: str) -> str:
        """Why leaving out a constraint changes nothing."""
        signatories = [self.spec.parties[name] for name in self.setup.signatories]
        there = {
            "interests": True,
            "red_lines": any(line.holds for party in signatories for line in party.red_lines.values()),
            "credibility": bool(self.spec.promises),
            "alliance": bool(self.game.guarantors),
            "ratification": any(self.game.depths.ratified)
            and any(self._asks(name) for name in self.setup.signatories),
        }
        return "" if there.get(constraint, True) else t(f"told.idle.no_{constraint}")

    def _asks(self, party: str) -> bool:
        """Whether a party's ratifier ever demands anything."""
        later = [event.parties[party] for event in self.spec.events.values() if party in event.parties]
        demands = [self.spec.parties[party].domestic_threshold, *(one.domestic_threshold for one in later)]
        return any(one is not None for one in demands)

    def key(self, key: str, *, written: bool = False) -> str:
        """Why a key does nothing; a file may say how patient a party is for whatever strategy is seated."""
        top, *steps = key.split(".")
        if written and steps[-1:] == ["discount"]:
            return ""
        if top == "parties" and len(steps) > 1:
            return self._party(steps[0], steps[1], steps[2:])
        if top == "events" and len(steps) > 1:
            # In a file, that it comes too late is told of the event once.
            late = written and steps[1] != "at"
            return "" if late and self._late(steps[0]) else self._event(steps[0], steps[1:])
        if top in ("talks", "performance") and steps:
            return self._talks(steps[0])
        through = {"promises": "credibility", "ratification": "ratification"}.get(top, "")
        return self._off(through) if top != "promises" or "deferral" in steps else ""

    def _off(self, constraint: str) -> str:
        if constraint not in self.setup.off:
            return ""
        return t("told.idle.off", constraint=t(f"told.constraint.{constraint}"))

    def _party(self, party: str, field: str, rest: list[str]) -> str:
        signs = self.spec.parties[party].role == "signatory"
        if field == "role":
            return ""
        if field in (_OF_GUARANTORS if signs else _OF_SIGNATORIES):
            return t(f"told.idle.{'signatory' if signs else 'guarantor'}")
        if not signs and "alliance" in self.setup.off:
            return self._off("alliance")
        if field == "hawkishness" and not self._asks(party):
            return t("told.idle.no_threshold")
        if field in ("strategy", "acceptance", "opponent_model") and party in self.setup.strategies:
            return t("told.idle.strategy")
        if field == "discount" and not self._waits(party):
            return t("told.idle.discount")
        return self._off(_THROUGH.get(field, "")) or self._worth(party, field, rest)

    def _waits(self, party: str) -> bool:
        """Whether anybody at the table reads how patient a party is; a strategy of one's own may."""
        own = players_of(self.setup, self.game)[party]
        if not isinstance(own, Boa) or len(self.players) < len(self.setup.signatories):
            return True
        return own.acceptance_rule in _WAITING or any(x.name == "backward_induction" for x in self.players)

    def _worth(self, party: str, field: str, rest: list[str]) -> str:
        """What a party thinks of an option that no text has, of an issue that is settled, of its own promise."""
        space = self.game.space
        if field == "confidence" and self.spec.promises[rest[0]].by == party:
            return t("told.idle.own_promise")
        if (
            field == "red_lines"
            and not space.matches(self.spec.parties[party].red_lines[rest[0]].refuses).any()
        ):
            return t("told.idle.no_text")
        if field in ("values", "gains") and not space.matches({rest[0]: [rest[1]]}).any():
            return t("told.idle.no_text")
        # Where texts have depths, a weight takes its share from all the others.
        if field == "weights" and not self.spec.depths:
            options = self.spec.issues[rest[0]].options
            if sum(bool(space.matches({rest[0]: [option]}).any()) for option in options) == 1:
                return t("told.idle.settled")
        return ""

    def _late(self, name: str) -> str:
        at, rounds = self.spec.events[name].at, self.spec.talks.rounds
        return t("told.idle.late", at=at, rounds=rounds) if at is not None and at > rounds else ""

    def _event(self, name: str, steps: list[str]) -> str:
        if late := self._late(name):
            return late
        if steps[0] == "leverage" and not self.game.guarantors:
            return t("told.idle.no_alliance")
        if steps[0] == "leverage":
            return self._off("alliance")
        return self._party(steps[1], steps[2], []) if steps[0] == "parties" and len(steps) > 2 else ""

    def _talks(self, name: str) -> str:
        ways, depths = self.setup.way, bool(self.spec.depths)
        why = {
            "protocol": "protocol" if ways != self.spec.talks.protocol else "",
            "opening": "way" if ways != "alternating" and not depths else "",
            "ambiguity": "" if self.spec.readings else "no_readings",
            "shock": "" if self.spec.performance.years else "no_years",
            **dict.fromkeys(("revert", "ties", "ties_from"), "" if depths else "no_depths"),
        }.get(name, "")
        return t(f"told.idle.{why}") if why else ""
