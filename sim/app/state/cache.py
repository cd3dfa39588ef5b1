"""What screens ask of the package: scenarios, runs, evidence, each kept in a bounded cache."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

from sim.analysis.outcome_space import Space, space_of
from sim.app.state import own
from sim.domain.evidence import Ledger
from sim.domain.record import RunRecord
from sim.recent import once
from sim.scenario.grades import Scaled, Setting
from sim.scenario.ledger import load_ledger
from sim.scenario.load import Scenario, episode_ids, ledger_of, load, load_scales
from sim.scenario.scales import Scale
from sim.scenario.settings import settings_of
from sim.scenario.setup import Plain, Setup

if TYPE_CHECKING:
    from sim.domain.findings import Findings

Pairs = tuple[tuple[str, str], ...]
"""A mapping as something that can be a key: its values as JSON, because 1 and True are the same key."""


def pairs(mapping: Mapping[str, Plain]) -> Pairs:
    """Return a mapping as pairs in order of their keys.

    >>> pairs({"talks.rounds": 6})
    (('talks.rounds', '6'),)
    """
    return tuple(sorted((key, json.dumps(value)) for key, value in mapping.items()))


# Not in Streamlit's caches: the values are frozen and shared by all readers, and links are decoded outside of a page, too.
@once(64)
def _unchanged(scenario_id: str, articles_only: bool = False) -> Scenario:
    found = own.find(scenario_id)
    return (
        load(scenario_id, articles_only=articles_only)
        if found is None
        else found.load(articles_only=articles_only)
    )


@once(256)
def _scenario(scenario_id: str, changes: Pairs, articles_only: bool = False) -> Scenario:
    found = _unchanged(scenario_id, articles_only)
    return found.with_changes({key: json.loads(value) for key, value in changes})


def scenario(
    scenario_id: str, changes: Mapping[str, Plain] | None = None, *, articles_only: bool = False
) -> Scenario:
    """Return a scenario by id with changes by dotted key. Raises `SimError` where they make none.

    >>> scenario("2018-singapore", {"talks.rounds": 6}).spec.talks.rounds
    6
    """
    return _scenario(scenario_id, pairs(changes or {}), articles_only)


def ready(setup: Setup) -> Setup:
    """Return a setup with its scenario taken from the cache."""
    return setup.played_as(scenario(setup.name, setup.changes, articles_only=setup.articles_only))


@once(128)
def play(setup: Setup) -> RunRecord:
    """Return the record of one negotiation.

    >>> play(Setup("2018-singapore", seed=7)) is play(Setup("2018-singapore", seed=7))
    True
    """
    from sim.engine.mesa import NegotiationModel

    return NegotiationModel.of(ready(setup)).run()


@once(32)
def outcome_space(
    scenario_id: str, changes: Pairs, off: tuple[str, ...], articles_only: bool = False
) -> Space:
    """Return the outcome space of a scenario with changes, as `pairs` writes them."""
    return space_of(_scenario(scenario_id, changes, articles_only).game(), off)


@once(64)
def settings(scenario: Scenario) -> Mapping[str, tuple[Setting, Scaled]]:
    """Return every setting of a scenario: dotted key to the setting and its scale."""
    return settings_of(scenario.spec)


def episodes() -> dict[str, Scenario]:
    """Return what the reader of this page can play, by the name in a state: what ships by date, then files of one's own."""
    shipped = sorted((_unchanged(name) for name in episode_ids()), key=lambda s: (s.spec.date, s.id))
    return {**{one.id: one for one in shipped}, **{key: _unchanged(key) for key in own.files()}}


def ledger() -> Ledger:
    """Return the evidence ledger, with that beside the file that everybody has."""
    path = own.served()
    return load_ledger() if path is None else ledger_of(path)


@once(1)
def assumed_scales() -> Mapping[str, Scale]:
    """Return the scales that ship as they were before the fit."""
    return load_scales(fitted=False)


@once(1)
def findings() -> Findings:
    """Return what was found out about history."""
    from sim.experiments.history.findings import from_json

    return from_json()
