"""Numbers, names and terms as words: the small change of every account."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sim.scenario.schema import ScenarioSpec


def number_in_words(value: float) -> str:
    """Return a number with two decimals.

    >>> number_in_words(-0.001), number_in_words(0.555)
    ('0.00', '0.56')
    """
    return f"{round(value, 2) + 0.0:.2f}"


def listed(names: Sequence[str]) -> str:
    """Return names as a phrase.

    >>> listed(["Oslo", "Bern", "Rome"])
    'Oslo, Bern and Rome'
    """
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def sentence(text: str) -> str:
    """Return the text with its first letter large."""
    return text[:1].upper() + text[1:]


def wording(table: ScenarioSpec, issue: str, option: str) -> str:
    """Return how an option reads; its name where the scenario does not say."""
    return table.issues[issue].says.get(option, option.replace("_", " "))


def _grouped(table: ScenarioSpec, wordings: Iterable[tuple[str, str]]) -> str:
    """Issues with their wordings; issues of one kind that read alike share one wording."""
    groups: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for issue, wording in wordings:
        groups.setdefault((wording, tuple(table.issues[issue].options)), []).append(table.issues[issue].title)
    return "; ".join(f"{', '.join(titles)}: {wording}" for (wording, _), titles in groups.items())


def terms_in_words(table: ScenarioSpec, terms: Mapping[str, str]) -> str:
    """Return terms (issue to option) in the scenario's words, in the order of its issues."""
    return _grouped(table, ((i, wording(table, i, terms[i])) for i in table.issues if i in terms))


def changes_in_words(table: ScenarioSpec, old: Mapping[str, str], new: Mapping[str, str]) -> str:
    """Return what differs between two texts, with what stood there before; empty where nothing does."""
    changed = [issue for issue in table.issues if old[issue] != new[issue]]
    return _grouped(
        table, ((i, f"{wording(table, i, new[i])} (was: {wording(table, i, old[i])})") for i in changed)
    )
