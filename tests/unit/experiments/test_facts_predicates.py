"""What the predicates say of courses written by hand, each with its negation; and what holds of all courses."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.domain.course import REASONS, Courses, joined
from sim.domain.game import STANCES
from sim.domain.issue import Bools
from sim.domain.small import pie
from sim.errors import InputError
from sim.experiments.facts.language import combined, parse
from sim.experiments.facts.predicates import bound, depths_of
from tests.courses import SPACE, Run, Said, course, courses, game, number

TALKS = Run(
    said=[
        Said("a", number("pact", "south"), "threaten", yes=False, reason="interests", issue="well"),
        Said("b", number("accord", "north", "built"), "object", yes=False, reason="red_line", issue="road"),
        Said("mediator", number("accord", "open", "built"), "support"),
        Said("a", number("note", road="built"), yes=True),
    ],
    signed=number("note", road="built"),
    ratified={"a": True, "b": False},
    idle=3,
)
SILENCE = Run()


def told(check: str, runs: Courses) -> list[bool]:
    rules = game()
    found: list[bool] = combined(parse(check), lambda call: bound(call, rules))(runs).tolist()
    return found


@pytest.mark.parametrize(
    "check",
    [
        'first_text(by="a")',
        'first_text(by="a", has={depth="pact"})',
        'first_text(by="a", has={well=["north", "south"], road="silent"})',
        'first_text(by="b", hasnot={well="south"})',
        'first_text(by=["b", "mediator"], has={road="built", well="north"})',
        'first_text(has={well="south"})',
        'some_text(by="a", has={depth="note"})',
        'some_text(by="mediator", hasnot={well=["north", "south"]})',
        "some_text()",
        'some_text(has={well="north"}, hasnot={road="silent"})',
        'refused(by="b")',
        'refused(by="a", has={well="north"})',
        'refused(by=["a", "b"], has={well="south"}, hasnot={depth="note"})',
        'refused(by="b", reason="interests", issue="well")',
        'refused(by="a", reason=["holds_out", "red_line"])',
        'accepted(by="b", has={depth="note"})',
        'stance(of="c", is="threaten")',
        'stance(of="c", on={well="north"}, is=["object", "support"])',
        'stance(of="c", on={depth="note"}, is="acquiesce")',
        "signed()",
        'signed(depth="note", has={road="built"})',
        'signed(depth=["note", "pact"], hasnot={well="south", road="silent"})',
        'signed_at_most("note")',
        'signed_at_most("pact")',
        'signed_at_least("note")',
        'ratified(by="a")',
        "suspended(rounds=3)",
        'signed(depth=["nothing", "note"])',
    ],
)
def test_what_is_true_of_the_talks(check: str) -> None:
    assert told(check, course(TALKS)) == [True]
    assert told(f"not {check}", course(TALKS)) == [False]


@pytest.mark.parametrize(
    "check",
    [
        'first_text(by="a", has={depth="note"})',
        'first_text(by="a", hasnot={well="south", road="built"})',
        'some_text(by="b", has={well="south"})',
        'some_text(by="b", has={depth="accord"}, hasnot={well="north"})',
        'no_text(by="a", has={well="south"})',
        "no_text()",
        'refused(by="a", has={well="south"})',
        'refused(by="b", has={depth="note"})',
        'refused(by="b", reason="red_line")',
        'refused(by="b", reason="interests", issue="road")',
        'accepted(by="a")',
        'accepted(by="b", has={well="south"})',
        'stance(of="c", on={well="north"}, is="threaten")',
        'signed(depth="nothing")',
        'signed(depth="accord")',
        'signed(has={road="silent"})',
        'signed(hasnot={road="built", well="south"})',
        'signed_at_most("nothing")',
        'signed_at_least("accord")',
        'ratified(by=["a", "b"])',
        "suspended(4)",
    ],
)
def test_what_is_not_true_of_the_talks(check: str) -> None:
    assert told(check, course(TALKS)) == [False]
    assert told(f"not {check}", course(TALKS)) == [True]


@pytest.mark.parametrize(
    ("check", "holds"),
    [
        ('first_text(by="a")', False),
        ("no_text()", True),
        ("some_text()", False),
        ('refused(by="a")', False),
        ('accepted(by="a")', False),
        ('stance(of="c", is=["threaten", "object", "acquiesce", "support"])', False),
        ("signed()", False),
        ('signed(hasnot={road="built"})', False),
        ('signed(depth="nothing")', True),
        ('signed_at_most("note")', True),
        ('signed_at_most("nothing")', True),
        ('signed_at_least("nothing")', True),
        ('signed_at_least("note")', False),
        ('ratified(by="a")', False),
        ("suspended(rounds=1)", False),
        ("suspended(rounds=0)", True),
    ],
)
def test_where_nothing_was_said(check: str, holds: bool) -> None:
    assert told(check, course(SILENCE)) == [holds]


def test_many_runs_are_told_at_once_and_apart() -> None:
    runs = courses(TALKS, SILENCE, TALKS, replace(TALKS, signed=number("pact", "south")))
    assert told("signed()", runs) == [True, False, True, True]
    assert told('signed_at_least("accord") or no_text()', runs) == [False, True, False, True]
    assert told('signed(depth="pact") and some_text(by="b")', runs) == [False, False, False, True]
    assert told('first_text(by="a", has={well="south"})', runs) == [True, False, True, True]


def test_why_is_not_told_where_it_was_not_kept() -> None:
    bare = course(TALKS, reasons=False)
    assert told('refused(by="a", has={well="north"})', bare) == [True]
    for check in ('refused(by="a", reason="red_line")', 'refused(by="a", issue="well")'):
        with pytest.raises(InputError, match="these runs do not keep it"):
            told(check, bare)


def test_a_dispute_without_depths_has_treaties_alone() -> None:
    rules = pie(2)
    signed = replace(joined([course(SILENCE)]), signed=np.array([1]))
    for check, holds in (
        ('signed(depth="treaty", has={share="a1"})', True),
        ('signed(has={depth="treaty", share="a1"})', True),
        ('signed_at_most("nothing")', False),
    ):
        assert combined(parse(check), lambda call: bound(call, rules))(signed).tolist() == [holds]
    with pytest.raises(InputError, match="texts have no depths here"):
        combined(parse('signed(has={depth="note"})'), lambda call: bound(call, rules))
    assert depths_of(rules)[0] == ("treaty",)


# ---------------------------------------------------------------- whatever the course


outcomes = st.integers(0, SPACE.n - 1)
texts = st.builds(
    Said,
    author=st.sampled_from(["a", "b", "mediator"]),
    outcome=outcomes,
    stance=st.sampled_from(STANCES),
    yes=st.sampled_from([None, False, True]),
    reason=st.sampled_from([None, *REASONS]),
)
runs = st.builds(
    Run,
    said=st.lists(texts, max_size=5),
    signed=st.integers(-1, SPACE.n - 1),
    ratified=st.fixed_dictionaries({"a": st.booleans(), "b": st.booleans()}),
    idle=st.integers(0, 6),
)
many = st.lists(runs, min_size=1, max_size=6).map(lambda some: courses(*some))
conditions = st.sampled_from(
    [
        "",
        ", has={}",
        ', has={well="south"}',
        ', hasnot={road="built", depth="pact"}',
        ', has={depth=["note", "pact"]}',
    ]
)
parties = st.sampled_from(['by="a"', 'by="b"', 'by=["a", "mediator"]'])


def mask(check: str, found: Courses) -> Bools:
    return np.array(told(check, found))


@given(many, parties, conditions)
def test_no_text_is_the_opposite_of_some_text(found: Courses, by: str, condition: str) -> None:
    none, some = (mask(f"{name}({by}{condition})", found) for name in ("no_text", "some_text"))
    assert (none == ~some).all()


@given(many, parties, conditions)
def test_the_first_text_is_some_text(found: Courses, by: str, condition: str) -> None:
    assert (mask(f"first_text({by}{condition})", found) <= mask(f"some_text({by}{condition})", found)).all()


@given(many)
def test_at_least_a_depth_is_more_than_the_one_below(found: Courses) -> None:
    names = ("nothing", *SPACE.issues[0].options)
    for below, depth in itertools.pairwise(names):
        least, most = mask(f'signed_at_least("{depth}")', found), mask(f'signed_at_most("{below}")', found)
        assert (least == ~most).all()
        exact = mask(f'signed(depth="{depth}")', found)
        assert (exact == (least & mask(f'signed_at_most("{depth}")', found))).all()


@given(many, conditions)
def test_what_is_signed_has_a_condition_or_its_opposite(found: Courses, condition: str) -> None:
    both = mask('signed(has={well="south"})', found) | mask('signed(hasnot={well="south"})', found)
    assert (both == mask("signed()", found)).all()


@given(many, st.sampled_from(["a", "b"]))
def test_a_reason_is_a_part_of_the_refusals(found: Courses, party: str) -> None:
    parts = [mask(f'refused(by="{party}", reason="{reason}")', found) for reason in REASONS]
    assert (np.logical_or.reduce(parts) <= mask(f'refused(by="{party}")', found)).all()


@given(many)
def test_runs_do_not_know_of_each_other(found: Courses) -> None:
    check = 'some_text(by="a", has={well="south"}) and not (accepted(by="b") or stance(of="c", is="object"))'
    alone = [told(check, one)[0] for one in _each(found)]
    assert told(check, found) == alone


def _each(found: Courses) -> list[Courses]:
    names = ("author", "outcome", "round", "last_day", "answer", "stance", "reason", "issue", "signed", "ratified",
             "idle", "gap")  # fmt: skip
    return [Courses(**{name: getattr(found, name)[i : i + 1] for name in names}) for i in range(found.n)]
