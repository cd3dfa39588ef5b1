"""The evidence ledger as frozen values: what the sources say, claim by claim.

A source is an :class:`Article` or a :class:`Document`, a :class:`Claim` is one statement of it in words of our own,
and a :class:`Ledger` holds them all and finds them again. Files are read elsewhere, in ``sim.scenario.ledger``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

from sim.errors import InputError, UnknownName, nearest

Reliability = Literal["high", "medium", "low"]

RELIABILITIES: tuple[str, ...] = get_args(Reliability)
"""How far a source or a claim can be relied on, best first."""

Kind = Literal["article", "document"]

KINDS: tuple[str, ...] = get_args(Kind)
"""What a source may be, in the ledger's order: what the press wrote, or a primary document or official record."""

DOCUMENT = "doc-"
"""What the ids of documents begin with, and those of articles never."""


def kind_of(claim_or_source: str) -> Kind:
    """Return what a claim is from, or what a source is, by its id.

    >>> kind_of("tass-2018-11/c07"), kind_of("doc-irkutsk-2001/c01")
    ('article', 'document')
    """
    return "document" if claim_or_source.startswith(DOCUMENT) else "article"


Way = Literal["forum", "blog", "machine_translation"]

WAYS: tuple[str, ...] = get_args(Way)
"""How an article may have come here, where not from its outlet itself."""


class UnknownClaim(UnknownName):
    """No claim of the ledger has this id; the message names the nearest one."""


@dataclass(frozen=True, slots=True)
class Article:
    """Something from the press.

    ``published`` is an ISO date, perhaps without day or month. ``reliability_note`` says why the article is
    as reliable as ``reliability`` has it, and from what a date was inferred. ``file`` names the text that is
    paraphrased. ``agency`` is the state news agency that wrote it, where one did, and ``came_by`` has the ways on which
    it came, of `WAYS`.

    >>> Article("daily-1999", "a.txt", "The Daily", "In sight", "1999-05", "low", "Hearsay.").published
    '1999-05'
    """

    id: str
    file: str
    outlet: str
    title: str
    published: str
    reliability: str
    reliability_note: str
    agency: str = ""
    came_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A primary document or an official record.

    ``body`` is who issued it, ``year`` its ISO date, perhaps without day or month. ``address`` is where it was read
    and ``seen`` what of it was: "whole", "excerpt". ``reliability_note`` says why it is as reliable as ``reliability``
    has it.

    >>> act = Document("doc-act", "The Assembly", "Act", "1999", "https://a.org", "whole", "high", "The text itself.")
    >>> act.outlet, act.published
    ('The Assembly', '1999')
    """

    id: str
    body: str
    title: str
    year: str
    address: str
    seen: str
    reliability: str
    reliability_note: str

    @property
    def outlet(self) -> str:
        """Who issued it, under the name that an article has for its outlet."""
        return self.body

    @property
    def published(self) -> str:
        """Its year, under the name that an article has for its date."""
        return self.year


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement of one source, in words of our own.

    ``id`` is the full id (``article/c01``), ``article`` the id of its source, be it an article or a document. ``date`` is the time of the event, perhaps without day or month, and ``disputes``
    are the full ids of claims that contradict this one or tell the same thing differently. ``figures`` and ``names``
    are the numbers and proper names it relies on, spelt as its source spells them; ``bears_on`` says in words what
    it bears on in a model; ``outlet`` and ``published`` are its source's.

    >>> claim = Claim("a/c01", "a", "The Daily", "1999", "1998", "north", "talks", "They met 7 times.", "low",
    ...               figures=("7",))
    >>> claim.figures, claim.disputes
    (('7',), ())
    """

    id: str
    article: str
    outlet: str
    published: str
    date: str
    actor: str
    topic: str
    claim: str
    reliability: str
    disputes: tuple[str, ...] = ()
    bears_on: tuple[str, ...] = ()
    figures: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    note: str = ""

    @property
    def kind(self) -> Kind:
        """Whether its source is an article or a document."""
        return kind_of(self.id)


