"""Disputes of one's own in the application: on every page, for their reader alone, checked like any file."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

import sim.app
from sim.app.__main__ import main
from sim.app.kit.navigation import PAGES
from sim.app.runs.question import question
from sim.app.state import cache, own
from sim.app.state.links import State, decode, encode
from sim.app.state.sides import b_of
from sim.errors import ScenarioError
from sim.experiments.runs import supervisor as home
from sim.scenario.load import load
from tests.screens.alone import driven, shown, state_of
from tests.screens.batches import own_home

LAKE = Path(__file__).parents[2] / "data" / "lake.toml"
ENTRY = Path(sim.app.__file__).with_name("main.py")
TITLE = load(LAKE).spec.title
EXTENDS = b'extends = "2018-singapore"\nid = "mine"\ntitle = "A week later"\n'


@pytest.fixture(autouse=True)
def nothing_is_served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(own, "_served", [])
    with own_home(tmp_path, monkeypatch):
        yield


def router(**params: str) -> AppTest:
    test = AppTest.from_file(str(ENTRY), default_timeout=600)
    for name, value in params.items():
        test.query_params[name] = value
    return test.run()


def dropped(data: bytes, name: str = "lake.toml", test: AppTest | None = None) -> AppTest:
    test = test or router()
    test.file_uploader[0].set_value((name, data, "application/toml")).run()
    return test


def link(test: AppTest) -> dict[str, str]:
    return {name: str(value) for name, value in encode(state_of(test)).items()}


def said(test: AppTest) -> str:
    return "\n".join([shown(test), *(item.value for kind in (test.text, test.error) for item in kind)])


def titles(test: AppTest) -> str:
    return "\n".join(button.label for button in test.button)


def draw(page: str) -> Any:
    return {name: globals()[f"_{name}"] for name in PAGES}[page]


def _play() -> None:
    from sim.app.play import page

    page.show()


def _lesson() -> None:
    from sim.app.lesson import page

    page.show()


def _seat() -> None:
    from sim.app.seat import page

    page.show()


def _compare() -> None:
    from sim.app.compare import page

    page.show()


def _outcomes() -> None:
    from sim.app.outcomes import page

    page.show()


def _runs() -> None:
    from sim.app.runs import page

    page.show()


def _history() -> None:
    from sim.app.history import page

    page.show()


def _evidence() -> None:
    from sim.app.evidence import page

    page.show()


@pytest.mark.parametrize("page", PAGES)
def test_every_page_plays_a_file_of_ones_own(page: str) -> None:
    key = own.serve(str(LAKE))
    test = driven(draw(page), State(scenario=key))
    assert not test.exception and not test.error and not test.warning
    if page not in ("lesson", "history", "evidence"):
        lists = [option for box in test.selectbox for option in box.options]
        assert TITLE in "\n".join([titles(test), shown(test), *lists])


@pytest.mark.parametrize("data", [LAKE.read_bytes(), EXTENDS], ids=["whole", "extends what ships"])
def test_a_dropped_file_is_its_readers_alone(data: bytes) -> None:
    title = "A week later" if data == EXTENDS else TITLE
    test = dropped(data)
    assert not test.exception and title in titles(test)
    assert state_of(test).loaded.spec.title == title
    other = router(**link(test))
    assert title not in titles(other) + said(other)
    assert "a file that is not here" in said(other) and state_of(other).scenario == State().scenario
    assert b_of(State(), {"episode": state_of(test).scenario}) is None


def test_a_link_to_a_file_opens_when_the_file_comes() -> None:
    first = dropped(LAKE.read_bytes())
    wanted = {**link(first), "seed": "41", "off": "alliance"}
    again = dropped(LAKE.read_bytes(), test=router(**wanted))
    assert (state_of(again).seed, state_of(again).off) == (41, ("alliance",))
    assert state_of(again).scenario == wanted["s"]


WRONG = {
    "no TOML": (b"[issues", "is not valid TOML"),
    "no text": (b"\x89PNG\r\n\x1a\n\x00", "is not a text file"),
    "no scenario": (b"a = 1", "lake.toml: "),
    "a missing base": (b'extends = "nowhere"\n', 'extends: "nowhere" does not ship'),
    "a base by its path": (b'extends = "../../scenarios/base"\n', "does not ship"),
}


@pytest.mark.parametrize("how", WRONG)
def test_a_wrong_file_gets_its_sentence_and_the_page_stays(how: str) -> None:
    data, sentence = WRONG[how]
    test = dropped(data)
    assert not test.exception and sentence in said(test) and "/tmp" not in said(test)
    assert state_of(test).scenario == State().scenario
    assert "hikiwake.own" not in test.session_state


def test_a_wrong_file_is_told_of_in_the_readers_language() -> None:
    test = dropped(LAKE.read_bytes().replace(b'"even"', b"7"), test=router(lang="ja"))
    assert "7 は使えません。引用符で囲んだ文字列を書いてください。" in said(test)


@pytest.mark.parametrize(
    "data", [LAKE.read_bytes().replace(b'"even"', b"7"), b'title = 3\nextends = "base"\n']
)
def test_a_dropped_file_is_checked_as_every_command_checks_it(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "lake.toml"
    path.write_bytes(data)
    with pytest.raises(ScenarioError) as expected:
        load(path)
    assert str(expected.value).replace(str(path), "lake.toml") in said(dropped(data))


def test_a_file_at_the_start_may_extend_a_base_beside_it_and_is_everybodys(tmp_path: Path) -> None:
    (tmp_path / "ground.toml").write_bytes(LAKE.read_bytes())
    (tmp_path / "mine.toml").write_text(
        'extends = "ground"\nid = "mine"\ntitle = "The weir"\n', encoding="utf-8"
    )
    key = own.serve(str(tmp_path / "mine.toml"))
    assert state_of(router()).scenario == key and decode({"s": key})[0].loaded.spec.title == "The weir"
    assert str(tmp_path / "mine.toml") in question(State(scenario=key)).words()


def test_many_runs_get_a_dropped_file_beside_them(monkeypatch: pytest.MonkeyPatch) -> None:
    launched: list[Any] = []

    def launch(folder: Path, command: list[str], _errors: Path) -> int:
        launched.append((folder, command))
        return 2**22 + 1

    monkeypatch.setattr(home, "launch", launch)
    dropped_in = dropped(LAKE.read_bytes(), "two words.toml")
    state = state_of(dropped_in)
    test = driven(_runs, state, **{"hikiwake.own": dropped_in.session_state["hikiwake.own"]})
    test.button(key="runs.run").click().run()
    ((folder, command),) = launched
    assert load(folder / command[command.index("batch") + 1]).spec.title == TITLE


def test_a_file_is_forgotten_with_its_reader() -> None:
    test = dropped(LAKE.read_bytes(), "once.toml")
    key = state_of(test).scenario
    found = own.find(key)
    assert found is not None
    place = found.path
    del test, found
    gc.collect()
    assert own.find(key) is None and not place.exists()


@pytest.mark.parametrize("scenario", ["nowhere", "nowhere.toml", str(LAKE.parent)])
def test_a_start_with_what_is_no_scenario_is_one_sentence(
    scenario: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--quiet", "--scenario", scenario]) == 2
    told = capsys.readouterr().err
    assert told.startswith("hikiwake: ") and scenario in told and told.count("\n") == 1
    assert cache.episodes().keys().isdisjoint({scenario})
