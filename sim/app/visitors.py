"""Visitors of a classroom without a browser: connections that open pages, press their buttons, and read what comes.

Each speaks as a browser does, in Streamlit's messages: it opens a page, asks for its parts as often as these say, keeps
what it types when it leaves a field, and presses what the page shows.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import connect
from websockets.typing import Origin, Subprotocol

from sim.app.state.rooms import ROOM, TOKEN

WRITES_EVERY = 10.0
"""Seconds between two lines of one person."""

MOVES_EVERY = 8.0
"""Seconds that a person takes over its move: from half of it to half as much again, for people are not alike."""

MOVES = ("seat.decline", "seat.send", "seat.say.acquiesce", "seat.say.", "seat.pass")
"""What a person presses when it can, the first of these first: nothing is ever accepted, so that the talks go on."""

LOOKS_EVERY = 0.25
"""Seconds between two looks whether there is something to press."""


@dataclass
class Arrivals:
    """When each thing was done, who is to see it, and who has."""

    sent: dict[str, float] = field(default_factory=dict)
    readers: dict[str, set[int]] = field(default_factory=dict)
    took: list[float] = field(default_factory=list)
    lines: int = 0
    moves: int = 0
    errors: int = 0

    def send(self, mark: str, readers: Iterable[int]) -> None:
        """Note something that is done now."""
        self.sent[mark], self.readers[mark] = time.perf_counter(), set(readers)

    def arrived(self, reader: int, mark: str) -> None:
        """Note that something is on somebody's screen."""
        if reader in self.readers[mark]:
            self.readers[mark].discard(reader)
            self.took.append(time.perf_counter() - self.sent[mark])

    @property
    def missed(self) -> int:
        """The screens that something should have reached and did not."""
        return sum(map(len, self.readers.values()))


@dataclass
class Found:
    """A control on a page: its name for the server, the part it is in, whether it can be used, and when it was drawn."""

    id: str
    part: str
    usable: bool
    at: float


class Page:
    """An open page, by its path and its query."""

    def __init__(self, arrivals: Arrivals, path: str, query: str) -> None:
        self.arrivals, self.path, self.query = arrivals, path, query
        self.controls: dict[str, Found] = {}
        self.drawn = asyncio.Event()
        self._asking: dict[str, asyncio.Task[None]] = {}
        self._begun, self._whole = 0.0, 0.0
        self._socket: Any = None

    async def visit(self, address: str, until: asyncio.Event) -> None:
        """Open the page and read until the end."""
        url = f"ws://{address}/_stcore/stream"
        try:
            async with connect(
                url,
                subprotocols=[Subprotocol("streamlit")],
                origin=Origin(f"http://{address}"),
                max_size=None,
            ) as socket:
                self._socket = socket
                await self.ask()
                reading = asyncio.create_task(self._read())
                await asyncio.wait(
                    [reading, asyncio.create_task(until.wait())], return_when="FIRST_COMPLETED"
                )
                if reading.done():
                    self.arrivals.errors += 1
                reading.cancel()
        except OSError:
            self.arrivals.errors += 1
        finally:
            for task in self._asking.values():
                task.cancel()

    async def settle(self) -> None:
        """Wait until the page is there, and do what it needs to show the room."""
        await self.drawn.wait()

    async def ask(self, part: str = "", *widgets: WidgetState, alone: bool = False) -> None:
        """Ask for the page or for a part of it, with what was typed and pressed; ``alone``: the page asks by itself."""
        if not part:
            # The page says anew which of its parts are to be asked for.
            for known in list(self._asking):
                self._stop(known)
        message = BackMsg()
        state = message.rerun_script
        state.page_name, state.query_string = self.path, self.query
        state.fragment_id, state.is_auto_rerun = part, alone
        state.widget_states.widgets.extend(widgets)
        await self._socket.send(message.SerializeToString())

    async def press(self, key: str, *typed: WidgetState) -> None:
        """Press a button, with what was typed before."""
        button = self.controls[key]
        await self.ask(button.part, *typed, WidgetState(id=button.id, trigger_value=True))

    def usable(self, key: str) -> str | None:
        """Return the whole key of the last drawn control whose key begins so and which can be used."""
        return next(
            (name for name in reversed(self.controls) if name.startswith(key) and self.controls[name].usable),
            None,
        )

    async def _again(self, part: str, interval: float) -> None:
        while True:
            await asyncio.sleep(interval)
            await self.ask(part, alone=True)

    async def _read(self) -> None:
        async for data in self._socket:
            message = ForwardMsg.FromString(data)
            kind = message.WhichOneof("type")
            if kind == "auto_rerun":
                self._stop(message.auto_rerun.fragment_id)
                again = self._again(message.auto_rerun.fragment_id, message.auto_rerun.interval)
                self._asking[message.auto_rerun.fragment_id] = asyncio.create_task(again)
            elif kind == "stop_auto_rerun":
                for part in message.stop_auto_rerun.fragment_ids:
                    self._stop(part)
            elif kind == "new_session":
                self._begun = time.perf_counter()
            elif kind == "delta":
                self._delta(message.delta, data)
            elif kind == "script_finished" and self._whole:
                # Not by what the message says of the end: that is changed where another run has begun meanwhile.
                begun, self._whole = self._whole, 0.0
                self.controls = {key: one for key, one in self.controls.items() if one.at >= begun}
                self.drawn.set()
                self.redrawn(begun)

    def _stop(self, part: str) -> None:
        task = self._asking.pop(part, None)
        if task is not None:
            task.cancel()

    def _delta(self, delta: Any, data: bytes) -> None:
        if not delta.fragment_id:
            self._whole = self._whole or self._begun
        element = delta.new_element
        kind = element.WhichOneof("type")
        if kind in ("button", "text_area", "text_input"):
            control = getattr(element, kind)
            # The server's name of a control ends with the key that the page gave it.
            key = control.id.split("-", 2)[-1]
            self.controls.pop(key, None)
            self.controls[key] = Found(
                control.id, delta.fragment_id, not control.disabled, time.perf_counter()
            )
        elif kind == "exception":
            self.arrivals.errors += 1
        else:
            self.shown(data)

    def shown(self, data: bytes) -> None:
        """Take what a message shows that is no control."""

    def redrawn(self, begun: float) -> None:
        """Take that the whole page is drawn, with what happened before this time."""


