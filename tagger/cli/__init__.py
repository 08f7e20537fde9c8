"""The commands: read arguments, call the library, choose an exit code."""

from __future__ import annotations

import errno
import os
import re
import shlex
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from tagger.cli.shell import DONE, INTERRUPTED, MINUS, UNEXPECTED, UNREADABLE, WRONG, Usage, shell, told
from tagger.console import clean, plain_streams
from tagger.errors import EdtfError, QueryError, ReadError, SettingsError, TaggerError, VocabularyError
from tagger.interrupting import lies_behind

_NO_ROOM = {errno.ENOSPC, errno.EFBIG, errno.EIO, getattr(errno, "EDQUOT", errno.ENOSPC)}
_VALUED = {"--library", "--color"}
_ANYWHERE = ("--quiet", "--verbose", "--no-color", *sorted(_VALUED))
"""The options that may stand anywhere, which the commands themselves do not know."""
_QUERYING = {"find": "0n", "export": "o", "report": "o", "review": "", "stats": "", "duplicates": "", "eval": "", "write": "n"}
"""The commands that take a query, with their short options: `-topic:sport` is none of those."""


def run(arguments: list[str]) -> int:
    """Runs one command line; returns the exit code."""
    plain_streams()
    shell.__init__()  # type: ignore[misc]
    try:
        try:
            code = _run(_everywhere(arguments))
            sys.stdout.flush()
            return code
        except KeyboardInterrupt:
            return INTERRUPTED
        except SystemExit as ended:  # typer's own options end so
            return ended.code if isinstance(ended.code, int) else DONE
        except TaggerError as fault:
            return _tell(fault)
        except Exception as fault:
            if type(fault).__name__ == "ReaderGone":
                raise BrokenPipeError from fault
            if isinstance(fault, OSError) and fault.errno in _NO_ROOM:
                return _no_room(fault)
            if not hasattr(fault, "format_message"):
                raise
            return _wrong(fault, arguments)
    except BrokenPipeError:  # whoever read has gone: there is nothing to say and nobody to say it to
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except Exception as fault:
        return INTERRUPTED if lies_behind(fault) else _unexpected(fault)


def _run(arguments: list[str]) -> int:
    if arguments in (["-h"], ["--help"]):
        from tagger.cli.panels import help_text

        shell.out.stream.write(help_text(shell.out.width))
        return DONE
    from tagger.cli.app import command

    name = (arguments or ["about"])[0] if "_TAGGER_COMPLETE" not in os.environ else _completed()
    code = command(name).main(args=arguments, prog_name="tagger", standalone_mode=False)
    return code if isinstance(code, int) else DONE


def _completed() -> str:
    """The command whose words the tab key is to complete, as the shell tells it; "" where there is none yet."""
    words = (os.environ.get("COMP_WORDS") or os.environ.get("_TYPER_COMPLETE_ARGS") or "").split()
    return words[1] if len(words) > 1 else ""


def _everywhere(arguments: Sequence[str]) -> list[str]:
    """Takes out the options that may stand anywhere; marks what is a query's minus. Raises: Usage."""
    out: list[str] = []
    rest = iter(arguments)
    for argument in rest:
        name, equals, value = argument.partition("=")
        if argument == "--":
            out += [argument, *rest]
        elif name in _VALUED:
            given = value if equals else next(rest, None)
            if given is None:
                raise Usage(f"{name} wants a value after it.")
            _set(name, given)
        elif argument in ("-q", "--quiet"):
            shell.quiet = True
        elif argument in ("-v", "--verbose"):
            shell.verbose = True
        elif argument == "--no-color":
            shell.color = "never"
        else:
            out.append(MINUS + argument if out and _is_minus(argument, out[0]) else argument)
    shell.begin()
    return out


def _set(name: str, value: str) -> None:
    if name == "--library":
        shell.library_name = value
    elif value not in ("auto", "always", "never"):
        raise Usage(f"--color: {value!r} is none of auto, always, never.")
    else:
        shell.color = value


def _is_minus(argument: str, command: str) -> bool:
    shorts = _QUERYING.get(command)
    if shorts is None or not argument.startswith("-") or argument.startswith("--") or len(argument) < 3:
        return False
    return any(sign in argument for sign in ':"(') or argument[1] not in shorts + "h"


def _tell(fault: TaggerError) -> int:
    for line in told(fault):
        (shell.err.line if isinstance(fault, QueryError) else shell.warn)(line)  # the caret stands under its place
    if isinstance(fault, ReadError):
        return UNREADABLE
    return WRONG if isinstance(fault, EdtfError | QueryError | SettingsError | Usage | VocabularyError) else UNEXPECTED


_NUMBER = re.compile("Input should be a valid integer.*")


def _wrong(fault: Any, arguments: Sequence[str]) -> int:
    """Tells a fault of the command line in one line and where to read on; a file's name that looks like an option, too."""
    context, option = getattr(fault, "ctx", None), getattr(fault, "option_name", None)
    if option:
        from difflib import get_close_matches

        fault.possibilities = [*(fault.possibilities or ()), *get_close_matches(option, _ANYWHERE)]
    where = context.command_path if context is not None else "tagger"
    message = _NUMBER.sub("write a whole number", fault.format_message()).replace(MINUS, "").rstrip(".")
    shell.warn(f"tagger: {message}{'' if message.endswith('?') else '.'} Type: {where} --help")
    for name in arguments:
        if name.startswith("-") and len(name) > 1 and os.path.lexists(name):
            shell.warn(f"To name the file {clean(name)}: {clean(shlex.quote('./' + name))}")
    return int(getattr(fault, "exit_code", WRONG)) or WRONG


def _unexpected(fault: Exception) -> int:
    if shell.verbose:
        import traceback

        traceback.print_exc()
    else:
        said = f"{type(fault).__name__}: {fault}".splitlines()[0]
        shell.warn(f"tagger: unexpected error: {said}. What was stored stays stored; -v shows where it happened.")
    return UNEXPECTED


def _no_room(fault: OSError) -> int:
    """Tells that what was to be written found no room; what could not be written is not tried again."""
    shell.warn(f"tagger: the output cannot be written ({fault.strerror}). Make room, then run the same command again.")
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return UNEXPECTED
