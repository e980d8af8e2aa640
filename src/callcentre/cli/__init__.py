"""The command line (design section 8): options, sub-commands, exit codes.

0: all was done. 1: something was refused, named on stderr. 2: wrong usage or no key.
"""

import argparse
import io
import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path

from callcentre import words
from callcentre.app import DEFAULT_PROFILE, Settings
from callcentre.domain.errors import Problem
from callcentre.words import _, usage
from callcentre.words.errors import say

WRONG_USAGE = frozenset({"store.no_key", "store.no_key_file", "store.no_kept_key", "period.malformed", "server.password_in_url", "server.url"})
"""What ends with exit code 2, as a wrong option does; everything else that is refused ends with 1."""
COMMANDS = ("tour", "exchange", "figures", "screens", "upkeep", "incoming", "sync", "erase", "server")
"""The files of this folder that add sub-commands, in the order of the help."""
DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
"""Without any of these Qt would end the process in words of its own."""
Command = Callable[[Settings, argparse.Namespace], int]


def parser() -> argparse.ArgumentParser:
    """The whole command line as argparse knows it."""
    top = _options(add_help=True)
    commands = top.add_subparsers(metavar=_("COMMAND"), title=_("commands"))
    for name in COMMANDS:
        import_module(f"{__name__}.{name}").add_commands(commands)
    return top


def _options(*, add_help: bool) -> argparse.ArgumentParser:
    """What stands before a sub-command; alone it opens the window."""
    top = argparse.ArgumentParser(
        prog="callcentre", description=_("The desk of a service hotline. Without a command its window opens."), add_help=add_help, exit_on_error=add_help
    )
    top.add_argument("--data", type=Path, metavar="DIR", help=_("the data folder"))
    top.add_argument("--demo", action="store_true", help=_("a separate folder, filled with a demo year"))
    top.add_argument("--lang", choices=words.LANGUAGES, help=_("the language of texts"))
    top.add_argument("--profile", default=DEFAULT_PROFILE, metavar="NAME", help=_("the seed of a new folder"))
    top.add_argument("--key-file", type=Path, metavar="FILE", help=_("the file that holds the key"))
    top.add_argument(
        "--password-fd", type=int, metavar="N", help=_("the file descriptor a server password is read from")
    )
    top.set_defaults(run=_window)
    return top


def _parsed(given: Sequence[str]) -> argparse.Namespace:
    """The options; the sub-commands are loaded where one may be meant: a window need not wait for them."""
    try:
        options, more = _options(add_help=False).parse_known_args(given)
    except argparse.ArgumentError:
        return parser().parse_args(given)
    return parser().parse_args(given) if more else options


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and answers its exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    _let_every_text_through()
    words.use(_language(given))
    usage.speak()
    options = _parsed(given)
    settings = Settings(
        data=options.data,
        demo=options.demo,
        language=options.lang or "",
        profile=options.profile,
        key_file=options.key_file,
        password_fd=options.password_fd,
    )
    run: Command = options.run
    try:
        return run(settings, options)
    except Problem as problem:
        print(say(problem), file=sys.stderr)
        return 2 if problem.code in WRONG_USAGE else 1
    except BrokenPipeError:
        # Whoever read our output has gone, as `| head` does; that is no fault.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        print(f"{error.filename or ''}: {error.strerror or error}".lstrip(": "), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print(_("Stopped. What was not finished was not written."), file=sys.stderr)
        return 1


def _let_every_text_through() -> None:
    """A terminal or pipe that has no Chinese shows escapes; it ends no command half way."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _language(arguments: Sequence[str]) -> str:
    """The language is needed before parsing, so that help and usage errors are in it too."""
    for position, argument in enumerate(arguments):
        if argument == "--lang" and position + 1 < len(arguments):
            chosen = arguments[position + 1]
        elif argument.startswith("--lang="):
            chosen = argument.removeprefix("--lang=")
        else:
            continue
        if chosen in words.LANGUAGES:
            return chosen
    return words.system_language()


def _window(settings: Settings, _options: argparse.Namespace) -> int:
    if sys.platform.startswith("linux") and not any(os.environ.get(name) for name in DISPLAYS):
        print(_("There is no display for the window. The commands need none: callcentre --help."), file=sys.stderr)
        return 1
    from callcentre.start import run_window

    return run_window(settings)
