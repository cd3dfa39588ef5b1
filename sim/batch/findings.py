"""Everything that is found out about history, in the one file that the browser and the command line read."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from sim.batch.checks import Checks
from sim.batch.counterfactuals import Change
from sim.batch.history import History
from sim.errors import InputError
from sim.scenario.places import scenarios_dir

FINDINGS = "history.json"


@dataclass(frozen=True)
class Told:
    """A counterfactual and what it changes."""

    id: str
    episode: str
    title: str
    evidence: tuple[str, ...]
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Findings:
    """``made``: the command, the digest of its table, what it depends on; ``checks`` may have been left out."""

    made: dict[str, Any]
    history: History
    checks: Checks | None
    what_ifs: tuple[Told, ...]


_ADAPTER = TypeAdapter(Findings)


def to_json(findings: Findings) -> bytes:
    """Return the file."""
    return _ADAPTER.dump_json(findings, indent=1) + b"\n"


def from_json(path: Path | None = None) -> Findings:
    """Return the findings of a file, or those that ship. Raises `InputError` for a file that holds none."""
    path = scenarios_dir() / FINDINGS if path is None else path
    try:
        return _ADAPTER.validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        reason = error.strerror if isinstance(error, OSError) else f"{error.error_count()} faults in it"
        raise InputError(
            f"{path}: holds no findings ({reason}); make them with `hikiwake calibrate`"
        ) from None
