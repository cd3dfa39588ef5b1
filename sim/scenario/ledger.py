"""Reads the evidence ledger: one TOML file per article, checked strictly.

A file that is wrong in any way raises :class:`~sim.errors.InputError`, whose one sentence names the file, the
key and the cure. Nothing is repaired or skipped.
"""

from __future__ import annotations

import contextlib
import json
import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from sim.domain.evidence import RELIABILITIES, TOPICS, Article, Claim, Ledger
from sim.errors import InputError, nearest
from sim.scenario.places import seeds_dir

_DATE_CURE = 'write a date in quotes, as "1956-10-19", "1956-10" or "1956"'
_SLUG = r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*"


def _quoted(value: str) -> str:
    """Return the value as it may stand in a message: in quotes, on one line and not too long."""
    return json.dumps(value if len(value) <= 60 else value[:57] + "...", ensure_ascii=False)


def _partial_date(value: object) -> str:
    """Accept an ISO date that may lack its day, or day and month; raise ValueError for anything else."""
    if not isinstance(value, str):
        raise ValueError(f"is not text: {_DATE_CURE}")
    if re.fullmatch(r"[0-9]{4}(-[0-9]{2}){0,2}", value) is None:
        raise ValueError(f"is {_quoted(value)}: {_DATE_CURE}")
    year, month, day = [*(int(part) for part in value.split("-")), 1, 1][:3]
    try:
        date(year, month, day)
    except ValueError as error:
        raise ValueError(f"is {_quoted(value)}, which no calendar has: {_DATE_CURE}") from error
    return value


def _not_blank(value: str) -> str:
    if not value.strip():
        raise ValueError("is empty: write something or leave it out")
    return value


def _one_of(known: Sequence[str]) -> Callable[[str], str]:
    def check(value: str) -> str:
        if value not in known:
            raise ValueError(f"is {_quoted(value)}: {nearest(value, known)}")
        return value

    return check


def _shaped(pattern: str, cure: str) -> Callable[[str], str]:
    def check(value: str) -> str:
        if re.fullmatch(pattern, value) is None:
            raise ValueError(f"is {_quoted(value)}: {cure}")
        return value

    return check


_Text = Annotated[str, AfterValidator(_not_blank)]
_PartialDate = Annotated[str, BeforeValidator(_partial_date)]
_Topic = Annotated[str, AfterValidator(_one_of(TOPICS))]
_Reliability = Annotated[str, AfterValidator(_one_of(RELIABILITIES))]
_Slug = Annotated[str, AfterValidator(_shaped(_SLUG, 'use small letters, digits and hyphens: "a-1999"'))]
_Number = Annotated[str, AfterValidator(_shaped(r"c[0-9]{2}", 'number the claims "c01" to "c99"'))]
_ClaimId = Annotated[str, AfterValidator(_shaped(_SLUG + "/c[0-9]{2}", 'give a full id, as "a-1999/c01"'))]
_FileName = Annotated[str, AfterValidator(_shaped(r"[^/\\]+\.txt", 'name a text file alone: "a.txt"'))]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class _Article(_Strict):
    id: _Slug
    file: _FileName
    outlet: _Text
    title: _Text
    published: _PartialDate
    reliability: _Reliability
    reliability_note: _Text


class _Claim(_Strict):
    id: _Number
    date: _PartialDate
    actor: _Slug
    topic: _Topic
    claim: _Text
    bears_on: Annotated[list[_Text], Field(max_length=3)]
    figures: list[_Text]
    names: list[_Text]
    reliability: _Reliability
    note: _Text | None = None
    disputes: list[_ClaimId] = []


class _File(_Strict):
    article: _Article
    claims: Annotated[list[_Claim], Field(min_length=1)]


_OBJECTIONS = {
    "missing": "is missing: add it",
    "string_type": "is not text: write it in quotes",
    "list_type": 'is not a list: write it in brackets, as in ["1956"]',
    "too_long": "has too many entries: keep to three",
    "too_short": "is empty: state at least one claim",
    "model_type": "is not a table: write its keys under a heading in brackets",
}


def load_ledger(folder: Path | None = None) -> Ledger:
    """Return the ledger of all ``*.toml`` files of a folder; without a folder, the one of the package.

    The package's ledger is read once and then kept. Raises :class:`~sim.errors.InputError` when the folder
    has no ledger file, when a file is not TOML text of the right form or is not called after its article,
    when a claim id occurs twice, or when a dispute leads nowhere or is stated on one side only.

    >>> ledger = load_ledger()
    >>> ledger.claim("tass-2018-11/c07").figures
    ('23',)
    >>> [claim.id for claim in ledger.search("hikiwake", topic="doctrine")]
    ['sputnik-2018-09/c14', 'sputnik-2018-09/c15']
    """
    return _shipped() if folder is None else _load(Path(folder))


