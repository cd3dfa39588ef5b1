"""The load test itself, small: real connections, every line on every screen of its group."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from pathlib import Path
from typing import Any

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetState

from sim.app.load import serving
from sim.app.state.enduring import Figures, endured
from sim.app.visitors import Arrivals, Page
from sim.classroom.plan import Plan
from sim.classroom.service import Classroom
from sim.errors import SimError


def test_every_line_and_move_reaches_every_screen_of_its_group() -> None:
    found = endured(3, 12.0)
    assert (found.people, found.seconds, found.written) == (3, 12.0, 4) and found.moved > 0
    assert found.missed == found.errors == 0
    assert 0.0 < found.middle <= found.most <= found.worst and found.memory > 50


@pytest.mark.parametrize(
    ("changed", "good"), [({}, True), ({"most": 1.6}, False), ({"worst": 5.1}, False), ({"missed": 1}, False), ({"errors": 1}, False)]
)  # fmt: skip
def test_the_verdict_is_plain(changed: dict[str, Any], good: bool) -> None:
    figures = Figures(
        **{
            "people": 60,
            "seconds": 10.0,
            "written": 60,
            "moved": 20,
            "missed": 0,
            "middle": 0.5,
            "most": 1.0,
            "worst": 2.0,
            "errors": 0,
            "began": 290.0,
            "memory": 300.0,
            **changed,
        }
    )
    assert figures.good is good
    assert figures.said().splitlines()[-1] == ("Good for 60 people." if good else "Too slow for 60 people.")


def test_a_test_that_cannot_be_made_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(SimError, match="load test"):
        endured(3, 2.0)


class Counted(Page):
    """A page that counts how often all of it was drawn, and how often a part."""

    whole = parts = 0

    async def ask(self, part: str = "", *widgets: WidgetState, alone: bool = False) -> None:
        self.parts += bool(part)
        await super().ask(part, *widgets, alone=alone)

    def redrawn(self, begun: float) -> None:
        self.whole += 1


async def _looking(address: str, pages: list[Counted]) -> None:
    until = asyncio.Event()
    visits = [asyncio.create_task(page.visit(address, until)) for page in pages]
    while any(page.parts < 4 for page in pages):
        await asyncio.sleep(0.1)
    until.set()
    await asyncio.gather(*visits)


def test_a_page_that_looks_again_by_itself_is_not_drawn_anew(tmp_path: Path) -> None:
    database = str(tmp_path / "rooms.db")
    with serving(database) as (address, _), contextlib.closing(Classroom(database)) as classroom:
        teacher = classroom.teacher(classroom.new_key(), "test")
        code = teacher.open_room(Plan("2018-singapore"))
        token = classroom.join(code, "Ann", "test")
        for _ in range(3):
            teacher.next_phase(code)
        arrivals = Arrivals()
        pages = [Counted(arrivals, "", f"t={token}"), Counted(arrivals, "projector", f"room={code}")]
        asyncio.run(_looking(address, pages))
    assert [page.whole for page in pages] == [1, 1] and arrivals.errors == 0
