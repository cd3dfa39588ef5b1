"""Whatever a scenario file is refused for is said in the reader's language, with the key and the cure."""

from __future__ import annotations

import ast
import random
import re
import string
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
import tomli_w

import sim
from sim.errors import InputError, SimError
from sim.scenario.load import load
from sim.telling.catalogue import LANGUAGES, speaking, t
from sim.telling.refusals import refusal, sentences
from tests.mutations import ODD, Change, places
from tests.unit.scenario.test_any_file import KINDS, SCALES

OTHERS = [code for code in LANGUAGES if code != "en"]
FROM_ELSEWHERE = ("should be ", "string should ")
"""How sentences begin that are made by the library that checks files."""

BROKEN = {
    b"a = ": "Invalid value",
    b"a = [1": "Unclosed array",
    b"\xff\xfe\x00": "UTF-8",
    b"[" * 3000 + b"1": "",
    b'extends = "nothing_of_ours"': "there is no scenario",
    b"[scales]": "a file of scales",
    b"[article]": "an article",
    (b"x." * 60) + b"y = 1": "tables in tables",
    b"a = " + b"9" * 5000: "",
}


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def mutated(path: Path) -> Iterator[str]:
    """Why files with one thing wrong are refused, a few of each kind of file."""
    draw = random.Random(7)
    odd = [value for value in ODD if value not in (None, [None])]
    for kind in ("scenario", "depths"):
        document = tomllib.loads(KINDS[kind][1])
        (path.parent / "scales.toml").write_bytes(SCALES[kind].read_bytes())
        for place in draw.sample(list(places(document)), 60):
            for change in (Change(place), Change(place, draw.choice(odd))):
                path.write_text(tomli_w.dumps(change.of(document)), encoding="utf-8")
                yield from refused(path)
    for content in BROKEN:
        path.write_bytes(content)
        yield from refused(path)


def refused(path: Path) -> Iterator[str]:
    try:
        load(path)
    except SimError as error:
        yield str(error).replace(str(path), "own.toml")


def english_left(said: str) -> str | None:
    """Three English words side by side, which are neither quoted nor what a file has in brackets."""
    found = re.search(r"[a-z]+ [a-z]+ [a-z]+", re.sub(r'"[^"]*"?|\[[^]]*\]|\{[^}]*\}', "", said))
    return found and found[0]


def test_every_refusal_of_a_scenario_file_is_said_in_the_readers_language(tmp_path: Path) -> None:
    found = list(mutated(tmp_path / "own.toml"))
    assert len(found) > 100
    for code in OTHERS:
        with speaking(code):
            vague = {
                said for said in found if refusal(InputError(said)).endswith(t("common.refused.otherwise"))
            }
            assert not vague
            assert not {said for said in found if english_left(refusal(InputError(said)))}


@pytest.mark.parametrize("code", OTHERS)
def test_the_place_and_the_cure_are_said(code: str) -> None:
    said = 'own.toml: depths (entry 2).holds: there is no option "hgh"; did you mean "high"?'
    with speaking(code):
        told = refusal(InputError(said))
        assert told.startswith("own.toml: depths")
        assert t("common.refused.entry", n=2) in told
        assert '"hgh"' in told
        assert '"high"' in told
    assert refusal(InputError(said)) == said


@pytest.mark.parametrize("code", OTHERS)
def test_what_has_no_translation_keeps_its_place(code: str) -> None:
    with speaking(code):
        told = refusal(InputError("own.toml: talks.rounds: is out of joint; set it right"))
        assert told == f"own.toml: talks.rounds: {t('common.refused.otherwise')}"


def test_languages_translate_the_same_sentences_with_what_they_hold() -> None:
    first, *others = (sentences(code) for code in OTHERS)
    for other in others:
        assert set(other) == set(first)
    for code in OTHERS:
        for english, told in sentences(code).items():
            assert placeholders(told) <= placeholders(english), english


def test_every_sentence_is_one_that_the_code_says() -> None:
    """Piece by piece: a sentence may be put together from several."""
    spoken = []
    for path in Path(sim.__file__).parent.rglob("*.py"):
        tree = ast.walk(ast.parse(path.read_text("utf-8")))
        spoken += [
            node.value for node in tree if isinstance(node, ast.Constant) and isinstance(node.value, str)
        ]
    code = "\n".join(spoken)
    for english in sentences(OTHERS[0]):
        if not english.startswith(FROM_ELSEWHERE):
            for piece in re.split(r"\{\w+\}|\(at [^)]*\)", english):
                assert piece.strip(' ;",([)') in code, (english, piece)
