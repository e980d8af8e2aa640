"""Keeps the catalogue of texts: extract, add translations, compile.

    python packaging/words.py add PAIRS.json    {"English": "中文", ...} into the catalogue
    python packaging/words.py update            messages from the source into the catalogue, then compile
    python packaging/words.py missing           prints what has no translation; exit 1 when there is any
"""

import json
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "resources" / "i18n" / "zh_CN" / "LC_MESSAGES"
PO = FOLDER / "callcentre.po"
MO = FOLDER / "callcentre.mo"
KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2)}


@contextmanager
def locked() -> Iterator[None]:
    """One writer at a time: two people adding words must not lose each other's."""
    import fcntl

    with (Path(tempfile.gettempdir()) / "callcentre-words.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def stored() -> Catalog:
    if not PO.exists():
        return Catalog(locale="zh_CN", domain="callcentre", project="callcentre", fuzzy=False)
    with PO.open("rb") as file:
        return read_po(file, locale="zh_CN", domain="callcentre")


def extracted() -> Catalog:
    found = Catalog(locale="zh_CN", domain="callcentre", project="callcentre", fuzzy=False)
    source = ROOT / "src" / "callcentre"
    for name, _line, message, _comments, _context in extract_from_dir(source, keywords=KEYWORDS):
        flags = ("python-brace-format",) if "{" in (message if isinstance(message, str) else message[0]) else ()
        found.add(message, locations=[(name.replace("\\", "/"), 0)], flags=flags)
    return found


def save(catalogue: Catalog) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with PO.open("wb") as file:
        write_po(file, catalogue, sort_output=True, omit_header=False, width=0, no_location=True, ignore_obsolete=True)
    with MO.open("wb") as file:
        write_mo(file, catalogue)


def add(pairs: dict[str, str]) -> None:
    """A plural pair has the key "one|||many"."""
    catalogue = stored()
    for english, chinese in pairs.items():
        one, _, many = english.partition("|||")
        key = (one, many) if many else one
        catalogue.delete(key)
        catalogue.add(key, (chinese,) if many else chinese)
    save(catalogue)


def update() -> Catalog:
    """The catalogue with exactly the messages of the source; translations are kept."""
    catalogue = extracted()
    old = stored()
    for message in catalogue:
        known = old.get(message.id) if message.id else None
        if known is not None and known.string:
            message.string = known.string
    save(catalogue)
    return catalogue


def missing() -> list[str]:
    known = stored()
    lacking = []
    for message in extracted():
        if not message.id:
            continue
        stored_message = known.get(message.id)
        if stored_message is None or not any(stored_message.string):
            lacking.append(message.id if isinstance(message.id, str) else message.id[0])
    return lacking


def main(arguments: list[str]) -> int:
    with locked():
        match arguments:
            case ["add", name]:
                add(json.loads(Path(name).read_text(encoding="utf-8")))
            case ["update"]:
                update()
            case ["missing"]:
                lacking = missing()
                print(*lacking, sep="\n")
                return 1 if lacking else 0
            case _:
                print(__doc__, file=sys.stderr)
                return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
