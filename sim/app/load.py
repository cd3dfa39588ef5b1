"""How many people this computer serves: a room with real connections of so many students, who write and read for a while.

Each connection speaks as a browser does, in Streamlit's messages: it opens the student's page, asks for its parts as often
as these say, and presses the button below what it has written. What counts is the time until a line that one person sends
has reached the screens of all of its group. Moves are made meanwhile at every table, so that pages are drawn anew.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import psutil
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import connect
from websockets.typing import Origin, Subprotocol

from sim.app.state.enduring import WORST, Figures
from sim.app.state.rooms import TOKEN
from sim.classroom.faults import ClassError
from sim.classroom.plan import Plan
from sim.classroom.service import Classroom
from sim.engine.gathering import by_agent
from sim.errors import SimError

EPISODE = "2018-singapore"
WRITES_EVERY = 10.0
"""Seconds between two lines of one person."""

MOVES_EVERY = 8.0
"""Seconds between two moves at one table."""

STARTS_WITHIN = 120.0
"""Seconds that the server and all pages may take to be there."""


@dataclass
class Arrivals:
    """When each line was sent, who is to see it, and who has."""

    sent: dict[str, float] = field(default_factory=dict)
    readers: dict[str, set[int]] = field(default_factory=dict)
    took: list[float] = field(default_factory=list)
    errors: int = 0

    def send(self, mark: str, readers: set[int]) -> None:
        """Note a line that is sent now."""
        self.sent[mark], self.readers[mark] = time.perf_counter(), set(readers)

    def arrived(self, reader: int, data: bytes) -> None:
        """Note the lines that a message to somebody's screen holds."""
        for mark, waiting in self.readers.items():
            if reader in waiting and mark.encode() in data:
                waiting.discard(reader)
                self.took.append(time.perf_counter() - self.sent[mark])


class Visitor:
    """One student's page over a connection of its own."""

    def __init__(self, number: int, token: str, mates: set[int], arrivals: Arrivals) -> None:
        self.number, self.token, self.mates, self.arrivals = number, token, mates, arrivals
        self.field = self.button = ""
        self.ready = asyncio.Event()
        self._asking: dict[str, asyncio.Task[None]] = {}
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
                await self._ask()
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

    async def _ask(self, fragment: str = "", *, text: str | None = None) -> None:
        """Ask for the page, or for a part of it; with a text, as whoever has typed it and pressed the button."""
        if not fragment:
            # The page says anew which of its parts are to be asked for.
            for known in list(self._asking):
                self._stop(known)
        message = BackMsg()
        state = message.rerun_script
        state.query_string = f"{TOKEN}={self.token}"
        state.fragment_id = fragment
        state.is_auto_rerun = bool(fragment)
        if text is not None:
            state.widget_states.widgets.add(id=self.field, string_value=text)
            state.widget_states.widgets.add(id=self.button, trigger_value=True)
        await self._socket.send(message.SerializeToString())

    async def _again(self, fragment: str, interval: float) -> None:
        while True:
            await asyncio.sleep(interval)
            await self._ask(fragment)

    async def _read(self) -> None:
        async for data in self._socket:
            message = ForwardMsg.FromString(data)
            kind = message.WhichOneof("type")
            if kind == "auto_rerun":
                self._stop(message.auto_rerun.fragment_id)
                again = self._again(message.auto_rerun.fragment_id, message.auto_rerun.interval)
                self._asking[message.auto_rerun.fragment_id] = asyncio.create_task(again)
            elif kind == "stop_auto_rerun":
                for fragment in message.stop_auto_rerun.fragment_ids:
                    self._stop(fragment)
            elif kind == "delta":
                self._drawn(message, data)

    def _stop(self, fragment: str) -> None:
        task = self._asking.pop(fragment, None)
        if task is not None:
            task.cancel()

    def _drawn(self, message: Any, data: bytes) -> None:
        element = message.delta.new_element
        kind = element.WhichOneof("type")
        if kind == "text_area":
            self.field = element.text_area.id
        elif kind == "button" and "class.chat.send" in element.button.id:
            self.button = element.button.id
            self.ready.set()
        elif kind == "exception":
            self.arrivals.errors += 1
        elif kind != "text_input":
            self.arrivals.arrived(self.number, data)

    async def write(self, first: float, until: asyncio.Event) -> None:
        """Write a line every so often; the first after a while."""
        await asyncio.sleep(first)
        count = 0
        while not until.is_set():
            mark = f"line-{self.number}-{count}-of-the-test"
            self.arrivals.send(mark, self.mates)
            await self._ask(text=mark)
            count += 1
            await asyncio.sleep(WRITES_EVERY)


