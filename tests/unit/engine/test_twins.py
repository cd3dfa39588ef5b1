"""Every name has its compiled twin, and a name without one is told by a sentence."""

from __future__ import annotations

from enum import IntEnum
from types import ModuleType
from typing import Any

import pytest

from sim.engine.compiled import twins
from sim.engine.compiled.twins import TWINS, without_twin


def test_nothing_lacks_a_twin() -> None:
    assert without_twin() == []


@pytest.mark.parametrize("kind", TWINS)
def test_a_name_without_a_twin_is_missed(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    known = TWINS[kind]
    longer: Any = IntEnum("Longer", {**{m.name: int(m) for m in known.names}, "HAGGLE": len(known.names)})  # type: ignore[misc]
    monkeypatch.setitem(TWINS, kind, known._replace(names=longer))
    assert without_twin() == [
        f'{kind} "haggle" has no compiled twin; add one to sim.engine.compiled.{known.where}'
    ]


def test_a_formula_that_is_not_compiled_is_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    module = ModuleType("sim.rules.more")
    exec("def thirds(x):\n    return x / 3.0\n", vars(module))
    monkeypatch.setattr(twins, "FORMULAS", (*twins.FORMULAS, module))
    assert without_twin() == [
        'formula "thirds" of sim.rules.more is not compiled; add it to sim.engine.compiled.formulas'
    ]


def test_what_is_exempt_is_a_name_and_says_why() -> None:
    for table in TWINS.values():
        for name, reason in table.exempt.items():
            assert name.upper() in table.names.__members__ and reason
            assert table.names[name.upper()] not in table.twins
