"""The Mesa model of a negotiation: one agent per party, one step per round, the rules of play underneath."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from operator import attrgetter
from pathlib import Path
from typing import Any

import mesa

from sim.agents.names import label_of
from sim.agents.strategies import Strategy
from sim.agents.view import see
from sim.domain.game import STANCES
from sim.domain.record import RESULTS_VERSION, RunRecord
from sim.engine.prepare import Player, prepare
from sim.engine.recording import outcome_of, rounds_of
from sim.errors import SimError
from sim.rules.moves import Move
from sim.rules.table import apply, is_over, open_table
from sim.scenario.load import Scenario
from sim.scenario.settings import numbers
from sim.scenario.setup import Setup
from sim.streams import check_seed, fresh_seed
from sim.version import __version__


class PartyAgent(mesa.Agent):  # type: ignore[misc]
    """A party at the table. ``place`` is its place in the game, ``party`` its id."""

    model: NegotiationModel

    def __init__(self, model: NegotiationModel, place: int) -> None:
        """Sit down."""
        super().__init__(model)
        self.place = place
        self.party = model.game.parties[place].id

    @property
    def trust(self) -> float:
        """How far the party believes the others, in [0, 1]."""
        return self.model.table.standing.parties[self.place].trust

    @property
    def utility(self) -> float | None:
        """What the last text on the table is worth to the party."""
        text = self.model.last_text
        return None if text is None else float(self.model.table.value.expected[self.place, text])

    @property
    def aspiration(self) -> float | None:
        """What the party held out for in the last round; a guarantor holds out for nothing."""
        return self.model.aspirations.get(self.party)

    @property
    def stance(self) -> str | None:
        """A guarantor's stance on the last text."""
        return None


class NegotiatorAgent(PartyAgent):
    """A signatory: it proposes and answers by its strategy."""

    def __init__(self, model: NegotiationModel, place: int, strategy: Strategy) -> None:
        """Sit down with a strategy."""
        super().__init__(model, place)
        self.strategy = strategy

    def hold(self) -> float:
        """Return what the party holds out for now."""
        return float(self.strategy.aspiration(see(self.model.table, self.place, self.model.draws)))

    def move(self) -> Move:
        """Return the party's move at the present table."""
        view = see(self.model.table, self.place, self.model.draws)
        text = self.model.table.on_table
        return self.strategy.propose(view) if text is None else self.strategy.answer(view, text)


class GuarantorAgent(PartyAgent):
    """A party that does not sign: the rules answer every text with its stance, or the person who speaks for it does."""

    def __init__(self, model: NegotiationModel, place: int, person: Strategy | None = None) -> None:
        """Sit down, with or without a person."""
        super().__init__(model, place)
        self.person = person

    def move(self) -> Move:
        """Return the person's word on the text at the table."""
        table = self.model.table
        assert self.person is not None
        assert table.on_table is not None
        return self.person.answer(see(table, self.place, self.model.draws), table.on_table)

    @property
    def stance(self) -> str | None:
        """The stance on the last text."""
        text, value = self.model.last_text, self.model.table.value
        for g, guarantor in enumerate(self.model.game.guarantors):
            if guarantor.party == self.place and text is not None:
                return STANCES[int(value.stances[g, text])]
        return None


