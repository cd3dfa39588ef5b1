"""What a scenario's things are called on the screen, in the language in use."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sim.domain.evidence import WAYS, Article, Claim, Document, Ledger, kind_of
from sim.domain.texts import DEPTH
from sim.scenario.load import Scenario
from sim.scenario.schema import ScenarioSpec
from sim.telling.catalogue import capital, known, listed, said, t, word
from sim.telling.numbers import count, date


def seat(table: ScenarioSpec, party: str) -> str:
    """Return what an account calls a party, such as its capital; a mediator has no seat."""
    return said(table.parties[party].seat) if party in table.parties else t("common.mediator")


def issue(table: ScenarioSpec, name: str) -> str:
    """Return the title of an issue."""
    return said(table.issues[name].title)


def option(table: ScenarioSpec, name: str, choice: str) -> str:
    """Return how an option of an issue reads behind the issue's title; a depth is called by its title."""
    if name == DEPTH and name not in table.issues:
        return said(table.depths[choice].title)
    says = table.issues[name].says.get(choice)
    return said(says) if says else choice.replace("_", " ")


def terms(table: ScenarioSpec, offer: Mapping[str, str]) -> dict[str, str]:
    """Return a text as titles of issues to readings of options."""
    return {issue(table, name): option(table, name, choice) for name, choice in offer.items()}


def setting(scenario: Scenario, key: str, *, owner: bool = True) -> str:
    """Return what a setting is called; with ``owner`` after the party it belongs to.

    >>> from sim.scenario.load import load
    >>> setting(load("2018-singapore"), "parties.japan.trust")
    'Tokyo: Trust in what is promised'
    >>> setting(load("2014-crimea"), "events.crimea.rapport")[:48]
    'Rapport between the leaders, by the event: The c'
    """
    table, parts = scenario.spec, key.split(".")
    if parts[0] == "parties" and len(parts) > 2:
        text = _of_party(table, parts)
        return f"{seat(table, parts[1])}{t('common.colon')}{text}" if owner else text
    if parts[0] == "promises" and len(parts) == 4:
        return _deferral(table, parts)
    if parts[0] == "depths" and len(parts) > 2:
        return t(f"words.setting.{parts[-1]}", depth=said(table.depths[parts[1]].title))
    if parts[0] == "events" and len(parts) > 2 and parts[1] in table.events:
        return t(
            "words.setting.event", title=said(table.events[parts[1]].title), what=_of_event(table, parts)
        )
    return _plain(parts[-1])


def place(scenario: Scenario, key: str) -> str:
    """Return what is called that a claim can stand behind: a setting, or what else a scenario's file says of itself.

    >>> from sim.scenario.load import load
    >>> place(load("2018-singapore"), "parties.japan.declared")
    'Tokyo: its declared position'
    """
    table, (head, *rest) = scenario.spec, key.split(".")
    if key in scenario.settings:
        return setting(scenario, key)
    if head == "parties" and rest[1:] == ["declared"]:
        return t("words.place.declared", seat=seat(table, rest[0]))
    if head == "parties" and rest[1:2] == ["red_lines"]:
        title = said(table.parties[rest[0]].red_lines[rest[2]].title)
        return f"{seat(table, rest[0])}{t('common.colon')}{title}"
    if head == "readings":
        return t("words.place.reading", seat=seat(table, rest[2]), option=option(table, *rest[:2]))
    if head == "availability":
        return t("words.place.availability", title=said(table.availability[rest[0]].title))
    if head == "events":
        return t("words.place.event", title=said(table.events[rest[0]].title))
    return t(f"words.place.{head}") if known(f"words.place.{head}") else _plain(key)


def _of_event(table: ScenarioSpec, parts: list[str]) -> str:
    if parts[2] == "parties" and len(parts) == 5:
        return f"{seat(table, parts[3])}{t('common.colon')}{_plain(parts[4])}"
    return _plain(parts[-1])


def _plain(name: str) -> str:
    return t(f"words.setting.{name}") if known(f"words.setting.{name}") else name.replace("_", " ")


