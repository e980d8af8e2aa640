"""Profiles as files and as stored bodies, into the values of `domain.profile`.

A profile is a folder `resources/profiles/<name>`: `profile.toml` and, so that no file
grows beyond reading, any other `.toml` beside or below it, each giving further names of
the same table (`groups` may come from several files). The body is all of them together
as JSON can hold it; it is what `profile_version` stores.
"""

import json
import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path as File
from typing import Any, NamedTuple

from callcentre.domain.errors import BadValue
from callcentre.domain.profile import Profile
from callcentre.profiles.node import Node, Path, Wrong, path_text
from callcentre.profiles.places import line_of
from callcentre.profiles.read import read_profile
from callcentre.resources import resource

SEED_VERSION = "seed"


class _Part(NamedTuple):
    """One file of a profile: its text, and where its members of `groups` begin among all."""

    file: str
    text: str
    names: frozenset[str]
    groups_from: int
    groups_until: int


@cache
def load_profile(name: str) -> Profile:
    """The shipped profile, checked; read once. Raises BadValue naming file, line and name of a mistake."""
    return load_folder(_folder(name))


def profile_body(name: str) -> dict[str, Any]:
    """The shipped profile as JSON can hold it. Raises BadValue as `load_profile` does."""
    load_profile(name)
    body: dict[str, Any] = json.loads(_body_text(name))
    return body


@cache
def _body_text(name: str) -> str:
    """As text, so that every caller gets a body of their own."""
    return json.dumps(_merged(_folder(name))[0])


def profile_from(body: Mapping[str, Any], *, version: str) -> Profile:
    """A stored body as values. Raises BadValue naming what is wrong in it."""
    try:
        return read_profile(Node(body), version=version)
    except Wrong as wrong:
        raise _bad(wrong, place=version) from None


def load_folder(folder: File) -> Profile:
    """The profile of any folder, checked, with its files named in what is raised."""
    body, parts = _merged(folder)
    try:
        return read_profile(Node(body), version=SEED_VERSION)
    except Wrong as wrong:
        raise _bad(wrong, place=_place(wrong.path, parts)) from None


def _folder(name: str) -> File:
    folder = resource("profiles", name)
    if not name.isidentifier() or not (folder / "profile.toml").is_file():
        known = sorted(found.parent.name for found in resource("profiles").glob("*/profile.toml"))
        raise BadValue("profile.unknown", field="profile", value=name, known=", ".join(known))
    return folder


def _merged(folder: File) -> tuple[dict[str, Any], list[_Part]]:
    first = folder / "profile.toml"
    body: dict[str, Any] = {}
    parts: list[_Part] = []
    for file in [first, *sorted(found for found in folder.rglob("*.toml") if found != first)]:
        label = file.relative_to(folder).as_posix()
        text = file.read_text(encoding="utf-8")
        part = _parsed(text, label)
        begin = len(body.get("groups", []))
        for name, value in part.items():
            if name == "groups" and isinstance(value, list):
                body.setdefault("groups", []).extend(value)
            elif name in body:
                place = f"{label}:{line_of(text, (name,))}"
                raise BadValue("profile.twice", field=name, value=name, place=place)
            else:
                body[name] = value
        parts.append(_Part(label, text, frozenset(part), begin, len(body.get("groups", []))))
    return body, parts


def _parsed(text: str, label: str) -> dict[str, Any]:
    try:
        parsed = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadValue("profile.syntax", field=label, value="", place=label, why=str(error)) from None
    plain: dict[str, Any] = as_stored(parsed)
    return plain


def as_stored(value: Any) -> Any:
    """What TOML holds as a stored body has it: its own days become ISO text, all that JSON knows of them."""
    if isinstance(value, dict):
        return {name: as_stored(member) for name, member in value.items()}
    if isinstance(value, list):
        return [as_stored(member) for member in value]
    return value.isoformat() if isinstance(value, date) else value


def _place(path: Path, parts: list[_Part]) -> str:
    """`file:line` of a path in the merged body."""
    for part in parts:
        if not path or path[0] not in part.names:
            continue
        own = path
        if path[0] == "groups" and len(path) > 1 and isinstance(path[1], int):
            if not part.groups_from <= path[1] < part.groups_until:
                continue
            own = ("groups", path[1] - part.groups_from, *path[2:])
        return f"{part.file}:{line_of(part.text, own)}"
    return "profile.toml"


def _bad(wrong: Wrong, *, place: str) -> BadValue:
    seen = "" if isinstance(wrong.value, dict | list) else wrong.value
    return BadValue(wrong.code, field=path_text(wrong.path) or "profile", value=seen, place=place, **wrong.data)