@cache
def _shipped() -> Ledger:
    return _load(seeds_dir())


def load_article(path: Path) -> tuple[Article, tuple[Claim, ...]]:
    """Return one article and its claims; what they dispute is looked up in the articles beside it.

    Raises :class:`~sim.errors.InputError` when the file is not TOML text of the right form, or when one of
    its disputes leads nowhere or is stated on one side only. What is wrong with other files is their affair.
    """
    file = _read(Path(path))
    known: dict[str, Claim] = {}
    for beside in sorted(Path(path).parent.glob("*.toml")):
        with contextlib.suppress(InputError):
            known |= {claim.id: claim for claim in _claims(_read(beside))}
    claims = _claims(file)
    _check_disputes(claims, known)
    return Article(**file.article.model_dump()), tuple(claims)


def _load(folder: Path) -> Ledger:
    paths = sorted(folder.glob("*.toml"))
    if not paths:
        raise InputError(f'the folder "{folder}" holds no ledger: put one .toml file per article into it')
    files = [_read(path) for path in paths]
    claims = [claim for file in files for claim in _claims(file)]
    _check_disputes(claims, {claim.id: claim for claim in claims})
    return Ledger(tuple(Article(**file.article.model_dump()) for file in files), tuple(claims))


def _read(path: Path) -> _File:
    """Return one file, checked on its own."""
    try:
        data = tomllib.loads(path.read_bytes().decode("utf-8"))
    except OSError as error:
        raise InputError(f"{path.name} cannot be read ({error.strerror}): make it a readable file") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path.name} is not text: save it as TOML in UTF-8") from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise InputError(f"{path.name} is not valid TOML: correct it there ({error})") from error
    try:
        file = _File.model_validate(data)
    except ValidationError as error:
        raise InputError(_explain(path.name, data, error)) from error
    _check_ids(path, file)
    return file


def _check_ids(path: Path, file: _File) -> None:
    name, own = path.name, file.article.id
    if path.stem != own:
        raise InputError(f'{name}, article, "id" is "{own}": call the file {own}.toml or change the id')
    seen: set[str] = set()
    for claim in file.claims:
        if claim.id in seen:
            raise InputError(f'{name}, claim {claim.id}, "id" occurs twice: give each claim its own number')
        seen.add(claim.id)


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


def _check_disputes(claims: Sequence[Claim], known: Mapping[str, Claim]) -> None:
    for claim in claims:
        article, number = claim.id.split("/")
        place = f'{article}.toml, claim {number}, "disputes"'
        if len(set(claim.disputes)) < len(claim.disputes):
            raise InputError(f"{place} names a claim twice: name it once")
        for other in claim.disputes:
            if other == claim.id:
                raise InputError(f"{place} names the claim itself: remove it")
            if other not in known:
                raise InputError(f'{place} names "{other}", which does not exist: {nearest(other, known)}')
            if claim.id not in known[other].disputes:
                raise InputError(f'{place} names "{other}" on one side only: add "{claim.id}" there as well')


def _explain(file: str, data: dict[str, Any], error: ValidationError) -> str:
    """Turn one of the objections into a sentence with file, key and cure."""
    # A key that nobody knows comes first: it is often a missing one, misspelt.
    first = min(error.errors(), key=lambda found: found["type"] != "extra_forbidden")
    loc, place, owner = list(first["loc"]), [file], _File.model_fields
    if loc[0] == "article" and len(loc) > 1:
        place.append("article")
        owner = _Article.model_fields
        del loc[0]
    elif loc[0] == "claims" and len(loc) > 1:
        place.append(_claim_place(data["claims"], int(loc[1])))
        owner = _Claim.model_fields
        del loc[:2]
    if loc:
        place.append(_quoted(str(loc[0])))
    if len(loc) > 1:
        place.append(f"entry {int(loc[1]) + 1}")
    if first["type"] == "extra_forbidden":
        objection = f"is not a key of this table: {nearest(str(loc[0]), owner)}"
    else:
        objection = _OBJECTIONS.get(first["type"]) or first["msg"].removeprefix("Value error, ")
    return f"{', '.join(place)} {objection}"


def _claim_place(claims: list[object], index: int) -> str:
    raw = claims[index]
    number = raw.get("id") if isinstance(raw, dict) else None
    return f"claim {_quoted(number)[1:-1]}" if isinstance(number, str) else f"claim number {index + 1}"