@dataclass(frozen=True)
class Ledger(Mapping[str, Claim]):
    """All sources and claims: a mapping from claim id to claim, articles before documents, then by id.

    Raises :class:`~sim.errors.InputError` when an id occurs twice or a claim belongs to no source of its kind.

    >>> article = Article("a", "a.txt", "The Daily", "In sight", "1999", "low", "Hearsay.")
    >>> claim = Claim("a/c01", "a", "The Daily", "1999", "1998", "north", "talks", "They met 7 times.", "low")
    >>> ledger = Ledger((article,), (claim,))
    >>> list(ledger), ledger["a/c01"] is claim
    (['a/c01'], True)
    """

    articles: tuple[Article, ...]
    claims: tuple[Claim, ...]
    documents: tuple[Document, ...] = ()
    _by_id: dict[str, Claim] = field(init=False, repr=False, compare=False)
    _sources: dict[str, Article | Document] = field(init=False, repr=False, compare=False)
    _haystacks: dict[str, str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        articles = sorted(self.articles, key=lambda article: article.id)
        documents = sorted(self.documents, key=lambda document: document.id)
        sources: dict[str, Article | Document] = {article.id: article for article in articles}
        sources |= {document.id: document for document in documents}
        if len(sources) < len(articles) + len(documents):
            raise InputError("two sources of the ledger have the same id; give each its own")
        claims = sorted(self.claims, key=lambda claim: (KINDS.index(claim.kind), claim.article, claim.id))
        by_id = {claim.id: claim for claim in claims}
        if len(by_id) < len(claims):
            raise InputError("two claims of the ledger have the same id; give each its own")
        for claim in claims:
            if not isinstance(sources.get(claim.article), Article if claim.kind == "article" else Document):
                raise InputError(f'claim "{claim.id}" belongs to no {claim.kind}; add "{claim.article}"')
        object.__setattr__(self, "articles", tuple(articles))
        object.__setattr__(self, "documents", tuple(documents))
        object.__setattr__(self, "claims", tuple(claims))
        object.__setattr__(self, "_by_id", by_id)
        object.__setattr__(self, "_sources", sources)
        object.__setattr__(self, "_haystacks", {c.id: _haystack(c, sources[c.article]) for c in claims})

    def __getitem__(self, claim_id: str) -> Claim:
        return self._by_id[claim_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_id)

    def __len__(self) -> int:
        return len(self._by_id)

    def claim(self, claim_id: str) -> Claim:
        """Return the claim with this full id.

        Raises :class:`UnknownClaim`, which names the nearest id, when there is none.

        >>> article = Article("a", "a.txt", "The Daily", "In sight", "1999", "low", "Hearsay.")
        >>> claim = Claim("a/c01", "a", "The Daily", "1999", "1998", "north", "talks", "They met.", "low")
        >>> Ledger((article,), (claim,)).claim("a/c1")
        Traceback (most recent call last):
        ...
        sim.domain.evidence.UnknownClaim: the ledger has no claim "a/c1"; did you mean "a/c01"?
        """
        found = self._by_id.get(claim_id)
        if found is None:
            raise UnknownClaim(_unknown("claim", claim_id, self._by_id))
        return found

    @property
    def sources(self) -> tuple[Article | Document, ...]:
        """Articles, then documents."""
        return tuple(self._sources.values())

    def source(self, claim: Claim) -> Article | Document:
        """Return the article or the document that a claim of this ledger is from."""
        return self._sources[claim.article]

    def documents_behind(self, claims: Iterable[str]) -> tuple[Document, ...]:
        """Return the documents that claims are from, each once and in their order; ids that are not here are passed over.

        >>> act = Document("doc-act", "The Assembly", "Act", "1999", "https://a.org", "whole", "high", "The text.")
        >>> said = Claim("doc-act/c01", "doc-act", "The Assembly", "1999", "1999", "north", "talks", "It met.", "high")
        >>> [found.id for found in Ledger((), (said,), (act,)).documents_behind(["a/c01", "doc-act/c01"])]
        ['doc-act']
        """
        found = dict.fromkeys(self._by_id[name].article for name in claims if name in self._by_id)
        return tuple(source for name in found if isinstance(source := self._sources[name], Document))

    @property
    def actors(self) -> list[str]:
        """Whom the claims are about, in order."""
        return sorted({claim.actor for claim in self.claims})

    @property
    def topics(self) -> list[str]:
        """What the claims are about, in order; a ledger has the topics that its claims name, and no others."""
        return sorted({claim.topic for claim in self.claims})

    def search(
        self,
        query: str = "",
        *,
        article: str | None = None,
        actor: str | None = None,
        topic: str | None = None,
        reliability: str | None = None,
        kind: str | None = None,
    ) -> tuple[Claim, ...]:
        """Return the claims that hold every word of the query and pass every filter, in the ledger's order.

        Words are looked for without regard to case, anywhere in the claim's id, text, actor, topic, date and
        names and in its source's title and outlet. An empty query matches all; ``article`` may be the id of a
        document as well. Raises :class:`~sim.errors.UnknownName` for a filter that no claim could pass: a source or
        actor that the ledger lacks, a topic that none of its claims has, a reliability that is not one of
        :data:`RELIABILITIES`, a kind that is not one of :data:`KINDS`.

        >>> article = Article("a", "a.txt", "The Daily", "In sight", "1999", "low", "Hearsay.")
        >>> met = Claim("a/c01", "a", "The Daily", "1999", "1998", "north", "talks", "They met.", "low")
        >>> doubt = Claim("a/c02", "a", "The Daily", "1999", "1999", "north", "trust", "They doubt.", "low")
        >>> ledger = Ledger((article,), (met, doubt))
        >>> [claim.id for claim in ledger.search("MET 1998")]
        ['a/c01']
        >>> [claim.id for claim in ledger.search("daily", topic="trust")]
        ['a/c02']
        """
        wanted = {
            "article": article,
            "actor": actor,
            "topic": topic,
            "reliability": reliability,
            "kind": kind,
        }
        filters = {key: value for key, value in wanted.items() if value is not None}
        for key, value in filters.items():
            self._check_filter(key, value)
        words = query.casefold().split()
        return tuple(
            claim
            for claim in self.claims
            if all(getattr(claim, key) == value for key, value in filters.items())
            and all(word in self._haystacks[claim.id] for word in words)
        )

    def _check_filter(self, key: str, value: str) -> None:
        known = {
            "article": list(self._sources),
            "actor": self.actors,
            "topic": self.topics,
            "reliability": list(RELIABILITIES),
            "kind": list(KINDS),
        }[key]
        if value not in known:
            raise UnknownName(_unknown(key, value, known))


def _unknown(kind: str, name: str, known: list[str] | dict[str, Claim]) -> str:
    hint = nearest(name, known)
    return f'the ledger has no {kind} "{name}"' + (f"; {hint}" if hint else " because it is empty")


def _haystack(claim: Claim, source: Article | Document) -> str:
    own = (claim.id, claim.claim, claim.actor, claim.topic, claim.date, *claim.names)
    # Joined by newlines, so that no word of a query matches across the border of two fields.
    return "\n".join((*own, source.title, source.outlet)).casefold()
