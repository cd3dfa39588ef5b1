"""Every text in every language: no key missing, none too many, the same placeholders, no number cut off."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import sim
from sim.scenario.load import episode_ids, load
from sim.scenario.places import scenarios_dir, seeds_dir
from sim.telling import catalogue, numbers
from sim.telling.catalogue import LANGUAGES, texts_of

FOLDER = Path(sim.__file__).parent
OTHERS = [code for code in LANGUAGES if code != catalogue.FIRST]


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def keys(code: str) -> set[str]:
    """The keys of a language without the forms that another may not have: every language has `other`."""
    forms = re.compile(r"(.+)\.(?:one|few|many)")
    every = texts_of(code)
    return {key for key in every if not ((form := forms.fullmatch(key)) and f"{form[1]}.other" in every)}


@pytest.mark.parametrize("code", OTHERS)
def test_no_language_lacks_a_key_or_has_one_beside(code: str) -> None:
    here, first = keys(code), keys(catalogue.FIRST)
    assert sorted(first - here) == [], f"{code}.toml lacks these"
    assert sorted(here - first) == [], f"{code}.toml has these beside"


@pytest.mark.parametrize("code", OTHERS)
def test_every_text_has_the_placeholders_of_the_english_one(code: str) -> None:
    first = texts_of(catalogue.FIRST)
    wrong = {
        key: (placeholders(first[key]), placeholders(text))
        for key, text in texts_of(code).items()
        if key in first and placeholders(first[key]) != placeholders(text)
    }
    assert not wrong


@pytest.mark.parametrize("code", list(LANGUAGES))
def test_placeholders_are_named_and_texts_hold_something(code: str) -> None:
    for key, text in texts_of(code).items():
        # A separator may be a space in one language and nothing in another.
        assert text.strip() or len(texts_of(catalogue.FIRST).get(key, "")) == 1, key
        assert all(re.fullmatch(r"[a-z_0-9]+", name) for name in placeholders(text)), key
        assert "<" not in text, key


def test_japanese_sentences_are_polite_throughout() -> None:
    polite = re.compile(r"(ます|です|せん|ました|でした|しょう|ください|ですか|ますか)$")
    plain, closing = (
        re.compile(r"[うくぐすつぬぶむるいただ]$"),
        re.compile(r"(\{[a-z_]+\}|（[^（）]*）|[*」`])+$"),
    )
    wrong = {
        key: sentence
        for key, text in texts_of("ja").items()
        # Goals, grades and answers of the lesson pack are lists of what one can do, not sentences to the reader.
        if not key.startswith("class.pack.")
        for sentence in (closing.sub("", part) for part in text.split("。")[:-1])
        if plain.search(sentence)
        and not polite.search(sentence)
        # Not verbs, and each closes a phrase without one: "five in all", "so many each".
        and not sentence.endswith(("五つ", "ずつ"))
    }
    assert not wrong


def sources() -> dict[str, str]:
    """The code by file name, without the package's docstring, whose examples are none of ours."""
    return {
        path.relative_to(FOLDER).as_posix(): path.read_text("utf-8")
        for path in FOLDER.rglob("*.py")
        if path.name != "__init__.py"
    }


def test_every_key_that_the_code_names_exists() -> None:
    named = {
        (name, key)
        for name, code in sources().items()
        for key in re.findall(r"\bt\(\s*[\"']([a-z_.0-9]+)[\"']", code)
    }
    assert not {(name, key) for name, key in named if key not in texts_of(catalogue.FIRST)}


def test_every_key_is_named_by_the_code() -> None:
    """In full, or without the number that it is for; by its beginning in an f-string, or by its end as a word of its own."""
    code = "\n".join(sources().values())
    whole = set(re.findall(r"[\"']([a-z_0-9]+(?:\.[a-z_0-9]+)*)[\"']", code))
    begun = {part for part in re.findall(r"f[\"']([a-z_]+\.[a-z_.0-9]*)\{", code) if part != "words."}
    ended = set(re.findall(r"f[\"']\{\w+\}\.([a-z_.]+)[\"']", code))
    idle = [
        key
        for key in texts_of(catalogue.FIRST)
        if key not in whole
        and key.removesuffix(".one").removesuffix(".other") not in whole
        and not key.startswith("words.")
        and not any(key.startswith(part) for part in begun)
        and not any(key.endswith(f".{end}") for end in whole | ended)
    ]
    assert not idle


def test_every_word_of_every_scale_has_a_text() -> None:
    for name, scale in load(episode_ids()[0]).scales.items():
        for word in scale.words:
            assert f"words.scale.{name}.{word}" in texts_of(catalogue.FIRST)


def test_both_names_of_the_islands_stand_side_by_side() -> None:
    names = {
        "en": ("Southern Kurils", "Northern Territories"),
        "ja": ("北方領土", "南クリル"),
        "ru": ("Южные Курилы", "Северные территории"),
    }
    for code, both in names.items():
        for key, text in texts_of(code).items():
            assert len({name for name in both if name in text}) != 1, f"{code}: {key} has one name only"


@pytest.mark.parametrize(("code", "shown"), [("en", "0.41"), ("ja", "0.41"), ("ru", "0,41")])
def test_numbers_have_two_decimals_and_the_mark_of_the_language(code: str, shown: str) -> None:
    catalogue.use(code)
    try:
        assert numbers.number(0.4142) == shown
        assert len(numbers.number(1 / 3, 9)) == 4
        assert numbers.number(-0.001) in ("0.00", "0,00")
    finally:
        catalogue.use(catalogue.FIRST)


@given(value=st.floats(-1e6, -0.01), code=st.sampled_from(sorted(LANGUAGES)))
def test_what_is_below_zero_has_a_minus_and_no_hyphen(value: float, code: str) -> None:
    with catalogue.speaking(code):
        told = [numbers.number(value), numbers.score(value), numbers.short(value), numbers.signed(value)]
        told += [numbers.percent(value), numbers.percent(value, 1), numbers.count(round(value) - 1)]
        assert all(text.startswith(numbers.MINUS) and "-" not in text for text in told), told
        assert told[0].removeprefix(numbers.MINUS) == numbers.number(-value)


RAW = re.compile(r"`[a-z_.]{3,}`|(?<![\w/{.-])[a-z]+_[a-z_]+(?![\w}/])")
"""A key of a file as it stands there: in the type of code, or with an underscore."""


def test_no_text_names_a_thing_by_its_key() -> None:
    """A command to type may; what a fact is checked by nobody reads."""
    texts = {
        (file, place): text
        for folder in (scenarios_dir(), seeds_dir())
        for file in (path.stem for path in folder.glob("*.toml"))
        for place, text in catalogue.texts_in(file).items()
        if " " in text and not place.endswith(".check")
    }
    for code in LANGUAGES:
        texts |= {(code, key): text for key, text in texts_of(code).items()}
        for file, table in catalogue.translated(code).items():
            texts |= {(f"{file}.{code}", place): text for place, text in table.items()}
    assert not {
        where: text for where, text in texts.items() if RAW.search(re.sub(r"`hikiwake [^`]*`", "", text))
    }
