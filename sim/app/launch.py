"""Starts the browser application: one process, one port, nothing asked of the outside."""

from __future__ import annotations

import importlib
import socket
import sys
from collections.abc import Sequence
from pathlib import Path

from sim.app import lan
from sim.app.kit import theme
from sim.errors import InputError

USUAL_PORT = 8501
LOCAL = "127.0.0.1"
MAIN = Path(__file__).with_name("main.py")
CLASSROOM = Path(__file__).with_name("main_classroom.py")


def _free(address: str, port: int) -> bool:
    """Whether a server could listen here; port 0 asks for any."""
    with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError:
            return False
    return True


def any_port(address: str) -> int:
    """Return a port of an address that nobody uses now."""
    with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET) as probe:
        probe.bind((address, 0))
        return int(probe.getsockname()[1])


def choose_port(port: int | None, address: str = LOCAL) -> int:
    """Return the port to listen on: the given one, else the usual one, else any. Raises `InputError` if taken.

    >>> choose_port(70000)
    Traceback (most recent call last):
    ...
    sim.errors.InputError: port: 70000 is not a port; give a number from 1 to 65535, or none for a free one
    """
    if port is None:
        return USUAL_PORT if _free(address, USUAL_PORT) else any_port(address)
    if not 1 <= port <= 65535:
        raise InputError(f"port: {port} is not a port; give a number from 1 to 65535, or none for a free one")
    if not _free(address, port):
        raise InputError(
            f"port: {port} is taken or not allowed here; give another one, or none for a free one"
        )
    return port


def options(port: int, hosts: Sequence[str] = (), *, open_browser: bool = False) -> dict[str, object]:
    """Return Streamlit's options by their full names. ``hosts``: what others on the network call this computer, if they may."""
    return {
        "server.port": port,
        "server.address": lan.EVERYWHERE if hosts else LOCAL,
        # Where the browser is opened.
        "browser.serverAddress": hosts[0] if hosts else LOCAL,
        "server.headless": not open_browser,
        "server.showEmailPrompt": False,
        "server.fileWatcherType": "none",
        # Against other sites' scripts that reach a local server under a name of theirs.
        "server.allowedHosts": ["localhost", LOCAL, "[::1]", "::1", *hosts],
        "server.maxUploadSize": 1,
        # A full garbage collection after every script run makes dozens of readers wait for one another.
        "runner.postScriptGC": False,
        "runner.magicEnabled": False,
        # Else the key "c" opens a dialogue to clear the caches.
        "client.toolbarMode": "viewer",
        "client.showErrorDetails": "none",
        "client.showErrorLinks": False,
        "browser.gatherUsageStats": False,
        # Else the terminal and, where a program for writing code is found, the page advertise additions to Streamlit.
        "logger.hideWelcomeMessage": True,
        "global.developmentMode": False,
        **theme.options(),
    }


def _open_classroom(database: str) -> str:
    """Serve the rooms of a database, with what the first students need already loaded; return the teacher's new key."""
    from sim.app.state import aside, rooms
    from sim.classroom.service import Classroom

    aside.begin()
    classroom = Classroom(database)
    rooms.serve(classroom)
    importlib.import_module("sim.app.classroom.page")
    return classroom.new_key()


def _warm() -> None:
    """Load what the first readers need before the first reader comes."""
    for name in ("play", "outcomes"):
        importlib.import_module(f"sim.app.{name}.page")
    from sim.app.state import aside, cache
    from sim.app.state.links import State

    aside.begin()
    cache.episodes()
    cache.ledger()
    cache.play(State().setup)


def _hosts(classroom: bool) -> list[str]:
    """What others on the network call this computer. Raises `InputError` where it is on none."""
    try:
        return [*lan.addresses(), *lan.names()]
    except InputError:
        if not classroom:
            raise
        raise InputError(
            "this computer is on no network; connect it to the one of the students, or try the classroom with --local"
        ) from None


def launch(
    port: int | None = None,
    *,
    open_browser: bool = True,
    network: bool = False,
    scenario: str | None = None,
    classroom: str | None = None,
) -> None:
    """Serve the application until it is interrupted, beginning with a scenario by its id or its file.

    ``network``: to others on the local network, too; ``classroom``: the database of rooms, which are then all that is
    served. Raises `SimError` where there is no such scenario, or the port cannot be had.
    """
    if scenario is not None:
        from sim.app.state import own

        own.serve(scenario)
    hosts = _hosts(classroom is not None) if network else []
    port = choose_port(port, lan.EVERYWHERE if network else LOCAL)
    chosen = options(port, hosts, open_browser=open_browser)
    from streamlit.web import bootstrap

    from sim.app import server

    flags = {name.replace(".", "_"): value for name, value in chosen.items()}
    bootstrap.load_config_options(flags)
    server.prepare()
    others = f"http://{hosts[0] if network else LOCAL}:{port}"
    if classroom is not None:
        lan.announce_lesson(others, f"http://localhost:{port}", _open_classroom(classroom), sys.stdout)
    else:
        _warm()
        lan.announce_here(f"http://{LOCAL}:{port}", sys.stdout)
        if network:
            lan.announce(others, sys.stdout)
    try:
        bootstrap.run(str(MAIN if classroom is None else CLASSROOM), False, [], flags)
    finally:
        from sim.app.state import aside

        aside.end()
