"""One fit, from the table to all that is written of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sim.analysis.posterior import weights
from sim.domain.findings import Counterfactual, Findings, History
from sim.experiments.history.counterfactuals import compared
from sim.experiments.history.drawn import facts_found, with_single_runs
from sim.experiments.history.findings import FINDINGS, to_json
from sim.experiments.history.forecasts import ids_of, judged, observed_of, played_episodes
from sim.experiments.history.posterior import as_toml, fitted_parameters, fitted_words
from sim.experiments.history.reference_table import REFERENCE, TableRequest, digest, to_parquet
from sim.experiments.history.robustness import checked
from sim.experiments.history.simulation import PORTION, ReferenceTable
from sim.experiments.history.what_if import load_what_ifs
from sim.experiments.runs.progress import versions
from sim.experiments.runs.store import failed_to_write
from sim.files import write_whole
from sim.scenario.load import POSTERIOR, load_scales
from sim.scenario.scales import Word


@dataclass(frozen=True)
class Fit:
    """What the fit makes of the parameters and of the words, and what was found out."""

    parameters: dict[str, Word]
    words: dict[str, dict[str, Word]]
    findings: Findings


def fit(
    tables: Mapping[str, ReferenceTable],
    made: Mapping[str, Any],
    tell: Callable[[int], None] = lambda done: None,
) -> Fit:
    """Return the fit of a reference table, and of the tables of the checks where they are there.

    ``tell`` hears of each of the checks, of which there are `pieces`.
    """
    scales, episodes, table = load_scales(fitted=False), played_episodes(), tables["main"]
    observed, ids = observed_of(episodes), ids_of(episodes)
    weight = weights(table.likelihood(ids, observed), np.arange(len(observed)), table.taken)
    words = fitted_words(table, weight, scales)
    history = with_single_runs(judged(table, episodes, observed), words)
    prior = 1 / table.density
    return Fit(
        parameters=fitted_parameters(table, weight, scales),
        words=words,
        findings=Findings(
            made=dict(made),
            history=history,
            checks=checked(tables, episodes, observed, history.scores["base_rate"].value, tell)
            if len(tables) > 1
            else None,
            what_ifs=tuple(
                Counterfactual(w.id, w.was.id, w.title, w.evidence, compared(w, table, weight))
                for w in load_what_ifs()
            ),
            facts=facts_found(table, weight),
            unfitted=facts_found(table, prior / prior.sum()),
        ),
    )


def pieces(tables: Mapping[str, ReferenceTable]) -> int:
    """Return how often `fit` tells of something done: once for each table, and three times more."""
    return len(tables) + 3 if len(tables) > 1 else 0


def write_fit(
    folder: Path,
    tables: Mapping[str, ReferenceTable],
    wanted: TableRequest,
    tell: Callable[[int], None] = lambda done: None,
) -> tuple[dict[str, object], History]:
    """Write the table, the words and the findings into a folder; return what they were made with, and the history.

    Raises `SimError` where they cannot be written.
    """
    draws = wanted.portions * PORTION
    made: dict[str, object] = {
        "command": f"hikiwake calibrate --draws {draws} --replications {wanted.replications} --seed {wanted.seed}",
        "digest": digest(tables["main"]),
        "versions": versions(),
    }
    found = fit(tables, {**made, **wanted.document}, tell)
    history = found.findings.history
    made |= {"draws": history.draws, "size": round(history.size, 1)}
    try:
        write_whole(folder / REFERENCE, to_parquet(tables["main"], wanted.episodes))
        write_whole(folder / POSTERIOR, as_toml(found.words, found.parameters, made).encode())
        write_whole(folder / FINDINGS, to_json(found.findings))
    except OSError as error:
        failed_to_write(folder, error)
    return made, history
