"""`hikiwake evidence`: searches the ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.print import json_text, print_json, show
from sim.cli.types import Json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import RenderableType

    from sim.domain.evidence import Claim


def evidence(
    query: Annotated[
        list[str] | None,
        typer.Argument(metavar="[QUERY]", help="Words that a claim must hold, in any order."),
    ] = None,
    article: Annotated[
        str | None,
        typer.Option("--article", metavar="A", help="Only claims of this article, such as tass-2018-11."),
    ] = None,
    actor: Annotated[
        str | None,
        typer.Option("--actor", metavar="A", help="Only claims about this actor, named as in the ledger."),
    ] = None,
    topic: Annotated[
        str | None, typer.Option("--topic", metavar="T", help="Only claims on this topic, such as territory.")
    ] = None,
    reliability: Annotated[
        str | None,
        typer.Option("--reliability", metavar="R", help="Only claims that are high, medium or low."),
    ] = None,
    scenario: Annotated[
        str | None,
        typer.Option(
            "--scenario",
            metavar="FILE",
            help="Also the claims in the folder seeds beside this scenario file.",
        ),
    ] = None,
    json: Json = False,
) -> None:
    """Search what the articles say, claim by claim.

    Each claim comes with the settings that rest on it. Without words or filters all claims are shown.
    """
    from sim.scenario.ledger import load_ledger
    from sim.scenario.load import ledger_of, load
    from sim.scenario.usage import used_by

    words = " ".join(query or ())
    ledger = load_ledger() if scenario is None else ledger_of(scenario)
    found = ledger.search(words, article=article, actor=actor, topic=topic, reliability=reliability)
    uses = used_by(None if scenario is None else load(scenario, abstract=True))
    if json:
        print_json(json_text([_row(claim, uses.get(claim.id, [])) for claim in found]))
        return
    show(part for claim in found for part in _told(claim, uses.get(claim.id, [])))
    show([_count(found, words)])


def _row(claim: Claim, uses: Sequence[str]) -> dict[str, Any]:
    names = ("id", "article", "outlet", "published", "date", "actor", "topic", "claim", "reliability")
    row: dict[str, Any] = {name: getattr(claim, name) for name in names}
    return row | {"disputes": list(claim.disputes), "used_by": list(uses), "note": claim.note}


def _told(claim: Claim, uses: Sequence[str]) -> list[RenderableType]:
    from rich.padding import Padding
    from rich.text import Text

    lines = [
        Text(claim.claim),
        Text(
            f"{claim.outlet}, {claim.published}; reliability {claim.reliability}. {claim.note}".strip(),
            style="dim",
        ),
    ]
    if claim.disputes:
        lines.append(Text(f"Told otherwise by {', '.join(claim.disputes)}"))
    if uses:
        shown = ", ".join(uses[:6]) + (f" and {len(uses) - 6} more (see --json)" if len(uses) > 6 else "")
        lines.append(Text(f"Rests on it: {shown}", style="dim"))
    heading = Text.assemble((claim.id, "bold"), f"  {claim.date}, {claim.actor}, {claim.topic}")
    return [heading, *(Padding(line, (0, 0, 0, 2)) for line in lines), Text("")]


def _count(found: Sequence[Claim], words: str) -> str:
    if not found:
        sought = f' with "{words}"' if words else ""
        return f"No claim of the ledger{sought} passes; use fewer words or fewer filters."
    return f"{len(found)} claim{'s' if len(found) > 1 else ''}."
