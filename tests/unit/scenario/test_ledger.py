"""The ledger loads whole or says in one sentence what is wrong, and a search finds just what it should."""

from __future__ import annotations

import dataclasses
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.domain.evidence import Article, Claim, Ledger, UnknownClaim
from sim.errors import InputError, UnknownName
from sim.scenario.ledger import load_ledger
from sim.scenario.places import seeds_dir

DAILY = """
[article]
id = "daily-1999"
file = "a.txt"
outlet = "The Daily"
title = "A treaty in sight"
published = "1999-05-02"
reliability = "medium"
reliability_note = "One reporter."
[[claims]]
id = "c01"
date = "1998-12"
actor = "north"
topic = "talks"
claim = "Both sides met 7 times."
bears_on = ["rapport"]
figures = ["7"]
names = []
reliability = "high"
disputes = ["weekly-2000/c01"]
[[claims]]
id = "c02"
date = "1998"
actor = "south"
topic = "trust"
claim = "The south doubts that Oakes means it."
bears_on = []
figures = []
names = ["Oakes"]
reliability = "low"
note = "A guess."
"""

WEEKLY = """
[article]
id = "weekly-2000"
file = "b.txt"
outlet = "Weekly Review"
title = "Looking back"
published = "2000"
reliability = "low"
reliability_note = "Hearsay."
[[claims]]
id = "c01"
date = "1998-12-31"
actor = "north"
topic = "talks"
claim = "They met 9 times."
bears_on = []
figures = ["9"]
names = []
reliability = "low"
disputes = ["daily-1999/c01"]
"""

HEAD = DAILY.split("[[claims]]", maxsplit=1)[0].encode()


def folder(path: Path, daily: str = DAILY, weekly: str = WEEKLY) -> Path:
    (path / "daily-1999.toml").write_text(daily, encoding="utf-8")
    (path / "weekly-2000.toml").write_text(weekly, encoding="utf-8")
    return path


def complaint(path: Path) -> str:
    with pytest.raises(InputError) as caught:
        load_ledger(path)
    message = str(caught.value)
    assert "\n" not in message
    assert len(message) < 300
    return message


def test_a_folder_becomes_frozen_values(tmp_path: Path) -> None:
    ledger = load_ledger(folder(tmp_path))
    assert [article.id for article in ledger.articles] == ["daily-1999", "weekly-2000"]
    assert ledger.articles[1] == Article(
        "weekly-2000", "b.txt", "Weekly Review", "Looking back", "2000", "low", "Hearsay."
    )
    assert list(ledger) == ["daily-1999/c01", "daily-1999/c02", "weekly-2000/c01"]
    assert ledger["daily-1999/c02"] == Claim(
        *("daily-1999/c02", "daily-1999", "The Daily", "1999-05-02", "1998", "south", "trust"),
        *("The south doubts that Oakes means it.", "low"),
        names=("Oakes",),
        note="A guess.",
    )
    assert ledger["daily-1999/c01"].disputes == ("weekly-2000/c01",)
    assert ledger["daily-1999/c01"].bears_on == ("rapport",)
    assert ledger["daily-1999/c01"].figures == ("7",)
    with pytest.raises(dataclasses.FrozenInstanceError):
        ledger["daily-1999/c01"].claim = "No."  # type: ignore[misc]
    with pytest.raises(dataclasses.FrozenInstanceError):
        ledger.claims = ()  # type: ignore[misc]


