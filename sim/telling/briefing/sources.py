"""What a brief rests on, numbered in the order in which its paragraphs call it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sim.domain.evidence import Ledger
from sim.scenario.ledger import load_ledger
from sim.scenario.load import Scenario, is_file, ledger_of
from sim.telling import labels
from sim.telling.catalogue import said, t, word


@dataclass(frozen=True)
class Source:
    """One source. ``key``: the claim's id, or the assumption as the scenario words it; ``where``: who says so.

    ``claim`` is false for an assumption, whose ``where`` says that it is one. ``early``: a claim on what lies wholly before
    the talks, so that it cannot tell how they ended; one of the same day, month or year may, and so may an assumption.
    """

    number: int
    key: str
    text: str
    where: str
    claim: bool
    early: bool = False


def before(first: str, second: str) -> bool:
    """Return whether all of a day, month or year lies before another.

    >>> before("1993-10", "1997-11-01"), before("1997", "1997-11-01"), before("1997-11-02", "1997-11")
    (True, False, False)
    """
    both = min(len(first), len(second))
    return first[:both] < second[:both]


def _ledger(scenario: Scenario) -> Ledger:
    """The ledger that a scenario may cite, with what lies beside a file of one's own."""
    path = Path(scenario.source)
    return ledger_of(path) if is_file(path) else load_ledger()


def sources_of(
    scenario: Scenario, cited: Iterable[tuple[tuple[str, ...], tuple[str, ...]]]
) -> tuple[Source, ...]:
    """Return the sources of paragraphs, each given as its claims and its assumptions; none twice."""
    ledger, found = _ledger(scenario), list[Source]()
    keys = dict.fromkeys(key for claims, assumed in cited for key in (*claims, *assumed))
    for n, key in enumerate(keys, 1):
        if key in ledger:
            claim = ledger[key]
            where = f"{labels.source(claim)}{t('common.list_comma')}{word('reliability', claim.reliability)}"
            early = before(claim.date, scenario.spec.date)
            found.append(Source(n, key, said(claim.claim), where, claim=True, early=early))
        else:
            found.append(Source(n, key, said(key), t("class.brief.assumption"), claim=False))
    return tuple(found)
