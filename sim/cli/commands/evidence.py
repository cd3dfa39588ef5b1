"""`hikiwake evidence`: searches the ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.print import json_text, print_json, show
from sim.cli.types import Json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import RenderableType

    from sim.domain.evidence import Claim, Ledger


def evidence(
    query: Annotated[
        list[str] | None,
        typer.Argument(metavar="[QUERY]", help="Words that a claim must hold, in any order."),
    ] = None,
    article: Annotated[
        str | None,
        typer.Option(
            "--article", metavar="A", help="Only claims of this article or document, such as tass-2018-11."
        ),
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
    kind: Annotated[
        str | None,
        typer.Option("--kind", metavar="K", help="Only claims of sources of one kind: article or document."),
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
    """Search what the sources say, claim by claim: articles first, then documents and official records.

    Each claim comes with the settings that rest on it. Without words or filters all claims are shown.
    """
    from sim.scenario.ledger import load_ledger
    from sim.scenario.load import ledger_of, load
    from sim.scenario.sources.usage import used_by

    words = " ".join(query or ())
    ledger = load_ledger() if scenario is None else ledger_of(scenario)
    found = ledger.search(
        words, article=article, actor=actor, topic=topic, reliability=reliability, kind=kind
    )
    uses = used_by(None if scenario is None else load(scenario, abstract=True))
    if json:
        print_json(json_text([_row(ledger, claim, uses.get(claim.id, [])) for claim in found]))
        return
    for title, of_kind in (("", "article"), ("Documents and official records", "document")):
        claims = [claim for claim in found if claim.kind == of_kind]
        if title and claims:
            show([title, ""])
        show(part for claim in claims for part in _told(ledger, claim, uses.get(claim.id, [])))
    show([_count(found, words)])


def _row(ledger: Ledger, claim: Claim, uses: Sequence[str]) -> dict[str, Any]:
    names = ("id", "article", "outlet", "published", "date", "actor", "topic", "claim", "reliability", "kind")
    row: dict[str, Any] = {name: getattr(claim, name) for name in names}
    source = ledger.source(claim)
    for name in ("body", "address", "seen") if claim.kind == "document" else ():
        row[name] = getattr(source, name)
    return row | {"disputes": list(claim.disputes), "used_by": list(uses), "note": claim.note}


def _told(ledger: Ledger, claim: Claim, uses: Sequence[str]) -> list[RenderableType]:
    from rich.text import Text

    from sim.cli.prose import Prose
    from sim.domain.evidence import Document
    from sim.telling import labels
    from sim.telling.numbers import date

    lines = [
        Prose(claim.claim, indent=2),
        Prose(f"{labels.source(claim)}; reliability {claim.reliability}. {claim.note}", "dim", indent=2),
    ]
    source = ledger.source(claim)
    if isinstance(source, Document):
        lines.append(Prose(f"{source.title} (seen: {source.seen}), {source.address}", "dim", indent=2))
    if claim.disputes:
        lines.append(Prose(f"Told otherwise by {', '.join(claim.disputes)}", indent=2))
    if uses:
        shown = ", ".join(uses[:6]) + (f" and {len(uses) - 6} more (see --json)" if len(uses) > 6 else "")
        lines.append(Prose(f"Rests on it: {shown}", "dim", indent=2))
    heading = Text.assemble((claim.id, "bold"), f"  {date(claim.date)}, {claim.actor}, {claim.topic}")
    return [Prose(heading), *lines, ""]


def _count(found: Sequence[Claim], words: str) -> str:
    if not found:
        sought = f' with "{words}"' if words else ""
        return f"No claim of the ledger{sought} passes; use fewer words or fewer filters."
    return f"{len(found)} claim{'s' if len(found) > 1 else ''}."
