"""Makes the reference pages and schema files: ``python -m tools.reference --write``, or ``--check``.

Every page says what the code says: the commands with their help, the strategies with their rules, the keys of a
scenario file with their scales. ``--check`` writes nothing and ends with 1 when a file is out of date.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode
from typer.main import get_command

from sim.agents.strategies import make_strategy
from sim.cli.print import json_text, write_file
from sim.domain.comparison import Comparison
from sim.domain.game import STRATEGIES
from sim.domain.record import RunRecord, json_schema
from sim.domain.tournament import Tournament
from sim.experiments.history.priors import parameters
from sim.experiments.runs.manifest import Manifest
from sim.scenario.load import load_scales, posterior
from sim.scenario.schema import ScenarioSpec
from sim.telling.catalogue import LANGUAGES
from tools.contributing import contributing_page
from tools.reference_batch import batch_page
from tools.reference_pack import pack_page
from tools.reference_parameters import parameters_page
from tools.reference_scenario import scenario_page

ROOT = Path(__file__).resolve().parents[1]
MADE = "This page is made by `python -m tools.reference --write`; a test compares it with the code."


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(
        f"| {' | '.join(' '.join(c.replace('|', chr(92) + '|').split()) for c in x)} |" for x in lines
    )


def _prose(text: str | None) -> str:
    """A docstring as paragraphs, each on one line."""
    parts = (text or "").strip().split("\n\n")
    return "\n\n".join(" ".join(part.split()) for part in parts)


def commands_page() -> str:
    """Return every command with its help, its arguments and its options."""
    from sim.cli.main import app

    group: Any = get_command(app)
    parts = ["# Commands", MADE, _prose(group.help)]
    parts.append(
        "Every command has `--help` (`-h`). Exit codes: 0 done, 1 the run failed or a replay differs, 2 the input is "
        "wrong. What goes wrong is said in one line on stderr; with `--json`, stdout holds JSON and nothing else."
    )
    for name, command in group.commands.items():
        arguments = [p for p in command.params if p.param_type_name == "argument"]
        options = [p for p in command.params if p.param_type_name == "option" and p.name != "help"]
        usage = " ".join(
            ["hikiwake", name, *("[OPTIONS]" for _ in options[:1]), *(_placeholder(p) for p in arguments)]
        )
        parts += [f"## {name}", f"```text\n{usage}\n```", _prose(command.help)]
        rows = [(f"`{_placeholder(p)}`", p.help or "") for p in arguments]
        rows += [
            (f"`{' '.join([*p.opts, *([p.metavar] if p.metavar else [])])}`", p.help or "") for p in options
        ]
        parts.append(table(("argument or option", "what it does"), rows))
    return "\n\n".join(parts) + "\n"


def _placeholder(argument: Any) -> str:
    shown = str(argument.metavar or argument.name.upper())
    return shown if argument.required or shown.startswith("[") else f"[{shown}]"


def strategies_page() -> str:
    """Return every strategy with its offering rule, its acceptance rule and its opponent model."""
    rows, details = [], []
    for name in STRATEGIES:
        if name == "human":
            rows.append(("`human`", "a person", "a person", "a person"))
            continue
        made = make_strategy(name)
        kind = type(made.offering)
        settings = ", ".join(f"{key} {value:g}" for key, value in vars(made.offering).items())
        rows.append((f"`{name}`", kind.__name__ + (f" ({settings})" if settings else ""),
                     f"`{made.acceptance_rule}`", f"`{made.model}`"))  # fmt: skip
        text = f"### {kind.__name__}\n\n{_prose(kind.__doc__)}"
        if text not in details:
            details.append(text)
    parts = [
        "# Strategies",
        MADE,
        "A strategy is an offering rule, an acceptance rule and an opponent model (Baarslag 2014). Seat one with "
        "`--strategy PARTY=NAME`, or with other parts as `--strategy PARTY=NAME/ACCEPTANCE/OPPONENT_MODEL`.",
        table(("strategy", "offering rule", "acceptance rule", "opponent model"), rows),
        "`human` needs a person: hand `sim.Human(decide)` to `sim.negotiate`. `zeuthen` and `backward_induction` know "
        "the other side's worths and serve as benchmarks.",
        "## Offering rules",
        *details,
        "## Acceptance rules",
        _rules_table("sim.agents.acceptance", "ACCEPTANCES"),
        "## Opponent models",
        _rules_table("sim.agents.opponent", "OPPONENT_MODELS"),
    ]
    return "\n\n".join(parts) + "\n"


def _rules_table(module: str, name: str) -> str:
    import importlib

    rules = getattr(importlib.import_module(module), name)
    return table(
        ("name", "what it does"), [(f"`{key}`", _prose(rule.__doc__)) for key, rule in rules.items()]
    )


def scales_page() -> str:
    """Return every scale with what it grades, what is assumed, and the numbers of its words."""
    parts = [
        "# Scales",
        MADE,
        "What the words of a scenario mean in numbers. A run takes the likely value, a run with `--draw` takes a value "
        "from the range. None of these numbers stands in an article: all are assumed, and then fitted to what happened "
        "where a prior says how far they may move (`hikiwake calibrate`). The ranges before the fit serve nothing else "
        "than to be told; the fit starts from the priors. The likely value after the fit is the mean of the fit, the "
        "range holds 90 percent of it.",
    ]
    after, made = load_scales(), posterior()
    fitted = {} if made is None else made.parameters
    spans = {p.name: f"{p.low:g} to {p.high:g}" for p in parameters(after)}
    for name, scale in load_scales(fitted=False).items():
        heads: tuple[str, ...] = ("word", "likely value", "range")
        rows: list[tuple[str, ...]] = []
        for word, x in scale.words.items():
            rows.append((f"`{word}`", f"{x.value:g}", f"{x.range[0]:g} to {x.range[1]:g}"))
            if scale.prior is not None:
                y = after[name].words[word]
                rows[-1] += (f"{y.value:g}", f"{y.range[0]:g} to {y.range[1]:g}")
        parts += [f"## {name}", f"{scale.title}. Assumed: {scale.assumption}"]
        if scale.prior is None:
            parts.append(table(heads, rows))
            continue
        parts.append(table((*heads, "after the fit", "range after the fit"), rows))
        moved = [
            (
                f"`{key}`",
                span,
                f"{fitted[key].value:g}",
                f"{fitted[key].range[0]:g} to {fitted[key].range[1]:g}",
            )
            for key, span in spans.items()
            if key.startswith(f"{name}.") and key in fitted
        ]
        parts += [
            f"Prior: {scale.prior.assumption}",
            table(("parameter", "prior", "after the fit", "90 percent"), moved),
        ]
    return "\n\n".join(parts) + "\n"


def schema_file(of: type[BaseModel], mode: JsonSchemaMode = "validation") -> str:
    """Return what stands in the file of a schema."""
    return json_text(json_schema(of, mode)) + "\n"


FILES: dict[str, Callable[[], str]] = {
    "scenarios/schema.json": lambda: schema_file(ScenarioSpec),
    "docs/reference/run.schema.json": lambda: schema_file(RunRecord),
    "docs/reference/compare.schema.json": lambda: schema_file(Comparison),
    "docs/reference/tournament.schema.json": lambda: schema_file(Tournament),
    "docs/reference/batch.schema.json": lambda: schema_file(Manifest, "serialization"),
    "docs/reference/batch.md": lambda: batch_page(MADE, table),
    "docs/reference/commands.md": commands_page,
    "docs/reference/strategies.md": strategies_page,
    "docs/reference/scenario.md": scenario_page,
    "docs/reference/scales.md": scales_page,
    "docs/reference/parameters.md": parameters_page,
    **{f"docs/classroom/lesson-pack.{code}.md": partial(pack_page, code, MADE, table) for code in LANGUAGES},
    "CONTRIBUTING.md": contributing_page,
}
"""Every generated file, and what it should hold."""


def stale() -> list[str]:
    """Return the generated files that do not hold what they should."""
    return [
        name
        for name, made in FILES.items()
        if not (ROOT / name).is_file() or (ROOT / name).read_text(encoding="utf-8") != made()
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    """Write what is out of date, or say what is; return the exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if words not in (["--write"], ["--check"]):
        sys.stderr.write("reference: give --write, which renews the files, or --check, which compares them\n")
        return 2
    old = stale()
    for name in old:
        if words == ["--write"]:
            write_file(ROOT / name, FILES[name](), name)
        sys.stdout.write(f"{'wrote' if words == ['--write'] else 'out of date:'} {name}\n")
    return 1 if old and words == ["--check"] else 0


if __name__ == "__main__":
    sys.exit(main())
