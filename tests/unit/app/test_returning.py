"""A page that is older than its session: what its controls say is heard, once the page is drawn."""

from __future__ import annotations

import asyncio
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from streamlit.runtime.fragment import MemoryFragmentStorage
from streamlit.runtime.scriptrunner_utils.script_requests import ScriptRequests
from streamlit.testing.v1 import AppTest

import sim.app
from sim.app import server

MAIN = Path(sim.app.__file__).with_name("main.py")


def test_the_first_click_on_an_old_page_counts() -> None:
    shown = AppTest.from_file(str(MAIN), default_timeout=600).run()
    shown.button(key="play.run").click()
    clicked = shown._tree.get_widget_states()
    restarted = AppTest.from_file(str(MAIN), default_timeout=600)
    restarted._run(clicked)
    assert not restarted.exception and restarted.query_params["r"] == "1"
    assert any(item.key == "play.next" for item in restarted.button)


def test_a_run_begins_when_all_that_the_last_one_sent_has_been_handed_on() -> None:
    """The last run of a session has ended, and what it sent is still on its way when the next one is asked for."""
    handed: list[str] = []

    def runner(*states: str) -> Any:
        requests = ScriptRequests()
        for state in states:
            getattr(requests, state)()
        return SimpleNamespace(_scriptrunner=SimpleNamespace(_requests=requests))

    async def asked(session: Any) -> list[str]:
        handed.clear()
        asyncio.get_running_loop().call_soon(handed.append, "what the last run sent")
        server.one_after_the_other(lambda *_: handed.append("the next run"))(session, None)
        await asyncio.sleep(0)
        return list(handed)

    ended = ["what the last run sent", "the next run"]
    assert asyncio.run(asked(runner("on_scriptrunner_ready"))) == ended
    assert (
        asyncio.run(asked(runner())) == asyncio.run(asked(SimpleNamespace(_scriptrunner=None))) == ended[::-1]
    )


@pytest.mark.parametrize("drawn", [False, True])
def test_a_part_of_a_page_is_asked_for_only_where_the_page_has_been_drawn(drawn: bool) -> None:
    asked: list[str] = []
    request = server.whole_first(lambda _session, state: asked.append(state.fragment_id))
    parts = MemoryFragmentStorage()
    if drawn:
        parts.register("part", lambda: None)
    request(SimpleNamespace(_fragment_storage=parts), SimpleNamespace(fragment_id="part"))
    assert asked == ["part" if drawn else ""]