def test_the_shipped_ledger_is_read_once_and_whole() -> None:
    ledger = load_ledger()
    assert ledger is load_ledger()
    assert ledger == load_ledger(seeds_dir())
    assert hash(ledger) == hash(load_ledger(seeds_dir()))
    assert len(ledger.articles) + len(ledger.documents) == len(list(seeds_dir().glob("*.toml"))) >= 5
    assert len(ledger) == len(ledger.claims) >= 100


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('actor = "north"', "actor = ", ["not valid TOML", "line 13"]),
        (
            'actor = "north"',
            'actor = "north"\nacter = "north"',
            ["claims.c01.acter:", 'did you mean "actor"'],
        ),
        ('outlet = "The Daily"', 'outlet = "The Daily"\npress = "x"', ["article.press:", "not a known key"]),
        ("[article]", "[artikel]", ["artikel: is not a known key", 'did you mean "article"']),
        ('actor = "north"\n', "", ["claims.c01.actor: is missing", "add it"]),
        ('title = "A treaty in sight"', 'title = " "', ["article.title: is empty", "write something"]),
        ('topic = "trust"', 'topic = "Trust!"', ['claims.c02.topic: is "Trust!"', "small letters"]),
        ('reliability = "medium"', 'reliability = "med"', ['article.reliability: "med"', '"medium"']),
        ('actor = "south"', 'actor = "The South"', ['claims.c02.actor: is "The South"', "small letters"]),
        ('id = "c02"', 'id = "c01"', ["claims.c01: occurs twice", "own number"]),
        ('id = "c02"', 'id = "two"', ['claims.two.id: is "two"', '"c01" to "c99"']),
        ('id = "c02"', "id = 2", ["claims (entry 2).id:", "must be text in quotes"]),
        ('id = "daily-1999"', 'id = "weekly-1999"', ['article.id: is "weekly-1999"', "weekly-1999.toml"]),
        ('file = "a.txt"', 'file = "x/a.txt"', ['article.file: is "x/a.txt"', '"a.txt"']),
        ('date = "1998"', 'date = "1998-13"', ['claims.c02.date: is "1998-13"', '"1956-10"']),
        ('date = "1998"', 'date = "1998-02-30"', ["claims.c02.date:", "no calendar has"]),
        ('date = "1998"', 'date = "last year"', ['claims.c02.date: is "last year"', '"1956"']),
        ('date = "1998"', 'date = "0000"', ['claims.c02.date: is "0000"', '"1956"']),
        ('date = "1998"', 'date = "x\\ny' + "z" * 500 + '"', ['claims.c02.date: is "x', "zzz...", "1956"]),
        ('date = "1998"', "date = 1998", ["claims.c02.date: is not text", "in quotes"]),
        ('date = "1998"', "date = 1998-02-03", ["claims.c02.date: is not text", "in quotes"]),
        ('published = "1999-05-02"', 'published = "May"', ['article.published: is "May"', '"1956"']),
        ('figures = ["7"]', "figures = [7]", ["claims.c01.figures (entry 1):", "text in quotes"]),
        ('figures = ["7"]', 'figures = "7"', ["claims.c01.figures:", "list in square brackets"]),
        ('["rapport"]', '["a", "b", "c", "d"]', ["claims.c01.bears_on:", "too many", "keep to 3"]),
        ('["rapport"]', '["a", ""]', ["claims.c01.bears_on (entry 2): is empty", "write something"]),
        ('["weekly-2000/c01"]', '["weekly-2000"]', ["c01.disputes (entry 1):", '"weekly-2000"', "full id"]),
        ('["weekly-2000/c01"]', '["weekly-2000/c07"]', ["does not exist", 'did you mean "weekly-2000/c01"']),
        ('["weekly-2000/c01"]', '["daily-1999/c01"]', ["claims.c01.disputes:", "itself", "remove it"]),
        (
            '["weekly-2000/c01"]',
            '["daily-1999/c02"]',
            ["claims.c01.disputes:", "one side only", 'add "daily-1999/c01"'],
        ),
        (
            '["weekly-2000/c01"]',
            '["weekly-2000/c01", "weekly-2000/c01"]',
            ["claims.c01.disputes:", "twice", "once"],
        ),
    ],
)
def test_wrong_input_gets_one_sentence_with_file_key_and_cure(
    tmp_path: Path, old: str, new: str, said: list[str]
) -> None:
    assert DAILY.count(old) >= 1
    message = complaint(folder(tmp_path, daily=DAILY.replace(old, new, 1)))
    assert message.startswith("daily-1999.toml")
    assert [words for words in said if words not in message] == []


def test_a_dispute_that_only_the_other_file_states_is_one_sided(tmp_path: Path) -> None:
    message = complaint(folder(tmp_path, daily=DAILY.replace('disputes = ["weekly-2000/c01"]\n', "")))
    assert message.startswith("weekly-2000.toml: claims.c01.disputes: ")
    assert 'add "weekly-2000/c01" there' in message


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (bytes(range(256)) * 4, ["not a text file", "UTF-8"]),
        (DAILY.replace("Oakes", "Öakes").encode("latin-1"), ["Latin-1", "UTF-8"]),
        (b"\0\0\0", ["not a text file", "UTF-8"]),
        (b"a = " + b"[" * 5000, ["not valid TOML"]),
        (b"", ["article: is missing", "add it"]),
        (b"claims = []\n" + HEAD, ["claims: is empty", "at least one"]),
        (b'claims = ["c01"]\n' + HEAD, ["claims (entry 1):", "must be a table"]),
        (None, ["cannot be read", "readable TOML file"]),
    ],
)
def test_a_file_that_is_no_ledger_file_is_named(
    tmp_path: Path, content: bytes | None, said: list[str]
) -> None:
    path = tmp_path / "daily-1999.toml"
    if content is None:
        path.mkdir()
    else:
        path.write_bytes(content)
    message = complaint(tmp_path)
    assert message.startswith("daily-1999.toml")
    assert [words for words in said if words not in message] == []


def test_a_folder_without_a_ledger_is_named(tmp_path: Path) -> None:
    assert str(tmp_path) in complaint(tmp_path)
    assert "nowhere" in complaint(tmp_path / "nowhere")


