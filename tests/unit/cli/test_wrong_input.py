"""Wrong scenarios and options: each gets one sentence with file, key and cure, the exit code 2, and an empty stdout."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.unit.cli.conftest import Command

HEAD = 'extends = "base"\nid = "own"\ntitle = "T"\ndate = "2000"\nsummary = "S"\n'
ISSUES = ("habomai", "shikotan", "kunashir", "iturup", "order", "security", "economy", "recognition")
NOTHING_WEIGHS = "[parties.japan.weights]\n" + "".join(
    f'{i} = {{ level = "none", assumption = "x" }}\n' for i in ISSUES
)
LINE = '[parties.japan.red_lines.own]\ntitle = "x"\nassumption = "x"\nrefuses = '


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["2018-singapor"], ['no scenario "2018-singapor"', 'did you mean "2018-singapore"']),
        ([""], ['no scenario ""', "known are"]),
        (["base"], ['no scenario "base"']),
        (["none.toml"], ["none.toml", "no such file", "give the path"]),
        (["."], ['no scenario "."']),
        (["./"], ["cannot be read", "Is a directory"]),
        (["2018-singapore", "--seed", "seven"], ['seed: "seven" is not a whole number', "such as 7"]),
        (["2018-singapore", "--seed", "-5"], ['seed: "-5" is not a whole number']),
        (["2018-singapore", "--seed", "1.5"], ['seed: "1.5"']),
        (["2018-singapore", "--seed", ""], ['seed: ""']),
        (
            ["2018-singapore", "--seed", str(2**53)],
            ["seed: 9,007,199,254,740,992", "to 9,007,199,254,740,991"],
        ),
        (["2018-singapore", "--set", "talks.rounds"], ["--set", '"talks.rounds"', "KEY=VALUE"]),
        (["2018-singapore", "--set", "=3"], ["--set", "KEY=VALUE"]),
        (["2018-singapore", "--set", "a=1", "--set", "a=2"], ["--set", '"a" is given twice']),
        (["2018-singapore", "--set", "parties.japan.trsut=low"], ['did you mean "parties.japan.trust"']),
        (["2018-singapore", "--set", "leverage=low"], ['did you mean "parties.usa.leverage"']),
        (["2018-singapore", "--set", "zzz=low"], ['no key "zzz"', "hikiwake validate --json"]),
        (
            ["2018-singapore", "--set", "parties.japan.trust=hgh"],
            ["parties.japan.trust", '"hgh"', 'did you mean "high"'],
        ),
        (["2018-singapore", "--set", "parties.japan.trust=7"], ["parties.japan.trust", "from 0 to 1"]),
        (["2018-singapore", "--set", "parties.japan.trust=nan"], ["parties.japan.trust", "finite"]),
        (["2018-singapore", "--set", "parties.japan.trust=-inf"], ["parties.japan.trust", "finite"]),
        (["2018-singapore", "--set", "parties.japan.trust="], ["parties.japan.trust", '""', "known are"]),
        (["2018-singapore", "--set", "talks.rounds=many"], ["talks.rounds", '"many" is not a whole number']),
        (["2018-singapore", "--set", "talks.rounds=0"], ["talks.rounds", "greater than or equal to 1"]),
        (["2018-singapore", "--set", "talks.protocol=x"], ["talks.protocol", '"single_text"']),
        (
            ["2018-singapore", "--set", "status_quo.habomai=japn"],
            ["status_quo.habomai", 'did you mean "japan"'],
        ),
        (["2018-singapore", "--set", "parties.japan=x"], ["parties.japan", "not a single value"]),
        (["2018-singapore", "--set", "id=x"], ["id", "not a single value"]),
        (["2018-singapore", "--set", "parties.japan.strategy=human"], ["human", "person"]),
        (["2018-singapore", "--strategy", "japan"], ["--strategy", "PARTY=NAME"]),
        (
            ["2018-singapore", "--strategy", "japan=bulware"],
            ["--strategy japan=bulware", 'did you mean "boulware"'],
        ),
        (["2018-singapore", "--strategy", "japan=linear/ac_nxt"], ['did you mean "ac_next"']),
        (["2018-singapore", "--strategy", "japan=linear//bayes"], ["no opponent model", "bayesian"]),
        (["2018-singapore", "--strategy", "japan=linear/ac_next/none/x"], ["too many parts"]),
        (["2018-singapore", "--strategy", "japan="], ['no strategy ""', "known are"]),
        (["2018-singapore", "--strategy", "japan=human"], ["--strategy japan=human", "sim.Human"]),
        (["2018-singapore", "--strategy", "japn=linear"], ['no signatory "japn"', 'did you mean "japan"']),
        (["2018-singapore", "--strategy", "usa=linear"], ['no signatory "usa"']),
        (["2018-singapore", "--off", "alianc"], ["off", 'no constraint "alianc"', 'did you mean "alliance"']),
        (["2018-singapore", "--protocol", "singel_text"], ["protocol", 'did you mean "single_text"']),
        (["2018-singapore", "--out", "nowhere/run.json"], ["--out", 'no folder "nowhere"']),
        (["2018-singapore", "--out", "."], ["--out", "is a folder"]),
        ([], ["SCENARIO is missing", "--replay"]),
    ],
)
def test_a_wrong_option(refused: Callable[..., str], words: list[str], said: list[str]) -> None:
    sentence = refused("run", *words)
    assert [part for part in said if part not in sentence] == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"a = = 3\n", ["not valid TOML", "line 1", "mend that line"]),
        (bytes(range(256)), ["not a text file", "UTF-8"]),
        (b"\0\0\0", ["not a text file", "UTF-8"]),
        (b"", ["id: is missing; add it"]),
        (b"a = " + b"[" * 5000, ["not valid TOML"]),
        (b"[" + b"a." * 3000 + b"b]\nc = 1\n", ["deep"]),
        (HEAD.replace("base", "bas"), ["extends", 'no scenario "bas"', 'did you mean "base"']),
        (HEAD.replace("base", "own"), ["extends", "extends itself"]),
        (HEAD.replace('"own"', '"A B"'), ['id: is "A B"', "lower-case"]),
        (HEAD.replace('"2000"', '"last year"'), ['date: "last year"', "2018-11-14"]),
        (HEAD + "titel = 'x'\n", ["titel: is not a known key", 'did you mean "title"']),
        (HEAD + "place = 3\n", ["place: is 3", "text in quotes"]),
        (HEAD + "abstract = 'yes'\n", ['abstract: is "yes"', "true or false"]),
        (
            HEAD + 'parties.japan.trust = { level = "hgh", assumption = "x" }\n',
            ["parties.japan.trust", '"hgh"', '"high"'],
        ),
        (HEAD + "parties.japan.trust = { level = 'high' }\n", ["parties.japan.trust", "rests on nothing"]),
        (
            HEAD + "parties.japan.trust = { value = 0.3, assumption = 'x' }\n",
            ["parties.japan.trust", "no range"],
        ),
        (
            HEAD + "parties.japan.trust = { value = nan, range = [0.0, 1.0], assumption = 'x' }\n",
            ["parties.japan.trust.value", "finite"],
        ),
        (
            HEAD + "parties.japan.trust = { value = 3.0, range = [0.0, 4.0], assumption = 'x' }\n",
            ["parties.japan.trust", "from 0 to 1"],
        ),
        (
            HEAD + "parties.japan.trust = { level = 'high', evidence = ['tass-2018-11/c99'] }\n",
            ["parties.japan.trust.evidence", 'no claim "tass-2018-11/c99"', "did you mean"],
        ),
        (HEAD + NOTHING_WEIGHS, ["parties.japan.weights", "all are zero", "weigh an issue"]),
        (
            HEAD + '[feasibility]\nforbid = [{ habomai = ["russia", "open", "later", "joint", "japan"] }]\n',
            ["feasibility", "leave no text at all", "relax"],
        ),
        (
            HEAD + '[feasibility]\nforbid = [{ habomai = ["russia"] }]\n',
            ["parties.russia.declared", "no text with depth = treaty", "feasibility"],
        ),
        (HEAD + "[ladder]\ntalks = 1\n", ["ladder: is not needed", "drop the table"]),
        (
            HEAD + LINE + '{ habomai = ["russia", "open", "later", "joint", "japan"] }\n',
            ["red_lines.own", "nobody can meet it"],
        ),
        (HEAD + LINE + "{}\n", ["red_lines.own", "nobody can meet it"]),
        (
            HEAD
            + LINE
            + '{ habomai = ["russia", "open"] }\n'
            + LINE.replace("own", "other")
            + '{ habomai = ["later", "joint", "japan"] }\n',
            ["parties.japan.red_lines", "together they refuse every outcome"],
        ),
        (
            HEAD + LINE + '{ habomai = ["rusia"] }\n',
            ["red_lines.own.refuses.habomai", 'did you mean "russia"'],
        ),
        ('[scales.trust]\ntitle = "x"\n', ["is a file of scales and no scenario"]),
        ('[article]\nid = "x"\n', ["is an article of the ledger and no scenario"]),
    ],
)
@pytest.mark.parametrize("command", ["run", "outcomes"])
def test_a_wrong_file(
    refused: Callable[..., str], tmp_path: Path, command: str, text: str | bytes, said: list[str]
) -> None:
    path = tmp_path / "own.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    sentence = refused(command, str(path))
    assert sentence.startswith(str(path))
    assert [part for part in said if part not in sentence] == []


def test_a_base_cannot_be_played(refused: Callable[..., str], tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text(f"abstract = true\n{HEAD}", encoding="utf-8")
    assert "name one that extends it" in refused("run", str(path))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["outcomes", "2018"], ['no scenario "2018"', "known are"]),
        (["outcomes", "2018-singapore", "--off", "x"], ['no constraint "x"', "known are"]),
        (["outcomes", "2018-singapore", "--set", "x"], ["--set", "KEY=VALUE"]),
        (["evidence", "--topic", "teritory"], ['no topic "teritory"', 'did you mean "territory"']),
        (["evidence", "--article", "tass"], ['no article "tass"', "known are"]),
        (["evidence", "--actor", "japn"], ['no actor "japn"', 'did you mean "japan"']),
        (["evidence", "--reliability", "hgh"], ['no reliability "hgh"', 'did you mean "high"']),
    ],
)
def test_other_commands(refused: Callable[..., str], words: list[str], said: list[str]) -> None:
    sentence = refused(*words)
    assert [part for part in said if part not in sentence] == []


def test_a_process_says_the_same(process: Command, tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_bytes(b"\0\0")
    said = process("run", str(path), "--json")
    assert (said.code, said.out) == (2, "")
    assert said.err == f"hikiwake: {path}: is not a text file; save it as UTF-8 or name another\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (HEAD + "abstract = [true]\n", "abstract: is [true] but must be true or false"),
        (HEAD + "place = true\n", "place: is true but must be text in quotes"),
        (HEAD + "place = { a = 1 }\n", 'place: is {"a": 1} but must be text in quotes'),
        (HEAD + "place = 2030-04-01\n", "place: is 2030-04-01 but must be text in quotes"),
        (HEAD.replace('"base"', "3"), "extends: is 3 but must be the name of a scenario in quotes"),
        (HEAD + "[talks]\nprotocol = 'alternate'\n", 'did you mean "alternating"?'),
        ("a = " + "[" * 5000, "it is nested too deep"),
    ],
)
def test_a_wrong_value_is_shown_as_its_file_has_it_and_in_no_words_of_the_program(
    refused: Callable[..., str], tmp_path: Path, text: str, said: str
) -> None:
    path = tmp_path / "own.toml"
    path.write_text(text, encoding="utf-8")
    sentence = refused("outcomes", str(path))
    assert said in sentence
    for word in ("True", "None", "datetime", "recursion", "dictionary", "boolean", "integer", "input"):
        assert word not in sentence
