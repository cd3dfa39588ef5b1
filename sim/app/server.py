"""What Streamlit's server is given besides its options: headers, and bounds on what nobody finishes or comes back for."""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

import h11
import streamlit
from streamlit.runtime.session_manager import SessionInfo, SessionStorage
from uvicorn.protocols.http.h11_impl import H11Protocol

HEADERS = (
    ("X-Frame-Options", "DENY"),
    ("Content-Security-Policy", "frame-ancestors 'none'"),
    ("X-Content-Type-Options", "nosniff"),
    # A page's address holds what a reader has set.
    ("Referrer-Policy", "no-referrer"),
)
"""What every answer says: no other site frames it, guesses what a file is, or learns where its reader came from."""

SCRIPTS = {
    "modulepreload": (
        "Html",
        "PageLink",
        "ButtonGroup",
        "ArrowVegaLiteChart",
        "recordbatch",
        "serialization",
        "embed",
    ),
    "prefetch": (
        "Selectbox",
        "useSyncComboBoxEnterTargetFocus",
        "Slider",
        "NumberInput",
        "Table",
        "arrowFormatUtils",
    ),
}
"""Parts of Streamlit's page, by when the browser fetches them."""

LONGEST_ADDRESS = 2_200_000
"""In bytes: more than a browser sends, so that a link of any length gets its sentence from a page."""

LONGEST_MESSAGE = 2 * LONGEST_ADDRESS
"""Bytes of a message from a page: its controls, and its address once more."""

PATIENCE = 30.0
"""Seconds that a request may take to arrive whole."""

MOST_UNFINISHED = 24_000_000
"""Bytes at most of all requests that have not arrived whole."""

MOST_CONNECTIONS = 400
"""Connections at most, of pages and of requests."""

LEFT_FOR = 30.0
"""Seconds that a page is kept whose connection broke off: a phone in a tunnel comes back to what it was."""

FETCHED_WITHIN = 60.0
"""Seconds that a file stays which a reader has asked for."""

MOST_LEFT = 64
"""Such pages at most; the one that left first goes first."""


class BoundedProtocol(H11Protocol):
    """HTTP with bounds on requests that have not arrived whole: how long they take, and how large all of them are together.

    What goes over is closed: whoever sends most, or, where there are too many connections, whoever has sent longest.
    """

    unfinished: ClassVar[dict[BoundedProtocol, int]] = {}
    """Bytes that have arrived of each request that is not whole, the one that was begun first first."""

    _late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take a connection; where there are too many, another one goes for it, or else itself."""
        super().connection_made(transport)
        self._wait(0)
        if len(self.connections) > MOST_CONNECTIONS:
            next(iter(self.unfinished)).refuse()

    def _wait(self, more: int) -> None:
        self.unfinished[self] = self.unfinished.get(self, 0) + more
        if self._late is None:
            self._late = self.loop.call_later(PATIENCE, self.refuse)

    def _settle(self) -> None:
        """Nothing more of a request is waited for."""
        self.unfinished.pop(self, None)
        if self._late is not None:
            self._late.cancel()
            self._late = None

    def refuse(self) -> None:
        """Close the connection at once."""
        self._settle()
        self.connections.discard(self)
        self.transport.abort()

    def data_received(self, data: bytes) -> None:
        """Take what has arrived of a request."""
        self._wait(len(data))
        if sum(self.unfinished.values()) > MOST_UNFINISHED:
            largest = max(self.unfinished, key=self.unfinished.__getitem__)
            largest.refuse()
            if largest is self:
                return
        super().data_received(data)
        if self.conn.their_state not in (h11.IDLE, h11.SEND_BODY):
            self._settle()

    def handle_websocket_upgrade(self, event: h11.Request) -> None:
        """Hand the connection over: from here on it is a page's."""
        self._settle()
        super().handle_websocket_upgrade(event)

    def send_400_response(self, msg: str) -> None:
        """Answer what is no request, with the headers that every other answer has."""
        said = [("Content-Type", "text/plain; charset=utf-8"), ("Connection", "close"), *HEADERS]
        answer = h11.Response(status_code=400, headers=said, reason=b"Bad Request")
        for event in (answer, h11.Data(data=msg.encode("ascii")), h11.EndOfMessage()):
            self.transport.write(self.conn.send(event) or b"")
        self.transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        self._settle()
        super().connection_lost(exc)


