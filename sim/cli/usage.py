"""Turns what the command-line parser objects to into one sentence with the nearest name and the cure.

The parser is Click, which newer releases of Typer carry inside: its exceptions are told by what they hold, not by
where their classes live.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import typer

from sim.errors import InputError, nearest

_USAGE: type[Exception] = typer.BadParameter.__mro__[1]


def is_usage(error: Exception) -> bool:
    """Return whether an exception is the parser's objection to a command line."""
    return isinstance(error, _USAGE)


def _options(command: Any) -> list[str]:
    if command is None:
        return []
    return ["--help", *(name for p in command.params if p.param_type_name == "option" for name in p.opts)]


def _shown(parameter: Any) -> str:
    if parameter.param_type_name == "option":
        return str(max(parameter.opts, key=len))
    return str(parameter.metavar or parameter.name.upper())


def _placeholder(command: Any, option: str) -> str:
    """What stands behind an option in the help."""
    for parameter in getattr(command, "params", ()):
        if option in parameter.opts and parameter.metavar:
            return str(parameter.metavar)
    return "VALUE"


def usage_sentence(error: Any, arguments: Sequence[str], commands: Mapping[str, Any]) -> str:
    """Return the objection as a sentence that names the command, the option and the cure.

    ``arguments``: the command line; it tells which of the ``commands`` was meant, where the parser does not.
    """
    meant = arguments[0] if arguments and arguments[0] in commands else ""
    command = commands.get(meant) or getattr(getattr(error, "ctx", None), "command", None)
    place = f"{meant}: " if meant else ""
    cure = f'see "hikiwake {meant} --help"' if meant else 'see "hikiwake --help"'
    option, parameter = getattr(error, "option_name", None), getattr(error, "param", None)
    message = str(error.format_message()).rstrip(".")
    if option is not None and message.startswith("No such option"):
        return f"{place}there is no option {option}; {nearest(option, _options(command))}"
    if option is not None and "requires an argument" in message:
        return f"{place}{option} needs a value, as in {option} {_placeholder(command, option)}; {cure}"
    if message.startswith("Missing") and parameter is not None:
        return f"{place}{_shown(parameter)} is missing; {cure}"
    extra = re.search(r"unexpected extra argument\S* \((.*)\)$", message, re.DOTALL)
    if extra is not None:
        return f'{place}there is no place for "{extra[1]}"; {cure}'
    return f"{place}{message[:1].lower()}{message[1:]}; {cure}"


def nothing_beside(ctx: typer.Context, source: str, *allowed: str) -> None:
    """Raise `InputError` where more was typed than the ``allowed`` parameters; ``source`` holds all the rest."""
    for parameter in ctx.command.params:
        typed = ctx.get_parameter_source(str(parameter.name))
        if parameter.name not in allowed and typed is not None and typed.name == "COMMANDLINE":
            raise InputError(
                f"{ctx.info_name}: --replay takes everything from {source}; leave out {_shown(parameter)}"
            )
