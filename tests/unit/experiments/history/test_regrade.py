"""Episodes as others might have graded them."""

from __future__ import annotations

import pytest

from sim.experiments.history.regrade import common, own_words, reduced, regraded
from sim.scenario.load import episode_ids, load

BASE = common()


@pytest.mark.parametrize("episode", episode_ids())
def test_every_own_word_moves_by_one_and_nothing_else_moves(episode: str) -> None:
    before = load(episode)
    own = own_words(before, BASE)
    after = regraded(before, 3)
    assert own
    for key, setting in before.settings.items():
        words = list(before.scales[setting.scale].words)
        moved = after.settings[key].level
        if key in own:
            assert abs(words.index(str(moved)) - words.index(own[key])) == 1
        else:
            assert moved == setting.level


def test_another_seed_moves_other_words() -> None:
    moved = {
        tuple(s.level for s in regraded(load("2019-osaka"), seed).settings.values()) for seed in range(6)
    }
    assert len(moved) > 3


def test_a_reduced_episode_differs_from_the_base_in_what_was_kept_alone() -> None:
    small = reduced(load("1960-memorandum"), ["trust", "leverage"])
    differ = {
        key
        for key, s in small.settings.items()
        if key not in BASE.settings or s.level != BASE.settings[key].level
    }
    assert differ == {
        "parties.usa.leverage",
        "events.security_treaty.parties.japan.trust",
        "events.security_treaty.parties.russia.trust",
    }
    assert not small.spec.parties["russia"].red_lines.keys() - BASE.spec.parties["russia"].red_lines.keys()
    assert small.id == "1960-memorandum"
