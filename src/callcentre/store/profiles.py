"""The profile in force, out of its stored versions."""

import logging
from collections.abc import Sequence
from datetime import timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from callcentre.domain.errors import BadValue, Refused
from callcentre.domain.instants import Instant, local_date, to_datetime
from callcentre.domain.profile import Profile
from callcentre.profiles.load import profile_from
from callcentre.store.prepared import Prepared
from callcentre.store.tables import ProfileVersion

_log = logging.getLogger(__name__)
_read: dict[UUID, Profile | None] = {}
"""Versions already read. They never change, so one reading serves every session."""

_VERSIONS = Prepared(
    select(ProfileVersion.id, ProfileVersion.valid_from).order_by(
        ProfileVersion.valid_from.desc(), ProfileVersion.made_at.desc(), ProfileVersion.id.desc()
    )
)


class Profiles:
    """The stored versions, read once when first asked, for whoever asks about several instants."""

    def __init__(self, session: Session) -> None:
        self._session = session

    @cached_property
    def _versions(self) -> Sequence[list[Any]]:
        return _VERSIONS.all(self._session)

    def at(self, at: Instant) -> Profile:
        """The profile in force at `at`, by the calendar day in its own zone; of a day's versions the last made.

        Raises Refused("profile.none") for a time before the first version.
        """
        # The local day is at most the next one of UTC, wherever the zone lies.
        latest = to_datetime(at).date() + timedelta(days=1)
        for version, valid_from in self._versions:
            if valid_from > latest:
                continue
            profile = _profile(self._session, version)
            if profile is None:
                continue
            if valid_from <= local_date(at, profile.zone):
                return profile
        raise Refused("profile.none")


def profile_at(session: Session, at: Instant) -> Profile:
    """The profile in force at `at`; raises as `Profiles.at` does."""
    return Profiles(session).at(at)


def unreadable(session: Session) -> list[tuple[UUID, str]]:
    """Versions that this program cannot read, each with the day from which it is in force: a later program made them."""
    versions = session.execute(select(ProfileVersion.id, ProfileVersion.valid_from).order_by(ProfileVersion.valid_from))
    return [(version, valid_from.isoformat()) for version, valid_from in versions if _profile(session, version) is None]


def _profile(session: Session, version: UUID) -> Profile | None:
    """One version; None where this program cannot read it: work goes on by the version before."""
    if version not in _read:
        body = session.scalars(select(ProfileVersion.body).where(ProfileVersion.id == version)).one()
        try:
            _read[version] = profile_from(body, version=str(version))
        except BadValue as problem:
            _log.warning("a version of the profile cannot be read: %s", problem.code)
            _read[version] = None
    return _read[version]
