"""One fit, from the table to all that is written of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.analysis.posterior import log_likelihood, probabilities, weights
from sim.batch.checks import checked
from sim.batch.counterfactuals import compared
from sim.batch.findings import Findings, Told
from sim.batch.fit import fitted_words
from sim.batch.history import judged, observed_of, played_episodes
from sim.batch.reference import Played, read
from sim.scenario.load import load_scales
from sim.scenario.schema import Word
from sim.scenario.what_if import load_what_ifs


@dataclass(frozen=True)
class Fit:
    """What the words mean after the fit, and what was found out."""

    words: dict[str, dict[str, Word]]
    findings: Findings


def fit(tables: Mapping[str, Played], made: Mapping[str, Any]) -> Fit:
    """Return the fit of a reference table, and of the tables of the checks where they are there."""
    scales, episodes = load_scales(fitted=False), played_episodes()
    observed = observed_of(episodes)
    table = read(tables["main"], scales)
    weight = weights(log_likelihood(probabilities(table.counts), observed), np.arange(len(observed)))
    history = judged(table, episodes, observed)
    return Fit(
        words=fitted_words(table, weight, scales),
        findings=Findings(
            made=dict(made),
            history=history,
            checks=checked(tables, episodes, observed, history.scores["base_rate"].value)
            if len(tables) > 1
            else None,
            what_ifs=tuple(
                Told(w.id, w.was.id, w.title, w.evidence, compared(w, table, weight)) for w in load_what_ifs()
            ),
        ),
    )
