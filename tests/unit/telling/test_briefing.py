"""Briefs, check questions and news: whole in every language, true to the settings, and silent on other seats' numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.domain.evidence import kind_of
from sim.errors import ScenarioError, UnknownName
from sim.scenario.ledger import load_ledger
from sim.scenario.load import Scenario, episode_ids, load
from sim.scenario.places import scenarios_dir
from sim.telling import labels
from sim.telling.briefing.aims import priorities
from sim.telling.briefing.brief import Briefing, Length, briefing
from sim.telling.briefing.colour import BRIEFS, BriefsSpec, check_sources, colour, read_briefs
from sim.telling.briefing.news import events
from sim.telling.briefing.questions import Question, questions
from sim.telling.catalogue import LANGUAGES, said, speaking
from sim.telling.numbers import number

DATA = Path(__file__).resolve().parents[2] / "data"
OWN = (str(DATA / "lake.toml"), str(DATA / "river" / "river.toml"))
LENGTHS: tuple[Length, ...] = ("short", "long")

WORDS = {
    ("en", "short"): (120, 180),
    ("en", "long"): (420, 580),
    ("ru", "short"): (100, 180),
    ("ru", "long"): (380, 560),
    ("ja", "short"): (300, 480),
    ("ja", "long"): (1000, 1600),
}
"""The fewest and the most words of a brief; in Japanese, characters."""

CHANGED: tuple[dict[str, str | float | bool], ...] = (
    {"parties.usa.role": "signatory", "parties.usa.reservation": 0.1},
    {"parties.russia.red_lines.largest_islands.holds": False},
    {"parties.japan.red_lines.all_four.holds": True},
    {"parties.japan.weights.security": 0.0, "parties.russia.weights.economy": 40.0},
    {"parties.usa.leverage": "none", "parties.usa.support": 0.0},
    {"parties.japan.reservation": 0.5, "parties.russia.reservation": 1.0},
    {"talks.protocol": "single_text", "talks.rounds": 1},
    {"depths.declaration.ratified": False, "depths.treaty.ratified": False},
    {"talks.protocol": "simultaneous", "ratification.failure_cost": 0.0},
)


@cache
def loaded(name: str) -> Scenario:
    return load(name)


def seats(scenario: Scenario) -> list[str]:
    return list(scenario.spec.parties)


def texts(brief: Briefing) -> list[str]:
    return [text for part in brief.paragraphs for text in (part.text, *part.items)]


def size(brief: Briefing, code: str) -> int:
    return sum(len(text) if code == "ja" else len(text.split()) for text in texts(brief))


def faults(text: str) -> list[str]:
    """What a reader should never see: a key, a placeholder, markup, a name of the code, an empty place."""
    return re.findall(r"class\.|seat\.brief|\{|\}|\*\*|\b[a-z]+_[a-z_]+|: [.;,]|  |^\s|\s$|\(\)", text) + (
        [] if text else ["empty"]
    )


def whole(brief: Briefing) -> None:
    """Every text of a brief says something, and all that it rests on is among its sources."""
    ledger = load_ledger()
    for text in (brief.title, *texts(brief), *(part.heading for part in brief.paragraphs)):
        assert not faults(text), text
    assert [source.number for source in brief.sources] == list(range(1, len(brief.sources) + 1))
    assert all(source.claim == (source.key in ledger) and source.where for source in brief.sources)
    for part in brief.paragraphs:
        assert len(brief.marks(part)) == len({*part.evidence, *part.assumptions})


def sound(asked: tuple[Question, ...]) -> None:
    """Three questions with three different options each, one of them right."""
    assert len(asked) == 3
    for question in asked:
        assert len(set(question.options)) == len(question.options) == 3, question
        assert 0 <= question.right < 3
        assert not [f for text in (question.text, *question.options, question.because) for f in faults(text)]


@pytest.mark.parametrize("length", LENGTHS)
@pytest.mark.parametrize("code", LANGUAGES)
def test_a_brief_of_every_seat_is_whole_and_has_its_length(code: str, length: Length) -> None:
    least, most = WORDS[code, length]
    with speaking(code):
        for name in episode_ids():
            for seat in seats(loaded(name)):
                brief = briefing(loaded(name), seat, length)
                whole(brief)
                assert least <= size(brief, code) <= most, (name, seat, size(brief, code))


def test_nothing_that_is_read_before_the_guess_can_tell_how_the_talks_ended() -> None:
    """Criterion: a claim counts as early if its date lies wholly before that of the talks, and no year beyond theirs is named."""
    ledger = load_ledger()
    for name in episode_ids():
        scenario, early = loaded(name), 0
        for seat in seats(scenario):
            brief = briefing(scenario, seat, "long")
            shown = [source for source in brief.sources if source.early]
            early += len(shown)
            for source in shown:
                claim = ledger[source.key].date
                assert claim < scenario.spec.date and not scenario.spec.date.startswith(claim), source
            told = [*texts(brief), *(source.text for source in shown), said(scenario.spec.summary)]
            years = {year for text in told for year in re.findall(r"\b(?:19|20)\d\d\b", text)}
            assert max(years) <= scenario.spec.date[:4], (name, seat)
        assert early or name.startswith("1956"), name


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_questions_on_every_brief_have_one_right_answer(code: str) -> None:
    with speaking(code):
        for name in (*episode_ids(), *OWN):
            for seat in seats(loaded(name)):
                sound(questions(loaded(name), seat))


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_brief_follows_changed_settings_without_a_gap(code: str) -> None:
    plain = loaded("2018-singapore")
    with speaking(code):
        for changes in CHANGED:
            changed = plain.with_changes(changes)
            for seat in seats(changed):
                for length in LENGTHS:
                    whole(briefing(changed, seat, length))
                sound(questions(changed, seat))
        for off in ("interests", "red_lines", "credibility", "alliance", "ratification"):
            for seat in seats(plain):
                for length in LENGTHS:
                    whole(briefing(plain, seat, length, off=[off]))
                sound(questions(plain, seat, off=[off]))
        whole(briefing(plain, "usa", speaks=False))
        sound(questions(plain, "usa", speaks=False))


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("name", OWN)
def test_a_dispute_of_ones_own_has_briefs_too(name: str, code: str) -> None:
    own = loaded(name)
    with speaking(code):
        for seat in seats(own):
            for length in LENGTHS:
                brief = briefing(own, seat, length)
                assert said(own.spec.summary) in brief.paragraphs[0].text
                assert not [part for part in brief.paragraphs if not part.text or "{" in part.text]


def secrets_of(party: str) -> dict[str, str | float | bool]:
    """What nobody else may learn of a party of 2018, each set to something else."""
    if party == "usa":
        margins = {f"parties.usa.{name}_margin": 0.01 for name in ("support", "objection", "threat")}
        return {"parties.usa.weights.security": 0.2, "parties.usa.gains.economy.plan": 0.4, **margins}
    line = {"japan": "troops", "russia": "largest_islands"}[party]
    return {
        f"parties.{party}.reservation": 0.61,
        f"parties.{party}.weights.habomai": 55.0,
        f"parties.{party}.gains.economy.plan": -0.7,
        f"parties.{party}.red_lines.{line}.holds": False,
        f"parties.{party}.trust": 0.03,
        f"parties.{party}.discount": 0.5,
        f"parties.{party}.hawkishness": 0.9,
        f"parties.{party}.domestic_threshold": 0.4,
    }


def told(scenario: Scenario, seat: str) -> Iterator[object]:
    """All that one seat is told, at a table whose seed is known and at one whose seed is not."""
    for seed in (None, 7):
        yield from (briefing(scenario, seat, length, seed=seed) for length in LENGTHS)
        yield questions(scenario, seat, seed=seed)
    yield priorities(scenario, seat)
    yield events(scenario, seat)


@pytest.mark.parametrize("other", ["japan", "russia", "usa"])
def test_a_seat_is_told_nothing_of_what_another_keeps_to_itself(other: str) -> None:
    plain = loaded("2018-singapore")
    changed = plain.with_changes(secrets_of(other))
    for seat in seats(plain):
        same = list(told(plain, seat)) == list(told(changed, seat))
        assert same == (seat != other), seat


def test_news_for_a_seat_leave_out_what_changes_for_another_alone() -> None:
    plain = loaded("2012-hikiwake")
    (for_tokyo,), (for_moscow,), (for_teacher,) = (events(plain, seat) for seat in ("japan", "russia", None))
    assert "unhurried" in for_tokyo.changes and "unhurried" in for_teacher.changes
    assert for_moscow.changes == "It changes nothing for you directly."
    assert [events(loaded(name)) != () for name in ("1960-memorandum", "2018-singapore")] == [True, False]


@pytest.mark.parametrize("code", LANGUAGES)
def test_news_are_whole_in_every_language(code: str) -> None:
    with speaking(code):
        for name in (*episode_ids(), *OWN):
            for seat in (None, *seats(loaded(name))):
                for news in events(loaded(name), seat):
                    assert not [fault for text in (news.title, news.changes) for fault in faults(text)]


def test_a_lifted_red_line_leaves_the_brief_and_the_question() -> None:
    plain = loaded("2018-singapore")
    free = plain.with_changes({"parties.russia.red_lines.largest_islands.holds": False})
    line = "Iturup and Kunashir, the two largest islands, under Japan"
    assert "you will not sign this: “" + line in " ".join(texts(briefing(plain, "russia")))
    assert "Not a red line at present: “" + line in " ".join(texts(briefing(free, "russia")))
    asked = questions(free, "russia")[1]
    assert asked.options[asked.right] == "None of these: nothing is ruled out for you"


def test_a_word_without_leverage_is_called_one() -> None:
    weak = loaded("2018-singapore").with_changes({"parties.usa.leverage": "none"})
    assert "A stance without leverage is only an opinion." in " ".join(texts(briefing(weak, "usa")))
    asked = questions(weak, "usa")[2]
    assert asked.options[asked.right] == "Signing it costs Tokyo nothing"
    assert "no leverage over you" in " ".join(texts(briefing(weak, "japan")))


@pytest.mark.parametrize(("code", "name"), [("en", "Russia"), ("ja", "ロシア"), ("ru", "Росси")])
def test_a_brief_of_soviet_times_speaks_of_no_russia(code: str, name: str) -> None:
    with speaking(code):
        for episode in ("1956-joint-declaration", "1960-memorandum"):
            for seat in seats(loaded(episode)):
                assert name not in " ".join(texts(briefing(loaded(episode), seat))), (episode, seat)


def test_a_brief_is_of_its_time() -> None:
    for name in ("1956-joint-declaration", "1960-memorandum"):
        assert "The Supreme Soviet must approve" in " ".join(texts(briefing(loaded(name), "russia")))
        for seat in seats(loaded(name)):
            assert "cooperation plan" not in " ".join(texts(briefing(loaded(name), seat)))
    assert "Supreme Soviet" not in " ".join(texts(briefing(loaded("1997-krasnoyarsk"), "russia")))


def test_every_seat_of_every_episode_knows_of_its_time_and_by_what_claims() -> None:
    check_sources(read_briefs(scenarios_dir() / BRIEFS), BRIEFS)
    for name in episode_ids():
        alone = load(name, articles_only=True)
        for seat in seats(loaded(name)):
            assert len(colour(loaded(name), seat).says) >= 3, (name, seat)
            kept = colour(alone, seat).says
            assert all(kind_of(claim) == "article" for row in kept for claim in row.sources)
    assert set(read_briefs(scenarios_dir() / BRIEFS).brief) == set(episode_ids())


def test_a_sentence_on_a_claim_that_is_not_there_is_refused() -> None:
    row = {"text": "They met.", "sources": ["tass-2018-11/c99"]}
    briefs = BriefsSpec.model_validate({"brief": {"2018-singapore": {"japan": {"says": [row]}}}})
    with pytest.raises(ScenarioError, match=r'own.toml: brief.2018-singapore.japan.says \(entry 1\).*"tass-'):
        check_sources(briefs, "own.toml")


def test_a_seat_that_is_not_there_is_refused() -> None:
    with pytest.raises(UnknownName, match="there is no party"):
        briefing(loaded("2018-singapore"), "china")


def test_the_right_answer_stands_in_every_place_and_in_the_same_one_in_every_language() -> None:
    def places(code: str) -> list[int]:
        with speaking(code):
            return [
                asked.right
                for name in episode_ids()
                for seat in seats(loaded(name))
                for asked in questions(loaded(name), seat)
            ]

    assert places("en") == places("ja") == places("ru")
    assert set(places("en")) == {0, 1, 2}


REFUSALS = ("japan.red_lines.troops", "japan.red_lines.all_four", "russia.red_lines.largest_islands")


@settings(max_examples=25)
@given(
    floor=st.floats(0.0, 1.0),
    weights=st.dictionaries(st.sampled_from(["habomai", "iturup", "security", "economy"]), st.floats(0, 9)),
    holds=st.lists(st.booleans(), min_size=3, max_size=3),
    seat=st.sampled_from(["japan", "russia"]),
)
def test_whatever_the_settings_one_answer_is_right(
    floor: float, weights: dict[str, float], holds: list[bool], seat: str
) -> None:
    changes: dict[str, str | float | bool] = {f"parties.{seat}.reservation": floor}
    changes |= {f"parties.{seat}.weights.{issue}": weight for issue, weight in weights.items()}
    changes |= {f"parties.{key}.holds": hold for key, hold in zip(REFUSALS, holds, strict=True)}
    scenario = loaded("2018-singapore").with_changes(changes)
    asked = questions(scenario, seat)
    sound(asked)
    assert [option == number(floor) for option in asked[0].options].count(True) == 1
    game = scenario.game()
    refused, space = game.refused[game.party(seat)], game.space
    never = [
        labels.condition(scenario.spec, {issue.id: [option]})
        for issue in space.issues
        for option in issue.options
        if (mask := space.matches({issue.id: [option]})).any() and refused[mask].all()
    ]
    right = asked[1].options[asked[1].right]
    assert not (set(asked[1].options) - {right}) & set(never)
    assert (right == "None of these: nothing is ruled out for you") == (not refused.any())
