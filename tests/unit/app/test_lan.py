"""Serving the local network: only on purpose, under this computer's own names, and with less for guests."""

from __future__ import annotations

import io
import socket
from types import SimpleNamespace
from typing import Any

import psutil
import pytest
import streamlit as st

from sim.app import lan, launch
from sim.app.state import session
from sim.errors import InputError


def networks(monkeypatch: pytest.MonkeyPatch, **cards: tuple[bool, str]) -> None:
    """This computer has these network cards: whether each is up, and its address."""
    up = {name: SimpleNamespace(isup=isup) for name, (isup, _) in cards.items()}
    row = {n: [SimpleNamespace(family=socket.AF_INET, address=address)] for n, (_, address) in cards.items()}
    monkeypatch.setattr(psutil, "net_if_stats", lambda: up)
    monkeypatch.setattr(psutil, "net_if_addrs", lambda: row)


def test_the_address_that_the_computer_speaks_from_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    networks(
        monkeypatch,
        lo=(True, "127.0.0.1"), bridge=(True, "172.17.0.1"), off=(False, "10.0.0.9"), air=(True, "192.168.0.7"),
    )  # fmt: skip
    monkeypatch.setattr(lan, "_usual", lambda: "192.168.0.7")
    assert lan.addresses() == ["192.168.0.7", "172.17.0.1"]


def test_without_a_network_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    networks(monkeypatch, lo=(True, "127.0.0.1"))
    with pytest.raises(InputError, match="--lan: this computer is on no network"):
        lan.addresses()
    with pytest.raises(InputError, match=r"this computer is on no network; .* with --local"):
        launch.launch(network=True, classroom="never.db")


def test_only_on_purpose_do_others_get_in() -> None:
    usual, open_ = launch.options(8501), launch.options(8501, ["192.168.0.7", "desk", "desk.local"])
    assert usual["server.address"] == "127.0.0.1" and "192.168.0.7" not in str(usual)
    assert open_["server.address"] == "0.0.0.0"
    allowed = open_["server.allowedHosts"]
    assert isinstance(allowed, list) and {"127.0.0.1", "192.168.0.7", "desk.local"} <= set(allowed)
    differ = {name for name in usual if usual[name] != open_[name]}
    assert differ == {"server.address", "server.allowedHosts", "browser.serverAddress"}


@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_the_terminal_shows_the_address_and_a_code(encoding: str) -> None:
    raw = io.BytesIO()
    out = io.TextIOWrapper(raw, encoding=encoding)
    out.isatty = lambda: True  # type: ignore[method-assign]
    lan.announce("http://192.168.0.7:8501", out)
    said = raw.getvalue().decode(encoding)
    assert lan.WARNING in said and "Others type: http://192.168.0.7:8501\n" in said
    assert said.count("\n") > 15


def test_the_terminal_says_where_the_pages_are_and_advertises_nothing() -> None:
    out = io.StringIO()
    lan.announce_here("http://127.0.0.1:8501", out)
    assert "open at http://127.0.0.1:8501\n" in out.getvalue()
    assert launch.options(8501, open_browser=True)["logger.hideWelcomeMessage"] is True


def test_no_code_goes_into_a_file() -> None:
    out = io.StringIO()
    lan.announce("http://192.168.0.7:8501", out)
    assert len(out.getvalue().split()) < 40


@pytest.mark.parametrize(
    ("address", "guest"), [(None, False), ("127.0.0.1", False), ("::1", False), ("192.168.0.9", True), ("fe80::1%eth0", True)]
)  # fmt: skip
def test_a_guest_is_who_comes_from_another_computer(
    monkeypatch: pytest.MonkeyPatch, address: Any, guest: bool
) -> None:
    monkeypatch.setattr(st, "context", SimpleNamespace(ip_address=address))
    monkeypatch.setattr(st, "get_option", {"server.address": "0.0.0.0"}.get)
    assert session.guest() is guest
    monkeypatch.setattr(st, "get_option", {"server.address": "127.0.0.1"}.get)
    assert not session.guest(), "nobody is one where the local network is not served"


def test_the_terminal_shows_where_a_lesson_is_and_the_key() -> None:
    out = io.StringIO()
    lan.announce_lesson("http://192.168.0.7:8501", "http://localhost:8501", "ABCD-EFGH-JKMN-PQRS", out)
    said = out.getvalue()
    for part in ("http://192.168.0.7:8501\n", "http://localhost:8501/teacher\n", "ABCD-EFGH-JKMN-PQRS\n"):
        assert part in said
