"""What the sub-commands share: an open desk, progress on a terminal, output to a file or stdout."""

import errno
import io
import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

from callcentre.adapters.find_key import KEY_FILE_VARIABLE
from callcentre.adapters.folders import data_folder
from callcentre.app import Desk, Settings, open_desk
from callcentre.domain.errors import Refused
from callcentre.domain.event import Actor, Role
from callcentre.words import _

OWN = ("callcentre.", "attachments.db", "drafts.db", "demo.key")
"""How the names of the data folder's own files begin."""
IMPORTERS = frozenset({Role.ADMINISTRATOR})
CENTRE = frozenset({Role.AGENT, Role.SUPERVISOR, Role.ADMINISTRATOR})
ACCOUNTANTS = frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR})
"""Who brings files in, who takes whole kinds out, and who sees what outlets did and are paid."""
Progress = Callable[[int, int], None]
"""(done, in all) of a long piece of work."""


@contextmanager
def desk_of(settings: Settings, roles: frozenset[Role] = frozenset()) -> Iterator[Desk]:
    """The opened data folder; a demo folder is filled first where it is new.

    Raises Refused("act.no_right") where whoever asks has none of these roles, as the window shows them no such page.
    """
    desk = open_desk(settings, environ=os.environ)
    try:
        if roles and not roles & asker(desk).roles:
            raise Refused("act.no_right", roles=sorted(roles))
        if settings.demo:
            fill_demo(desk)
        yield desk
    finally:
        desk.close()


def asker(desk: Desk) -> Actor:
    """Who sits at this desk, by the account of the operating system."""
    from callcentre.store.people import person_of

    return desk.read(lambda session: person_of(session, desk.person))


def fill_demo(desk: Desk) -> None:
    """Plays the demo year into a new demo folder, with progress on a terminal."""
    from callcentre.demo.build import build, is_built

    if desk.read(is_built):
        return
    print(_("Filling the demo folder. Its key lies beside it, so it protects nothing."), file=sys.stderr)
    with progress(_("demo year")) as moved:
        build(desk.write, desk.clock.now(), moved)


@contextmanager
def progress(label: str) -> Iterator[Progress]:
    """A progress bar on stderr where that is a terminal; silent elsewhere."""
    from tqdm import tqdm

    bar = tqdm(desc=label, unit="", leave=False, disable=not sys.stderr.isatty(), file=sys.stderr)

    def moved(done: int, in_all: int) -> None:
        bar.total = in_all
        bar.update(done - bar.n)

    try:
        yield moved
    finally:
        bar.close()


def utf8_output() -> TextIO:
    """Standard output for what programs read: UTF-8 whatever the terminal or locale is."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
    return sys.stdout


def spare_own(settings: Settings, target: Path | None) -> None:
    """Raises Refused("file.own") for a target that is the key, or one of the files of the data folder."""
    if target is None:
        return
    if target.is_dir():
        raise Refused("file.unwritable", reason=os.strerror(errno.EISDIR))
    folder = (settings.data or data_folder(demo=settings.demo)).resolve()
    named = settings.key_file or os.environ.get(KEY_FILE_VARIABLE)
    is_key = bool(named) and Path(str(named)).resolve() == target.resolve()
    if is_key or (target.resolve().parent == folder and target.name.startswith(OWN)):
        raise Refused("file.own", path=str(target))


def write_json(value: Any, target: Path | None) -> None:
    """JSON to a file, whole or not at all, or to stdout."""
    text = json.dumps(value, ensure_ascii=False, indent=1) + "\n"
    if target is None:
        utf8_output().write(text)
        return
    draft = target.with_name(target.name + ".part")
    draft.write_text(text, encoding="utf-8")
    draft.replace(target)