class NegotiationModel(mesa.Model):  # type: ignore[misc]
    """A negotiation, played round by round.

    The arguments are those of `Setup`, in which scenario, seed and all the others stay together; without a seed the
    model has luck of its own, by a seed that its record names. After ``run()`` or enough ``step()`` calls, ``record()`` tells all; the
    ``datacollector`` has model and agent variables by round and a table of ``offers``.

    >>> model = NegotiationModel("2018-singapore", seed=7)
    >>> model.run().scenario
    '2018-singapore'
    >>> {"trust", "aspiration"} <= set(model.datacollector.get_agent_vars_dataframe().columns)
    True
    """

    def __init__(
        self,
        scenario: Scenario | str | Path = "2018-singapore",
        seed: int | None = None,
        *,
        draw: bool = False,
        strategies: Mapping[str, Player] | None = None,
        off: Sequence[str] = (),
        protocol: str | None = None,
        articles_only: bool = False,
    ) -> None:
        """Load the scenario, seat the parties and open the first round."""
        own = fresh_seed() if seed is None else check_seed(seed)
        self.setup = Setup(scenario, {}, own, strategies or {}, off, protocol, draw, articles_only)
        ready = prepare(self.setup)
        super().__init__(rng=own)
        self.rules, self.draws, self.players = ready.rules, ready.draws, ready.players
        self.game = self.rules.game
        for place, party in enumerate(self.game.parties):
            if place in self.game.signatories:
                NegotiatorAgent(self, place, self.players[party.id])
            else:
                GuarantorAgent(self, place, self.players.get(party.id))
        self.negotiators = {agent.place: agent for agent in self.agents if isinstance(agent, NegotiatorAgent)}
        self._movers = {agent.place: agent for agent in self.agents}
        self.datacollector = mesa.DataCollector(
            model_reporters={"round": "round", "result": "result", "rapport": "rapport"},
            # A name alone would become a local function of Mesa's, and nothing with such a one can be pickled.
            agent_reporters={
                name: attrgetter(name) for name in ("party", "trust", "aspiration", "utility", "stance")
            },
            tables={"offers": ["round", "proposer", "accepted", *[i.id for i in self.game.space.issues]]},
        )
        self.noted: dict[int, dict[str, float]] = {}
        self.table = open_table(self.rules, self.draws)
        self.running = not is_over(self.table)
        self.last_text: int | None = None  # the outcome that was tabled last
        self._tabled = 0
        self.round = 0
        release(self)

    @classmethod
    def of(cls, setup: Setup) -> NegotiationModel:
        """Return the model of a setup."""
        return cls(
            setup.loaded,
            setup.seed,
            draw=setup.draw,
            strategies=setup.strategies,
            off=setup.off,
            protocol=setup.protocol,
        )

    @property
    def rapport(self) -> float:
        """The present rapport between the leaders."""
        return self.table.standing.rapport

    @property
    def result(self) -> str | None:
        """How the talks have ended; None while they go on."""
        return self.table.result

    @property
    def aspirations(self) -> dict[str, float]:
        """What each signatory held out for in the last round."""
        return self.noted.get(self.round, {})

    def step(self) -> None:
        """Play one round: every proposal and answer until the next round opens or the talks end."""
        if is_over(self.table):
            self.running = False
            return
        now = self.table.meeting.round
        self.round = now
        self.noted[now] = {agent.party: agent.hold() for agent in self.negotiators.values()}
        while not is_over(self.table) and self.table.meeting.round == now:
            self.table = apply(self.table, self._movers[self.table.to_move].move(), self.draws)
        self._collect()
        self.running = not is_over(self.table)

    def _collect(self) -> None:
        for meeting in self.table.meetings[self._tabled :]:
            for text in meeting.offers:
                row = {"round": meeting.round, "proposer": "mediator" if text.author < 0 else None}
                row["proposer"] = row["proposer"] or self.game.parties[text.author].id
                row["accepted"] = bool(text.answers) and all(yes for _, yes in text.answers)
                self.datacollector.add_table_row("offers", row | self.game.space.terms(text.outcome))
                self.last_text = text.outcome
        self._tabled = len(self.table.meetings)
        self.datacollector.collect(self)

    def run(self) -> RunRecord:
        """Play to the end and return the record."""
        while self.running:
            self.step()
        return self.record()

    def record(self) -> RunRecord:
        """Return the record of a finished negotiation. Raises `SimError` while it is still going on."""
        if not is_over(self.table):
            raise SimError("the negotiation is not over yet; call run(), or step() until running is false")
        final = {agent.party: agent.hold() for agent in self.negotiators.values()}
        scenario = self.setup.loaded
        return RunRecord(
            scenario=scenario.id,
            scenario_hash=scenario.hash,
            version=__version__,
            results_version=RESULTS_VERSION,
            seed=int(self.setup.seed),
            drawn=self.setup.draw,
            protocol=self.rules.protocol,
            constraints_off=[name for name in self.table.value.survives if name not in self.rules.on],
            strategies={name: label_of(player) for name, player in self.players.items()},
            changes=dict(scenario.changes),
            articles_only=scenario.articles_only,
            rounds=rounds_of(self.table, self.noted),
            settings=numbers(scenario.settings, int(self.setup.seed)) if self.setup.draw else {},
            document=dict(scenario.document),
            scales={name: scale.model_dump(mode="json") for name, scale in scenario.scales.items()},
            **outcome_of(self.table, final),
        )


def release(model: NegotiationModel) -> None:
    """Let go of a model once its agents are numbered: Mesa before 3.4.2 keeps every model in a table."""
    kept: Any = getattr(mesa.Agent, "_ids", None)
    if isinstance(kept, dict):
        kept.pop(model, None)


def negotiate(
    scenario: Scenario | str | Path,
    seed: int | None = None,
    *,
    draw: bool = False,
    strategies: Mapping[str, Player] | None = None,
    off: Sequence[str] = (),
    protocol: str | None = None,
    articles_only: bool = False,
) -> RunRecord:
    """Play one negotiation to the end and return its record; the arguments are those of `NegotiationModel`.

    >>> negotiate("2018-singapore", seed=7) == negotiate("2018-singapore", seed=7)
    True
    """
    return NegotiationModel(
        scenario,
        seed,
        draw=draw,
        strategies=strategies,
        off=off,
        protocol=protocol,
        articles_only=articles_only,
    ).run()
