"""The language of checks: predicates with named values, joined by `and`, `or`, `not` and parentheses.

A check is read into a small tree and nothing in it is run. What the predicates mean stands in
`sim.experiments.facts.predicates`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from sim.domain.issue import Bools
from sim.errors import InputError

Value = int | tuple[str, ...] | Mapping[str, tuple[str, ...]]
"""A whole number, one or several names, or a table of issues to options."""

DEEPEST = 20
"""How deep parentheses and `not` may be nested."""


@dataclass(frozen=True)
class Call:
    """A predicate with its values by name; a value without one has the empty name."""

    name: str
    given: Mapping[str, Value]


@dataclass(frozen=True)
class Not:
    """What holds where the other does not."""

    of: Node


@dataclass(frozen=True)
class Joined:
    """Several checks, of which all have to hold, or any."""

    parts: tuple[Node, ...]
    every: bool


Node = Call | Not | Joined

_TOKEN = re.compile(
    r"""\s*(?:(?P<text>"[^"]*"|'[^']*')|(?P<word>\w+)|(?P<sign>[(){}\[\],=:])|(?P<other>\S))""", re.ASCII
)
_WORDS = ("and", "or", "not")
_END = "the end"


def calls(node: Node) -> Iterator[Call]:
    """Return the predicates of a check in their order.

    >>> [call.name for call in calls(parse("signed() and not ratified(by='a')"))]
    ['signed', 'ratified']
    """
    if isinstance(node, Call):
        yield node
    elif isinstance(node, Not):
        yield from calls(node.of)
    else:
        for part in node.parts:
            yield from calls(part)


Seen = TypeVar("Seen")


def combined(node: Node, leaf: Callable[[Call], Callable[[Seen], Bools]]) -> Callable[[Seen], Bools]:
    """Return a check as a function of what it looks at, given what each predicate makes of that.

    >>> import numpy as np
    >>> test = combined(parse("not even()"), lambda call: lambda numbers: numbers % 2 == 0)
    >>> test(np.array([1, 2])).tolist()
    [True, False]
    """
    if isinstance(node, Call):
        return leaf(node)
    if isinstance(node, Not):
        inner = combined(node.of, leaf)
        return lambda seen: ~inner(seen)
    parts = [combined(part, leaf) for part in node.parts]
    every = node.every

    def test(seen: Seen) -> Bools:
        found = parts[0](seen)
        for part in parts[1:]:
            found = found & part(seen) if every else found | part(seen)
        return found

    return test


def parse(check: str) -> Node:
    """Return the tree of a check. Raises `InputError` where it cannot be read.

    >>> parse('not signed(depth=["pact", "note"]) or idle(3)')
    Joined(parts=(Not(of=Call(name='signed', given={'depth': ('pact', 'note')})), Call(name='idle', given={'': 3})), every=False)
    >>> parse("signed(")
    Traceback (most recent call last):
    ...
    sim.errors.InputError: cannot be read: the end stands where a name in quotes or a list of them is expected
    """
    return _Reader(check).whole()


class _Reader:
    """Reads a check from left to right."""

    def __init__(self, check: str) -> None:
        self.tokens = [
            (str(found.lastgroup), found[0].strip(), found.end()) for found in _TOKEN.finditer(check)
        ]
        self.at = 0
        self.depth = 0

    @property
    def kind(self) -> str:
        return self.tokens[self.at][0] if self.at < len(self.tokens) else _END

    @property
    def shown(self) -> str:
        return self.tokens[self.at][1] if self.at < len(self.tokens) else _END

    def fault(self, expected: str) -> InputError:
        """What is wrong here."""
        if self.kind == _END:
            return InputError(f"cannot be read: the end stands where {expected} is expected")
        end, shown = self.tokens[self.at][2], self.shown
        return InputError(
            f"cannot be read: {shown:.30} stands at character {end - len(shown) + 1}, where {expected} is expected"
        )

    def take(self, sign: str) -> bool:
        """Go on behind a sign or a word, if it is next."""
        if self.kind in ("sign", "word") and self.shown == sign:
            self.at += 1
            return True
        return False

    def need(self, sign: str, expected: str) -> None:
        if not self.take(sign):
            raise self.fault(expected)

    def word(self, expected: str) -> str:
        if self.kind != "word" or self.shown in _WORDS:
            raise self.fault(expected)
        self.at += 1
        return self.tokens[self.at - 1][1]

    def whole(self) -> Node:
        found = self.any_of()
        if self.kind != _END:
            raise self.fault("and, or, or the end")
        return found

    def any_of(self) -> Node:
        parts = [self.all_of()]
        while self.take("or"):
            parts.append(self.all_of())
        return parts[0] if len(parts) == 1 else Joined(tuple(parts), every=False)

    def all_of(self) -> Node:
        parts = [self.one()]
        while self.take("and"):
            parts.append(self.one())
        return parts[0] if len(parts) == 1 else Joined(tuple(parts), every=True)

    def one(self) -> Node:
        self.depth += 1
        if self.depth > DEEPEST:
            raise InputError(f"is nested more than {DEEPEST} deep; make several facts of it")
        if self.take("not"):
            found: Node = Not(self.one())
        elif self.take("("):
            found = self.any_of()
            self.need(")", "a closing parenthesis")
        else:
            found = self.call()
        self.depth -= 1
        return found

    def call(self) -> Call:
        name = self.word("a predicate such as signed")
        self.need("(", "an opening parenthesis")
        given: dict[str, Value] = {}
        while not self.take(")"):
            key = ""
            if self.kind == "word" and not self.shown.isdigit():
                key = self.word("a name")
                self.need("=", "an equals sign")
            if key in given:
                raise InputError(f"{name}: gives {key or 'a value without a name'} twice; give it once")
            given[key] = self.value()
            if not self.take(","):
                self.need(")", "a comma or a closing parenthesis")
                break
        return Call(name, given)

    def value(self) -> Value:
        if self.kind == "word" and self.shown.isdigit():
            return int(self.word("a number"))
        if self.take("{"):
            return self.table()
        return self.options()

    def text(self, expected: str) -> str:
        if self.kind != "text":
            if self.kind == "word":
                raise InputError(f'cannot be read: {self.shown:.30} needs quotes; write "{self.shown:.30}"')
            raise self.fault(expected)
        self.at += 1
        return self.tokens[self.at - 1][1][1:-1]

    def options(self) -> tuple[str, ...]:
        """One name or a list of them."""
        if not self.take("["):
            return (self.text("a name in quotes or a list of them"),)
        found = []
        while not self.take("]"):
            found.append(self.text("a name in quotes"))
            if not self.take(","):
                self.need("]", "a comma or a closing bracket")
                break
        return tuple(found)

    def table(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        while not self.take("}"):
            key = self.text("an issue") if self.kind == "text" else self.word("an issue")
            if not self.take(":"):
                self.need("=", "an equals sign")
            if key in found:
                raise InputError(f"gives {key} twice in one table; give a list of its options")
            found[key] = self.options()
            if not self.take(","):
                self.need("}", "a comma or a closing brace")
                break
        return found
