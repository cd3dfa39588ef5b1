"""Whole runs, word for word: what a reader sees, and what a record holds."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
RENEW = runpy.run_path(str(HERE / "renew.py"))


@pytest.mark.parametrize("name", RENEW["CASES"])
def test_a_golden_run_is_told_as_before(name: str) -> None:
    golden = (HERE / name).read_text(encoding="utf-8")
    assert RENEW["made"](name) == golden, "run python tests/golden/renew.py and read what changed"


def test_every_golden_file_has_a_case() -> None:
    kept = {path.name for path in HERE.iterdir() if path.suffix in (".txt", ".json")}
    assert kept == set(RENEW["CASES"])
