"""What a teacher chooses before a lesson: the episode, the length, who sits how; and the phases that follow from it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Literal, get_args

from sim.classroom.faults import ClassError
from sim.errors import SimError
from sim.scenario.load import Scenario, episode_ids, from_document, load
from sim.scenario.scales import Scale
from sim.scenario.setup import Plain, Setup
from sim.streams import check_seed
from sim.telling.catalogue import LANGUAGES

Phase = Literal["lobby", "deal", "brief", "talks", "event", "talks_again", "ticket", "debrief", "end"]
Odd = Literal["share", "agents", "observe"]
How = Literal["random", "arrival", "teacher"]

PHASES: tuple[Phase, ...] = get_args(Phase)
"""Every phase of a lesson, in order."""

TALKING: tuple[Phase, ...] = ("talks", "event", "talks_again")
"""The phases in which groups may move."""

SLIDES = ("results", "paths", "blocked", "guesses", "briefs", "classes")
"""The pages of the debrief on the projector, in order."""

PRESETS: Mapping[str, Mapping[Phase, float]] = {
    "20": dict(zip(PHASES, (2, 1, 3, 8, 0, 0, 1, 4, 1), strict=True)),
    "50": dict(zip(PHASES, (4, 2, 7, 12, 2, 10, 2, 9, 2), strict=True)),
    "90": dict(zip(PHASES, (5, 2, 13, 20, 3, 20, 4, 19, 4), strict=True)),
}
"""Lessons by their minutes: phase to its minutes; a phase of none is left out."""

MOST_ROUNDS = 40


@dataclass(frozen=True)
class Plan:
    """A lesson as the teacher has chosen it.

    ``scenario``: the id of an episode, or of the teacher's own, whose ``own`` document and scales then lie beside it (see
    `of_file`); ``changes``: dotted key to a value laid over it; ``parties``: 2, or 3 with the guarantor; ``odd``: what
    happens to people left over: they share seats, agents fill their group, or they observe; ``how`` people are dealt;
    ``rounds``: meetings at most, `None` for the scenario's own; ``auto``: the next phase comes by itself when a clock
    has run out; ``minutes``: phase to minutes, laid over those of the preset. Raises `ClassError` for what makes no lesson.

    >>> plan = Plan("2018-singapore", preset="20")
    >>> plan.phases
    ('lobby', 'deal', 'brief', 'talks', 'ticket', 'debrief', 'end')
    >>> plan.after("talks"), plan.before("lobby"), plan.seats
    ('ticket', None, ('japan', 'russia', 'usa'))
    >>> Plan.of_dict(plan.to_dict()) == plan
    True
    """

    scenario: str
    changes: Mapping[str, Plain] = field(default_factory=dict)
    preset: str = "50"
    parties: int = 3
    odd: Odd = "share"
    how: How = "random"
    rounds: int | None = None
    seed: int = 1
    language: str = "en"
    auto: bool = False
    minutes: Mapping[Phase, float] = field(default_factory=dict)
    own: Mapping[str, Any] | None = None

    def __post_init__(self) -> None:
        """Refuse what makes no lesson."""
        fits = (
            self.preset in PRESETS
            and self.parties in (2, 3)
            and self.odd in get_args(Odd)
            and self.how in get_args(How)
            and (self.rounds is None or 1 <= self.rounds <= MOST_ROUNDS)
            and self.language in LANGUAGES
            and all(name in PHASES and 0 <= value <= 600 for name, value in self.minutes.items())
            and (self.own is not None or self.scenario in episode_ids())
        )
        if not fits:
            raise ClassError("class.service.plan")
        check_seed(self.seed)

    @classmethod
    def of_file(cls, path: Path | str, **chosen: Any) -> Plan:
        """Return the plan of a lesson on a scenario file; the file itself is not needed any more. Raises `SimError`."""
        found = load(path)
        scales = {name: scale.model_dump(mode="json") for name, scale in found.scales.items()}
        return cls(found.id, own={"document": dict(found.document), "scales": scales}, **chosen)

    @classmethod
    def of_dict(cls, data: Mapping[str, Any]) -> Plan:
        """Return the plan that `to_dict` has written."""
        known = {one.name for one in fields(cls)}
        return cls(**{name: value for name, value in data.items() if name in known})

    def to_dict(self) -> dict[str, Any]:
        """Return the plan as plain values that JSON can hold."""
        return asdict(self)

    @property
    def length(self) -> Mapping[Phase, float]:
        """Phase to its minutes."""
        return {**PRESETS[self.preset], **self.minutes}

    @property
    def phases(self) -> tuple[Phase, ...]:
        """The phases of this lesson, in order."""
        return tuple(phase for phase in PHASES if self.length[phase] > 0)

    def after(self, phase: Phase) -> Phase | None:
        """Return the phase that follows one, or nothing behind the last."""
        return next((one for one in self.phases if PHASES.index(one) > PHASES.index(phase)), None)

    def before(self, phase: Phase) -> Phase | None:
        """Return the phase in front of one, or nothing before the first."""
        return next((one for one in reversed(self.phases) if PHASES.index(one) < PHASES.index(phase)), None)

    @cached_property
    def loaded(self) -> Scenario:
        """The scenario with the teacher's changes. Raises `ClassError` where it cannot be played."""
        changes = dict(self.changes) | ({} if self.rounds is None else {"talks.rounds": self.rounds})
        try:
            if self.own is None:
                return _episode(self.scenario, json.dumps(changes))
            scales = {name: Scale.model_validate(row) for name, row in self.own["scales"].items()}
            return from_document(self.own["document"], scales, self.scenario).with_changes(changes)
        except SimError as error:
            raise ClassError("class.service.scenario", why=str(error)) from error

    @property
    def setup(self) -> Setup:
        """How the scenario is played: every group has the same luck."""
        return Setup(self.loaded, seed=self.seed)

    @cached_property
    def seats(self) -> tuple[str, ...]:
        """The seats of a group: those who sign, and with three parties those who weigh on them, in their order."""
        parties = self.loaded.spec.parties
        signing = tuple(name for name, party in parties.items() if party.role == "signatory")
        return (
            signing if self.parties == 2 else (*signing, *(name for name in parties if name not in signing))
        )


@lru_cache(maxsize=32)
def _episode(scenario: str, changes: str) -> Scenario:
    """An episode with changes: one for all rooms that play it."""
    return load(scenario, json.loads(changes))
