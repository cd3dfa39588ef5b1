"""`hikiwake validate`: checks scenario, scales, ledger and facts files, and says in one sentence what is wrong."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from sim.cli.print import json_text, one_line, print_json, show, unbroken, warn
from sim.cli.types import Json
from sim.errors import InputError


def validate(
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE...",
            help="Scenario files, scale files, articles and documents of the ledger, or files of facts.",
        ),
    ],
    json: Json = False,
) -> None:
    """Check scenario, scale, ledger and facts files.

    Every file is looked at; with any wrong one the exit code is 2. With --json, a scenario comes with the keys
    that --set takes.
    """
    rows = [_checked(name) for name in files]
    if json:
        print_json(json_text([{name: x for name, x in row.items() if name != "found"} for row in rows]))
    for row in rows:
        for line in row.get("warnings", ()):
            warn(line)
        if not row["ok"]:
            sys.stderr.write(f"hikiwake: {one_line(row['error'])}\n")
        elif not json:
            show([unbroken(f"ok {row['file']}: {row['found']}")])
    if not all(row["ok"] for row in rows):
        raise typer.Exit(2)


def _checked(name: str) -> dict[str, Any]:
    """Return what a file holds, or what is wrong with it."""
    from sim.scenario.load import is_file
    from sim.scenario.toml import read_toml

    try:
        path = Path(name)
        document = read_toml(path) if is_file(path) else {}
        if "made" in document:
            return {"file": name, "ok": True, "kind": "posterior"} | _posterior(name, document)
        if "what_if" in document:
            return {"file": name, "ok": True, "kind": "counterfactuals"} | _what_ifs(path)
        if "preset" in document:
            return {"file": name, "ok": True, "kind": "presets"} | _presets(path)
        if "brief" in document:
            return {"file": name, "ok": True, "kind": "briefs"} | _briefs(path)
        if "ablation" in document:
            return {"file": name, "ok": True, "kind": "ablations"} | _ablations(path)
        if "fact" in document:
            return {"file": name, "ok": True, "kind": "facts"} | _facts(path)
        if "scales" in document:
            return {"file": name, "ok": True, "kind": "scales"} | _scales(name, document)
        for kind in ("article", "document"):
            if kind in document:
                return {"file": name, "ok": True, "kind": kind} | _source(path)
        return {"file": name, "ok": True, "kind": "scenario"} | _scenario(name)
    except InputError as error:
        return {"file": name, "ok": False, "error": str(error)}


def _scenario(name: str) -> dict[str, Any]:
    from sim.scenario.build import space_of
    from sim.scenario.changes import changeable
    from sim.scenario.load import has_overlay, load
    from sim.scenario.setup import Setup
    from sim.telling.catalogue import word
    from sim.telling.idle import without_effect

    scenario = load(name, abstract=True)
    if has_overlay(name):
        load(name, abstract=True, articles_only=True)
    settings = scenario.settings.values()
    cited = sum(1 for setting in settings if setting.evidence)
    found: dict[str, Any] = {
        "id": scenario.id,
        "parties": list(scenario.spec.parties),
        "outcomes": space_of(scenario.spec).n,
        "settings": len(settings),
        "with_evidence": cited,
        "assumptions": len(settings) - cited,
    }
    used = "" if scenario.basis is None else f"; scales: {word('basis', scenario.basis)}"
    found["scales_used"] = scenario.basis
    found["warnings"] = without_effect(Setup(scenario))
    found["keys"] = changeable(scenario.document)
    found["found"] = (
        f"{scenario.id}, {len(found['parties'])} parties, {found['outcomes']:,} outcomes, {len(settings)} settings: "
        f"{cited} with evidence, {found['assumptions']} assumptions{used}"
    )
    return found


def _scales(name: str, document: dict[str, Any]) -> dict[str, Any]:
    from sim.scenario.problems import checked
    from sim.scenario.scales import ScalesSpec

    scales = checked(ScalesSpec, document, name).scales
    words = sum(len(scale.words) for scale in scales.values())
    return {"scales": list(scales), "words": words, "found": f"{len(scales)} scales, {words} words"}


def _posterior(name: str, document: dict[str, Any]) -> dict[str, Any]:
    from sim.scenario.problems import checked
    from sim.scenario.scales import PosteriorSpec

    fitted = checked(PosteriorSpec, document, name)
    words = sum(len(scale) for scale in fitted.scales.values())
    return {
        "parameters": list(fitted.parameters),
        "words": words,
        "found": f"{len(fitted.parameters)} parameters and {words} words after a fit worth {fitted.made.size:,.0f} draws",
    }


def _what_ifs(path: Path) -> dict[str, Any]:
    from sim.experiments.history.what_if import load_what_ifs

    found = [what_if.id for what_if in load_what_ifs(path)]
    return {"what_ifs": found, "found": f"{len(found)} counterfactuals"}


def _presets(path: Path) -> dict[str, Any]:
    from sim.experiments.presets import read_presets

    found = read_presets(path).preset
    return {"presets": list(found), "found": f"{len(found)} presets"}


def _briefs(path: Path) -> dict[str, Any]:
    from sim.telling.briefing.colour import check_sources, read_briefs

    found = read_briefs(path)
    check_sources(found, path.name)
    sentences = sum(len(seat.says) for seats in found.brief.values() for seat in seats.values())
    return {"briefs": list(found.brief), "found": f"{len(found.brief)} episodes, {sentences} sentences"}


def _ablations(path: Path) -> dict[str, Any]:
    from sim.experiments.history.variants import read_ablations

    found = read_ablations(path)
    return {"ablations": list(found), "found": f"{len(found)} ablations"}


def _facts(path: Path) -> dict[str, Any]:
    from sim.experiments.facts.facts_file import load_facts

    found = load_facts(path)
    return {
        "facts": [fact.id for fact in found.facts],
        "found": f"{len(found.facts)} facts of {len(found.episodes)} episode{'s' if len(found.episodes) > 1 else ''}",
    }


def _source(path: Path) -> dict[str, Any]:
    from sim.scenario.ledger import load_source

    source, claims = load_source(path)
    return {
        "id": source.id,
        "claims": len(claims),
        "found": f"{source.id}, {len(claims)} claim{'s' if len(claims) > 1 else ''}",
    }
