"""Many runs of a setup in the Mesa model, one after the other: for strategies that are not compiled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.domain.game import LADDER, RESULTS
from sim.engine.given import Given, Worded
from sim.engine.mesa import NegotiationModel
from sim.errors import InputError
from sim.rules.formulas import reserved
from sim.scenario.settings import numbers
from sim.scenario.setup import Setup

if TYPE_CHECKING:
    from sim.engine.ensemble import Runs


def fill(setup: Setup, runs: Runs, seeds: Any, given: Given, keep: Sequence[str]) -> None:
    """Write what came of each run into ``runs``; the arguments are those of `sim.engine.ensemble.play_many`."""
    for i, seed in enumerate(seeds.tolist()):
        changes = {
            key: values.words[int(values.codes[i])] if isinstance(values, Worded) else float(values[i])
            for key, values in given.items()
        }
        try:
            model = NegotiationModel.of(replace(setup, changes=changes, seed=seed))
        except InputError:
            runs.failed[i] = True
            continue
        _note(model, runs, i, keep)


def _note(model: NegotiationModel, runs: Runs, i: int, keep: Sequence[str]) -> None:
    from sim.engine.ensemble import BARRED

    record = model.run()
    game, table, setup = model.game, model.table, model.setup
    settings = setup.loaded.settings
    drawn = numbers(settings, setup.seed if setup.draw else None)
    signed = table.agreement
    runs.result[i], runs.ladder[i] = RESULTS.index(record.result), LADDER.index(record.ladder)
    runs.agreement[i] = -1 if signed is None else signed
    runs.rounds[i] = record.rounds[-1].round if record.rounds else 0
    runs.rapport[i] = table.standing.rapport
    texts = [text for meeting in table.meetings for text in (*meeting.offers, *meeting.criticisms)]
    runs.authors[i] = sum(1 << place for place in {text.author for text in texts} if place >= 0)
    runs.gaps[i] = [BARRED if gap is None else gap for gap in record.gap.values()]
    runs.draws[i] = [drawn.get(key, np.nan) for key in keep]
    for place, party in enumerate(table.standing.parties):
        seated = place in game.signatories
        worths = table.value.plain if seated else game.utilities
        none = reserved(party.reservation, table.standing.private[place]) if seated else party.reservation
        runs.utility[i, place] = none if signed is None else worths[place, signed]
