"""Counterfactuals: an episode with one thing changed, as `counterfactuals.toml` lists them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field

from sim.scenario.grades import Name, Strict, Text
from sim.scenario.ledger import load_ledger
from sim.scenario.load import Scenario, from_document, load, merged
from sim.scenario.places import scenarios_dir
from sim.scenario.problems import read_checked
from sim.scenario.schema import Id


class WhatIfSpec(Strict):
    """An episode with something changed."""

    episode: Id
    title: Text
    signed: dict[Name, list[Name]] = Field(
        default={}, description="Options by issue: how often such a text is signed is compared as well."
    )
    evidence: Annotated[list[Text], Field(min_length=1)]
    change: dict[Name, Any]


class WhatIfsSpec(Strict):
    """The file of counterfactuals."""

    what_if: dict[Id, WhatIfSpec]


@dataclass(frozen=True, eq=False)
class WhatIf:
    """An episode as it was and as it might have been. ``signed``: options by issue; how often such a text is
    signed is compared besides the ladder.

    ``evidence``: the claims that make one ask.
    """

    id: str
    title: str
    signed: Mapping[str, Sequence[str]]
    evidence: tuple[str, ...]
    was: Scenario
    might: Scenario


def load_what_ifs(path: Path | None = None) -> tuple[WhatIf, ...]:
    """Return the counterfactuals of a file, or those that ship. Raises `ScenarioError` for anything wrong in it.

    >>> load_what_ifs()[0].evidence[0]
    'ria-2019-01/c14'
    """
    path = scenarios_dir() / "counterfactuals.toml" if path is None else path
    table = read_checked(WhatIfsSpec, path, path.name)
    found = []
    for name, row in table.what_if.items():
        was = load(row.episode)
        source = f"{path.name}: {name}"
        might = from_document(merged(was.document, row.change), was.scales, source, ledger=load_ledger())
        found.append(WhatIf(name, row.title, row.signed, tuple(row.evidence), was, might))
    return tuple(found)