class LeftSessions(SessionStorage):
    """The sessions whose connection broke off, each for a while; then they end, with their uploads and descriptors."""

    def __init__(self, **_: Any) -> None:
        self._left: dict[str, SessionInfo] = {}

    def get(self, session_id: str) -> SessionInfo | None:
        """Return a session that came back in time, or None."""
        return self._left.get(session_id)

    def save(self, session_info: SessionInfo) -> None:
        """Keep a session for `LEFT_FOR` seconds, the last `MOST_LEFT` of them."""
        self._left[session_info.session.id] = session_info
        asyncio.get_running_loop().call_later(LEFT_FOR, self._end, session_info)
        if len(self._left) > MOST_LEFT:
            self._end(next(iter(self._left.values())))

    def _end(self, info: SessionInfo) -> None:
        if self._left.get(info.session.id) is info:
            del self._left[info.session.id]
            info.session.shutdown()

    def delete(self, session_id: str) -> None:
        """Let go of a session that came back."""
        del self._left[session_id]

    def list(self) -> list[SessionInfo]:
        """Return all of them."""
        return list(self._left.values())


def ahead() -> str:
    """Return what a browser fetches while it still prepares the page: scripts that Streamlit asks for one after the other.

    Those of the first page at once, those of the other pages when it has nothing else to do; none where a version has
    other names for them.
    """
    folder = Path(streamlit.__file__).parent / "static" / "static" / "js"
    return ", ".join(
        f"</static/js/{path.name}>; rel={how}"
        for how, names in SCRIPTS.items()
        for name in names
        for path in folder.glob(f"{name}.*.js")
    )


def _settings(usual: dict[str, Any]) -> dict[str, Any]:
    """Uvicorn's settings. Our own: usually it takes messages of 200 MB, and no address beyond some 100 kB."""
    return {
        **usual,
        "http": BoundedProtocol,
        "h11_max_incomplete_event_size": LONGEST_ADDRESS,
        "ws_max_size": LONGEST_MESSAGE,
        "headers": [*HEADERS, ("Link", ahead())],
        "server_header": False,
    }


def whole_first(usual: Callable[..., None]) -> Callable[..., None]:
    """Ask for a whole page where a session that has run nothing yet, as after a restart, is asked for a part of one."""

    def asked(session: Any, client_state: Any) -> None:
        if client_state is not None and session._fragment_storage.registration_sequence() == 0:
            client_state.fragment_id = ""
        usual(session, client_state)

    return asked


def one_after_the_other(usual: Callable[..., None]) -> Callable[..., None]:
    """Let a session begin anew only when all that its last run has sent has been handed on.

    A run that has just ended sends through the event loop. What comes there behind the beginning of the next run is taken
    for what is left of a run that was broken off, and is lost: a page then shows what was before.
    """

    def asked(session: Any, client_state: Any) -> None:
        last = session._scriptrunner
        if last is not None and last._requests._state.name == "STOP":
            asyncio.get_running_loop().call_soon(usual, session, client_state)
        else:
            usual(session, client_state)

    return asked


def fetched_in_time(usual: Callable[[Any], None]) -> Callable[[Any], None]:
    """Let go of a file that somebody asked for only when it has been there for a while.

    Usually it goes as soon as two runs have ended, of whichever pages: where many look for news, that is before the browser
    fetches what it has asked for.
    """

    def asked(file: Any) -> None:
        made = vars(file).setdefault("asked_first", time.monotonic())
        if time.monotonic() - made >= FETCHED_WITHIN:
            usual(file)

    return asked


def prepare() -> None:
    """Let the server that is started next have all this.

    Streamlit has no options for it; where a version keeps one of these things elsewhere, that one stays as it usually is.
    """
    with contextlib.suppress(ImportError, AttributeError):
        starlette: Any = importlib.import_module("streamlit.web.server.starlette.starlette_server")
        usual = starlette._get_uvicorn_config_kwargs
        starlette._get_uvicorn_config_kwargs = lambda: _settings(usual())
    with contextlib.suppress(ImportError):
        params: Any = importlib.import_module("streamlit.runtime.state.query_params")
        params.CLIENT_STATE_QUERY_STRING_MAX_LENGTH = LONGEST_ADDRESS
    with contextlib.suppress(ImportError):
        server: Any = importlib.import_module("streamlit.web.server.server")
        server.MemorySessionStorage = LeftSessions
    with contextlib.suppress(ImportError, AttributeError):
        sessions: Any = importlib.import_module("streamlit.runtime.app_session").AppSession
        sessions.request_rerun = one_after_the_other(whole_first(sessions.request_rerun))
    with contextlib.suppress(ImportError, AttributeError):
        file: Any = importlib.import_module("streamlit.runtime.media_file_manager").MediaFileMetadata
        file.mark_for_delete = fetched_in_time(file.mark_for_delete)
