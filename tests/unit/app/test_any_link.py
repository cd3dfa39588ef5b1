"""Whatever a link holds, it opens the page that it describes, or the default page with one sentence."""

from __future__ import annotations

import base64
import json
import zlib
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from sim.app.state.links import KEYS, State, decode, encode
from sim.app.state.packing import pack, unpack
from sim.errors import InputError

STEADY = settings(derandomize=True, max_examples=150)

EPISODES = ["2018-singapore", "1956-joint-declaration", "base", "../base", ""]
SETTINGS = ["parties.japan.trust", "talks.rounds", "performance.years", "parties.usa.role", "talks.opening"]
HELD = ["parties.japan.red_lines.all_four.holds", "title", "events.x.at", "a.b", "evidence.query", "", "c"]
TEXTS = ["\ud800", "\x00", "\u202e", "\u3000", "<b>", "`", "high", "é" * 400, "1e400", "nan"]
NUMBERS = [10**400, -(10**400), 2**53, 1e308, -0.0, 0, -1, 7, 2.5, float("inf"), float("nan")]

words = st.sampled_from(TEXTS) | st.text(max_size=12) | st.characters(categories=["Cs", "Cc", "Cf"])
leaves = st.none() | st.booleans() | st.sampled_from(NUMBERS) | st.integers() | words
values = st.recursive(leaves, lambda x: st.lists(x, max_size=3) | st.dictionaries(words, x, max_size=3))
tables = st.dictionaries(st.sampled_from(SETTINGS + HELD) | words, values, max_size=4) | values


def raw(data: bytes) -> str:
    """Bytes packed as a link packs them, whatever they say."""
    packed = zlib.compress(data)
    return f"1.{zlib.crc32(packed):08x}.{base64.urlsafe_b64encode(packed).decode().rstrip('=')}"


packed = tables.map(lambda data: raw(json.dumps(data).encode())) | st.binary(max_size=40).map(raw)
twice = st.sampled_from(SETTINGS).map(lambda key: raw(f'{{"{key}":1,"{key}":2}}'.encode()))
numerals = st.sampled_from(["", "0", "-1", "7", "1e5", "²", "9" * 400, "0x10", " 7", "7\n", "٣"])
listed = st.lists(st.sampled_from(["alliance", "japan:linear", "usa:linear", "japan:linear///", ":", ""]))
plain = st.sampled_from([*EPISODES, "en", "ja", "xx", "single_text", "1"]) | numerals | words
links = st.dictionaries(
    st.sampled_from(KEYS), plain | packed | twice | listed.map(",".join), max_size=len(KEYS)
)


@STEADY
@given(links)
def test_any_link_opens_its_page_or_the_default_page_with_a_sentence(params: dict[str, str]) -> None:
    state, problems = decode(params)
    if problems:
        assert state == State(language=state.language)
        assert len(problems) == 1 and problems[0].isprintable()
    assert decode(encode(state)) == (state, [])


@STEADY
@given(st.sampled_from("cx"), packed | twice)
def test_any_packed_part_opens_or_is_refused(key: str, text: str) -> None:
    state, problems = decode({key: text})
    assert decode(encode(state)) == (state, [])
    assert len(problems) <= 1


@STEADY
@given(values)
def test_what_is_packed_comes_back_and_all_else_is_refused(data: Any) -> None:
    try:
        text = pack(data)
    except (ValueError, InputError):
        return
    assert unpack(text) == data


@STEADY
@given(st.dictionaries(st.sampled_from(["evidence.query", "play.group", "no", "a.b"]), values, max_size=4))
def test_whatever_a_page_keeps_the_link_of_it_opens(extras: dict[str, Any]) -> None:
    state, problems = decode(encode(State(extras=extras)))
    assert problems == []
    assert dict(state.extras).items() <= extras.items()
