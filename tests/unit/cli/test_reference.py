"""The generated pages and schema files: they say what the code says, and the script tells when they do not."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.cli.main import app
from sim.domain.game import STRATEGIES
from sim.scenario.load import load, load_scales
from tools import reference
from tools.reference_scenario import scenario_page


@pytest.mark.parametrize("name", reference.FILES)
def test_a_generated_file_is_up_to_date(name: str) -> None:
    kept = (reference.ROOT / name).read_text(encoding="utf-8")
    assert reference.FILES[name]() == kept, "run python -m tools.reference --write"


def test_every_command_strategy_setting_and_scale_is_on_its_page() -> None:
    pages = {name: made() for name, made in reference.FILES.items()}
    commands, strategies = pages["docs/reference/commands.md"], pages["docs/reference/strategies.md"]
    assert [c.name for c in app.registered_commands if f"\n## {c.name}\n" not in commands] == []
    assert [name for name in STRATEGIES if f"| `{name}` |" not in strategies] == []
    scales = pages["docs/reference/scales.md"]
    assert [name for name in load_scales() if f"\n## {name}\n" not in scales] == []
    scenario = pages["docs/reference/scenario.md"]
    for key in load("2018-singapore").settings:
        assert f".{key.split('.')[-1]}`" in scenario or any(
            part in scenario for part in (".<issue>`", ".<option>`")
        )


def test_every_key_on_the_scenario_page_is_explained() -> None:
    rows = [line for line in scenario_page().splitlines() if line.startswith("| `")]
    assert len(rows) > 60
    assert [row for row in rows if row.rstrip("| ").endswith(("yes", "no"))] == []


def test_check_tells_and_write_mends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "page.md"
    monkeypatch.setattr(reference, "ROOT", tmp_path)
    monkeypatch.setattr(reference, "FILES", {"page.md": lambda: "new\n"})
    assert reference.main(["--check"]) == 1
    assert not page.exists()
    assert reference.main(["--write"]) == 0
    assert page.read_text(encoding="utf-8") == "new\n"
    assert reference.main(["--check"]) == 0
    page.write_text("old\n", encoding="utf-8")
    assert reference.main(["--check"]) == 1
    assert capsys.readouterr().out == "out of date: page.md\nwrote page.md\nout of date: page.md\n"
    assert reference.main([]) == 2
