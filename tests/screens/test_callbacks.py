"""What a widget calls runs outside of the page: it, too, never lets an exception reach the reader."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import sim.app

FILES = sorted(Path(sim.app.__file__).parent.rglob("*.py"))
CALLS = ("on_click", "on_change", "on_select")


def has_a_net(function: ast.FunctionDef) -> bool:
    return any(isinstance(item, ast.Name) and item.id == "handled" for item in function.decorator_list)


def given(value: ast.expr) -> Iterator[ast.expr]:
    """What a widget may be given: both branches of a choice."""
    if isinstance(value, ast.IfExp):
        yield from given(value.body)
        yield from given(value.orelse)
    else:
        yield value


def test_whatever_a_widget_calls_has_a_net_below_it() -> None:
    trees = {path: ast.parse(path.read_text("utf-8")) for path in FILES}
    safe = {
        (path.stem, node.name)
        for path, tree in trees.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and has_a_net(node)
    }
    seen, bare = 0, []
    for path, tree in trees.items():
        for node in (node for node in ast.walk(tree) if isinstance(node, ast.keyword) and node.arg in CALLS):
            for value in given(node.value):
                seen += 1
                owner, _, name = ast.unparse(value).rpartition(".")
                if not isinstance(value, ast.Constant) and (owner or path.stem, name) not in safe:
                    bare.append(f"{path.name}:{value.lineno}: {ast.unparse(value)}")
    assert bare == []
    assert seen > 20


def broken_button() -> None:
    import streamlit as st

    from sim.app.state.guard import guarded, handled
    from sim.errors import InputError

    @handled
    def bug() -> None:
        raise ZeroDivisionError("secret of the house")

    @handled
    def wrong(name: str) -> None:
        raise InputError(f"party: {name} is none")

    def draw() -> None:
        st.button("bug", on_click=bug)
        st.button("wrong", on_click=wrong, args=("<b>x</b>",))
        st.markdown("the page")

    guarded(draw)()


def test_a_bug_in_a_callback_is_logged_and_told_once(capfd: pytest.CaptureFixture[str]) -> None:
    test = AppTest.from_function(broken_button).run()
    test.button[0].click().run()
    assert not test.exception
    assert "was not carried out" in test.error[0].value
    assert "secret" not in test.error[0].value
    assert test.markdown[0].value == "the page"
    log = capfd.readouterr().err
    assert "secret of the house" in log
    assert "ZeroDivisionError" in log
    test.run()
    assert not test.error


def test_wrong_input_in_a_callback_is_told_as_plain_text(capfd: pytest.CaptureFixture[str]) -> None:
    test = AppTest.from_function(broken_button).run()
    test.button[1].click().run()
    assert not test.exception
    assert "nothing was changed" in test.warning[0].value
    assert test.text[0].value == "party: <b>x</b> is none"
    assert "InputError" not in capfd.readouterr().err


def broken_control() -> None:
    import streamlit as st

    from sim.app.state import session
    from sim.app.state.guard import guarded

    def broken(state: session.State, value: object) -> session.State:
        raise RuntimeError("no such thing")

    def draw() -> None:
        st.number_input("seed", **session.control("seed", session.current().seed, broken))

    guarded(draw)()


def test_a_control_that_fails_shows_the_state_as_it_was() -> None:
    test = AppTest.from_function(broken_control).run()
    before = test.number_input[0].value
    test.number_input[0].set_value(99).run()
    assert not test.exception
    assert "was not carried out" in test.error[0].value
    assert test.number_input[0].value == before
