"""What holds every page: start, options, router, guard."""

from __future__ import annotations

import socket
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from streamlit import config
from streamlit.testing.v1 import AppTest

import sim.app
from sim.app import launch, server
from sim.app.kit import navigation, theme
from sim.app.state.links import State
from sim.errors import InputError

FOLDER = Path(sim.app.__file__).parent


def test_nothing_beside_the_entry_carries_a_librarys_name() -> None:
    """The entry's folder comes first on the import path."""
    ours = {path.stem for path in FOLDER.iterdir() if path.suffix == ".py" or path.is_dir()} - {"__pycache__"}
    taken = set(sys.stdlib_module_names) | set(packages_distributions())
    assert not (ours - {"__init__", "__main__"}) & taken
    assert "pages" not in {path.name for path in FOLDER.iterdir() if path.is_dir()}


def test_every_option_is_one_that_streamlit_knows() -> None:
    known = config.get_config_options()
    assert set(launch.options(8501)) <= set(known)


def test_the_options_that_many_readers_need_are_set() -> None:
    options = launch.options(8501)
    assert options["runner.postScriptGC"] is False
    assert options["server.fileWatcherType"] == "none"
    assert options["client.toolbarMode"] == "viewer"
    assert options["browser.gatherUsageStats"] is False
    assert options["server.address"] == "127.0.0.1"


def test_a_port_that_is_taken_is_one_clear_sentence() -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        with pytest.raises(InputError, match=f"port: {port} is taken"):
            launch.choose_port(port)


def test_without_a_port_there_is_a_free_one() -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", launch.choose_port(None)))


@pytest.mark.parametrize("port", [0, -1, 65536])
def test_a_port_that_is_none_is_refused(port: int) -> None:
    with pytest.raises(InputError, match="is not a port"):
        launch.choose_port(port)


def test_nothing_is_fetched_for_the_looks() -> None:
    assert "://" not in theme.CSS.read_text("utf-8")
    assert not [value for value in theme.options().values() if "://" in str(value)]


def test_party_colours_go_by_order_and_stay_apart() -> None:
    assert theme.colours(["a", "b", "c"]) == {"a": "#0072B2", "b": "#D55E00", "c": "#009E73"}
    assert len(set(theme.PALETTE)) == len(theme.PALETTE)


def test_the_router_opens_the_front_page_in_each_language() -> None:
    for language, title in (("en", "Four islands"), ("ja", "四つの島"), ("ru", "Четыре острова")):
        test = AppTest.from_file(str(FOLDER / "main.py"), default_timeout=600)
        test.query_params["lang"] = language
        test.run()
        assert not test.exception
        assert title in test.title[0].value


def test_a_damaged_link_opens_the_front_page_with_a_sentence() -> None:
    test = AppTest.from_file(str(FOLDER / "main.py"), default_timeout=600)
    test.query_params["c"] = "1.deadbeef.xxxx"
    test.run()
    assert not test.exception
    assert "damaged" in test.info[0].value
    assert test.session_state["hikiwake.state"] == State()


def test_every_page_that_is_there_is_listed() -> None:
    lesson = {module.split(".")[0] for module in navigation.CLASSROOM.values()}
    assert {path.parent.name for path in FOLDER.glob("*/page.py")} <= {*navigation.PAGES, *lesson}
    assert set(navigation.PAGES) <= {path.parent.name for path in FOLDER.glob("*/page.py")}


def broken_page() -> None:
    from sim.app.state.guard import guarded

    def broken() -> None:
        raise ZeroDivisionError("secret of the house")

    guarded(broken)()


def wrong_input() -> None:
    from sim.app.state.guard import guarded
    from sim.errors import InputError

    def wrong() -> None:
        raise InputError("seed: <b>x</b> is not a whole number")

    guarded(wrong)()


def test_an_exception_becomes_a_sentence_and_goes_to_the_log(capfd: pytest.CaptureFixture[str]) -> None:
    test = AppTest.from_function(broken_page).run()
    assert not test.exception
    assert "on our side" in test.error[0].value
    assert "secret" not in test.error[0].value
    assert "secret of the house" in capfd.readouterr().err


def test_wrong_input_is_told_as_plain_text() -> None:
    test = AppTest.from_function(wrong_input).run()
    assert not test.exception
    assert test.text[0].value == "seed: <b>x</b> is not a whole number"


def test_a_streamlit_that_keeps_its_settings_elsewhere_still_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Then it has its own bounds."""
    names = ("web.server.starlette.starlette_server", "runtime.state.query_params", "web.server.server")
    for name in names:
        monkeypatch.setitem(sys.modules, f"streamlit.{name}", None)
    server.prepare()
