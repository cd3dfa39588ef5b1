"""Links: whatever a state is, its link gives it back; whatever a link is, nothing breaks."""

from __future__ import annotations

import base64
import json
import string
import zlib
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from sim.app.state import cache, links
from sim.app.state.links import State, decode, encode
from sim.app.state.packing import LARGEST_DATA, LONGEST_TEXT, pack, unpack
from sim.domain.game import CONSTRAINTS, PROTOCOLS
from sim.errors import InputError
from sim.scenario.load import episode_ids
from sim.streams import LARGEST_SEED
from sim.telling.catalogue import LANGUAGES

EPISODES = episode_ids()
NAMES = some.text(string.ascii_lowercase, min_size=1, max_size=8)
PLAIN_TEXT = some.text(string.ascii_letters + string.digits + " äж日.,", max_size=30)


@some.composite
def changes(draw: some.DrawFn, episode: str) -> dict[str, Any]:
    """Some settings of an episode, each a word of its scale or a number within its bounds."""
    scenario = cache.scenario(episode)
    weights_and_trust = [
        key
        for key in scenario.settings
        if key.startswith("parties.") and (".trust" in key or ".weights." in key or ".values." in key)
    ]
    found: dict[str, Any] = {}
    for key in draw(some.lists(some.sampled_from(weights_and_trust), unique=True, max_size=6)):
        words = some.sampled_from(sorted(scenario.scales[scenario.settings[key].scale].words))
        found[key] = draw(words | some.floats(0.1, 1.0))
    if draw(some.booleans()):
        found["talks.rounds"] = draw(some.integers(1, 60))
    return found


@some.composite
def states(draw: some.DrawFn) -> State:
    """Any state that a reader can reach."""
    episode = draw(some.sampled_from(EPISODES))
    parties = cache.scenario(episode).spec.parties
    signatories = [name for name, party in parties.items() if party.role == "signatory"]
    agents = some.sampled_from(["boulware", "linear", "hardliner", "linear/ac_next/none"])
    off = draw(some.sets(some.sampled_from(CONSTRAINTS)))
    leaves = some.none() | some.booleans() | some.integers(-(2**53) + 1, LARGEST_SEED) | PLAIN_TEXT
    extras = some.dictionaries(
        some.tuples(NAMES, NAMES).map(".".join),
        some.recursive(leaves, lambda inner: some.lists(inner, max_size=3), max_leaves=5),
        max_size=3,
    )
    return State(
        scenario=episode,
        changes=draw(changes(episode)),
        seed=draw(some.integers(0, LARGEST_SEED)),
        strategies=draw(some.dictionaries(some.sampled_from(signatories), agents)),
        off=tuple(name for name in CONSTRAINTS if name in off),
        protocol=draw(some.none() | some.sampled_from(PROTOCOLS)),
        articles_only=draw(some.booleans()),
        round=draw(some.none() | some.integers(1, 10_000)),
        language=draw(some.sampled_from(sorted(LANGUAGES))),
        extras=draw(extras),
    )


@settings(max_examples=80)
@given(states())
def test_a_link_gives_its_state_back(state: State) -> None:
    assert decode(encode(state)) == (state, [])


@given(some.dictionaries(some.sampled_from(links.KEYS), some.text(max_size=200)))
def test_no_text_breaks_anything(params: dict[str, str]) -> None:
    state, problems = decode(params)
    assert problems or decode(encode(state)) == (state, [])


@given(some.binary(max_size=300), some.sampled_from(["c", "x"]))
def test_no_packed_bytes_break_anything(data: bytes, key: str) -> None:
    text = f"1.{zlib.crc32(data):08x}.{base64.urlsafe_b64encode(data).decode().rstrip('=')}"
    decode({key: text})


