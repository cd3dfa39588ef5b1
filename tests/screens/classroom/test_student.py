"""The student's screens, alone: what each phase shows, what is begun and kept, and what is said when something is refused."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from sim.app.kit.table import drafting
from sim.app.state import rooms
from sim.classroom.faults import ClassError
from sim.classroom.service import Classroom
from sim.domain.game import LADDER
from sim.engine.gathering import OwnEvent
from sim.telling import catalogue
from sim.telling.briefing.brief import briefing
from sim.telling.briefing.questions import questions
from sim.telling.catalogue import LANGUAGES, speaking, t
from tests.screens.alone import group
from tests.screens.classroom.lessons import Lesson

FIRST = catalogue.FIRST


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    catalogue.use(FIRST)
    yield
    catalogue.use(FIRST)


def page() -> None:
    from sim.app.classroom import page

    page.show()


def lesson(folder: Path, **plan: Any) -> Lesson:
    found = Lesson(folder, **plan)
    rooms.serve(found.classroom)
    return found


def opened(**query: str) -> AppTest:
    test = AppTest.from_function(page, default_timeout=600)
    for name, value in query.items():
        test.query_params[name] = value
    test.run()
    assert not test.exception
    return test


def seat(token: str) -> AppTest:
    return opened(t=token)


def press(test: AppTest, key: str) -> AppTest:
    test.button(key=key).click().run()
    assert not test.exception
    return test


def shown(test: AppTest) -> str:
    """Everything that is said on the page, also as HTML."""
    kinds = ("title", "header", "markdown", "caption", "text", "info", "warning", "error")
    said = [str(item.value) for kind in kinds for item in getattr(test, kind)]
    return "\n".join([*said, *(item.proto.body for item in test.get("html"))])


# ---------------------------------------------------------------- joining


def test_to_look_at_the_first_page_takes_no_seat(tmp_path: Path) -> None:
    found = lesson(tmp_path, people=0)
    test = opened(room=found.code)
    assert "Singapore" in shown(test)
    assert found.teacher.console(found.code).loose == ()


def test_a_nickname_and_a_press_take_one_seat_that_is_then_in_the_address(tmp_path: Path) -> None:
    found = lesson(tmp_path, people=0)
    test = opened(room=found.code.lower())
    test.text_input(key="class.join.nickname").set_value("Ann <b>*x*</b>")
    test.button[0].click().run()
    assert not test.exception
    token = str(test.query_params["t"])
    assert [person.nickname for person in found.teacher.console(found.code).loose] == ["Ann <b>*x*</b>"]
    assert "Ann <b>*x*</b>" in shown(seat(token))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_wrong_code_or_an_old_seat_gets_a_sentence_and_another_try(tmp_path: Path, language: str) -> None:
    lesson(tmp_path, people=0)
    catalogue.use(language)
    for query, key in (({"room": "XXXXXX"}, "no_room"), ({"t": "nobody"}, "no_seat")):
        test = AppTest.from_function(page, default_timeout=600)
        test.session_state["hikiwake.language"] = language
        for name, value in query.items():
            test.query_params[name] = value
        test.run()
        assert t(f"class.service.{key}") in [item.value for item in test.text]
        assert test.text_input(key="class.code.text").label == t("class.student.welcome.code")


def test_a_language_is_ones_own_and_is_kept_with_the_seat(tmp_path: Path) -> None:
    found = lesson(tmp_path, language="ja", people=2)
    test = opened(room=found.code)
    with speaking("ja"):
        assert t("class.student.welcome.lead") in shown(test), "before anything is chosen, the room's"
        group(test, t("common.language")).set_value("ru").run()
    test.text_input(key="class.join.nickname").set_value("Ann")
    test.button[0].click().run()
    token = str(test.query_params["t"])
    rooms.serve(Classroom(found.database))
    for who, code in ((token, "ru"), (found.tokens[0], "ja")):
        with speaking(code):
            assert t("class.student.now.lobby") in shown(seat(who))
    with speaking("ru"):
        group(seat(token), t("common.language")).set_value("en").run()
    for who, code in ((token, "en"), (found.tokens[0], "ja")):
        with speaking(code):
            assert t("class.student.now.lobby") in shown(seat(who))
    assert found.view(found.tokens[0]).draft == {}


def test_no_nickname_is_told_and_nobody_joins(tmp_path: Path) -> None:
    found = lesson(tmp_path, people=0)
    test = opened(room=found.code)
    test.button[0].click().run()
    assert t("class.service.nickname", most=24) in [item.value for item in test.text]
    assert found.teacher.console(found.code).loose == ()


def test_nobody_joins_a_lesson_that_is_over(tmp_path: Path) -> None:
    found = lesson(tmp_path, people=1).to("end")
    assert t("class.service.shut") in shown(opened(room=found.code))


# ---------------------------------------------------------------- each phase


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_phase_is_shown_to_every_kind_of_seat(tmp_path: Path, language: str) -> None:
    found = lesson(tmp_path, language=language, people=4, odd="observe")
    with speaking(language):
        assert t("class.student.now.lobby") in shown(seat(found.tokens[0]))
        for phase in ("deal", "brief", "talks", "ticket", "debrief", "end"):
            found.to(phase)
            if phase == "talks":
                found.move()
                found.teacher.inject(found.code, None, OwnEvent("Storm", rapport=0.1))
            for token in found.tokens:
                view, said = found.view(token), shown(seat(token))
                assert t(f"class.student.phase.{phase}") in said
                if phase in ("ticket", "debrief", "end"):
                    assert t(f"class.student.now.{phase}") in said
                if phase == "talks":
                    assert "<b>Storm</b>" in said
                assert view.seat is None or phase != "deal" or t("class.student.now.dealt") in said


def test_an_event_in_the_teachers_words_says_to_each_seat_what_it_changes_there(tmp_path: Path) -> None:
    found = lesson(tmp_path).to("talks")
    harder = OwnEvent("A *storm*.", suspend=1, parties={"japan": {"reservation": 0.1}})
    found.teacher.inject(found.code, None, harder)
    found.classroom.rooms.forget(found.code)
    tokyo, moscow = (shown(seat(found.in_seat(name))) for name in ("japan", "russia"))
    for said in (tokyo, moscow):
        assert "<b>A *storm*.</b>" in said and "Rounds without a meeting: 1." in said
    assert "Tokyo asks for more before it signs." in tokyo and "asks for more" not in moscow


def test_the_words_of_a_text_on_the_table_come_before_its_map(tmp_path: Path) -> None:
    found = lesson(tmp_path).to("talks")
    found.move()
    for token in found.tokens:
        drawn = list(seat(token).main)
        words = next(n for n, node in enumerate(drawn) if str(getattr(node, "value", "")).startswith("**"))
        picture = next(n for n, node in enumerate(drawn) if node.type == "vega_lite_chart")
        assert words < picture


def test_who_comes_late_or_has_no_seat_is_told_what_to_wait_for(tmp_path: Path) -> None:
    found = lesson(tmp_path, people=3).to("talks")
    late = found.tokens[0]
    found.teacher.remove(found.code, found.view(found.tokens[1]).person)
    assert t("class.student.now.other", who="Moscow", act=t("class.student.act.propose")) not in shown(
        seat(late)
    )
    assert t("class.service.no_seat") in shown(seat(found.tokens[1]))
    found.teacher.pause(found.code)
    assert t("class.student.now.paused") in shown(seat(late))


# ---------------------------------------------------------------- the brief, what is expected, the questions


def test_a_brief_is_shown_once_it_is_opened_and_is_ones_own(tmp_path: Path) -> None:
    found = lesson(tmp_path).to("brief")
    token = found.in_seat("japan")
    scenario = found.view(token).plan.loaded
    own, other = (
        briefing(scenario, party, "short", seed=1).paragraphs[1].text for party in ("japan", "russia")
    )
    test = seat(token)
    assert own not in shown(test)
    press(test, "class.brief.open")
    assert found.view(token).brief_opened
    assert own in shown(test)
    assert other not in shown(test)


def test_sources_that_may_tell_the_ending_are_shown_behind_the_guess(tmp_path: Path) -> None:
    found = lesson(tmp_path).to("brief")
    token = found.in_seat("japan")
    press(seat(token), "class.brief.open")
    found.classroom.keep_draft(token, {"length": "long"})
    sources = briefing(found.view(token).plan.loaded, "japan", "long", seed=1).sources
    late = [escape(source.text) for source in sources if not source.early]

    def read() -> str:
        test = seat(token)
        test.toggle(key="class.brief.sources").set_value(True).run()
        return shown(test)

    before = read()
    assert late and not [text for text in late if text in before]
    assert t("class.student.brief.later") in before
    found.guess()
    assert [text for text in late if text not in read()] == []


def test_two_clicks_say_what_one_expects(tmp_path: Path) -> None:
    found = lesson(tmp_path).to("brief")
    token = found.tokens[0]
    press(press(seat(token), "class.ending.treaty"), "class.guess.alliance")
    guess = found.view(token).guess
    assert guess is not None
    assert (guess.ending, guess.blocker) == ("treaty", "alliance")


def test_the_check_questions_are_answered_once_and_explained(tmp_path: Path) -> None:
    found = lesson(tmp_path).to("brief")
    token = found.in_seat("russia")
    found.classroom.open_brief(token)
    asked = questions(found.view(token).plan.loaded, "russia", seed=1)
    test = seat(token)
    assert test.button(key="class.check.send").disabled
    for place in range(3):
        test.radio(key=f"control.class.check.{place}").set_value(0).run()
    # The answers are there again on another device.
    again = seat(token)
    assert [radio.value for radio in again.radio] == [0, 0, 0]
    press(again, "class.check.send")
    assert found.view(token).answers == (0, 0, 0)
    assert all(question.because in shown(again).replace("&#x27;", "'") for question in asked)


# ---------------------------------------------------------------- the talks


def test_a_half_made_offer_and_a_half_written_line_survive_another_device(tmp_path: Path) -> None:
    found = lesson(tmp_path).to("talks")
    token = found.in_seat("japan")
    test = seat(token)
    seated = found.view(token).seated
    assert seated is not None
    kind = test.radio(key="control.seat.draft.depth")
    kind.set_value(next(name for name in drafting.kinds(seated) if name != kind.value)).run()
    test.text_area(key="control.class.chat").set_value("Could we").run()
    offer = found.view(token).draft["offer"]
    restarted = Classroom(found.database)
    rooms.serve(restarted)
    again = seat(token)
    assert again.text_area(key="control.class.chat").value == "Could we"
    assert (
        again.radio(key="control.seat.draft.depth").value == test.radio(key="control.seat.draft.depth").value
    )
    press(again, "seat.send.0")
    assert restarted.student(token).entries == 1
    assert offer in [line.outcome for line in restarted.student(token).feed]


def test_everybody_sees_whose_turn_it_is_and_what_it_is_to_do(tmp_path: Path) -> None:
    found = lesson(tmp_path).to("talks")
    assert t("class.student.now.your_turn") in shown(seat(found.in_seat("japan")))
    act = t("class.student.act.propose")
    assert t("class.student.now.other", who="Tokyo", act=act) in shown(seat(found.in_seat("russia")))
    found.move()
    test = seat(found.in_seat("usa"))
    press(test, "seat.say.support.1")
    assert found.view(found.tokens[0]).feed[-1].text == t("told.stance.support", who="Washington")


def test_a_button_of_a_table_that_has_gone_on_is_refused_in_one_sentence(tmp_path: Path) -> None:
    found = lesson(tmp_path, people=4).to("talks")
    first, second = (token for token in found.tokens if found.view(token).seat == "japan")
    late = seat(second)
    press(seat(first), "seat.pass.0")
    entries = found.view(first).entries
    press(late, "seat.send.0")
    assert t("class.service.moved_on") in [item.value for item in late.text]
    assert found.view(first).entries == entries


def test_what_people_write_stays_text(tmp_path: Path) -> None:
    found = lesson(tmp_path).to("talks")
    token = found.tokens[0]
    test = seat(token)
    typed = "<img src=x onerror=alert(1)> **no** $x$"
    test.text_area(key="control.class.chat").set_value(typed).run()
    press(test, "class.chat.send")
    assert found.view(token).feed[-1].text == typed
    assert test.text_area(key="control.class.chat").value == ""
    body = shown(seat(found.tokens[1]))
    assert "<img" not in body
    assert "&lt;img src=x onerror=alert(1)&gt; **no** $x$" in body


def test_a_line_that_is_refused_stays_in_its_field(tmp_path: Path) -> None:
    found = lesson(tmp_path).to("talks")
    test = seat(found.tokens[0])
    test.text_area(key="control.class.chat").set_value("wait").run()
    found.teacher.pause(found.code)
    press(test, "class.chat.send")
    assert t("class.service.paused") in [item.value for item in test.text]
    assert test.text_area(key="control.class.chat").value == "wait"


# ---------------------------------------------------------------- the end


def test_the_ticket_and_the_rating_are_handed_in_and_the_debrief_tells_ones_own_end(tmp_path: Path) -> None:
    found = lesson(tmp_path).to("brief")
    found.guess()
    token = found.to("ticket").in_seat("japan")
    test = seat(token)
    test.text_area(key="control.class.ticket.first").set_value("The clock").run()
    test.text_area(key="control.class.ticket.second").set_value("Begin sooner").run()
    press(test, "class.ticket.send")
    ticket = found.view(token).ticket
    assert ticket is not None
    assert (ticket.first, ticket.second) == ("The clock", "Begin sooner")
    found.to("debrief")
    test = press(seat(token), "class.rate.4")
    assert found.view(token).stars == 4
    said = shown(test)
    assert t("class.student.debrief.mine", n=1) in said
    assert "homework?s=2018-singapore&amp;lang=en" in said
    assert t("words.ladder.setback") in said
    assert len(found.tokens) <= len(LADDER)


# ---------------------------------------------------------------- the database is away


def test_while_the_database_is_away_the_page_says_so_and_keeps_what_is_typed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = lesson(tmp_path).to("talks")
    token = found.tokens[0]
    test = seat(token)

    def away(*_: object, **__: object) -> None:
        raise ClassError("class.service.away")

    with monkeypatch.context() as patch:
        patch.setattr(Classroom, "keep_draft", away)
        test.text_area(key="control.class.chat").set_value("Not lost").run()
        assert test.text_area(key="control.class.chat").value == "Not lost"
        assert "chat" not in found.view(token).draft
        patch.setattr(Classroom, "student", away)
        test.run()
        assert not test.exception
        assert t("class.service.away") in [item.value for item in test.info]
    test.run()
    assert test.text_area(key="control.class.chat").value == "Not lost"
    assert found.view(token).draft["chat"] == "Not lost"


def parents() -> None:
    from sim.app.classroom import parents

    parents.show()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_for_parents_says_what_is_kept(language: str) -> None:
    test = AppTest.from_function(parents)
    test.session_state["hikiwake.language"] = language
    test.run()
    assert not test.exception
    with speaking(language):
        assert t("class.student.parents.deleted.says") in shown(test)
