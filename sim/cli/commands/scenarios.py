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
    from sim.cli.rows import Rows
    from sim.telling.catalogue import t
    from sim.telling.numbers import count

    rows = []
    for scenario in found:
        row = _row(scenario)
        parties = ", ".join(party.seat for party in scenario.spec.parties.values())
        happened = t(f"told.ladder.{row['ladder']}") if row["ladder"] else "– (not said)"
        rows.append([f"{row['id']}\n{row['title']}", row["date"], parties, count(row["outcomes"]), happened])
    show([Rows(["Scenario", "Date", "Parties", "Outcomes", "Happened"], rows, left=(0, 1, 2, 4))])
