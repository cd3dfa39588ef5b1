"""What the predicates of a check mean: each turns names into a test of the courses of many runs at once.

Names are looked up when a check is bound to a game, so that a wrong one is found before anything is played.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sim.domain.course import MEDIATOR, NOTHING, REASONS, Courses
from sim.domain.game import STANCES, Game
from sim.domain.issue import Bools, Ints
from sim.errors import InputError, UnknownName, nearest
from sim.experiments.facts.language import Call

Test = Callable[[Courses], Bools]
"""From the courses of n runs to whether something holds in each, shape ``(n,)``."""

DEPTH = "depth"
"""The issue that says how deep a text goes, where texts have depths."""

WHOLE = "treaty"
"""What a text is called where they have none."""

UNSIGNED = "nothing"
"""In place of a depth: no text was signed."""


@dataclass(frozen=True)
class Signature:
    """What values a predicate takes: which it must have, which it may have, and which goes without a name."""

    must: tuple[str, ...] = ()
    may: tuple[str, ...] = ()
    bare: str = ""


SIGNATURES: Mapping[str, Signature] = {
    "first_text": Signature(may=("by", "has", "hasnot")),
    "some_text": Signature(may=("by", "has", "hasnot")),
    "no_text": Signature(may=("by", "has", "hasnot")),
    "refused": Signature(must=("by",), may=("has", "hasnot", "reason", "issue")),
    "accepted": Signature(must=("by",), may=("has", "hasnot")),
    "stance": Signature(must=("of", "is"), may=("on",)),
    "signed": Signature(may=("depth", "has", "hasnot")),
    "signed_at_least": Signature(must=("depth",), bare="depth"),
    "signed_at_most": Signature(must=("depth",), bare="depth"),
    "ratified": Signature(must=("by",)),
    "suspended": Signature(must=("rounds",), bare="rounds"),
    "closest": Signature(must=("after", "is")),
}
"""Every predicate."""

ACROSS = "closest"
"""The predicate that compares episodes."""


def checked(call: Call) -> Given:
    """Return the values of a predicate by name. Raises `InputError` for an unknown predicate, or a value too many or few.

    >>> checked(Call("signed_at_most", {"": ("note",)})).names("depth")
    ('note',)
    >>> checked(Call("sined", {}))
    Traceback (most recent call last):
    ...
    sim.errors.UnknownName: there is no predicate "sined"; did you mean "signed"?
    """
    if call.name not in SIGNATURES:
        raise UnknownName(f'there is no predicate "{call.name}"; {nearest(call.name, SIGNATURES)}')
    takes = SIGNATURES[call.name]
    known = (*takes.must, *takes.may)
    given = {(takes.bare or "") if name == "" else name: value for name, value in call.given.items()}
    if len(given) < len(call.given):
        raise InputError(f"{call.name}: gives {takes.bare} twice; give it once")
    for name in given:
        if name not in known:
            said = f'no value "{name}"' if name else "no value without a name"
            raise UnknownName(f"{call.name}: takes {said}; {nearest(name, known)}")
    for name in takes.must:
        if name not in given:
            raise InputError(f"{call.name}: {name} is missing; add {name}=")
    return Given(call.name, given)


@dataclass(frozen=True)
class Given:
    """The values of one predicate, read as what they have to be."""

    name: str
    values: Mapping[str, object]

    def wrong(self, key: str, says: str) -> InputError:
        """Return the sentence for a wrong value."""
        return InputError(f"{self.name}: {key}: {says}")

    def names(self, key: str) -> tuple[str, ...]:
        """Return one or several names; none where the value is left out."""
        found = self.values.get(key, ())
        if not isinstance(found, tuple) or (key in self.values and not found):
            raise self.wrong(key, 'must be a name in quotes or a list of them, such as ["a", "b"]')
        return found

    def places(self, key: str, known: Sequence[str], kind: str) -> list[int]:
        """Return the places of names among those that there are."""
        for name in self.names(key):
            if name not in known:
                raise self.wrong(key, f'no {kind} "{name}"; {nearest(name, known)}')
        return [known.index(name) for name in self.names(key)]

    def whole(self, key: str) -> int:
        """Return a whole number."""
        found = self.values[key]
        if not isinstance(found, int):
            raise self.wrong(key, "must be a whole number, such as 3")
        return found

    def condition(self, key: str) -> Mapping[str, tuple[str, ...]]:
        """Return issue to options; empty where the value is left out."""
        found = self.values.get(key, {})
        if not isinstance(found, Mapping):
            raise self.wrong(key, 'must be a table of issues, such as {issue="option"}')
        return found


def depths_of(game: Game) -> tuple[tuple[str, ...], Ints]:
    """Return the names of the depths, from shallow to deep, and the depth of each outcome, shape ``(n_outcomes,)``.

    >>> from sim.domain.small import pie
    >>> depths_of(pie(1))
    (('treaty',), array([0, 0]))
    """
    space = game.space
    for column, issue in enumerate(space.issues):
        if issue.id == DEPTH:
            return issue.options, space.outcomes[:, column]
    return (WHOLE,), np.zeros(space.n, dtype=np.int64)


def _matching(game: Game, given: Given, key: str) -> list[Bools]:
    """For each issue that a table names, which outcomes take one of its options, shape ``(n_outcomes,)``."""
    masks = []
    told = any(issue.id == DEPTH for issue in game.space.issues)
    for issue, options in given.condition(key).items():
        try:
            if issue == DEPTH and not told:
                for option in options:
                    if option != WHOLE:
                        raise UnknownName(
                            f'texts have no depths here, so none is a "{option}"; "{WHOLE}" fits all'
                        )
                masks.append(np.ones(game.space.n, dtype=np.bool_))
                continue
            masks.append(game.space.matches({issue: options}))
        except InputError as error:
            raise given.wrong(key, str(error)) from None
    return masks


def _fitting(game: Game, given: Given, has: str = "has", hasnot: str = "hasnot") -> Bools:
    """Which outcomes take an option of each issue in ``has``, and none of any in ``hasnot``, shape ``(n_outcomes,)``."""
    fits = np.ones(game.space.n, dtype=np.bool_)
    for mask in _matching(game, given, has):
        fits &= mask
    for mask in _matching(game, given, hasnot):
        fits &= ~mask
    return fits


def _party(game: Game, given: Given) -> list[int]:
    """The places of the signatories in ``by``."""
    return _among(game, given, "by", game.signatories, "party that signs")


def _among(game: Game, given: Given, key: str, places: Sequence[int], kind: str) -> list[int]:
    known = [game.parties[place].id for place in places]
    return [places[found] for found in given.places(key, known, kind)]


def _authors(game: Game, given: Given) -> list[int] | None:
    """The places of those in ``by``, or None for anybody."""
    if "by" not in given.values:
        return None
    known = [*(game.parties[place].id for place in game.signatories), "mediator"]
    places = [*game.signatories, MEDIATOR]
    return [places[found] for found in given.places("by", known, "party that tables texts")]


def _written(courses: Courses, authors: list[int] | None) -> Bools:
    """Where there is a text of one of the authors, shape ``(n, X)``."""
    return courses.texts if authors is None else np.isin(courses.author, authors)


def _once(where: Bools) -> Bools:
    """Whether something is so anywhere in a run, shape ``(n,)``."""
    found: Bools = np.asarray(where.any(axis=tuple(range(1, where.ndim))))
    return found


def _first_text(game: Game, given: Given) -> Test:
    fits, authors = _fitting(game, given), _authors(game, given)

    def test(courses: Courses) -> Bools:
        own = _written(courses, authors)
        first = own.argmax(axis=1)
        fit: Bools = fits[courses.outcome[np.arange(courses.n), first]]
        return _once(own) & fit

    return test


def _some_text(game: Game, given: Given) -> Test:
    fits, authors = _fitting(game, given), _authors(game, given)

    return lambda courses: _once(_written(courses, authors) & fits[courses.outcome])


def _no_text(game: Game, given: Given) -> Test:
    some = _some_text(game, given)
    return lambda courses: ~some(courses)


def _answered(game: Game, given: Given, answer: int) -> Callable[[Courses], Bools]:
    """Where a party gave an answer to a text that fits, shape ``(n, X, P)``."""
    fits, parties = _fitting(game, given), _party(game, given)
    asked = np.isin(np.arange(len(game.parties)), parties)

    def where(courses: Courses) -> Bools:
        tabled = courses.texts & fits[courses.outcome]
        given_so: Bools = tabled[:, :, None] & (courses.answer == answer) & asked
        return given_so

    return where


def _accepted(game: Game, given: Given) -> Test:
    where = _answered(game, given, 1)
    return lambda courses: _once(where(courses))


def _refused(game: Game, given: Given) -> Test:
    where = _answered(game, given, 0)
    reasons = given.places("reason", REASONS, "reason")
    issues = given.places("issue", [issue.id for issue in game.space.issues], "issue")

    def test(courses: Courses) -> Bools:
        found = where(courses)
        for key, kept, places in (("reason", courses.reason, reasons), ("issue", courses.issue, issues)):
            if places and kept is None:
                raise InputError(
                    f"refused: {key}: these runs do not keep it; leave out {key}= or play run by run"
                )
            if places and kept is not None:
                found = found & np.isin(kept, places)
        return _once(found)

    return test


def _stance(game: Game, given: Given) -> Test:
    fits = _fitting(game, given, "on", "")
    seats = [guarantor.party for guarantor in game.guarantors]
    voices = [seats.index(place) for place in _among(game, given, "of", seats, "guarantor")]
    stances = given.places("is", STANCES, "stance")

    def test(courses: Courses) -> Bools:
        tabled = courses.texts & fits[courses.outcome]
        return _once(tabled[:, :, None] & np.isin(courses.stance[:, :, voices], stances))

    return test


def _level(game: Game) -> Callable[[Courses], Ints]:
    """The depth of what was signed, `NOTHING` where nothing was, shape ``(n,)``."""
    _, depth = depths_of(game)
    return lambda courses: np.where(courses.signed == NOTHING, NOTHING, depth[courses.signed])


def _depths(game: Game, given: Given) -> list[int]:
    """The depths in ``depth``, `NOTHING` for none, shallow to deep being 0 to D - 1."""
    names, _ = depths_of(game)
    return [place + NOTHING for place in given.places("depth", (UNSIGNED, *names), "depth")]


def _signed(game: Game, given: Given) -> Test:
    fits, level = _fitting(game, given), _level(game)
    depths = _depths(game, given)
    if NOTHING in depths and {"has", "hasnot"} & set(given.values):
        raise given.wrong(
            "depth", f'"{UNSIGNED}" holds nothing; leave out has= and hasnot=, or make two checks of it'
        )

    def test(courses: Courses) -> Bools:
        nothing: Bools = courses.signed == NOTHING
        fit: Bools = fits[courses.signed]
        if depths:
            deep: Bools = np.isin(level(courses), depths)
            return deep & (fit | nothing)
        return fit & ~nothing

    return test


def _one_depth(game: Game, given: Given) -> int:
    depths = _depths(game, given)
    if len(depths) != 1:
        raise given.wrong("depth", "names several depths; name one")
    return depths[0]


def _signed_at_least(game: Game, given: Given) -> Test:
    least, level = _one_depth(game, given), _level(game)
    return lambda courses: level(courses) >= least


def _signed_at_most(game: Game, given: Given) -> Test:
    most, level = _one_depth(game, given), _level(game)
    return lambda courses: level(courses) <= most


def _ratified(game: Game, given: Given) -> Test:
    parties = _party(game, given)
    return lambda courses: ~_once(~courses.ratified[:, parties])


def _suspended(game: Game, given: Given) -> Test:
    rounds = given.whole("rounds")
    return lambda courses: courses.idle >= rounds


_MEANINGS: Mapping[str, Callable[[Game, Given], Test]] = {
    "first_text": _first_text,
    "some_text": _some_text,
    "no_text": _no_text,
    "refused": _refused,
    "accepted": _accepted,
    "stance": _stance,
    "signed": _signed,
    "signed_at_least": _signed_at_least,
    "signed_at_most": _signed_at_most,
    "ratified": _ratified,
    "suspended": _suspended,
}


def bound(call: Call, game: Game) -> Test:
    """Return a predicate on runs of one game as a test. Raises `InputError` for a name that the game does not have.

    >>> from sim.domain.small import pie
    >>> from sim.domain.course import empty
    >>> bound(Call("signed", {"depth": ("nothing",)}), pie(2))(empty(1, 1, 2, 0, 1)).tolist()
    [True]
    """
    given = checked(call)
    if call.name not in _MEANINGS:
        raise InputError(f'{call.name}: compares episodes; write episode = "*" and kind = "across"')
    return _MEANINGS[call.name](game, given)