def _moves(classroom: Classroom, tokens: list[str], until: threading.Event) -> None:
    """Make moves at every table until the end: texts as the model would table them, none of which is accepted."""
    while not until.wait(MOVES_EVERY):
        for token in tokens:
            with contextlib.suppress(ClassError):
                view = classroom.student(token)
                if view.may_move and view.group is not None and view.seated is not None:
                    at = classroom.rooms.look(view.code)
                    move = by_agent(at[0].table(at[1], view.group)[-1]).move
                    classroom.move(token, "reject" if move == "accept" else move, view.entries)


@contextlib.contextmanager
def serving(database: str) -> Iterator[tuple[str, psutil.Process]]:
    """Serve a classroom on a free port of this computer alone; gives its address and its process."""
    from sim.app.launch import LOCAL, any_port

    port = any_port(LOCAL)
    command = [sys.executable, "-m", "sim.app", str(port), "--quiet", f"--classroom={database}"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            address, deadline = f"{LOCAL}:{port}", time.monotonic() + STARTS_WITHIN
            while not _healthy(address):
                if server.poll() is not None or time.monotonic() > deadline:
                    raise SimError(
                        "load test: the classroom could not be served; start it by itself to see why"
                    )
                time.sleep(0.2)
            yield address, psutil.Process(server.pid)
        finally:
            server.terminate()


def _healthy(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"http://{address}/_stcore/health", timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def measure(people: int, seconds: float = 60.0) -> Figures:
    """Return how this computer copes with so many people in one room for so long. Raises `SimError` where it cannot be tried."""
    with tempfile.TemporaryDirectory(prefix="hikiwake-load-") as folder:
        database = str(Path(folder) / "load.db")
        with serving(database) as (address, server):
            classroom = Classroom(database)
            teacher = classroom.teacher(classroom.new_key(), "load test")
            code = teacher.open_room(Plan(EPISODE, rounds=40))
            tokens = [classroom.join(code, f"Student {n}", "load test") for n in range(people)]
            for _ in range(3):
                teacher.next_phase(code)
            groups = [classroom.student(token).group for token in tokens]
            try:
                return asyncio.run(_measured(address, server, classroom, tokens, groups, seconds))
            finally:
                classroom.close()


async def _measured(
    address: str,
    server: psutil.Process,
    classroom: Classroom,
    tokens: list[str],
    groups: list[int | None],
    seconds: float,
) -> Figures:
    arrivals, until, over = Arrivals(), asyncio.Event(), threading.Event()
    visitors = [
        Visitor(n, token, {k for k, group in enumerate(groups) if group == groups[n]}, arrivals)
        for n, token in enumerate(tokens)
    ]
    visits = [asyncio.create_task(visitor.visit(address, until)) for visitor in visitors]
    try:
        await asyncio.wait_for(asyncio.gather(*(visitor.ready.wait() for visitor in visitors)), STARTS_WITHIN)
    except TimeoutError:
        raise SimError("load test: the pages did not come up in time; try it with fewer people") from None
    moving = asyncio.create_task(asyncio.to_thread(_moves, classroom, tokens, over))
    spread = WRITES_EVERY / len(visitors)
    writing = [asyncio.create_task(one.write(n * spread, until)) for n, one in enumerate(visitors)]
    await asyncio.sleep(seconds)
    for task in writing:
        task.cancel()
    last = time.monotonic() + 2 * WORST
    while any(arrivals.readers.values()) and time.monotonic() < last:
        await asyncio.sleep(0.1)
    memory = server.memory_info().rss / 1e6
    over.set()
    until.set()
    await asyncio.gather(*visits, moving)
    took = sorted(arrivals.took) or [0.0]
    return Figures(
        people=len(tokens),
        seconds=seconds,
        written=len(arrivals.sent),
        missed=sum(len(waiting) for waiting in arrivals.readers.values()),
        middle=statistics.median(took),
        most=took[min(len(took) - 1, int(0.95 * len(took)))],
        worst=took[-1],
        errors=arrivals.errors,
        memory=memory,
    )


def report(people: int, seconds: float, *, as_json: bool = False) -> str:
    """Measure, and return the figures in words, or as JSON with the verdict."""
    found = measure(people, seconds)
    return json.dumps({**asdict(found), "good": found.good}) if as_json else found.said()