JSON = some.recursive(
    some.none()
    | some.booleans()
    | some.integers()
    | some.floats(allow_nan=False, allow_infinity=False)
    | some.text(max_size=20),
    lambda inner: (
        some.lists(inner, max_size=4) | some.dictionaries(some.text(max_size=20), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(JSON, some.sampled_from(["c", "x"]))
def test_no_packed_data_break_anything(data: Any, key: str) -> None:
    state, problems = decode({key: pack(data)})
    if problems:
        assert state == State()


@settings(max_examples=60)
@given(
    some.sampled_from(sorted(cache.scenario(EPISODES[0]).settings)),
    JSON | some.sampled_from(["high", "low", "none", "nan", "inf", "1e999", "<b>"]),
)
def test_no_value_of_a_real_setting_breaks_anything(key: str, value: Any) -> None:
    state, problems = decode({"s": EPISODES[0], "c": pack({key: value})})
    assert bool(problems) != (state.changes == {key: value})


def _deflated(data: bytes) -> str:
    packed = zlib.compress(data, 9)
    return f"1.{zlib.crc32(packed):08x}.{base64.urlsafe_b64encode(packed).decode().rstrip('=')}"


def _flipped(text: str) -> str:
    return text[:-1] + ("A" if text[-1] != "A" else "B")


WRONG = {
    "an episode that is not there": {"s": "1812-tilsit"},
    "a path": {"s": "../../etc/passwd"},
    "a seed below 0": {"seed": "-1"},
    "a seed in words": {"seed": "seven"},
    "a seed that a browser cannot hold": {"seed": str(2**53)},
    "round below 0": {"r": "-1"},
    "articles only, perhaps": {"ao": "perhaps"},
    "digits of another script": {"r": "٣"},
    "an unknown language": {"lang": "xx"},
    "a language as a path": {"lang": "../en"},
    "an unknown protocol": {"p": "duel"},
    "an unknown constraint": {"off": "gravity"},
    "a constraint twice": {"off": "alliance,alliance"},
    "an unknown party": {"st": "france:linear"},
    "an unknown strategy": {"st": "japan:shouting"},
    "a person": {"st": "japan:human"},
    "a guarantor's strategy": {"st": "usa:linear"},
    "wrong base64": {"c": "1.00000000.%%%"},
    "no version": {"c": "eyJhIjoxfQ"},
    "a later version": {"c": "2" + pack({})[1:]},
    "a cut link": {"c": pack({"parties.japan.trust": "high"})[:-3]},
    "a changed letter": {"c": _flipped(pack({"parties.japan.trust": "high"}))},
    "a list instead of settings": {"c": pack(["parties.japan.trust"])},
    "an unknown key": {"c": pack({"parties.japan.temper": "high"})},
    "a title": {"c": pack({"title": "<script>alert(1)</script>"})},
    "another id": {"c": pack({"id": "mine"})},
    "HTML as a word": {"c": pack({"parties.japan.trust": "<b>high</b>"})},
    "HTML as a key": {"c": pack({"<img src=x>": 1})},
    "a word of no scale": {"c": pack({"parties.japan.trust": "enormous"})},
    "a number out of range": {"c": pack({"parties.japan.trust": 7})},
    "too many rounds": {"c": pack({"talks.rounds": 2000})},
    "rounds in words": {"c": pack({"talks.rounds": "many"})},
    "half a round": {"c": pack({"talks.rounds": 2.5})},
    "true rounds": {"c": pack({"talks.rounds": True})},
    "a nested value": {"c": pack({"parties.japan.trust": {"level": "high"}})},
    "not a number": {"c": _deflated(b'{"parties.japan.trust": NaN}')},
    "a number without end": {"c": _deflated(b'{"parties.japan.trust": 1e999}')},
    "a number of many digits": {"c": _deflated(b'{"parties.japan.trust": ' + b"9" * 5000 + b"}")},
    "deep nesting": {"x": _deflated(b'{"a.b":' + b"[" * 20_000 + b"]" * 20_000 + b"}")},
    "an extra with HTML": {"x": pack({"play.group": "<img onerror=alert(1)>"})},
    "an extra with Markdown code": {"x": pack({"play.group": "`rm`"})},
    "an extra without a page": {"x": pack({"group": 1})},
    "a million characters": {"c": "1.00000000." + "A" * 1_000_000},
    "a million characters elsewhere": {"s": "a" * 1_000_000},
    "a bomb": {"c": _deflated(b'{"a":"' + b"0" * 50_000_000 + b'"}')},
}


@pytest.mark.parametrize("params", WRONG.values(), ids=WRONG)
def test_a_wrong_link_shows_the_default_page_and_a_sentence(params: dict[str, str]) -> None:
    state, problems = decode(params)
    assert state == State()
    assert len(problems) == 1
    assert not set("<>`") & set(problems[0])


def test_a_wrong_link_is_answered_in_its_language() -> None:
    state, problems = decode({"lang": "ja", "s": "nowhere"})
    assert (state.language, state.scenario) == ("ja", State().scenario)
    assert "リンク" in problems[0]


def test_the_bomb_is_never_unfolded() -> None:
    bomb = _deflated(b" " * 50_000_000)
    with pytest.raises(InputError):
        unpack(bomb)
    small = _deflated(b" " * (LARGEST_DATA + 1))
    assert len(small) < LONGEST_TEXT
    with pytest.raises(InputError, match="damaged"):
        unpack(small)


def test_a_link_of_the_first_version_still_opens() -> None:
    """A link that a teacher printed: it must open for ever."""
    packed = "1.690c0833.eNqrVipILCrJTC3Wy0osSMzTKykqLS5RslLKyEzPUKoFAK7PCvs"
    try:
        known = unpack(packed)
    except InputError:
        pytest.fail("the encoding of links has changed: keep reading the old one")
    assert known == {"parties.japan.trust": "high"}


def test_a_state_too_large_for_a_link_says_so() -> None:
    rng = Random(1)
    extras = {f"play.x{i}": "".join(rng.choices(string.ascii_letters, k=200)) for i in range(300)}
    with pytest.raises(InputError, match="more than a link can carry"):
        encode(State(extras=extras))


def test_parameters_of_others_are_left_alone() -> None:
    assert decode({"utm_source": "<b>", "embed": "true"}) == (State(), [])


def test_packed_text_is_plain_json() -> None:
    text = pack({"a": [1, 2]})
    data = base64.urlsafe_b64decode(text.split(".")[2] + "==")
    assert json.loads(zlib.decompress(data)) == {"a": [1, 2]}


def test_a_setting_that_is_gone_is_named_with_the_nearest() -> None:
    """As in a link of the version in which options were graded from worst to best."""
    old = {"parties.japan.values.habomai.japan": "good"}
    state, (problem,) = decode({"s": "2018-singapore", "c": pack(old)})
    assert state == State()
    assert "“parties.japan.values.habomai.japan”" in problem
    assert "“parties.japan.gains.habomai.japan”" in problem
    _, (problem,) = decode({"s": "2018-singapore", "c": pack({"ladder.xyzzy": 1})})
    assert "“ladder.xyzzy”" in problem
