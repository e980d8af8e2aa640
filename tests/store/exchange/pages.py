"""What a thief with the key would find: every page of an encrypted file, those that nothing uses any more as well."""

from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

PAGE, RESERVED, SALT, IV = 4096, 80, 16, 16


def decrypted(path: Path, key: bytes) -> bytes:
    """The plain text of all pages of a data file, or of all frames of its log."""
    content = path.read_bytes()
    if path.name.endswith("-wal"):
        pages = [content[place + 24 : place + 24 + PAGE] for place in range(32, len(content) - PAGE, 24 + PAGE)]
    else:
        pages = [content[place : place + PAGE] for place in range(0, len(content), PAGE)]
    return b"".join(_plain(page, key, first=n == 0 and not path.name.endswith("-wal")) for n, page in enumerate(pages))


def _plain(page: bytes, key: bytes, *, first: bool) -> bytes:
    start, end = (SALT if first else 0), PAGE - RESERVED
    opened = Cipher(algorithms.AES(key), modes.CBC(page[end : end + IV])).decryptor()
    return opened.update(page[start:end]) + opened.finalize()


def found(folder: Path, key: bytes, words: list[str]) -> dict[str, list[str]]:
    """Which of these words stand in which file of a folder, closed or open; encrypted archives are looked into too."""
    result: dict[str, list[str]] = {}
    for path in sorted(folder.iterdir()):
        encrypted = path.suffix in {".db", ".bak"} or path.name.endswith("-wal")
        if path.is_file() and path.stat().st_size >= PAGE:
            content = decrypted(path, key) if encrypted else path.read_bytes()
            stands = [word for word in words if word.encode() in content]
            if stands:
                result[path.name] = stands
    return result
