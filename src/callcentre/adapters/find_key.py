"""The key of the data file: from a key file or from the keyring, in that order (design section 8)."""

import hashlib
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from callcentre.adapters.keyring import SystemSecrets
from callcentre.domain.errors import StoreFault
from callcentre.ports import NoSecrets, Secrets
from callcentre.store.files import DATA, is_full

KEY_FILE_VARIABLE = "CALLCENTRE_KEY_FILE"
KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class FoundKey:
    """The key, and where it came from: a path, or `keyring`."""

    key: bytes
    source: str


def find_key(
    folder: Path, *, key_file: Path | None, environ: Mapping[str, str], keyring: Secrets | None = None
) -> FoundKey:
    """The key of the data file in `folder`, made on first use.

    A folder that has a data file needs the key that was made for it: a new one would open
    nothing, and in a keyring it would take the place of the old. Raises StoreFault:
    store.no_key (neither a key file nor a keyring), store.bad_key_file (a file that holds no
    key), store.no_key_file and store.no_kept_key (the folder's key is not where it should be).
    """
    named = environ.get(KEY_FILE_VARIABLE)
    path = key_file or (Path(named) if named else None)
    if path is not None:
        return FoundKey(_from_file(path, folder), str(path))
    return FoundKey(_from_keyring(folder, keyring or SystemSecrets()), "keyring")


def _from_file(path: Path, folder: Path) -> bytes:
    try:
        if not path.exists():
            if (folder / DATA).exists():
                raise StoreFault("store.no_key_file", path=str(path), folder=str(folder))
            _write_key_file(path, secrets.token_bytes(KEY_BYTES))
        return _key_of(path.read_text(encoding="ascii"))
    except (OSError, ValueError) as error:
        if isinstance(error, OSError) and is_full(error):
            raise StoreFault("disk.full", retry=True) from error
        raise StoreFault("store.bad_key_file", path=str(path)) from error


def _write_key_file(path: Path, key: bytes) -> None:
    """Whole or not at all, readable by its owner alone; another process may have been first."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(key.hex() + "\n")
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _from_keyring(folder: Path, keyring: Secrets) -> bytes:
    # One machine may hold several folders; each has a key of its own.
    name = "data " + hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:16]
    try:
        kept = keyring.get(name)
        if kept is None:
            if (folder / DATA).exists():
                raise StoreFault("store.no_kept_key", folder=str(folder), variable=KEY_FILE_VARIABLE)
            keyring.put(name, secrets.token_bytes(KEY_BYTES).hex())
            kept = keyring.get(name)
        if kept is None:
            raise NoSecrets
        return _key_of(kept)
    except (NoSecrets, ValueError) as error:
        raise StoreFault("store.no_key", variable=KEY_FILE_VARIABLE) from error


def _key_of(text: str) -> bytes:
    key = bytes.fromhex(text.strip())
    if len(key) != KEY_BYTES:
        raise ValueError(f"a key has {KEY_BYTES} bytes")
    return key
