"""Reads the evidence ledger: one TOML file per article, checked strictly.

A file that is wrong in any way raises :class:`~sim.errors.ScenarioError`, whose one sentence names the file, the
key and the cure. Nothing is repaired or skipped.
"""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field

from sim.domain.evidence import Article, Claim, Ledger, Reliability
from sim.errors import InputError, ScenarioError, nearest
from sim.scenario.grades import Strict
from sim.scenario.places import seeds_dir
from sim.scenario.problems import read_checked

_DATE_CURE = 'write a date in quotes, as "1956-10-19", "1956-10" or "1956"'
_SLUG = r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*"


def _quoted(value: str) -> str:
    """Return the value as it may stand in a message: in quotes, on one line and not too long."""
    return json.dumps(value if len(value) <= 60 else value[:57] + "...", ensure_ascii=False)


def _partial_date(value: object) -> str:
    """Accept an ISO date that may lack its day, or day and month; raise ValueError for anything else."""
    if not isinstance(value, str):
        raise ValueError(f"is not text; {_DATE_CURE}")
    if re.fullmatch(r"[0-9]{4}(-[0-9]{2}){0,2}", value) is None:
        raise ValueError(f"is {_quoted(value)}; {_DATE_CURE}")
    year, month, day = [*(int(part) for part in value.split("-")), 1, 1][:3]
    try:
        date(year, month, day)
    except ValueError as error:
        raise ValueError(f"is {_quoted(value)}, which no calendar has; {_DATE_CURE}") from error
    return value


def _not_blank(value: str) -> str:
    if not value.strip():
        raise ValueError("is empty; write something or leave it out")
    return value


def _shaped(pattern: str, cure: str) -> Callable[[str], str]:
    def check(value: str) -> str:
        if re.fullmatch(pattern, value) is None:
            raise ValueError(f"is {_quoted(value)}; {cure}")
        return value

    return check


_Text = Annotated[str, AfterValidator(_not_blank)]
_PartialDate = Annotated[str, BeforeValidator(_partial_date)]
_Slug = Annotated[str, AfterValidator(_shaped(_SLUG, 'use small letters, digits and hyphens: "a-1999"'))]
_Number = Annotated[str, AfterValidator(_shaped(r"c[0-9]{2}", 'number the claims "c01" to "c99"'))]
_ClaimId = Annotated[str, AfterValidator(_shaped(_SLUG + "/c[0-9]{2}", 'give a full id, as "a-1999/c01"'))]
_FileName = Annotated[str, AfterValidator(_shaped(r"[^/\\]+\.txt", 'name a text file alone: "a.txt"'))]


class _Article(Strict):
    id: _Slug
    file: _FileName
    outlet: _Text
    title: _Text
    published: _PartialDate
    reliability: Reliability
    reliability_note: _Text


class _Claim(Strict):
    id: _Number
    date: _PartialDate
    actor: _Slug
    topic: _Slug
    claim: _Text
    bears_on: Annotated[list[_Text], Field(max_length=3)] = Field(default=[])
    figures: list[_Text] = Field(default=[])
    names: list[_Text] = Field(default=[])
    reliability: Reliability
    note: _Text | None = None
    disputes: list[_ClaimId] = Field(default=[])


class _File(Strict):
    article: _Article
    claims: Annotated[list[_Claim], Field(min_length=1)]


def load_ledger(folder: Path | None = None, *, below: Ledger | None = None) -> Ledger:
    """Return the ledger of all ``*.toml`` files of a folder; without a folder, the one of the package.

    With ``below``, another ledger whose claims belong to it as well and may be disputed, from one side only: what is
    below is not the folder's to change. The package's ledger is read once and then kept.

    Raises :class:`~sim.errors.ScenarioError` when the folder has no ledger file, when a file is not TOML text of the
    right form or is not called after its article, when an id occurs twice, or when a dispute leads nowhere or is
    stated on one side only.

    >>> ledger = load_ledger()
    >>> ledger.claim("tass-2018-11/c07").figures
    ('23',)
    >>> [claim.id for claim in ledger.search("hikiwake", topic="doctrine")]
    ['sputnik-2018-09/c14', 'sputnik-2018-09/c15']
    """
    return _shipped() if folder is None else _load(Path(folder), below or Ledger((), ()))


