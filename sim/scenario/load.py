"""Loading scenarios: by id or by path, with what they extend, their scales, and the ledger behind them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from sim.domain.evidence import Ledger
from sim.domain.game import Game
from sim.errors import ScenarioError, UnknownName, as_written, nearest
from sim.scenario.build import build
from sim.scenario.changes import changed
from sim.scenario.checks import check
from sim.scenario.ledger import load_ledger
from sim.scenario.places import scenarios_dir, seeds_dir
from sim.scenario.problems import checked, read_checked
from sim.scenario.scales import Basis, PosteriorSpec, Scale, ScalesSpec
from sim.scenario.schema import ScenarioSpec
from sim.scenario.settings import Resolved, numbers, resolve, settings_of
from sim.scenario.sources.without_documents import OVERLAY, check_without_documents, take_overlay
from sim.scenario.toml import read_toml

_SCALES = "scales.toml"
_PLAIN = "scales_plain.toml"
_NOT_EPISODES = (
    "scales",
    "scales_plain",
    "base",
    "posterior",
    "counterfactuals",
    "facts",
    "ablations",
    "presets",
    "briefs",
)


@dataclass(frozen=True, eq=False)
class Scenario:
    """A checked scenario. Make one with `load`; make a changed one with `with_changes`.

    ``document`` is the whole scenario as plain tables after merging; ``source`` is what messages call it;
    ``changes`` are the keys set by hand; ``basis`` says where the scales come from, if they were looked for in files;
    ``articles_only``: whether it is the one in which documents count for nothing.
    """

    spec: ScenarioSpec
    document: Mapping[str, Any]
    scales: Mapping[str, Scale]
    source: str
    changes: Mapping[str, str | float | bool] = field(default_factory=dict)
    basis: Basis | None = None
    articles_only: bool = False

    @property
    def id(self) -> str:
        """The scenario's id."""
        return self.spec.id

    @cached_property
    def settings(self) -> dict[str, Resolved]:
        """Every setting by dotted key, as numbers with their range and what they rest on."""
        return resolve(settings_of(self.spec), self.scales, self.source)

    @cached_property
    def hash(self) -> str:
        """A digest of everything that the numbers depend on: the document and the words it uses."""
        graded = [[s.key, s.value, s.low, s.high] for s in self.settings.values()]
        text = json.dumps([self.document, graded], sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()

    def game(self, seed: int | None = None) -> Game:
        """Return the game at the most likely numbers, or with a seed at numbers drawn from their ranges."""
        return self._likely if seed is None else build(self.spec, numbers(self.settings, seed), self.source)

    @cached_property
    def _likely(self) -> Game:
        return build(self.spec, numbers(self.settings), self.source)

    def with_changes(self, changes: Mapping[str, str | float | bool]) -> Scenario:
        """Return a scenario with each dotted key set to a word, a number or another plain value.

        >>> load("2018-singapore").with_changes({"talks.rounds": 6}).spec.talks.rounds
        6
        """
        if not changes:
            return self
        document = changed(self.document, changes, self.source)
        laid = {**self.changes, **changes}
        made = from_document(document, self.scales, self.source, laid, basis=self.basis)
        return replace(made, articles_only=True) if self.articles_only else made


def from_document(
    document: Mapping[str, Any],
    scales: Mapping[str, Scale],
    source: str,
    changes: Mapping[str, str | float | bool] | None = None,
    ledger: Ledger | None = None,
    basis: Basis | None = None,
) -> Scenario:
    """Return the scenario of a merged document, checked through. Raises `ScenarioError` at the first fault.

    With a ``ledger``, the claims that it names have to be there.
    """
    table = checked(ScenarioSpec, document, source)
    scenario = Scenario(table, document, scales, source, dict(changes or {}), basis)
    check(table, source)
    build(table, numbers(scenario.settings), source)
    if ledger is not None:
        _check_evidence(document, ledger, source, "")
    for key in table.key_settings:
        if key not in scenario.settings:
            raise ScenarioError(
                f'{source}: key_settings: no setting "{key}"; {nearest(key, scenario.settings)}'
            )
    return scenario


def _check_evidence(data: Any, ledger: Ledger, source: str, key: str) -> None:
    """Every list under a key called evidence names claims of the ledger."""
    if isinstance(data, Mapping):
        for name, item in data.items():
            inner = f"{key}.{name}" if key else str(name)
            if name == "evidence" and isinstance(item, list):
                for claim in item:
                    if claim not in ledger:
                        hint = nearest(str(claim), ledger)
                        raise ScenarioError(f'{source}: {inner}: there is no claim "{claim}"; {hint}')
            else:
                _check_evidence(item, ledger, source, inner)


def merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Return ``above`` laid over ``below``: tables merge, anything else is replaced; a setting is replaced whole.

    What only one of them has is shared with it.
    """
    result = dict(below)
    for key, value in above.items():
        old = result.get(key)
        graded = isinstance(value, Mapping) and ("level" in value or "value" in value or "evidence" in value)
        if isinstance(old, Mapping) and isinstance(value, Mapping) and not graded:
            value = merged(old, value)
        result[key] = value
    return result


def _read_merged(path: Path, seen: tuple[str, ...] = ()) -> tuple[dict[str, Any], list[Path]]:
    """A scenario file laid over those that it extends, and these files, its own first."""
    document = read_toml(path, path.name if seen else None)
    base = document.get("extends")
    if base is None:
        return document, [path]
    if not isinstance(base, str):
        raise ScenarioError(
            f"{path}: extends: is {as_written(base)} but must be the name of a scenario in quotes"
        )
    if base in seen or base == path.stem:
        raise ScenarioError(
            f'{path}: extends: "{base}" extends itself; start the chain from a file that extends none'
        )
    places = [folder / f"{base}.toml" for folder in (path.parent, scenarios_dir())]
    found = next((place for place in places if place.is_file()), None)
    if found is None:
        known = [file.stem for folder in (path.parent, scenarios_dir()) for file in folder.glob("*.toml")]
        raise ScenarioError(f'{path}: extends: there is no scenario "{base}"; {nearest(base, known)}')
    below, files = _read_merged(found, (*seen, path.stem))
    below.pop("abstract", None)
    return merged(below, document), [path, *files]


def is_file(path: Path) -> bool:
    """Return whether a file is there; a name that no file can have is none."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


POSTERIOR = "posterior.toml"
"""What the words mean after a fit to history, beside ``scales.toml``."""


def posterior(folder: Path | None = None) -> PosteriorSpec | None:
    """Return the fit that lies in a folder, or the one that ships; nothing where there is none."""
    path = (folder or scenarios_dir()) / POSTERIOR
    return read_checked(PosteriorSpec, path, path.name) if path.is_file() else None


def plain_scales() -> dict[str, Scale]:
    """Return the scales that ship for disputes whose texts have one depth only; no fit is theirs."""
    path = scenarios_dir() / _PLAIN
    return dict(read_checked(ScalesSpec, path, path.name).scales)


def load_scales(folder: Path | None = None, *, fitted: bool = True) -> dict[str, Scale]:
    """Return the scales by name: those of ``scales.toml`` in ``folder``, or the ones that ship with the package.

    Where ``posterior.toml`` lies beside it, a word means what the fit to history made of it; with ``fitted`` off, what
    was assumed before.
    """
    path = (folder or scenarios_dir()) / _SCALES
    scales = dict(read_checked(ScalesSpec, path, path.name).scales)
    found = posterior(path.parent) if fitted else None
    for name, words in found.scales.items() if found else ():
        if name not in scales or not set(words) <= set(scales[name].words):
            raise ScenarioError(f"{POSTERIOR}: scales.{name}: has a word that {path.name} lacks; fit anew")
        scales[name] = scales[name].model_copy(update={"words": {**scales[name].words, **words}})
    return scales


def _scales_of(files: Sequence[Path], told: bool) -> tuple[dict[str, Scale], Basis]:
    """The scales of a scenario that is made of these files, its own first, and where they come from.

    A fit belongs to the scenarios beside it, and to those that extend one of them; to no others. ``told``: whether the
    scenario tells of depths; gains over no text and worths from 0 to 1 have words of their own.
    """
    ours = [file.resolve().parent == scenarios_dir().resolve() for file in files]
    if not ours[0] and (files[0].parent / _SCALES).is_file():
        return load_scales(files[0].parent), "own"
    if not told:
        return plain_scales(), "assumed"
    fitted = any(ours) and posterior() is not None
    return load_scales(fitted=fitted), "fitted" if fitted else "assumed"


def ledger_of(scenario: str | Path) -> Ledger:
    """Return the ledger that a scenario may cite: the one that ships, and the articles in ``seeds`` beside its file.

    >>> "tass-2018-11/c07" in ledger_of("2018-singapore")
    True
    """
    return _ledger_beside(path_of(scenario))


def _ledger_beside(path: Path) -> Ledger:
    own = path.parent / seeds_dir().name
    if own.resolve() == seeds_dir().resolve() or not any(own.glob("*.toml")):
        return load_ledger()
    return load_ledger(own, below=load_ledger())


def episode_ids() -> list[str]:
    """Return the ids of the scenarios that ship with the package, in order of their names, which begin with the year."""
    return sorted(path.stem for path in scenarios_dir().glob("*.toml") if path.stem not in _NOT_EPISODES)


def path_of(scenario: str | Path) -> Path:
    """Return the file of a scenario by its id, or by its path. Raises `UnknownName` for an unknown id."""
    text = str(scenario)
    is_path = isinstance(scenario, Path) or text.endswith(".toml") or "/" in text or "\\" in text
    if not is_path and text in episode_ids():
        return scenarios_dir() / f"{text}.toml"
    if not is_path and not is_file(Path(text)):
        raise UnknownName(f'scenario: there is no scenario "{text}"; {nearest(text, episode_ids())}')
    return Path(scenario)


def load(
    scenario: str | Path,
    changes: Mapping[str, str | float | bool] | None = None,
    *,
    abstract: bool = False,
    articles_only: bool = False,
) -> Scenario:
    """Return a scenario by its id, or by the path of a file, with changes by dotted key.

    With ``articles_only`` the table of that name is laid over it, and nothing that is played may rest on a document.
    Raises `UnknownName` for an unknown id, and `ScenarioError` for anything wrong in a file; a scenario
    that only serves to be extended needs ``abstract``.

    >>> load("2018-singapore", {"parties.usa.role": "signatory"}).game().signatories
    (0, 1, 2)
    """
    path = path_of(scenario)
    source = path.name if path.parent == scenarios_dir() else str(path)
    document, files = _read_merged(path)
    _refuse_another_kind(document, source)
    if isinstance(document.get("abstract"), bool) and document.pop("abstract") and not abstract:
        raise ScenarioError(
            f"{source}: is a base for other scenarios and cannot be played; name one that extends it"
        )
    overlay = take_overlay(document, source)
    if articles_only:
        document = merged(document, overlay)
    scales, basis = _scales_of(files, "depths" in document)
    shown = f"{source} ({OVERLAY})" if articles_only else source
    loaded = from_document(document, scales, shown, ledger=_ledger_beside(path), basis=basis)
    if articles_only:
        check_without_documents(loaded.spec, source)
        loaded = replace(loaded, source=source, articles_only=True)
    return loaded.with_changes(changes or {})


def _refuse_another_kind(document: Mapping[str, Any], source: str) -> None:
    kinds = {
        "scales": "a file of scales",
        "article": "an article of the ledger",
        "document": "a document of the ledger",
    }
    for root, kind in kinds.items():
        if root in document and "issues" not in document:
            raise ScenarioError(f"{source}: is {kind} and no scenario; name a scenario file")


def has_overlay(scenario: str | Path) -> bool:
    """Return whether a scenario's files hold anything that is laid over it where documents are left out.

    >>> has_overlay("2018-singapore") in (True, False)
    True
    """
    return bool(_read_merged(path_of(scenario))[0].get(OVERLAY))
