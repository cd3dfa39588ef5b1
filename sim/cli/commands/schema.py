"""`hikiwake schema`: the JSON Schema of a scenario or of a run's record."""

from __future__ import annotations

from typing import Annotated

import typer

from sim.cli.print import json_text, print_json


def schema(
    run: Annotated[bool, typer.Option("--run", help="The schema of a run's record instead.")] = False,
) -> None:
    """Print the JSON Schema of a scenario or of a run.

    That of a scenario describes a file after what it extends has been merged in.
    """
    from sim.domain.record import RunRecord, json_schema
    from sim.scenario.schema import ScenarioSpec

    print_json(json_text(json_schema(RunRecord if run else ScenarioSpec)))
