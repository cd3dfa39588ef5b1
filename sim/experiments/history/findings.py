"""The one file of findings about history, which the browser and the command line read.

Nothing that plays or fits is imported here, for a screen that reads the file needs none of it.
"""

from __future__ import annotations

from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from sim.domain.findings import Findings
from sim.errors import InputError
from sim.scenario.places import scenarios_dir

FINDINGS = "history.json"


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
