"""`hikiwake merge`: one folder out of the shards of a batch."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sim.cli.print import json_text, print_json, show, unbroken
from sim.cli.types import Json


def merge(
    out: Annotated[str, typer.Argument(metavar="OUT", help="A new folder for the whole batch.")],
    folders: Annotated[
        list[str], typer.Argument(metavar="DIR...", help="The folders of its shards, all of them.")
    ],
    json: Json = False,
) -> None:
    """Make one folder of a batch that was played in shards.

    It is equal to that of the undivided batch. The shards are checked to be of one plan, complete and undamaged,
    and stay as they are.
    """
    from sim.experiments.runs.merge import merge as merged
    from sim.telling.numbers import count

    manifest = merged(Path(out), [Path(folder) for folder in folders])
    if json:
        print_json(json_text(manifest.model_dump(mode="json")))
    else:
        show([unbroken(f"{count(manifest.stored)} runs of {count(len(folders))} shards, now in {out}")])