def _of_party(table: ScenarioSpec, parts: list[str]) -> str:
    field = parts[2]
    if field == "confidence" and parts[3] in table.promises:
        return t("words.setting.confidence", promise=said(table.promises[parts[3]].title))
    if field == "weights":
        return t("words.setting.weights", issue=issue(table, parts[3]))
    if field == "values":
        return t(
            "words.setting.values", issue=issue(table, parts[3]), option=option(table, parts[3], parts[4])
        )
    if field == "gains":
        return t(
            "words.setting.gains", issue=issue(table, parts[3]), option=option(table, parts[3], parts[4])
        )
    if field == "gains_at":
        depth, about, choice = parts[3:6]
        return t(
            "words.setting.gains_at",
            depth=said(table.depths[depth].title),
            issue=issue(table, about),
            option=option(table, about, choice),
        )
    if field == "bonuses":
        return t("words.setting.bonus", when=condition(table, table.parties[parts[1]].bonuses[parts[3]].when))
    if field == "red_lines":
        return t("words.setting.holds", title=said(table.parties[parts[1]].red_lines[parts[3]].title))
    return _plain(field)


def condition(table: ScenarioSpec, when: Mapping[str, Iterable[str]]) -> str:
    """Return what a condition asks for, in one phrase; depths by their titles."""
    between, colon = t("told.terms_between"), t("common.colon")
    return between.join(
        listed([option(table, name, choice) for choice in options])
        if name == DEPTH
        else f"{issue(table, name)}{colon}{listed([option(table, name, choice) for choice in options])}"
        for name, options in when.items()
    )


def _deferral(table: ScenarioSpec, parts: list[str]) -> str:
    promise = table.promises[parts[1]]
    if promise.deferred_by is None:
        return t("words.setting.deferral", promise=said(promise.title))
    if promise.deferred_by == DEPTH and table.depths:
        choice = said(table.depths[parts[3]].title)
    else:
        choice = option(table, promise.deferred_by, parts[3])
    return t("words.setting.deferral_option", promise=said(promise.title), option=choice)


def level(scale: str, name: str) -> str:
    """Return a word of a scale in the language in use."""
    return word(f"scale.{scale}", name)


def source(found: Claim | Article | Document) -> str:
    """Return where a claim stands: an outlet with its date; of a document, that it is one, and who issued it.

    >>> source(Document("doc-act", "The Assembly", "Act", "1999", "https://a.org", "whole", "high", "The text."))
    'official record: The Assembly, 1999'
    """
    return t(f"words.source.{kind_of(found.id)}", outlet=said(found.outlet), published=date(found.published))


def title(found: Article | Document) -> str:
    """Return what a source is called; of a document also how much of it was seen, and where it was read."""
    called = said(found.title)
    if not isinstance(found, Document):
        return called
    seen = word("seen", found.seen) if known(f"words.seen.{found.seen}") else said(found.seen)
    return t("evidence.document", title=called, seen=seen, address=found.address)


def ledger_rests(ledger: Ledger) -> str:
    """Return in one sentence what a ledger rests on, as counted in it: articles, of which agencies, how they came; documents.

    >>> from sim.scenario.ledger import load_ledger
    >>> ledger_rests(load_ledger())[:72]
    'The numbers rest on 5 press articles (from state news agencies, RIA Novo'
    """
    articles, parts = ledger.articles, []
    agencies = sorted({said(article.agency) for article in articles if article.agency})
    if agencies:
        n = sum(1 for article in articles if article.agency)
        parts.append(t("words.ledger.agency", names=listed(agencies), n=count(n)))
    for way in WAYS:
        n = sum(1 for article in articles if way in article.came_by)
        if n:
            parts.append(t(f"words.ledger.{way}", n=count(n)))
    return t(
        "words.ledger.rests",
        articles=count(len(articles)),
        parts=t("common.semicolon").join(parts),
        documents=count(len(ledger.documents)),
    )


def records(documents: Iterable[Document]) -> str:
    """Return the documents that something rests on, in one line; empty without any."""
    return capital(t("common.semicolon").join(source(document) for document in documents))
