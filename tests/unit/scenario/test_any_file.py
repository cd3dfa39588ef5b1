"""Whatever stands in a file of a scenario, of scales, of the ledger or of facts: it is read, or refused with a sentence."""

from __future__ import annotations

import contextlib
import tomllib
from pathlib import Path
from typing import Any

import pytest
import tomli_w
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.cli.commands.validate import _checked
from sim.engine.mesa import negotiate
from sim.errors import SimError
from sim.scenario.load import load
from sim.scenario.places import scenarios_dir, seeds_dir
from tests.mutations import ODD, RUBBISH, STEADY, Change, changes

DATA = Path(__file__).resolve().parents[2] / "data"

IN_TOML = [odd for odd in ODD if odd is not None and odd != [None]]

FACTS = """
[[fact]]
id = "signed"
episode = "2018-singapore"
says = "It was signed."
evidence = ["tass-2018-11/c04"]
check = "signed()"
kind = "ending"
"""

KINDS = {
    "scenario": ("own.toml", (DATA / "lake.toml").read_text("utf-8")),
    "depths": ("own.toml", (DATA / "river" / "river.toml").read_text("utf-8")),
    "extending": ("own.toml", (scenarios_dir() / "2018-singapore.toml").read_text("utf-8")),
    "scales": ("scales.toml", (DATA / "scales.toml").read_text("utf-8")),
    "article": ("tass-2018-11.toml", (seeds_dir() / "tass-2018-11.toml").read_text("utf-8")),
    "document": ("doc-tokyo-1993.toml", (seeds_dir() / "doc-tokyo-1993.toml").read_text("utf-8")),
    "facts": ("facts.toml", FACTS),
    "counterfactuals": ("own.toml", (scenarios_dir() / "counterfactuals.toml").read_text("utf-8")),
    "ablations": ("own.toml", (scenarios_dir() / "ablations.toml").read_text("utf-8")),
    "briefs": ("briefs.toml", (scenarios_dir() / "briefs.toml").read_text("utf-8")),
    "posterior": ("posterior.toml", (scenarios_dir() / "posterior.toml").read_text("utf-8")),
}
FEWER = {
    "counterfactuals": 6,
    "briefs": 30,
    "facts": 30,
    "extending": 30,
    "depths": 60,
    "posterior": 30,
    "article": 40,
}
"""How often each is tried where a file takes long to read."""

SCALES = {"scenario": DATA / "scales.toml", "depths": DATA / "river" / "scales.toml"}
"""The scales that lie beside a scenario."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("files")


def answered(folder: Path, name: str, content: bytes) -> dict[str, Any]:
    """What `validate` says of a file, after a check that it is one thing or the other."""
    path = folder / name
    path.write_bytes(content)
    row = _checked(str(path))
    if not row["ok"]:
        assert name.removesuffix(".toml") in row["error"].split(":")[0] or "scales.toml" in row["error"], row
    return row


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_with_one_thing_wrong_is_read_or_refused_with_a_sentence(folder: Path, kind: str) -> None:
    name, text = KINDS[kind]
    whole = tomllib.loads(text)
    own = folder / kind
    own.mkdir()
    if kind in SCALES:
        (own / "scales.toml").write_bytes(SCALES[kind].read_bytes())
    assert answered(own, name, text.encode())["ok"]

    @settings(STEADY, max_examples=FEWER.get(kind, 100))
    @given(changes(whole, IN_TOML))
    def tried(change: Change) -> None:
        row = answered(own, name, tomli_w.dumps(change.of(whole)).encode())
        if row["ok"] and row["kind"] == "scenario":
            plays(own / name)

    tried()


def plays(path: Path) -> None:
    """What is valid can be played, or is refused with a sentence."""
    with contextlib.suppress(SimError):
        scenario = load(path)
        if scenario.spec.talks.rounds <= 20:
            negotiate(scenario, 3)


@settings(STEADY, max_examples=60)
@given(st.sampled_from(sorted(KINDS)), st.integers(0, 4000), st.binary(min_size=1, max_size=3))
def test_a_file_with_damaged_bytes_is_read_or_refused(
    folder: Path, kind: str, at: int, damage: bytes
) -> None:
    name, text = KINDS["scenario" if kind == "counterfactuals" else kind]
    own = folder / f"damaged-{kind}"
    own.mkdir(exist_ok=True)
    content = text.encode()
    at %= len(content)
    answered(own, name, content[:at] + damage + content[at + len(damage) :])


@pytest.mark.parametrize("content", RUBBISH)
def test_a_file_that_is_no_document_is_refused(tmp_path: Path, content: bytes) -> None:
    for name in ("own.toml", "doc-x.toml", "scales.toml"):
        assert not answered(tmp_path, name, content)["ok"]


def test_a_folder_and_a_name_of_no_file_are_refused(tmp_path: Path) -> None:
    for name in (str(tmp_path), "a\x00b.toml", "\ud800.toml", f"{'x' * 5000}.toml"):
        assert not _checked(name)["ok"]


def test_a_file_of_absurd_size_is_refused_before_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sim.scenario.toml._LARGEST", 0)
    row = answered(tmp_path, "own.toml", KINDS["scenario"][1].encode())
    assert not row["ok"] and "is larger than 0 MB; give a smaller file" in row["error"]
