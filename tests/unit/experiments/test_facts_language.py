"""The language of checks: what it reads, and the sentence for each thing that is wrong."""

from __future__ import annotations

import contextlib
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.domain.course import REASONS
from sim.domain.game import STANCES
from sim.errors import InputError
from sim.experiments.facts.language import DEEPEST, Call, Joined, Node, Not, calls, parse
from sim.experiments.facts.predicates import SIGNATURES, bound, checked
from tests.courses import game

YES, NO = Call("yes", {}), Call("no", {})


@pytest.mark.parametrize(
    ("check", "tree"),
    [
        ("yes()", YES),
        (" ( yes ( ) ) ", YES),
        ("not yes()", Not(YES)),
        ("not not yes()", Not(Not(YES))),
        ("yes() and no() or yes()", Joined((Joined((YES, NO), True), YES), False)),
        ("yes() or no() and yes()", Joined((YES, Joined((NO, YES), True)), False)),
        ("(yes() or no()) and not no()", Joined((Joined((YES, NO), False), Not(NO)), True)),
        ("yes() and no() and yes()", Joined((YES, NO, YES), True)),
        ("at('x')", Call("at", {"": ("x",)})),
        ("at(3)", Call("at", {"": 3})),
        ('at(by="x", is=["y", "z"],)', Call("at", {"by": ("x",), "is": ("y", "z")})),
        ('at(has={a="1956", b=["x",], }, n=12)', Call("at", {"has": {"a": ("1956",), "b": ("x",)}, "n": 12})),
        ("""at(has={"a": "x"})""", Call("at", {"has": {"a": ("x",)}})),
        ("at(has={})", Call("at", {"has": {}})),
    ],
)
def test_what_it_reads(check: str, tree: Node) -> None:
    assert parse(check) == tree


@pytest.mark.parametrize(
    ("check", "said"),
    [
        ("", "the end stands where a predicate such as signed is expected"),
        ("yes", "the end stands where an opening parenthesis is expected"),
        ("yes() no()", "no stands at character 7, where and, or, or the end is expected"),
        ("yes() and", "the end stands where a predicate"),
        ("and yes()", "and stands at character 1, where a predicate"),
        ("(yes()", "where a closing parenthesis is expected"),
        ("yes() & no()", "& stands at character 7"),
        ("at(by='x'", "the end stands where a comma or a closing parenthesis"),
        ("at(by 'x')", "'x' stands at character 7, where an equals sign is expected"),
        ("at(by=x)", 'x needs quotes; write "x"'),
        ("at(by='x', by='y')", "at: gives by twice"),
        ("at('x', 'y')", "gives a value without a name twice"),
        ("at(has={a='x', a='y'})", "gives a twice in one table"),
        ("at(has={a='x' b='y'})", "where a comma or a closing brace"),
        ("at(is=['x' 'y'])", "where a comma or a closing bracket"),
        ("at(has={='x'})", "= stands at character 9, where an issue is expected"),
        ("at(has={a={b='x'}})", "{ stands at character 11"),
        ("at(by='x)", "' stands at character 7"),
        ("__import__('os').system('x')", ". stands at character 17"),
        ("[x for x in ()]", "[ stands at character 1"),
        ("(" * 600, f"nested more than {DEEPEST} deep"),
        ("not " * 600, f"nested more than {DEEPEST} deep"),
        ("étude()", "é stands at character 1"),
    ],
)
def test_what_cannot_be_read(check: str, said: str) -> None:
    with pytest.raises(InputError) as caught:
        parse(check)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


@given(st.text("()[]{}=,:'\" andornotxy1", max_size=40))
def test_nothing_else_than_an_input_error_comes_of_what_cannot_be_read(check: str) -> None:
    with contextlib.suppress(InputError):
        parse(check)


@st.composite
def trees(draw: st.DrawFn, depth: int = 3) -> Node:
    if depth == 0 or draw(st.booleans()):
        return draw(st.sampled_from([YES, NO]))
    if draw(st.booleans()):
        return Not(draw(trees(depth - 1)))
    parts = draw(st.lists(trees(depth - 1), min_size=2, max_size=3))
    return Joined(tuple(parts), draw(st.booleans()))


