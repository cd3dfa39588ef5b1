"""The teacher's desk and the projector, alone: the key, the easy start, the console, a look into a group, the debrief."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from sim.app.state import rooms
from sim.app.teacher.grid import SLOW
from sim.app.teacher.outside import OWN
from sim.classroom.plan import SLIDES
from sim.classroom.service import Classroom
from sim.engine.gathering import OwnEvent, Struck
from sim.telling import catalogue, labels
from sim.telling.briefing.brief import briefing
from sim.telling.catalogue import LANGUAGES, capital, speaking, t
from tests.screens.alone import group
from tests.screens.classroom.lessons import Lesson
from tests.screens.classroom.test_student import shown

ROUGH = "<b>Ann</b> *x*"
"""A nickname that would be markup if it were let."""


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    catalogue.use(catalogue.FIRST)
    yield
    catalogue.use(catalogue.FIRST)


def desk() -> None:
    from sim.app.teacher import page

    page.show()


def wall() -> None:
    from sim.app.projector import page

    page.show()


def lesson(folder: Path, **plan: Any) -> Lesson:
    found = Lesson(folder, **plan)
    rooms.serve(found.classroom)
    return found


Kept = Mapping[str, object]
"""What a session holds before its first run."""


def drawn(
    page: Callable[[], None],
    language: str = "en",
    query: Mapping[str, str] | None = None,
    kept: Kept | None = None,
) -> AppTest:
    test = AppTest.from_function(page, default_timeout=600)
    for key, value in {"hikiwake.language": language, **(kept or {})}.items():
        test.session_state[key] = value
    for key, value in (query or {}).items():
        test.query_params[key] = value
    test.run()
    assert not test.exception
    return test


def console(found: Lesson, language: str = "en", kept: Kept | None = None) -> AppTest:
    given = {"teacher.may": found.teacher, "teacher.room": found.code}
    return drawn(desk, language, kept={**given, **(kept or {})})


def press(test: AppTest, key: str) -> AppTest:
    test.button(key=f"teacher.{key}").click().run()
    assert not test.exception
    return test


def test_without_the_key_nothing_of_any_room_is_shown(tmp_path: Path) -> None:
    found = lesson(tmp_path)
    test = drawn(desk)
    assert found.code not in shown(test)
    test.text_input(key="teacher.key.typed").set_value("ABCD-ABCD-ABCD-ABCD")
    test.button[0].click().run()
    assert t("class.service.key") in shown(test)
    assert "teacher.may" not in test.session_state


def test_a_key_opens_the_desk_and_is_in_no_address(tmp_path: Path) -> None:
    found = lesson(tmp_path)
    test = drawn(desk)
    test.text_input(key="teacher.key.typed").set_value(f" {found.key.lower()} ")
    test.button[0].click().run()
    assert t("class.teacher.start.title") in shown(test)
    assert not test.query_params
    assert found.key not in shown(test)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_easy_start_takes_an_episode_and_a_length_and_opens_a_room(tmp_path: Path, language: str) -> None:
    found = lesson(tmp_path)
    catalogue.use(language)
    test = drawn(desk, language, kept={"teacher.may": found.teacher})
    test.selectbox(key=f"teacher.start.episode.{language}").select("2018-vladivostok").run()
    test.session_state[f"teacher.start.length.{language}"] = "20"
    test.run()
    test.button(key="teacher.start.go").click().run()
    assert not test.exception
    view = found.teacher.console(test.session_state["teacher.room"])
    assert (view.plan.scenario, view.plan.preset, view.plan.language) == ("2018-vladivostok", "20", language)


def test_everything_else_is_one_click_away_and_reaches_the_room(tmp_path: Path) -> None:
    found = lesson(tmp_path)
    test = drawn(desk, kept={"teacher.may": found.teacher, "teacher.more": True})
    test.radio(key="teacher.parties.en").set_value(2)
    test.radio(key="teacher.odd.en").set_value("observe")
    test.radio(key="teacher.how.en").set_value("arrival")
    test.toggle(key="teacher.auto").set_value(True)
    test.number_input(key="teacher.rounds.2018-singapore").set_value(4)
    key = "parties.japan.trust"
    test.selectbox(key=f"teacher.set.2018-singapore.{key}.en").set_value("low").run()
    test.button(key="teacher.start.go").click().run()
    plan = found.teacher.console(test.session_state["teacher.room"]).plan
    assert (plan.parties, plan.odd, plan.how, plan.auto, plan.rounds) == (2, "observe", "arrival", True, 4)
    assert dict(plan.changes) == {key: "low"}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("phase", ["lobby", "deal", "brief", "talks", "event", "ticket", "debrief", "end"])
def test_every_phase_has_its_console_and_its_wall(tmp_path: Path, language: str, phase: str) -> None:
    found = lesson(tmp_path, language=language)
    if phase != "lobby":
        found.to(phase)
    test = console(found, language)
    on_the_wall = drawn(wall, "en", {"room": found.code})
    with speaking(language):
        name = t(f"class.teacher.phase.{phase}")
    assert name in shown(test)
    assert name in shown(on_the_wall)


def test_the_controls_lead_from_the_lobby_to_the_end_and_back(tmp_path: Path) -> None:
    found = lesson(tmp_path)
    test = press(console(found), "deal")
    phases = []
    while found.teacher.console(found.code).phase != "end":
        press(test, "next")
        phases.append(found.teacher.console(found.code).phase)
    assert phases == ["brief", "talks", "event", "talks_again", "ticket", "debrief", "end"]
    press(test, "back")
    assert found.teacher.console(found.code).phase == "debrief"


def test_the_clock_pauses_goes_on_and_gets_more(tmp_path: Path) -> None:
    found = lesson(tmp_path).to("talks")
    test = press(console(found), "pause")
    assert found.teacher.console(found.code).clock.paused
    before = found.teacher.console(found.code).clock.remaining
    press(test, "extend.5")
    assert found.teacher.console(found.code).clock.remaining > before + 200
    press(test, "resume")
    assert not found.teacher.console(found.code).clock.paused


def test_the_grid_says_who_holds_a_group_up(tmp_path: Path) -> None:
    found = lesson(tmp_path).to("talks")
    began = found.classroom.clock
    found.teacher._clock = lambda: began() + SLOW + 1
    said = shown(console(found))
    mover = found.view(found.mover()).nickname
    assert t("class.teacher.state.slow") in said
    assert t("class.teacher.mover", seat="Tokyo", who=mover) in said


def test_what_cannot_be_done_is_told_and_nothing_changes(tmp_path: Path) -> None:
    found = lesson(tmp_path, people=0)
    test = press(console(found), "deal")
    assert t("class.service.nobody") in shown(test)
    assert found.teacher.console(found.code).phase == "lobby"


def test_the_computer_takes_a_seat_and_gives_it_back(tmp_path: Path) -> None:
    found = lesson(tmp_path).to("talks")
    test = console(found, kept={"teacher.group": 1})
    press(test, "agent.russia")
    assert "russia" in found.teacher.console(found.code).groups[0].agents
    press(test, "back.russia")
    assert "russia" not in found.teacher.console(found.code).groups[0].agents


def test_a_nudge_a_message_and_the_end_reach_one_group(tmp_path: Path) -> None:
    found = lesson(tmp_path).to("talks")
    test = press(console(found, kept={"teacher.group": 1, "teacher.send": True}), "nudge")
    test.text_input(key="teacher.message.text.1").set_value(ROUGH)
    next(one for one in test.button if one.label == t("class.teacher.message.send")).click().run()
    press(test, "close")
    feed = found.teacher.look(found.code, 1).feed
    assert {"nudge", "message"} <= {line.kind for line in feed}
    assert found.teacher.console(found.code).groups[0].over == "deadline"
    assert "&lt;b&gt;Ann" in shown(test)


def test_an_event_in_the_teachers_words_strikes_all_tables_with_what_it_changes(tmp_path: Path) -> None:
    found = lesson(tmp_path).to("talks")
    test = console(found, kept={"teacher.all": True})
    test.selectbox(key="teacher.event.all.en").select(OWN).run()
    assert test.button(key="teacher.inject.all").disabled
    test.text_input(key="teacher.event.words.all").set_value("An earthquake.").run()
    changes = {"first": "The leaders get on better.", "second": "Moscow asks for less before it signs."}
    for which, change in changes.items():
        test.selectbox(key=f"teacher.event.effect.{which}.all.en").select(change)
    test.run()
    press(test, "inject.all")
    (entry,) = found.teacher.standings(found.code)[1].entries
    assert entry == Struck(OwnEvent("An earthquake.", rapport=0.2, parties={"russia": {"reservation": -0.1}}))
    replay = console(found, kept={"teacher.group": 1, "teacher.look.view.en": "replay"})
    assert "An earthquake." in shown(replay)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_event_changes_something_for_a_party_that_does_not_sign_alone(
    tmp_path: Path, language: str
) -> None:
    found = lesson(tmp_path, language=language).to("talks")
    catalogue.use(language)
    test = console(found, language, kept={"teacher.group": 1, "teacher.send": True})
    test.selectbox(key=f"teacher.event.1.{language}").select(OWN).run()
    test.text_input(key="teacher.event.words.1").set_value("!").run()
    who = t(
        "class.brief.news.own.stance_of.up",
        who=capital(labels.seat(found.view(found.tokens[0]).plan.loaded.spec, "usa")),
    )
    test.selectbox(key=f"teacher.event.effect.first.1.{language}").select(who).run()
    press(test, "inject.1")
    (entry,) = found.teacher.standings(found.code)[1].entries
    assert entry == Struck(OwnEvent("!", parties={"usa": {"reservation": 0.1}}))
    told = {seat: found.view(found.in_seat(seat)).feed[-1].changes for seat in ("japan", "russia", "usa")}
    nothing = t("class.brief.news.nothing")
    assert told == {"japan": nothing, "russia": nothing, "usa": who}


def test_each_view_of_a_group_can_be_looked_at(tmp_path: Path) -> None:
    found = lesson(tmp_path).to("talks")
    found.move()
    for name in ("talks", "seats", "replay"):
        test = console(found, kept={"teacher.group": 1, "teacher.look.view.en": name})
        assert t("class.teacher.group", n=1) in shown(test)
    assert test.slider[0].max == 1


def test_the_console_turns_the_pages_of_the_projector_also_behind_a_restart(tmp_path: Path) -> None:
    found = lesson(tmp_path).to("debrief")
    turned = console(found)

    def pages(test: AppTest) -> Any:
        return group(test, t("class.teacher.turn"))

    assert pages(turned).value == SLIDES[0] and len(pages(turned).options) == len(SLIDES)
    pages(turned).set_value("paths").run()
    again = Lesson.__new__(Lesson)
    again.__dict__.update(found.__dict__)
    again.classroom = Classroom(found.database)
    rooms.serve(again.classroom)
    again.again()
    assert again.classroom.projector(found.code).slide == "paths"
    on_the_wall = group(drawn(wall, query={"room": found.code}), t("class.teacher.slide.which"))
    assert on_the_wall.value == "paths"
    test = console(again)
    assert pages(test).value == "paths"
    for slide in ("classes", "results"):
        pages(test).set_value(slide).run()
        assert again.classroom.projector(found.code).slide == slide


def test_the_teacher_deals_by_hand_from_a_proposal(tmp_path: Path) -> None:
    found = lesson(tmp_path, people=4)
    test = console(found, kept={"teacher.hand": True})

    def place(name: str, spot: tuple[int, str | None]) -> None:
        next(box for box in test.selectbox if box.label == name).set_value(spot)

    def deal() -> AppTest:
        next(one for one in test.button if one.label == t("class.teacher.hand.deal")).click().run()
        assert not test.exception
        return test

    group(test, t("class.teacher.hand.start")).set_value("arrival").run()
    for name in ("P0", "P1"):
        place(name, (2, None))
    assert t("class.service.unseated", n=2) in shown(deal())
    assert found.teacher.console(found.code).groups == ()
    late = found.join("P4")
    place("P0", (2, "japan"))
    assert t("class.service.unplaced", who="P4") in shown(deal())
    found.tokens.append(late)
    place("P4", (2, "japan"))
    deal()
    first, second = found.teacher.console(found.code).groups
    assert [one.nickname for one in second.seats["japan"]] == ["P0", "P4"]
    assert [one.nickname for one in second.observers] == ["P1"] and not second.seats["usa"]
    assert sorted(one.nickname for people in first.seats.values() for one in people) == ["P2", "P3"]
    assert found.teacher.console(found.code).phase == "deal"
    place("P1", (2, "usa"))
    deal()
    assert [one.nickname for one in found.teacher.console(found.code).groups[1].seats["usa"]] == ["P1"]


def test_a_person_is_moved_and_taken_out(tmp_path: Path) -> None:
    found = lesson(tmp_path, people=4).to("brief")
    test = console(found, kept={"teacher.people": True})
    who = found.view(found.tokens[3]).person
    test.selectbox(key="teacher.place.who.en").select(who)
    test.selectbox(key="teacher.place.to.en").select((1, None)).run()
    press(test, "place")
    assert found.view(found.tokens[3]).kind == "observes"
    press(test, "remove")
    assert len(found.teacher.state(found.code).people) == 3


def test_a_room_is_deleted_only_by_who_is_sure(tmp_path: Path) -> None:
    found = lesson(tmp_path).to("debrief")
    test = console(found, kept={"teacher.closing": True})
    assert test.button(key="teacher.delete").disabled
    test.checkbox(key=f"teacher.sure.{found.code}").check().run()
    press(test, "delete")
    assert found.teacher.rooms() == []
    assert t("class.teacher.start.title") in shown(test)


def test_nicknames_are_shown_letter_by_letter(tmp_path: Path) -> None:
    found = lesson(tmp_path, people=2)
    found.tokens.append(found.join(ROUGH))
    assert "&lt;b&gt;Ann&lt;/b&gt; *x*" in shown(console(found))
    found.to("talks")
    said = shown(console(found, kept={"teacher.group": 1}))
    assert "\\<b\\>Ann\\<\\/b\\> \\*x\\*" in said
    assert "<b>Ann" not in said


@pytest.mark.parametrize("phase", ["lobby", "brief", "talks", "ticket", "debrief"])
def test_the_wall_tells_no_secret(tmp_path: Path, phase: str) -> None:
    found = lesson(tmp_path, people=2)
    found.tokens.append(found.join("Zwentibold"))
    if phase != "lobby":
        found.to(phase)
    if phase == "talks":
        found.classroom.say(found.mover(), "Between us alone", "delegation")
    said = shown(drawn(wall, query={"room": found.code}))
    secrets = ["Zwentibold", "Between us alone", found.key, *found.tokens]
    view = found.teacher.console(found.code)
    if phase != "debrief":
        secrets += [
            part.text
            for seat in view.plan.seats
            for part in briefing(view.plan.loaded, seat, "short").paragraphs
        ]
    assert [secret for secret in secrets if secret in said] == []


def test_a_wall_without_a_room_says_so(tmp_path: Path) -> None:
    lesson(tmp_path)
    assert t("class.service.no_room") in shown(drawn(wall, query={"room": "XXXXXX"}))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_of_the_debrief_is_drawn_in_the_language_of_the_room(
    tmp_path: Path, language: str
) -> None:
    found = lesson(tmp_path, language=language)
    found.guess()
    found.to("debrief")
    for slide in ("results", "paths", "blocked", "guesses", "briefs", "classes"):
        test = drawn(wall, language, {"room": found.code}, {f"projector.slide.{language}": slide})
        with speaking(language):
            assert group(test, t("class.teacher.slide.which")).options[0] == t("class.teacher.slide.results")
