"""The lesson: every answer that counts as right is true of the run, and the page leads from the first step to the last."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from sim.app.kit import run
from sim.app.lesson import page, questions
from sim.app.lesson.questions import Question
from sim.app.state import aside, cache, presets
from sim.app.state.links import State, decode, encode
from sim.domain.game import CONSTRAINTS, LADDER
from sim.domain.texts import DEPTH
from sim.telling.catalogue import LANGUAGES, capital, speaking, t, word
from sim.telling.terms import crossed
from tests.screens.alone import driven, shown, state_of

PLAIN = page.PLAIN
TOLD = run.story(PLAIN)
ALONE = run.without_each(PLAIN)
RECORD = TOLD.record


def every() -> list[Question]:
    return [
        *questions.predictions(TOLD, ALONE),
        *questions.explanations(TOLD, ALONE),
        *questions.checks(TOLD),
    ]


def lesson() -> None:
    from sim.app.lesson import page
    from sim.app.state import session, spoken

    spoken.use(session.current().language)
    page.show()


def opened(language: str = "en", **extras: Any) -> AppTest:
    kept = {f"lesson.{name}": value for name, value in extras.items()}
    test = driven(lesson, State(language=language, extras=kept))
    assert not test.exception and not test.error
    return test


def said(test: AppTest) -> str:
    return "\n".join([shown(test), *(str(item.proto.body) for item in test.get("html"))])


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_question_has_distinct_answers_of_which_some_and_not_all_are_right(code: str) -> None:
    with speaking(code):
        asked = every()
        for question in asked:
            assert question.right and question.right < set(question.options), question.key
            words = list(question.options.values())
            assert len(set(words)) == len(words), question.key
            assert question.why and question.mistake and question.expected
            assert set(question.says) <= set(question.options)
    assert len({question.key for question in asked}) == len(asked)


def test_the_end_that_counts_as_right_is_the_one_that_came() -> None:
    assert questions.predictions(TOLD, ALONE)[0].right == {RECORD.ladder}


def test_the_obstacles_that_count_as_right_are_those_whose_absence_alone_brings_the_talks_further() -> None:
    def step(off: tuple[str, ...]) -> int:
        return LADDER.index(cache.play(replace(PLAIN, off=off).setup).ladder)

    further = {name for name in CONSTRAINTS if step((name,)) > step(())}
    for question in (questions.predictions(TOLD, ALONE)[1], questions.explanations(TOLD, ALONE)[1]):
        assert question.right == (further or {"none"})


def test_the_reason_that_counts_as_right_is_that_of_the_first_refusal() -> None:
    row, party = questions.first_refused(TOLD)
    earlier = [other for other in RECORD.rounds if other.round < row.round]
    assert all(reply.accept for other in earlier for reply in other.answers.values())
    assert questions.explanations(TOLD, ALONE)[0].right == {row.answers[party].reason}


def test_the_number_that_counts_as_the_reservation_value_is_what_the_side_never_goes_below() -> None:
    party = TOLD.signatories[0]
    assert questions.checks(TOLD)[0].right == {"floor"}
    for row in RECORD.rounds:
        if party in row.answers and row.answers[party].accept:
            assert row.utilities[party] >= row.reservations[party]
    assert RECORD.rounds[0].aspirations[party] > RECORD.rounds[-1].reservations[party]


def test_a_text_that_crosses_a_red_line_is_never_accepted() -> None:
    _, party = questions.first_crossing(TOLD)
    answered = [row for row in RECORD.rounds if row.offer is not None and party in row.answers]
    over = [
        row for row in answered if crossed(TOLD.spec, {**(row.offer or {}), DEPTH: str(row.depth)}, party)
    ]
    assert over and not any(row.answers[party].accept for row in over)
    assert questions.checks(TOLD)[1].right == {"never"}


def test_what_a_signature_still_needs_is_what_the_record_has_votes_on() -> None:
    assert RECORD.agreement is not None
    assert questions.checks(TOLD)[2].right == {"home" if RECORD.ratified else "nothing"}


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_lesson_leads_from_the_first_step_to_the_last(code: str) -> None:
    test = opened(code)
    for n, name in enumerate(page.STEPS, 1):
        with speaking(code):
            assert test.title[0].value == t(f"lesson.title.{name}")
        assert f"{n}" in test.markdown[0].value
        if n == len(page.STEPS):
            break
        on = test.button(key="lesson.go_on")
        assert on.disabled
        if name == "run":
            test.button(key="lesson.round_end").click().run()
        for place in range(len(test.radio)):
            test.radio[place].set_value(test.radio[place].options[0]).run()
        assert not test.exception
        test.button(key="lesson.go_on").click().run()
    test.button(key="lesson.go_back").click().run()
    assert page.step(state_of(test)) == len(page.STEPS) - 1
    assert decode(encode(state_of(test))) == (state_of(test), [])


def answered(asked: list[Question], *, right: bool) -> Mapping[str, str]:
    return {
        question.key.removeprefix("lesson."): next(
            code for code in question.options if (code in question.right) is right
        )
        for question in asked
    }


def test_an_answer_is_told_at_once_whether_it_is_right_and_why() -> None:
    for right in (True, False):
        for step, asked in ((4, questions.explanations(TOLD, ALONE)), (5, questions.checks(TOLD))):
            text = said(opened(step=step, **answered(asked, right=right)))
            assert text.count("Right.") == (len(asked) if right else 0)
            assert text.count("Not quite:") == (0 if right else len(asked))


def test_the_end_shows_the_prediction_beside_the_run_and_history() -> None:
    assert TOLD.spec.happened is not None
    test = opened(step=5, ends="treaty", blocks="none")
    rows = test.table[0].value.to_numpy().tolist()
    assert rows[0][1:] == ["A treaty", "None of them by itself"]
    assert rows[1][1] == capital(word("ladder", RECORD.ladder))
    assert rows[2][1] == capital(word("ladder", TOLD.spec.happened.ladder))


def test_the_teachers_answers_are_hidden_until_asked_for() -> None:
    hidden = opened(step=5)
    assert hidden.toggle[0].value is False and "Often mistaken" not in said(hidden)
    told = said(hidden.toggle[0].set_value(True).run())
    for question in every():
        assert question.key == "lesson.blocks" or question.mistake in told


def test_the_change_is_played_before_and_after_and_repeated() -> None:
    preset = presets.presets(page.EPISODE)[0]
    test = opened(step=3, preset=preset.id)
    assert "Before: " in said(test)
    for state in (PLAIN, preset.laid_over(PLAIN)):
        assert aside.waited(state.setup).steps is not None
    assert "class='ladders'" in said(test.run())


def test_starting_again_forgets_what_was_answered_and_nothing_else() -> None:
    test = driven(lesson, State(extras={"lesson.step": 5, "lesson.floor": "floor", "runs.n": 5}))
    test.button(key="lesson.start").click().run()
    assert state_of(test).extras == {"runs.n": 5}