def written(node: Node) -> str:
    if isinstance(node, Call):
        return f"{node.name}()"
    if isinstance(node, Not):
        return f"not ({written(node.of)})"
    return (" and " if node.every else " or ").join(f"({written(part)})" for part in node.parts)


@given(trees())
def test_what_is_written_is_read_back(tree: Node) -> None:
    assert parse(written(tree)) == tree
    assert {call.name for call in calls(tree)} <= {"yes", "no"}


@pytest.mark.parametrize(
    ("check", "said"),
    [
        ("frist_text(by='a')", 'there is no predicate "frist_text"; did you mean "first_text"?'),
        ("eval('x')", 'there is no predicate "eval"; known are accepted,'),
        ("first_text(buy='a')", 'first_text: takes no value "buy"; did you mean "by"?'),
        ("first_text('a')", "first_text: takes no value without a name; known are by, has, hasnot"),
        ("signed_at_most('note', depth='note')", "gives depth twice"),
        ("stance(of='c')", "stance: is is missing; add is="),
        ("refused(has={})", "refused: by is missing"),
        ("first_text(by='aa')", 'by: no party that tables texts "aa"; did you mean "a"?'),
        ("first_text(by='c')", 'no party that tables texts "c"; known are a, b, mediator'),
        ("refused(by='c')", 'by: no party that signs "c"; known are a, b'),
        ("ratified(by=['a', 'x'])", 'by: no party that signs "x"; known are a, b'),
        ("ratified(by=[])", "by: must be a name in quotes or a list of them"),
        ("ratified(by=3)", "by: must be a name in quotes or a list of them"),
        ("some_text(has={wel='north'})", 'has: no issue "wel"; did you mean "well"?'),
        (
            "some_text(has={well='nrth'})",
            'has: issue "well" has no option "nrth"; did you mean "north"?',
        ),
        ("no_text(hasnot={depth='pct'})", 'hasnot: issue "depth" has no option "pct"; did you mean "pact"?'),
        ("some_text(has='north')", "has: must be a table of issues"),
        ("signed_at_least('pct')", 'depth: no depth "pct"; did you mean "pact"?'),
        ("signed_at_least(['note', 'pact'])", "depth: names several depths; name one"),
        ("signed_at_least({})", "depth: must be a name in quotes"),
        ("signed(depth='nothing', has={road='built'})", '"nothing" holds nothing; leave out has='),
        ("suspended('many')", "rounds: must be a whole number"),
        ("stance(of='a', is='object')", 'of: no guarantor "a"; known are c'),
        ("stance(of='c', is='objects')", 'is: no stance "objects"; did you mean "object"?'),
        ("stance(of='c', is='object', on={wel='north'})", 'on: no issue "wel"'),
        ("refused(by='a', reason='redline')", 'reason: no reason "redline"; did you mean "red_line"?'),
        ("refused(by='a', issue='wel')", 'issue: no issue "wel"; did you mean "well"?'),
        ("closest(after='x', is='y')", 'closest: compares episodes; write episode = "*"'),
    ],
)
def test_the_sentence_for_a_wrong_name(check: str, said: str) -> None:
    with pytest.raises(InputError) as caught:
        bound(next(calls(parse(check))), game())
    assert said in str(caught.value)


@pytest.mark.parametrize("name", SIGNATURES)
def test_every_value_of_every_predicate_is_known(name: str) -> None:
    takes = SIGNATURES[name]
    every = dict.fromkeys((*takes.must, *takes.may), ("x",))
    assert checked(Call(name, every)).values == every
    if takes.bare:
        assert checked(Call(name, {"": ("x",)})).values == {takes.bare: ("x",)}


def test_the_guide_has_every_predicate_with_its_values() -> None:
    guide = (Path(__file__).resolve().parents[3] / "docs" / "how-to" / "facts.md").read_text(encoding="utf-8")
    told = {
        name: set(values.split(", "))
        for name, values in re.findall(r"^\| `(\w+)\(([^)]*)\)` ", guide, re.MULTILINE)
    }
    assert told == {name: {*takes.must, *takes.may} for name, takes in SIGNATURES.items()}
    assert [word for word in (*REASONS, *STANCES) if f"`{word}`" not in guide] == []
