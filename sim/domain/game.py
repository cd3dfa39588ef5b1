"""A game: one scenario with its words turned into numbers, as plain arrays that the rules work on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from sim.domain import codes
from sim.domain.codes import names
from sim.domain.issue import Bools, Floats, OutcomeSpace
from sim.domain.texts import DEPTH, Depths, one_depth
from sim.errors import UnknownName, nearest

CONSTRAINTS = names(codes.Constraint)
"""The five constraints, in the order in which they are applied."""

PROTOCOLS = names(codes.Protocol)
STRATEGIES = names(codes.Strategy)
"""Every strategy's name. `human` needs a person; `zeuthen` and `backward_induction` are benchmarks."""

ACCEPTANCES = names(codes.Acceptance)
OPPONENT_MODELS = names(codes.OpponentModel)
STANCES = names(codes.Stance)
"""What a guarantor can say of a draft, from worst to best; a stance is stored as its place here."""

RESULTS = names(codes.Result)
LADDER = names(codes.Step)
"""How far the parties came, from nowhere to everything."""


@dataclass(frozen=True)
class Party:
    """One party's numbers. Worths lie in [0, 1]; a ``None`` threshold means that nobody ratifies at home."""

    id: str
    reservation: float
    discount: float = 1.0
    trust: float = 1.0
    hawkishness: float = 0.0
    domestic_threshold: float | None = None
    strategy: str = "linear"
    acceptance: str | None = None
    opponent_model: str | None = None


@dataclass(frozen=True)
class Guarantor:
    """A party that does not sign but answers every draft with a stance that weighs on its ally.

    ``party`` and ``ally`` are places in `Game.parties`; ``leverage`` in [0, 1]; ``stake`` is what the ally
    loses when a threat is carried out at full leverage; ``objection`` the share of it that an objection
    costs; ``support`` what support is worth to the ally. The margins are distances of the guarantor's
    utility, as far as the draft binds, from its reservation: a draft at least ``support_margin`` above is supported,
    one more than ``threat_margin`` below is threatened, one more than ``objection_margin`` below objected to.
    """

    party: int
    ally: int
    leverage: float
    stake: float
    objection: float
    support: float
    support_margin: float
    threat_margin: float
    objection_margin: float = 0.0


@dataclass(frozen=True)
class RedLine:
    """What a party never accepts: ``crossed``, shape ``(n_outcomes,)``; ``issue``: the column that it is first about."""

    id: str
    issue: int
    crossed: Bools


@dataclass(frozen=True)
class Promises:
    """What one party performs for the others after signing.

    ``names`` of length K; ``by``: the place of the performing party; ``backer``: the place in
    `Game.guarantors` whose objection makes it less believable, or -1; ``deferral``: shape
    ``(K, n_outcomes)``, the share that comes after signing; ``gain``: shape ``(P, K, n_outcomes)``, the
    part of each party's worth that is lost when it is broken; ``confidence``: shape ``(P, K)``,
    how far each party believes this promise in particular; ``issues``: the columns that each is about.
    """

    names: tuple[str, ...]
    by: tuple[int, ...]
    backer: tuple[int, ...]
    deferral: Floats
    gain: Floats
    confidence: Floats
    issues: tuple[tuple[int, ...], ...] = ()


@dataclass(frozen=True)
class Event:
    """Something from outside that happens once: in round ``at``, or by ``chance`` in any round.

    ``suspend`` counts rounds without a meeting; ``rounds_left`` sets a deadline; ``trust``, ``rapport`` and
    ``leverage`` are added to what they are; ``becomes`` maps (party place, field) to a new number; ``words``: what happens,
    where the scenario does not foresee it.
    """

    id: str
    at: int | None = None
    chance: float = 0.0
    suspend: int = 0
    rounds_left: int | None = None
    trust: float = 0.0
    rapport: float = 0.0
    leverage: float = 0.0
    becomes: Mapping[tuple[int, str], float] = field(default_factory=dict)
    words: str = ""


@dataclass(frozen=True)
class Dynamics:
    """How trust and rapport move, and what happens after signing.

    ``rapport`` in [0, 1]; ``trust_gain``: trust won per unit of worth conceded, at full rapport;
    ``threat_loss``: trust lost at a threat with full leverage; ``mood``: half the width of the chance that
    every meeting adds to trust; ``spread``: how gradual a ratifier's answer is; ``failure_cost``: what a
    failed ratification costs the leaders; ``years`` of performance and the yearly chance of a ``shock``. Where texts
    have depths: ``ties``: what rapport adds to any text per unit above ``coldness``; ``private``: the spread of that
    part of a reservation that nobody outside knows; ``revert``: the share of the way that trust and rapport go back
    in a round to what they were.
    """

    rapport: float = 0.5
    trust_gain: float = 0.0
    threat_loss: float = 0.0
    mood: float = 0.0
    spread: float = 0.1
    failure_cost: float = 0.0
    years: int = 0
    shock: float = 0.0
    ties: float = 0.0
    coldness: float = 0.0
    private: float = 0.0
    revert: float = 0.0


@dataclass(frozen=True)
class Game:
    """A dispute in numbers: P parties, n outcomes.

    ``utilities`` and ``nationalist``: shape ``(P, n)``, in [0, 1], or, where texts have depths, as gains over no text,
    which may be losses; ``parts``: shape ``(P, issues, n)``, what each issue adds to a utility, where it is known;
    ``refused``: shape ``(P, n)``, true where a red line is crossed, and ``red_lines`` each party's own one by one;
    ``declared``: per party, issue column to option place, as said in public; ``status_quo`` is an outcome number;
    ``depths`` says how deep each outcome goes.
    """

    space: OutcomeSpace
    parties: tuple[Party, ...]
    signatories: tuple[int, ...]
    guarantors: tuple[Guarantor, ...]
    utilities: Floats
    nationalist: Floats
    refused: Bools
    declared: tuple[Mapping[int, int], ...]
    promises: Promises
    status_quo: int
    opening: int
    rounds: int
    protocol: str = "alternating"
    dynamics: Dynamics = field(default_factory=Dynamics)
    events: tuple[Event, ...] = ()
    depths: Depths = field(default_factory=lambda: one_depth(0, codes.Step.TREATY))
    parts: Floats = field(default_factory=lambda: np.zeros((0, 0, 0)))
    red_lines: tuple[tuple[RedLine, ...], ...] = ()

    def __post_init__(self) -> None:
        """Where the dispute tells of no depths, every outcome is a treaty."""
        if not self.depths.told and self.depths.of.size != self.space.n:
            whole = one_depth(self.space.n, codes.Step.TREATY, len(self.parties))
            object.__setattr__(self, "depths", whole)

    def number(self, terms: Mapping[str, str], depth: str | None = None) -> int:
        """Return the number of the outcome with these terms, at a depth where texts have depths and terms name none."""
        return self.space.number(terms if depth is None else {DEPTH: depth, **terms})

    def party(self, party_id: str) -> int:
        """Return the place of a party, or say which parties there are."""
        for place, party in enumerate(self.parties):
            if party.id == party_id:
                return place
        raise UnknownName(f'no party "{party_id}"; {nearest(party_id, [p.id for p in self.parties])}')


def no_promises(n_parties: int, n_outcomes: int) -> Promises:
    """Return the promises of a game in which everything is performed at once."""
    return Promises(
        (), (), (), np.zeros((0, n_outcomes)), np.zeros((n_parties, 0, n_outcomes)), np.ones((n_parties, 0))
    )
