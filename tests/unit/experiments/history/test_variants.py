"""What is played besides the episodes as they are graded."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.errors import ScenarioError
from sim.experiments.history.simulation import episode_of
from sim.experiments.history.variants import REGRADINGS, ablations, checks, read_ablations, titles
from sim.scenario.load import episode_ids


@pytest.mark.parametrize("name", list(ablations()))
def test_an_ablation_fits_every_episode_and_changes_one(name: str) -> None:
    variant, _ = checks()[name]
    others = [episode_of(episode, variant).document for episode in episode_ids()]
    plain = [episode_of(episode).document for episode in episode_ids()]
    assert others != plain


def test_every_check_has_its_portions_and_a_name_of_its_own() -> None:
    found = checks()
    assert {"middle", "ends", "reduced", "articles", *ablations()} <= set(found)
    assert sum(name.startswith("regraded-") for name in found) == REGRADINGS
    assert all(variant.name == name and portions > 0 for name, (variant, portions) in found.items())
    assert titles() == {name: row.title for name, row in ablations().items()}


def test_a_wrong_file_of_ablations_is_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "ablations.toml"
    path.write_text('[ablation.alike]\ntitel = "x"\n', "utf-8")
    with pytest.raises(ScenarioError, match=r'^ablations\.toml: ablation\.alike\.titel: .*"title"') as caught:
        read_ablations(path)
    assert "\n" not in str(caught.value)
