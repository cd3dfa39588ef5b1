"""Reads the evidence ledger: one TOML file per article or document, checked strictly.

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

from sim.domain.evidence import DOCUMENT, Article, Claim, Document, Ledger, Reliability, Way
from sim.errors import InputError, ScenarioError, nearest
from sim.scenario.grades import Strict, readable
from sim.scenario.places import seeds_dir
from sim.scenario.problems import read_checked
from sim.scenario.toml import read_toml

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


def _year(value: object) -> str:
    """Accept what `_partial_date` does, and a year as a whole number."""
    return _partial_date(f"{value:04}" if type(value) is int and value > 0 else value)


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


_Text = Annotated[str, AfterValidator(_not_blank), AfterValidator(readable)]
_PartialDate = Annotated[str, BeforeValidator(_partial_date)]
_Slug = Annotated[str, AfterValidator(_shaped(_SLUG, 'use small letters, digits and hyphens: "a-1999"'))]
_Number = Annotated[str, AfterValidator(_shaped(r"c[0-9]{2}", 'number the claims "c01" to "c99"'))]
_ClaimId = Annotated[str, AfterValidator(_shaped(_SLUG + "/c[0-9]{2}", 'give a full id, as "a-1999/c01"'))]
_Year = Annotated[str, BeforeValidator(_year)]
_Address = Annotated[
    str, AfterValidator(_shaped(r"https?://\S+", 'give a web address, as "https://example.org/a"'))
]
_FileName = Annotated[str, AfterValidator(_shaped(r"[^/\\]+\.txt", 'name a text file alone: "a.txt"'))]


class _Article(Strict):
    id: _Slug
    file: _FileName
    outlet: _Text
    title: _Text
    published: _PartialDate
    reliability: Reliability
    reliability_note: _Text
    agency: str = ""
    came_by: list[Way] = Field(default=[])


class _Document(Strict):
    id: _Slug
    title: _Text
    body: _Text
    year: _Year
    address: _Address
    seen: _Text
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


_ClaimList = Annotated[list[_Claim], Field(min_length=1)]


class _ArticleFile(Strict):
    article: _Article
    claims: _ClaimList

    @property
    def source(self) -> Article:
        return Article(**self.article.model_dump() | {"came_by": tuple(self.article.came_by)})


class _DocumentFile(Strict):
    document: _Document
    claims: _ClaimList

    @property
    def source(self) -> Document:
        return Document(**self.document.model_dump())


_File = _ArticleFile | _DocumentFile


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


def load_source(path: Path) -> tuple[Article | Document, tuple[Claim, ...]]:
    """Return an article or a document and its claims; what they dispute is looked up beside it, and in the package.

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
    return file.source, tuple(claims)


def _load(folder: Path, below: Ledger) -> Ledger:
    paths = sorted(folder.glob("*.toml"))
    if not paths:
        raise ScenarioError(f'the folder "{folder}" holds no ledger; put one .toml file per source into it')
    files = [_read(path) for path in paths]
    sources = [file.source for file in files]
    for kind, taken in (("article", below.articles), ("document", below.documents)):
        for own in {source.id for source in sources} & {source.id for source in taken}:
            raise ScenarioError(
                f'{own}.toml: {kind}.id: "{own}" is one that ships with the package; '
                "give this one another id and name"
            )
    claims = [claim for file in files for claim in _claims(file)]
    _check_disputes(claims, {claim.id: claim for claim in claims}, below)
    return Ledger(
        (*below.articles, *(source for source in sources if isinstance(source, Article))),
        (*below.claims, *claims),
        (*below.documents, *(source for source in sources if isinstance(source, Document))),
    )


def _model(path: Path) -> type[_ArticleFile | _DocumentFile]:
    """What a file should hold by its name and its head, which have to agree."""
    tables, named = read_toml(path, path.name), path.name.startswith(DOCUMENT)
    if "article" in tables and "document" in tables:
        raise ScenarioError(f"{path.name}: document: stands beside an article; give each a file of its own")
    if named and "article" in tables:
        raise ScenarioError(
            f'{path.name}: article: "{DOCUMENT}" begins the names of documents; write [document] or rename the file'
        )
    return _DocumentFile if named or "document" in tables else _ArticleFile


def _read(path: Path) -> _File:
    """Return one file, checked on its own."""
    file: _File = read_checked(_model(path), path, path.name)
    own, kind = file.source.id, "document" if isinstance(file, _DocumentFile) else "article"
    if kind == "document" and not own.startswith(DOCUMENT):
        raise ScenarioError(
            f'{path.name}: document.id: is "{own}"; begin it, and the name of the file, with "{DOCUMENT}"'
        )
    if path.stem != own:
        raise ScenarioError(f'{path.name}: {kind}.id: is "{own}"; call the file {own}.toml or change the id')
    seen: set[str] = set()
    for claim in file.claims:
        if claim.id in seen:
            raise ScenarioError(
                f"{path.name}: claims.{claim.id}: occurs twice; give each claim its own number"
            )
        seen.add(claim.id)
    return file


def _claims(file: _File) -> list[Claim]:
    source = file.source
    return [
        Claim(
            id=f"{source.id}/{claim.id}",
            article=source.id,
            outlet=source.outlet,
            published=source.published,
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
