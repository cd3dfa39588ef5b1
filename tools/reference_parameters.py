"""Reference pages made from the scenario files: every parameter of every scenario, and what it rests on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from sim.scenario.fields import fields_of
from sim.scenario.grades import Setting, Sourced
from sim.scenario.load import Scenario, episode_ids, load
from sim.scenario.places import scenarios_dir

_HEAD = """\
# Parameters

This page is made by `python -m tools.reference --write` from the files in `scenarios/`; a test compares it with them.

A *graded* parameter is a number that is written as a word of a scale ([what the words mean](scales.md)) or as a number with a
range: a single run takes the likely value, a run with `--draw` takes a value from the range. A *plain* parameter is a whole number, a name
or a switch and is never drawn. A *position* is a combination of options. What a parameter rests on is a claim of the evidence
ledger (article, slash, claim), an assumption, or both; `set-up` means that it belongs to the form of the scenario.

What each parameter does stands in [the model](../model.md). Graded and plain ones can be changed by hand:

```sh
hikiwake run {scenario} --set {key}={value}
```"""

_SET_UP = "set-up"
Row = tuple[str, ...]


def parameters_page() -> str:
    """Return the page of all parameters as Markdown: the shared base, then each shipped scenario.

    A scenario's section lists what differs from the scenario that it extends; all else holds as listed there.

    >>> page = parameters_page()
    >>> page.splitlines()[0], "## `2018-singapore`" in page
    ('# Parameters', True)
    """
    known = {name: load(scenarios_dir() / f"{name}.toml", abstract=True) for name in ("base", *episode_ids())}
    sections = [_head(known[episode_ids()[-1]])]
    for scenario in known.values():
        sections += _scenario_section(scenario, known.get(str(scenario.document.get("extends"))))
    return "\n\n".join(sections) + "\n"


def _head(example: Scenario) -> str:
    """The first lines, with a setting of a scenario as an example that works."""
    setting = example.settings[[*example.spec.key_settings, *example.settings][0]]
    return _HEAD.format(scenario=example.id, key=setting.key, value=setting.level or f"{setting.value:g}")


def _scenario_section(scenario: Scenario, below: Scenario | None) -> list[str]:
    graded, plain, positions = (_new(rows, scenario, below) for rows in (_graded, _plain, _positions))
    title = f"{scenario.spec.title.rstrip('.')} ({scenario.spec.date}). "
    if below is None:
        what = f"Graded parameters: {len(graded)}. Plain ones: {len(plain)}. Positions: {len(positions)}."
    else:
        what = (
            f"Unlike `{below.id}` in {len(graded)} of {len(scenario.settings)} graded parameters (plain ones: "
            f"{len(plain)}, positions: {len(positions)}). All others are as listed there."
        )
    tables = (
        (("graded parameter", "scale", "word", "likely value", "range", "rests on"), graded),
        (("plain parameter", "value", "rests on"), plain),
        (("position", "says", "rests on"), positions),
    )
    return [f"## `{scenario.id}`", title + what, *[_table(head, rows) for head, rows in tables if rows]]


def _new(
    rows_of: Callable[[Scenario], Iterator[Row]], scenario: Scenario, below: Scenario | None
) -> list[Row]:
    """The rows of a scenario that the one below it does not have."""
    old = set() if below is None else set(rows_of(below))
    return [row for row in rows_of(scenario) if row not in old]


def _graded(scenario: Scenario) -> Iterator[Row]:
    for key, setting in scenario.settings.items():
        word = "a number" if setting.level is None else f"`{setting.level}`"
        source = _source(setting.evidence, setting.assumption)
        yield (
            f"`{key}`",
            f"`{setting.scale}`",
            word,
            f"{setting.value:g}",
            _range(setting.low, setting.high),
            source,
        )


def _plain(scenario: Scenario) -> Iterator[Row]:
    for key, value, owner in _leaves(scenario.spec, "", None):
        shown = str(value).lower() if isinstance(value, bool) else str(value)
        yield (
            f"`{key}`",
            f"`{shown}`",
            _SET_UP if owner is None else _source(owner.evidence, owner.assumption),
        )


def _leaves(table: BaseModel, key: str, owner: Sourced | None) -> Iterator[tuple[str, Any, Sourced | None]]:
    """Every whole number, name and switch below a table: key, value, and the sourced table that it stands in."""
    owner = table if isinstance(table, Sourced) else owner
    for name, kind in fields_of(type(table)).items():
        value, inner = getattr(table, name), f"{key}.{name}" if key else name
        below = value if isinstance(value, dict) else {}
        for place, item in [(inner, value), *((f"{inner}.{step}", item) for step, item in below.items())]:
            if isinstance(item, BaseModel) and not isinstance(item, Setting):
                yield from _leaves(item, place, owner)
        # That an issue touches sovereignty is told with its options.
        if isinstance(value, (bool, int, str)) and kind.words is None and name != "sovereignty":
            yield inner, value, owner


def _positions(scenario: Scenario) -> Iterator[Row]:
    table = scenario.spec
    for name, issue in table.issues.items():
        kind = "sovereignty issue" if issue.sovereignty else "issue"
        yield f"`issues.{name}`", f"{kind}: {_options(issue.options)}", _SET_UP
    for i, condition in enumerate(table.feasibility.forbid):
        yield f"`feasibility.forbid[{i}]`", _condition(condition), _SET_UP
    for i, chain in enumerate(table.feasibility.nested):
        yield f"`feasibility.nested[{i}]`", " ≥ ".join(f"`{name}`" for name in chain), _SET_UP
    yield "`status_quo`", _terms(table.status_quo), _SET_UP
    for name, promise in table.promises.items():
        yield f"`promises.{name}`", f"{promise.title}: {_options(promise.issues)}", _SET_UP
    for name, party in table.parties.items():
        for b, bonus in party.bonuses.items():
            source = _source(bonus.evidence, bonus.assumption)
            yield f"`parties.{name}.bonuses.{b}`", _condition(bonus.when), source
        for r, line in party.red_lines.items():
            words = f"{line.title}: refuses {_condition(line.refuses)}"
            yield f"`parties.{name}.red_lines.{r}`", words, _source(line.evidence, line.assumption)
        if party.declared is not None:
            source = _source(party.declared.evidence, party.declared.assumption)
            yield f"`parties.{name}.declared`", _terms(party.declared.terms), source
    for name, event in table.events.items():
        yield f"`events.{name}`", event.title, _source(event.evidence, event.assumption)
    if table.happened is not None:
        words = f"{table.happened.ladder}: {table.happened.text}"
        yield "`happened`", words, _source(table.happened.evidence, table.happened.assumption)


def _options(options: Iterable[str]) -> str:
    return ", ".join(f"`{option}`" for option in options)


def _condition(condition: Mapping[str, Sequence[str]]) -> str:
    return " and ".join(
        f"`{issue}` is {_options(options).replace(', ', ' or ')}" for issue, options in condition.items()
    )


def _terms(terms: Mapping[str, str]) -> str:
    return ", ".join(f"`{issue}` `{option}`" for issue, option in terms.items())


def _source(evidence: Sequence[str], assumption: str | None) -> str:
    claims = ", ".join(f"`{claim}`" for claim in evidence)
    if assumption is None:
        return claims
    return f"{claims}; assumed: {assumption}" if claims else f"assumed: {assumption}"


def _range(low: float, high: float) -> str:
    return f"{low:g} to {high:g}" if low < high else "fixed"


def _table(head: Sequence[str], rows: Iterable[Row]) -> str:
    lines = [tuple(head), tuple("---" for _ in head), *rows]
    return "\n".join("| " + " | ".join(_cell(cell) for cell in line) + " |" for line in lines)


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())