class Student(Page):
    """A student's page: it writes a line every so often, and moves when it is its turn.

    ``number``: its own, ``mates``: those of its group; ``pace``: how many times as fast as usually.
    """

    def __init__(
        self, arrivals: Arrivals, number: int, token: str, mates: set[int], pace: float = 1.0
    ) -> None:
        super().__init__(arrivals, "", f"{TOKEN}={token}")
        self.number, self.mates = number, mates
        self._writes_every = WRITES_EVERY / pace
        # The golden ratio spreads numbers evenly.
        self._moves_every = MOVES_EVERY / pace * (0.5 + number * 0.618034 % 1.0)

    def shown(self, data: bytes) -> None:
        """Note the lines that a message holds."""
        for mark, waiting in self.arrivals.readers.items():
            if self.number in waiting and mark.encode() in data:
                self.arrivals.arrived(self.number, mark)

    def redrawn(self, begun: float) -> None:
        """Note the moves that the page was drawn anew for."""
        for mark, waiting in self.arrivals.readers.items():
            if self.number in waiting and mark.startswith("move") and self.arrivals.sent[mark] < begun:
                self.arrivals.arrived(self.number, mark)

    async def write(self, first: float) -> None:
        """Write a line every so often; the first after this share of the time between two."""
        await asyncio.sleep(first * self._writes_every)
        for count in range(1_000_000):
            mark = f"line-{self.number}-{count}-of-the-test"
            while not {"control.class.chat", "class.chat.send"} <= self.controls.keys():
                await asyncio.sleep(LOOKS_EVERY)
            field = self.controls["control.class.chat"]
            typed = WidgetState(id=field.id, string_value=mark)
            self.arrivals.send(mark, self.mates)
            self.arrivals.lines += 1
            await self.ask(field.part, typed)
            await self.press("class.chat.send", typed)
            await asyncio.sleep(self._writes_every)

    async def move(self) -> None:
        """Move whenever it is the person's turn, after a while of thinking."""
        pressed = ""
        while True:
            await asyncio.sleep(LOOKS_EVERY)
            found = next(filter(None, map(self.usable, MOVES)), None)
            if found is None or found == pressed:
                continue
            await asyncio.sleep(self._moves_every)
            if found not in self.controls:
                continue
            pressed = found
            self.arrivals.send(f"move-{self.number}-{found}", self.mates)
            self.arrivals.moves += 1
            await self.press(found)


class Desk(Page):
    """The teacher's page: it gives the key and lays the room on the desk, which is then looked at again and again."""

    def __init__(self, arrivals: Arrivals, key: str, code: str) -> None:
        super().__init__(arrivals, "teacher", "")
        self.key, self.code = key, code

    async def settle(self) -> None:
        """Give the key, and lay the room on the desk."""
        await self.drawn.wait()
        self.drawn.clear()
        await self.press(
            self.usable("FormSubmitter") or "",
            WidgetState(id=self.controls["teacher.key.typed"].id, string_value=self.key),
        )
        while f"teacher.room.{self.code}" not in self.controls:
            await self.drawn.wait()
            self.drawn.clear()
        await self.press(f"teacher.room.{self.code}")
        await self.drawn.wait()


def wall(arrivals: Arrivals, code: str) -> Page:
    """Return the page on the wall of a room."""
    return Page(arrivals, "projector", f"{ROOM}={code}")
