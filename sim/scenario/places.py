"""Where the scenarios and the evidence ledger lie: inside an installed package, or beside it in a checkout."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent


def _data(name: str) -> Path:
    shipped = _PACKAGE / "data" / name
    return shipped if shipped.is_dir() else _PACKAGE.parent / name


def scenarios_dir() -> Path:
    """Return the folder of the scenario files that ship with the package."""
    return _data("scenarios")


def seeds_dir() -> Path:
    """Return the folder of the evidence ledger that ships with the package."""
    return _data("seeds")
