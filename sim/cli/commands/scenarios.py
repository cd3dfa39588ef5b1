"""`hikiwake scenarios`: the shipped scenarios."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.cli.print import json_text, print_json, show
from sim.cli.types import Json

if TYPE_CHECKING:
    from sim.scenario.load import Scenario


def _row(scenario: Scenario) -> dict[str, Any]:
    from sim.scenario.build import space_of

    table = scenario.spec
    return {
        "id": table.id,
        "title": table.title,
        "date": table.date,
        "parties": list(table.parties),
        "outcomes": space_of(table).n,
        "ladder": None if table.happened is None else table.happened.ladder,
    }


def scenarios(json: Json = False) -> None:
    """List the shipped scenarios and what history made of them."""
    from sim.scenario.load import episode_ids, load

    found = [load(name) for name in episode_ids()]
    if json:
        print_json(json_text([_row(scenario) for scenario in found]))
        return
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("Scenario", min_width=max((len(scenario.id) for scenario in found), default=0))
    table.add_column("Date", no_wrap=True)
    table.add_column("Parties", max_width=14)
    table.add_column("Outcomes", justify="right")
    table.add_column("Happened", no_wrap=True)
    for scenario in found:
        row = _row(scenario)
        heading = Text.assemble((row["id"], "bold"), "\n", row["title"])
        parties = ", ".join(party.seat for party in scenario.spec.parties.values())
        table.add_row(heading, row["date"], parties, f"{row['outcomes']:,}", row["ladder"] or "-")
    show([table])
