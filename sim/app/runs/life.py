"""The life of a batch on the page Many runs: its buttons, its progress, and its results as they come in."""

from __future__ import annotations

import time
from typing import Any

import streamlit as st

from sim.app.kit import pieces
from sim.app.runs import pace, results, words
from sim.app.runs.question import Question
from sim.app.state import own, session
from sim.app.state.guard import guarded, handled
from sim.app.state.links import State, decode, encode
from sim.engine.compiled.running import readiness
from sim.experiments.runs import supervisor as home
from sim.experiments.runs.reading.tally import Reading, read
from sim.telling.catalogue import t
from sim.telling.numbers import count

_SHOWN = "runs.shown"

EVERY = 3.0
"""Seconds that the charts stay as they are while runs come in; the progress moves each second."""

MOST_OF_A_GUEST = 2000
"""Runs of a batch that is asked for from another computer; and it has to wait until no other is being played."""


def stage(state: State, question: Question) -> None:
    """Draw the batch that answers a question: the button, or the progress, and what is stored."""
    folder = home.folder_of(question.digest)
    seen = home.status_of(folder)
    if seen.busy:
        st.fragment(guarded(lambda: _watch(question)), run_every=1.0, key="runs.watch")()
        return
    reading = read(folder / home.OUT, question.varied) if seen.phase != "new" else None
    _ended(question, seen, reading)
    if reading is None or not reading.tally.runs:
        if seen.phase == "new":
            pieces.note(t("runs.go.empty"))
        return
    results.results(state, question, reading.tally)
    if seen.phase == "complete" and not reading.damaged:
        results.influences(question, folder)
    results.downloads(question, folder, reading.tally, whole=seen.phase == "complete")


def _watch(question: Question) -> None:
    """Say how far a batch is, with its results so far; at its end the whole page is drawn again."""
    folder = home.folder_of(question.digest)
    seen = home.status_of(folder)
    if not seen.busy:
        pace.learn(question, folder)
        st.session_state.pop(_SHOWN, None)
        st.rerun()
    runs = seen.runs or question.runs
    st.progress(min(1.0, seen.stored / runs), text=_progress(question, seen, runs))
    if seen.phase != "stopping":
        st.button(t("runs.go.stop"), key="runs.stop", on_click=_stop, args=(question.digest,))
    pieces.note(t("runs.state.shared"))
    results.results(session.current(), question, _now(question, seen).tally)


def _progress(question: Question, seen: home.BatchStatus, runs: int) -> str:
    if seen.phase == "stopping":
        return t("runs.state.stopping")
    if not seen.stored:
        return t(f"runs.engine.{readiness()}")
    done, n = count(seen.stored), count(runs)
    if seen.left is None or seen.left < 3.0:
        return t("runs.state.running", done=done, n=n)
    return t("runs.state.running_left", done=done, n=n, time=words.duration(seen.left))


def _now(question: Question, seen: home.BatchStatus) -> Reading:
    """What is stored, read anew now and then: charts that change each second cannot be read."""
    digest, at, parts, reading = st.session_state.get(_SHOWN, ("", 0.0, 0, None))
    fresh = digest == question.digest and (time.monotonic() - at < EVERY or parts == seen.jobs_stored)
    if reading is None or not fresh:
        reading = read(home.folder_of(question.digest) / home.OUT, question.varied)
        st.session_state[_SHOWN] = (question.digest, time.monotonic(), seen.jobs_stored, reading)
    found: Reading = reading
    return found


def _ended(question: Question, seen: home.BatchStatus, reading: Reading | None) -> None:
    """Draw what became of a batch, and the button that fits."""
    runs = seen.runs or question.runs
    counts = {"done": count(seen.stored), "n": count(runs)}
    damaged = 0 if reading is None else reading.damaged
    if seen.phase == "stopped":
        st.markdown(t("runs.state.stopped" if seen.stored else "runs.state.stopped_empty", **counts))
    elif seen.phase == "crashed":
        st.warning(t("runs.state.crashed" if seen.said else "runs.state.crashed_silent", **counts))
        if seen.said:
            # As plain text: the command's own words.
            st.text(seen.said)
    if damaged:
        st.markdown(t("runs.state.damaged", n=damaged))
    if seen.phase == "complete" and not damaged:
        return
    _button(question, seen, damaged)


def _button(question: Question, seen: home.BatchStatus, damaged: int) -> None:
    """Draw the button that starts or goes on, or why there is none, and how long it would take."""
    others = [folder for folder in home.at_work() if folder.name != question.digest]
    mine = next((folder for folder in others if home.owner_of(folder) == session.visitor()), None)
    if mine is not None:
        _other(mine.name)
        return
    if session.guest() and question.runs > MOST_OF_A_GUEST:
        st.markdown(t("runs.state.guest", n=count(MOST_OF_A_GUEST)))
        return
    if len(others) >= (1 if session.guest() else home.AT_ONCE):
        st.markdown(t("runs.state.crowded", n=len(others)))
        return
    key = "mend" if damaged else {"new": "run", "crashed": "again"}.get(seen.phase, "resume")
    st.button(
        t(f"runs.go.{key}", n=count(question.runs)),
        type="primary",
        key="runs.run",
        on_click=_start,
        args=(question,),
    )
    seconds = pace.expected(question, question.runs - seen.stored)
    if seconds is not None:
        pieces.note(t("runs.time.expected", time=words.duration(seconds)))


def _other(digest: str) -> None:
    """Draw what can be done with the reader's other batch."""
    seen = home.status_of(home.folder_of(digest))
    done, n = count(seen.stored), count(seen.runs)
    st.markdown(t("runs.state.other", done=done, n=n))
    with st.container(horizontal=True, gap="small", key="runs-other"):
        st.button(t("runs.go.show"), key="runs.show", on_click=_show, args=(digest,))
        st.button(t("runs.go.stop_other"), key="runs.stop_other", on_click=_stop, args=(digest,))


@handled
def _start(question: Question) -> None:
    if session.guest() and question.runs > MOST_OF_A_GUEST:
        return
    note: dict[str, Any] = {"link": encode(session.current())}
    file = own.find(question.state.scenario)
    beside = {} if file is None or file.place is None else {file.name: file.path.read_bytes()}
    home.start(question.digest, question.words(), note, session.visitor(), beside)


@handled
def _stop(digest: str) -> None:
    home.stop(digest)


@handled
def _show(digest: str) -> None:
    """Ask the question again that a batch answers."""
    link = home.read_json(home.folder_of(digest) / home.PROCESS).get("link")
    if isinstance(link, dict):
        found, problems = decode({str(key): str(value) for key, value in link.items()})
        if not problems:
            session.put(found)
