"""What the server bounds and says: headers, requests that nobody finishes, pages that nobody comes back to."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any, cast

import pytest
import uvicorn
from streamlit.runtime.media_file_manager import MediaFileManager, MediaFileMetadata
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage
from uvicorn.server import ServerState

from sim.app import server
from sim.app.server import BoundedProtocol, LeftSessions

WHOLE = b"GET / HTTP/1.1\r\nHost: here\r\n\r\n"
NEVER_WHOLE = {
    "nothing": b"",
    "half an address": b"GET /" + b"a" * 900,
    "half a head": b"GET / HTTP/1.1\r\nHost: here\r\nX: " + b"a" * 900,
    "half a body": b"PUT / HTTP/1.1\r\nHost: here\r\nContent-Length: 2000\r\n\r\n" + b"a" * 900,
    "half a chunk": b"PUT / HTTP/1.1\r\nHost: here\r\nTransfer-Encoding: chunked\r\n\r\n500\r\n" + b"a" * 900,
}


class Wire:
    """The server's end of a connection, without a network."""

    def __init__(self) -> None:
        self.sent, self.closed = b"", False

    def write(self, data: bytes) -> None:
        self.sent += data

    def close(self) -> None:
        self.closed = True

    abort = close

    def is_closing(self) -> bool:
        return self.closed

    def get_extra_info(self, _name: str) -> None:
        return None

    def pause_reading(self) -> None: ...

    resume_reading = pause_reading


async def _app(scope: Any, receive: Any, send: Any) -> None:
    if scope["path"] == "/broken":
        raise RuntimeError("broken")
    while (await receive()).get("more_body"):
        pass
    status = 404 if scope["path"] == "/nowhere" else 200
    await send({"type": "http.response.start", "status": status, "headers": []})
    await send({"type": "http.response.body", "body": b""})


class Served:
    """Connections to a server with our settings."""

    def __init__(self) -> None:
        self.config = uvicorn.Config(_app, log_config=None, ws="none", **server._settings({}))
        self.config.load()
        self.state = ServerState()
        self.state.default_headers = self.config.encoded_headers

    async def visit(self, data: bytes) -> Wire:
        wire = Wire()
        protocol = BoundedProtocol(self.config, self.state, {})
        protocol.connection_made(cast(asyncio.Transport, wire))
        if data:
            protocol.data_received(data)
        await _settled()
        return wire


async def _settled() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


@pytest.fixture(autouse=True)
def nobody_waits() -> Iterator[None]:
    BoundedProtocol.unfinished.clear()
    yield
    BoundedProtocol.unfinished.clear()


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (WHOLE, b"200"),
        (WHOLE.replace(b"/ ", b"/nowhere "), b"404"),
        (WHOLE.replace(b"/ ", b"/broken "), b"500"),
        (b"no request\r\n\r\n", b"400"),
    ],
)
def test_every_answer_forbids_framing_and_guessing_and_telling_the_address(
    request_: bytes, status: bytes
) -> None:
    async def ask() -> bytes:
        return (await Served().visit(request_)).sent

    head = asyncio.run(ask()).partition(b"\r\n\r\n")[0].lower()
    assert head.split()[1] == status
    for name, value in server.HEADERS:
        assert f"{name}: {value}".lower().encode() in head


@pytest.mark.parametrize("how", NEVER_WHOLE)
def test_a_request_that_does_not_arrive_whole_in_time_is_closed(
    how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def ask() -> tuple[bool, bool]:
        waiting = await Served().visit(NEVER_WHOLE[how])
        before = waiting.closed
        monkeypatch.setattr(server, "PATIENCE", 0.0)
        late = await Served().visit(NEVER_WHOLE[how])
        return before, late.closed

    assert asyncio.run(ask()) == (False, True)


@pytest.mark.parametrize("how", [name for name in NEVER_WHOLE if name != "nothing"])
def test_unfinished_requests_together_are_bounded_and_others_are_served(
    how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "MOST_UNFINISHED", 5_000)

    async def ask() -> tuple[int, int, bytes]:
        served = Served()
        wires = [await served.visit(NEVER_WHOLE[how]) for _ in range(40)]
        held = sum(BoundedProtocol.unfinished.values())
        return held, sum(not wire.closed for wire in wires), (await served.visit(WHOLE)).sent

    held, open_, answer = asyncio.run(ask())
    assert 0 < held <= 5_000 and 0 < open_ < 40
    assert answer.startswith(b"HTTP/1.1 200")


def test_idle_connections_are_bounded_and_others_are_served(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "MOST_CONNECTIONS", 10)

    async def ask() -> tuple[int, bytes]:
        served = Served()
        wires = [await served.visit(b"") for _ in range(40)]
        return sum(not wire.closed for wire in wires), (await served.visit(WHOLE)).sent

    open_, answer = asyncio.run(ask())
    assert open_ == 10 and answer.startswith(b"HTTP/1.1 200")


class Left:
    """A session, as far as it is asked for here."""

    def __init__(self, name: str) -> None:
        self.id, self.ended = name, 0

    def shutdown(self) -> None:
        self.ended += 1


def _info(session: Left) -> Any:
    return SimpleNamespace(session=session)


def test_a_page_whose_reader_left_ends_whole_and_one_that_comes_back_goes_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(server, "LEFT_FOR", 0.0)
    monkeypatch.setattr(server, "MOST_LEFT", 2)
    gone = [Left(str(n)) for n in range(3)]
    back = Left("back")

    async def leave() -> None:
        left = LeftSessions()
        left.save(_info(back))
        assert left.get("back") is not None
        left.delete("back")
        for session in gone:
            left.save(_info(session))
        assert [session.ended for session in gone] == [1, 0, 0], "no more are kept than may be"
        await _settled()

    asyncio.run(leave())
    assert [session.ended for session in gone] == [1, 1, 1] and back.ended == 0


def test_a_file_that_somebody_asked_for_is_there_however_many_pages_look_for_news(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = [0.0]
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    kept = server.fetched_in_time(MediaFileMetadata.mark_for_delete)
    monkeypatch.setattr(MediaFileMetadata, "mark_for_delete", kept)
    files = MediaFileManager(MemoryMediaFileStorage("/media"))
    button = files.add_deferred(lambda: b"rows", "text/csv", "1.2", "rows.csv")
    there = files.execute_deferred(button).rpartition("/")[2].partition(".")[0]
    for _ in range(100):
        files.remove_orphaned_files()
    asked = files.read_file(there)
    assert asked is not None and asked.content == b"rows"
    now[0] = server.FETCHED_WITHIN
    files.remove_orphaned_files()
    files.remove_orphaned_files()
    assert files.read_file(there) is None