@cache
def _shipped() -> Ledger:
    return _load(seeds_dir(), Ledger((), ()))


def load_article(path: Path) -> tuple[Article, tuple[Claim, ...]]:
    """Return one article and its claims; what they dispute is looked up beside it, and in the package's ledger.

    Raises :class:`~sim.errors.ScenarioError` when the file is not TOML text of the right form, or when one of
    its disputes leads nowhere or is stated on one side only. What is wrong with other files is their affair.
    """
    file = _read(Path(path))
    beside: dict[str, Claim] = {}
    for other in sorted(Path(path).parent.glob("*.toml")):
        with contextlib.suppress(InputError):
            beside |= {claim.id: claim for claim in _claims(_read(other))}
    claims = _claims(file)
    _check_disputes(claims, beside, _shipped())
    return Article(**file.article.model_dump()), tuple(claims)


def _load(folder: Path, below: Ledger) -> Ledger:
    paths = sorted(folder.glob("*.toml"))
    if not paths:
        raise ScenarioError(f'the folder "{folder}" holds no ledger; put one .toml file per article into it')
    files = [_read(path) for path in paths]
    for article in below.articles:
        if any(file.article.id == article.id for file in files):
            raise ScenarioError(
                f'{article.id}.toml: article.id: "{article.id}" is an article that ships with the package; '
                "give this one another id and name"
            )
    claims = [claim for file in files for claim in _claims(file)]
    _check_disputes(claims, {claim.id: claim for claim in claims}, below)
    articles = [Article(**file.article.model_dump()) for file in files]
    return Ledger((*below.articles, *articles), (*below.claims, *claims))


def _read(path: Path) -> _File:
    """Return one file, checked on its own."""
    file = read_checked(_File, path, path.name)
    own = file.article.id
    if path.stem != own:
        raise ScenarioError(f'{path.name}: article.id: is "{own}"; call the file {own}.toml or change the id')
    seen: set[str] = set()
    for claim in file.claims:
        if claim.id in seen:
            raise ScenarioError(
                f"{path.name}: claims.{claim.id}: occurs twice; give each claim its own number"
            )
        seen.add(claim.id)
    return file


def _claims(file: _File) -> list[Claim]:
    article = file.article
    return [
        Claim(
            id=f"{article.id}/{claim.id}",
            article=article.id,
            outlet=article.outlet,
            published=article.published,
            date=claim.date,
            actor=claim.actor,
            topic=claim.topic,
            claim=claim.claim,
            reliability=claim.reliability,
            disputes=tuple(claim.disputes),
            bears_on=tuple(claim.bears_on),
            figures=tuple(claim.figures),
            names=tuple(claim.names),
            note=claim.note or "",
        )
        for claim in file.claims
    ]


def _check_disputes(claims: Iterable[Claim], beside: Mapping[str, Claim], below: Mapping[str, Claim]) -> None:
    """Raise `ScenarioError` for a dispute that leads nowhere, or that a claim beside it does not state as well."""
    known = {**below, **beside}
    for claim in claims:
        article, number = claim.id.split("/")
        place = f"{article}.toml: claims.{number}.disputes:"
        if len(set(claim.disputes)) < len(claim.disputes):
            raise ScenarioError(f"{place} names a claim twice; name it once")
        for other in claim.disputes:
            if other == claim.id:
                raise ScenarioError(f"{place} names the claim itself; remove it")
            if other not in known:
                raise ScenarioError(f'{place} names "{other}", which does not exist; {nearest(other, known)}')
            if other in beside and claim.id not in beside[other].disputes:
                raise ScenarioError(
                    f'{place} names "{other}" on one side only; add "{claim.id}" there as well'
                )
