"""The lesson: one episode in five steps, predict, run, change, explain and check; the link alone keeps what was answered."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from html import escape

import streamlit as st

from sim.app.kit import gauge, many, pieces, run
from sim.app.lesson import questions
from sim.app.lesson.questions import Question
from sim.app.state import aside, extras, presets, session
from sim.app.state.guard import handled
from sim.app.state.links import State
from sim.telling import verdict
from sim.telling.catalogue import capital, said, t, word
from sim.telling.dialogue import place_and_year
from sim.telling.gauge import sides
from sim.telling.narrative import sentences

EPISODE = "1956-joint-declaration"
PLAIN = State(scenario=EPISODE)
"""The talks of the lesson: the same for everybody who takes it."""

STEPS = ("predict", "run", "change", "explain", "check")
MINUTES = 4

_STEP, _ROUND, _PRESET, _TEACHER = "lesson.step", "lesson.round", "lesson.preset", "lesson.teacher"
_TURNED = "lesson.turned"


def step(state: State) -> int:
    """Return the number of the step that a state is at, from 1."""
    return extras.whole(state, _STEP, 1, len(STEPS)) or 1


def show() -> None:
    """Draw the step that the link is at, and the way back and on."""
    n = step(session.current())
    name = STEPS[n - 1]
    kicker = t("lesson.progress", n=n, all=len(STEPS), minutes=MINUTES)
    pieces.lead(kicker, t(f"lesson.title.{name}"), t(f"lesson.lead.{name}"))
    turned = st.session_state.get(_TURNED, 0)
    if turned:
        pieces.into_sight("lead", f"turn {turned}")
    ready = _DRAWN[name]()
    _turning(n, ready)


def _turning(n: int, ready: bool) -> None:
    """The way back and on; on only where the step is done."""
    with st.container(key="lesson-turn", horizontal=True, gap="small", vertical_alignment="center"):
        if n > 1:
            st.button(t("lesson.back"), key="lesson.go_back", on_click=_turn, args=(n - 1,))
        if n < len(STEPS):
            name = t(f"lesson.title.{STEPS[n]}")
            st.button(
                t("lesson.on", n=n + 1, name=name),
                key="lesson.go_on", type="primary", on_click=_turn, args=(n + 1,), disabled=not ready,
            )  # fmt: skip
        else:
            st.button(t("lesson.again"), key="lesson.start", on_click=_again)
    if not ready:
        pieces.note(t(f"lesson.not_yet.{STEPS[n - 1]}"))


def _count() -> None:
    """Another step is drawn: its head has to come into sight, once."""
    st.session_state[_TURNED] = st.session_state.get(_TURNED, 0) + 1


@handled
def _turn(n: int) -> None:
    _count()
    session.change_extra(_STEP, n)


@handled
def _again() -> None:
    _count()
    state = session.current()
    session.put(
        replace(state, extras={key: x for key, x in state.extras.items() if not key.startswith("lesson.")})
    )


def _answer(question: Question) -> str | None:
    found = extras.among(session.current(), question.key, [*question.options], "")
    return found or None


def _asked(question: Question) -> str | None:
    """Draw a question; return the answer, or None while there is none."""
    answer = _answer(question)
    st.radio(
        f"**{question.asks}**",
        list(question.options),
        format_func=question.options.__getitem__,
        captions=[question.says.get(code, "") for code in question.options] if question.says else None,
        **session.control(question.key, answer, session.with_extra(question.key)),
    )
    return answer


def _told_at_once(question: Question) -> bool:
    """Draw a question, and once it is answered whether that is right and why; return whether it is answered."""
    answer = _asked(question)
    if answer is not None:
        right = answer in question.right
        verdict_ = t("lesson.right") if right else t("lesson.wrong", expected=question.expected)
        words = sentences([f"<b>{escape(verdict_)}</b>", escape(question.why)])
        st.html(f"<p class='feedback{' right' if right else ''}' role='status'>{words}</p>")
    return answer is not None


def _predict() -> bool:
    told = run.story(PLAIN)
    # Not by its title: that tells how it ended.
    pieces.heading(place_and_year(told))
    st.markdown(said(told.spec.summary))
    answers = []
    asked = questions.predictions(told, run.without_each(PLAIN))
    for column, question in zip(st.columns(len(asked), gap="large"), asked, strict=True):
        with column:
            answers.append(_asked(question))
    return None not in answers


def _run() -> bool:
    state = session.current()
    told = run.story(PLAIN)
    last = len(told.numbers)
    place = extras.whole(state, _ROUND, 1, last) or 1
    n = told.numbers[place - 1]
    pieces.heading(t("play.step.of", n=n, last=told.numbers[-1]))
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        ways = (
            ("before", place - 1, place > 1),
            ("after", place + 1, place < last),
            ("end", last, place < last),
        )
        for way, there, open_ in ways:
            st.button(
                t(f"lesson.round.{way}"),
                key=f"lesson.round_{way}", on_click=_go, args=(there,), disabled=not open_,
            )  # fmt: skip
    st.html(run.dialogue(told, n))
    over = place == last
    st.html(gauge.drawn(told, sides(told, n), [], capital(verdict.ended(told)) if over else ""))
    if over:
        st.markdown(f"**{verdict.ending(told)}**")
        st.markdown(verdict.ladder(told))
    return over


@handled
def _go(place: int) -> None:
    session.change_extra(_ROUND, place)


def _preset(state: State) -> presets.Preset | None:
    found = presets.presets(EPISODE)
    chosen = extras.among(state, _PRESET, [preset.id for preset in found], "")
    return next((preset for preset in found if preset.id == chosen), None)


def _change() -> bool:
    state = session.current()
    titles = {preset.id: said(preset.title) for preset in presets.presets(EPISODE)}
    preset = _preset(state)
    st.radio(
        f"**{t('lesson.change.asks')}**",
        list(titles),
        format_func=titles.__getitem__,
        **session.control(_PRESET, preset.id if preset else None, session.with_extra(_PRESET)),
    )
    if preset is None:
        return False
    changed = preset.laid_over(PLAIN)
    line = verdict.before_and_now(run.story(PLAIN), run.story(changed))
    st.html(f"<p class='before-now' role='status'><b>{escape(line)}</b></p>")
    pieces.note(t("lesson.change.many", n=aside.REPEATS))
    with st.container(key="lesson-repeats"):
        many.repeat([PLAIN, changed], says=True)
    return True


def _explain() -> bool:
    asked = questions.explanations(run.story(PLAIN), run.without_each(PLAIN))
    answered = [_told_at_once(question) for question in asked]
    return all(answered)


def _check() -> bool:
    told, alone = run.story(PLAIN), run.without_each(PLAIN)
    asked = questions.checks(told)
    for question in asked:
        _told_at_once(question)
    pieces.heading(t("lesson.compared.title"))
    predicted = questions.predictions(told, alone)
    happened = told.spec.happened
    came = "" if happened is None else capital(word("ladder", happened.ladder))
    answers = {
        "yours": [question.options.get(_answer(question) or "", "–") for question in predicted],
        "run": [question.expected for question in predicted],
        "history": [came, t("lesson.compared.open")],
    }
    columns = [t("lesson.compared.whose"), t("lesson.ends.short"), t("lesson.obstacle.short")]
    pieces.table(
        [
            dict(zip(columns, [t(f"lesson.compared.{whose}"), *row], strict=True))
            for whose, row in answers.items()
        ]
    )
    for text in [*verdict.history(told), t("lesson.compared.says")]:
        st.markdown(text)
    _teacher([predicted[0], *questions.explanations(told, alone), *asked])
    return True


def _shown(state: State, on: bool) -> State:
    return session.with_extra(_TEACHER)(state, on or None)


def _teacher(asked: Sequence[Question]) -> None:
    """The answers and the usual mistakes, for who asks for them."""
    on = session.extra(_TEACHER, False) is True
    st.toggle(t("lesson.teacher.toggle"), **session.control(_TEACHER, on, _shown))
    if not on:
        return
    pieces.heading(t("lesson.teacher.title"))
    for question in asked:
        st.markdown(
            f"**{question.asks}**  \n{sentences([t('lesson.teacher.expected', answer=question.expected), question.why])}  \n"
            f"{t('lesson.teacher.mistake', mistake=question.mistake)}"
        )
    pieces.heading(t("lesson.teacher.changes"))
    for preset in presets.presets(EPISODE):
        line = verdict.before_and_now(run.story(PLAIN), run.story(preset.laid_over(PLAIN)))
        st.markdown(f"**{said(preset.title)}**  \n{line}")


_DRAWN: dict[str, Callable[[], bool]] = {
    "predict": _predict,
    "run": _run,
    "change": _change,
    "explain": _explain,
    "check": _check,
}
