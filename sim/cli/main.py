"""The `hikiwake` command: its commands, and the one place where an error becomes a sentence and an exit code.

Nothing heavy is imported here or in the commands' modules; each command fetches what it needs when it runs, so
that help answers at once.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Sequence
from contextvars import copy_context
from typing import Annotated, Any

import typer
from typer.main import get_command

from sim.cli.commands.app import app as browser
from sim.cli.commands.batch import batch
from sim.cli.commands.calibrate import calibrate
from sim.cli.commands.classroom import classroom
from sim.cli.commands.compare import compare
from sim.cli.commands.evidence import evidence
from sim.cli.commands.facts import facts
from sim.cli.commands.history import history
from sim.cli.commands.merge import merge
from sim.cli.commands.outcomes import outcomes
from sim.cli.commands.report import handouts, report
from sim.cli.commands.run import run
from sim.cli.commands.scenarios import scenarios
from sim.cli.commands.schema import schema
from sim.cli.commands.tournament import tournament
from sim.cli.commands.validate import validate
from sim.cli.help import Command, Group
from sim.cli.print import one_line, ready, silence
from sim.cli.usage import is_usage, usage_sentence
from sim.errors import InputError, SimError, UnknownName, nearest
from sim.interrupts import Stopped
from sim.version import __version__

INTERRUPTED, BROKEN_PIPE = 130, 141
"""Exit codes that a shell gives to a program ended by Ctrl-C, and to one whose reader has left."""

NO_MEMORY = "memory ran out; play fewer runs at a time, and a batch with fewer --workers"


class _Commands(Group):
    """The commands by name; an unknown one is answered with the nearest."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find the command, or say which there are."""
        if args[0] not in self.commands:
            raise UnknownName(f'there is no command "{args[0]}"; {nearest(args[0], self.commands)}')
        return super().resolve_command(ctx, args)


app = typer.Typer(
    name="hikiwake",
    cls=_Commands,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"hikiwake {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def hikiwake(
    ctx: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and end.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """Negotiations over a peace treaty: play them, explain them, search what they rest on."""
    if ctx.invoked_subcommand is None:
        typer.echo(ctx.get_help())


for _name, _function in (
    ("run", run),
    ("scenarios", scenarios),
    ("batch", batch),
    ("merge", merge),
    ("compare", compare),
    ("tournament", tournament),
    ("calibrate", calibrate),
    ("history", history),
    ("facts", facts),
    ("outcomes", outcomes),
    ("report", report),
    ("handouts", handouts),
    ("app", browser),
    ("classroom", classroom),
    ("evidence", evidence),
    ("validate", validate),
    ("schema", schema),
):
    app.command(_name, cls=Command)(_function)


def _say(message: str) -> None:
    # The terminal may be the one that was closed.
    with contextlib.suppress(OSError):
        sys.stderr.write(f"hikiwake: {one_line(message)}\n")
        sys.stderr.flush()


def _called(command: Any, words: list[str]) -> int:
    """Run one command line and return its exit code; every exception goes through."""
    try:
        with command.make_context("hikiwake", list(words)) as ctx:
            command.invoke(ctx)
    except typer.Exit as end:
        return int(end.exit_code)
    sys.stdout.flush()
    return 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command line (without a list: that of the process) and return its exit code.

    0: done. 1: the run failed. 2: the input is wrong. Either way an error is one line on stderr; a traceback
    is shown only for a defect, and only where ``HIKIWAKE_DEBUG`` is set.
    """
    ready()
    words = sys.argv[1:] if arguments is None else list(arguments)
    command: Any = get_command(app)
    try:
        # In a context of its own: the language of one call is not that of the next.
        return copy_context().run(_called, command, words)
    except (KeyboardInterrupt, typer.Abort) as stop:
        _say(str(stop) or "interrupted")
        return stop.code if isinstance(stop, Stopped) else INTERRUPTED
    except BrokenPipeError:
        silence()
        return BROKEN_PIPE
    except SimError as error:
        _say(str(error))
        return 2 if isinstance(error, InputError) else 1
    except MemoryError:
        _say(NO_MEMORY)
        return 1
    except OSError as error:
        silence()
        _say(f"{error.strerror or error}{f': {error.filename}' if error.filename else ''}")
        return 1
    except Exception as error:
        if is_usage(error):
            _say(usage_sentence(error, words, command.commands))
            return 2
        if os.environ.get("HIKIWAKE_DEBUG"):
            raise
        said = "; ".join([f"{type(error).__name__}: {error}", *getattr(error, "__notes__", ())])
        _say(f"this is a defect: {said}; run it again with HIKIWAKE_DEBUG=1 to see the traceback")
        return 1