@given(day=st.dates(min_value=date(1000, 1, 1)), length=st.sampled_from([4, 7, 10]))
def test_every_real_date_is_taken_in_every_precision(
    tmp_path_factory: pytest.TempPathFactory, day: date, length: int
) -> None:
    text = day.isoformat()[:length]
    path = tmp_path_factory.mktemp("ledger")
    assert load_ledger(folder(path, DAILY.replace('"1998"', f'"{text}"')))["daily-1999/c02"].date == text


def test_a_ledger_put_together_by_hand_is_checked_and_ordered(tmp_path: Path) -> None:
    ledger = load_ledger(folder(tmp_path))
    assert Ledger(ledger.articles[::-1], ledger.claims[::-1]) == ledger
    assert list(Ledger(ledger.articles[::-1], ledger.claims[::-1])) == list(ledger)
    for articles, claims, said in (
        (ledger.articles * 2, ledger.claims, "two sources"),
        (ledger.articles, ledger.claims * 2, "two claims"),
        (ledger.articles[:1], ledger.claims, '"weekly-2000/c01"'),
    ):
        with pytest.raises(InputError, match=said):
            Ledger(articles, claims)


def test_claim_names_the_nearest_id(tmp_path: Path) -> None:
    ledger = load_ledger(folder(tmp_path))
    assert ledger.claim("daily-1999/c02") is ledger["daily-1999/c02"]
    with pytest.raises(UnknownClaim, match='"daly-1999/c02"; did you mean "daily-1999/c02"') as caught:
        ledger.claim("daly-1999/c02")
    assert isinstance(caught.value, InputError)
    assert "daly-1999/c02" not in ledger
    assert ledger.get("daly-1999/c02") is None
    with pytest.raises(UnknownClaim, match="empty"):
        Ledger((), ()).claim("daily-1999/c02")


@pytest.mark.parametrize(
    ("query", "filters", "found"),
    [
        ("", {}, ["daily-1999/c01", "daily-1999/c02", "weekly-2000/c01"]),
        ("MET times", {}, ["daily-1999/c01", "weekly-2000/c01"]),
        ("met 2000", {}, ["weekly-2000/c01"]),
        ("c02", {}, ["daily-1999/c02"]),
        ("oAKES", {}, ["daily-1999/c02"]),
        ("treaty SIGHT", {}, ["daily-1999/c01", "daily-1999/c02"]),
        ("weekly review", {}, ["weekly-2000/c01"]),
        ("north talks", {}, ["daily-1999/c01", "weekly-2000/c01"]),
        ("1998-12-31", {}, ["weekly-2000/c01"]),
        ("met unicorn", {}, []),
        ("guess", {}, []),
        ("rapport", {}, []),
        ("", {"article": "daily-1999"}, ["daily-1999/c01", "daily-1999/c02"]),
        ("", {"topic": "talks", "reliability": "low"}, ["weekly-2000/c01"]),
        ("met", {"reliability": "high"}, ["daily-1999/c01"]),
        ("", {"topic": "trust", "reliability": "high"}, []),
    ],
)
def test_search_finds_every_word_somewhere_and_keeps_the_order(
    tmp_path: Path, query: str, filters: dict[str, str], found: list[str]
) -> None:
    result = load_ledger(folder(tmp_path)).search(query, **filters)
    assert isinstance(result, tuple)
    assert [claim.id for claim in result] == found


@pytest.mark.parametrize(
    ("filters", "said"),
    [
        ({"topic": "talk"}, 'no topic "talk"; did you mean "talks"'),
        ({"topic": "economy"}, 'no topic "economy"; known are talks, trust'),
        ({"reliability": "hgh"}, 'no reliability "hgh"; did you mean "high"'),
        ({"article": "daily-199"}, 'no article "daily-199"; did you mean "daily-1999"'),
        ({"actor": "noth"}, 'no actor "noth"; did you mean "north"'),
        ({"actor": ""}, 'no actor ""; known are north, south'),
    ],
)
def test_a_filter_that_nothing_could_pass_is_an_error(
    tmp_path: Path, filters: dict[str, str], said: str
) -> None:
    with pytest.raises(UnknownName, match=said):
        load_ledger(folder(tmp_path)).search(**filters)


def test_every_claim_is_found_by_its_own_words() -> None:
    ledger = load_ledger()
    for claim in ledger.values():
        filters = {"article": claim.article, "actor": claim.actor, "topic": claim.topic}
        assert claim in ledger.search(claim.claim, reliability=claim.reliability, **filters)
        assert claim in ledger.search(f"{claim.claim} {claim.date}".upper())
        assert ledger.search(claim.id) == (claim,)


def test_disputes_go_both_ways_and_exist() -> None:
    ledger = load_ledger()
    pairs = [(claim.id, other) for claim in ledger.values() for other in claim.disputes]
    assert len(pairs) >= 30
    for one, other in pairs:
        assert one in ledger.claim(other).disputes
        assert one != other
