"""Turns what the command-line parser objects to into one sentence with the nearest name and the cure.

The parser is Click, which newer releases of Typer carry inside: its exceptions are told by what they hold, not by
where their classes live.
"""

from __future__ import annotations

from typing import Any

import typer

from sim.errors import nearest

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


def usage_sentence(error: Any) -> str:
    """Return the objection as a sentence that names the command, the option and the cure."""
    ctx = getattr(error, "ctx", None)
    command = getattr(ctx, "command", None)
    path = str(getattr(ctx, "command_path", "hikiwake"))
    place = f"{path.removeprefix('hikiwake').strip()}: ".removeprefix(": ")
    cure = f'see "{path} --help"'
    option, parameter = getattr(error, "option_name", None), getattr(error, "param", None)
    message = str(error.format_message()).rstrip(".")
    if option is not None and message.startswith("No such option"):
        return f"{place}there is no option {option}; {nearest(option, _options(command))}"
    if option is not None and "requires an argument" in message:
        return f"{place}{option} needs a value behind it; {cure}"
    if message.startswith("Missing") and parameter is not None:
        return f"{place}{_shown(parameter)} is missing; {cure}"
    if "unexpected extra argument" in message:
        extra = message[message.index("(") + 1 : -1]
        return f"{place}there is no place for {extra} here; {cure}"
    return f"{place}{message[:1].lower()}{message[1:]}; {cure}"
