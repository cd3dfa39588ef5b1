"""What a refusal proposes is accepted, and what the reference calls needed is what a scenario cannot do without."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import tomli_w

from sim.errors import ScenarioError
from sim.scenario.fields import Kind
from sim.scenario.ledger import load_source
from sim.scenario.load import from_document, load
from sim.scenario.places import seeds_dir
from sim.scenario.schema import ScenarioSpec
from tests.mutations import Change, places
from tools.reference_scenario import scenario_page

DATA = Path(__file__).resolve().parents[2] / "data"

SCENARIOS = [DATA / "lake.toml", DATA / "river" / "river.toml"]


def refusal(read: Callable[[Path], Any], path: Path, document: Any) -> str | None:
    """Why a document is refused, or nothing."""
    path.write_text(tomli_w.dumps(document), encoding="utf-8")
    try:
        read(path)
    except ScenarioError as error:
        return str(error).removeprefix(f"{path}: ").removeprefix(f"{path.name}: ")
    return None


def proposed(said: str) -> list[str]:
    """The values that a sentence proposes."""
    found = re.findall(r'did you mean "([^"]+)"', said)
    found += re.findall(
        r"(?:such as|as|alone:|digits and hyphens:|number the claims) \"?([a-z0-9][^\s\",;]*)", said
    )
    for listed in re.findall(r"known are ([a-z0-9_, -]+)|is none of (.+)$", said):
        found += re.findall(r"[a-z0-9_-]+", " ".join(listed).replace(" or ", " ").replace(" and ", " "))
    return [one for one in found if not one.isdecimal() or "date" in said]


def misspelt(value: str) -> list[str]:
    return [f"{value}x", value.upper(), f"{value[:1]}{value}", f"{value} y", f"{value.replace('_', '-')}-z"]


def leaves(document: Any) -> list[tuple[tuple[Any, ...], str]]:
    """Where a short word stands, as a value."""
    found = []
    for place in places(document):
        here = document
        for step in place:
            here = here[step]
        if isinstance(here, str) and len(here) < 40:
            found.append((place, here))
    return found


def check_of(said: str) -> str:
    """A sentence without what it quotes: what is left tells one check from another."""
    return re.sub(r"\"[^\"]*\"|'[^']*'", "", said)


def check_cures(read: Callable[[Path], Any], path: Path, document: dict[str, Any], step: int) -> int:
    """Misspell a word here and there, take each cure at its word, and count the cures."""
    count = 0
    for place, value in leaves(document)[::step]:
        for wrong in misspelt(value):
            said = refusal(read, path, Change(place, wrong).of(document)) or ""
            named = [step for step in place if isinstance(step, str)]
            # A wrong option may be told of where another key still has the right one: then the cure is for that key.
            for cure in (
                proposed(said)
                if said.split(": ")[0].split(".")[-1] in named[-2:] and wrong in said.split("; ")[0]
                else ()
            ):
                again = refusal(read, path, Change(place, cure).of(document))
                assert again is None or check_of(again) != check_of(said), (said, again)
                count += 1
    return count


@pytest.fixture
def beside(tmp_path: Path) -> Path:
    """A folder with the scales of a dispute."""
    (tmp_path / "scales.toml").write_bytes((DATA / "scales.toml").read_bytes())
    return tmp_path


def test_every_value_that_a_refused_scenario_is_told_to_take_is_accepted(beside: Path) -> None:
    document = tomllib.loads(SCENARIOS[0].read_text("utf-8"))
    assert check_cures(load, beside / "own.toml", document, 2) > 100


@pytest.mark.parametrize("name", ["tass-2018-11", "doc-tokyo-1993"])
def test_every_value_that_a_refused_source_is_told_to_take_is_accepted(tmp_path: Path, name: str) -> None:
    document = tomllib.loads((seeds_dir() / f"{name}.toml").read_text("utf-8"))
    document["claims"] = document["claims"][:2]
    assert check_cures(load_source, tmp_path / f"{name}.toml", document, 1) > 10


@pytest.mark.parametrize(
    "place", ["id", "issues.{}.title", "parties.{}.title", "status_quo.{}", "promises.{}.title"]
)
@pytest.mark.parametrize("wrong", ["north_island", "North", "a b", "-a", "北", "a" * 70])
def test_a_name_that_is_refused_is_given_one_that_is_accepted(beside: Path, place: str, wrong: str) -> None:
    """Ids of scenarios have hyphens, names within them underscores."""

    def said(name: str) -> str | None:
        document = tomllib.loads(SCENARIOS[0].read_text("utf-8"))
        if place == "id":
            document["id"] = name
        else:
            table = document[place.split(".")[0]]
            table[name] = table.pop(next(iter(table)))
        return refusal(load, beside / "own.toml", document)

    first = said(wrong)
    if first is not None and "lower-case name" in first:
        assert proposed(first), first
        for cure in proposed(first):
            assert "lower-case name" not in (said(cure) or "")


def needed_by_reference() -> dict[tuple[str, str], str]:
    """What the reference says of each key: the shape of its table and its name, to what stands under *needed*."""
    rows = re.findall(r"^\| `([^`]+)` \| [^|]* \| ([^|]*) \|", scenario_page(), re.MULTILINE)
    return {shape(key): needed for key, needed in rows}


def shape(key: str) -> tuple[str, str]:
    """A key without the names that an author chose: what its table is called and what it is called itself."""
    steps = [step for step in re.sub(r" \(each\)", "", key).split(".") if not step.startswith("<")]
    return ".".join(steps[:-1]), steps[-1]


def known_keys(document: Any, kind: Kind | None, place: tuple[Any, ...] = (), key: str = "") -> Any:
    """Yield where a key of the schema stands, and its shape; names that an author chose are passed over."""
    if kind is None or not isinstance(document, (dict, list)):
        return
    for step, value in document.items() if isinstance(document, dict) else enumerate(document):
        below, own = kind.below(step), kind.table is not None
        name = f"{key}.{step}".strip(".") if own else key
        if own and below is not None:
            yield (*place, step), (key, step)
        yield from known_keys(value, below, (*place, step), name)


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_a_key_is_missed_just_where_the_reference_calls_it_needed(tmp_path: Path, path: Path) -> None:
    (tmp_path / "scales.toml").write_bytes((path.parent / "scales.toml").read_bytes())
    document, needed, tried = (
        tomllib.loads(path.read_text("utf-8")),
        needed_by_reference(),
        set[tuple[str, str]](),
    )
    for place, found in known_keys(document, Kind(ScenarioSpec)):
        if found not in needed or found in tried:
            continue
        tried.add(found)
        said = refusal(load, tmp_path / "own.toml", Change(place).of(document))
        missed = said is not None and ": is missing" in said and place[-1] in said.split(": ")[0]
        if needed[found] == "yes":
            assert said is not None, place
        elif needed[found].startswith("no"):
            assert not missed, (place, said)
    assert len(tried) > 30


def test_what_only_some_need_is_marked_in_the_reference() -> None:
    needed = needed_by_reference()
    guarantor = {key for (_, key), where in needed.items() if where == "of a guarantor"}
    assert guarantor == {
        "ally",
        "leverage",
        "stake",
        "objection",
        "support",
        "support_margin",
        "threat_margin",
    }
    whole = load("2018-singapore")
    document = dict(whole.document)
    for key in guarantor:
        with pytest.raises(
            ScenarioError, match=f"parties.usa.{key}: is missing; add it, for a guarantor needs it"
        ):
            from_document(Change(("parties", "usa", key)).of(document), whole.scales, "own.toml")
