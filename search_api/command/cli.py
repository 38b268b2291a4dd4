"""The command `jiejian`: exit status 0 on success, 2 on wrong use, 1 on failure with one clear line on stderr."""

import os
import sys
from collections.abc import Sequence

from pydantic import ValidationError

from indexer.errors import JiejianError
from search_api.command.commands import COMMANDS
from search_api.command.options import command_parser
from search_api.service.problems import invalid

_INTERRUPTED = 130  # what shells report of a program that Ctrl-C ended


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one subcommand; the exit status. An error that nobody foresaw is raised, for it is ours to mend."""
    _speak_utf8()
    given = command_parser(COMMANDS).parse_args(arguments)
    try:
        status = given.run(given)
        sys.stdout.flush()
    except ValidationError as error:
        return _complain(invalid(error.errors()).detail, 2)
    except JiejianError as error:
        return _complain(str(error), 1)
    except KeyboardInterrupt:
        return _complain("已中止", _INTERRUPTED)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or the interpreter complains at its exit
        return 0
    return int(status)


def _complain(line: str, status: int) -> int:
    sys.stderr.write(" ".join(line.split()) + "\n")
    return status


def _speak_utf8() -> None:
    """Chinese comes out whole whatever the locale; a file name that is no UTF-8 comes out escaped, as JSON allows."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
