"""Files attached to orders, complaints and customers."""

from uuid import UUID

from callcentre.acts.rights import DESK, require
from callcentre.domain.errors import BadValue
from callcentre.store.attachments import known_hashes
from callcentre.store.blobs import Blobs
from callcentre.store.tables import Attachment
from callcentre.store.unit import Unit

SUBJECTS = ("order", "complaint", "customer")


def attach(
    unit: Unit, blobs: Blobs, *, subject_kind: str, subject: UUID, name: str, media_type: str, content: bytes,
    attachment_id: UUID | None = None,
) -> UUID:
    """Keeps the bytes, then writes the row that speaks of them; a failure leaves at most bytes to sweep.

    Raises BadValue for an unknown kind of subject, an empty name or content, or too much of it.
    """
    require(unit, DESK)
    if subject_kind not in SUBJECTS:
        raise BadValue("value.not_among", field="subject_kind", value=subject_kind, among=", ".join(SUBJECTS))
    if not name.strip():
        raise BadValue("value.empty", field="name", value=name)
    if not content:
        raise BadValue("value.empty", field="content", value="")
    digest = blobs.put(content, now=unit.now)
    pk = unit.create(
        Attachment, id=attachment_id, subject_kind=subject_kind, subject_id=subject, sha256=digest,
        size=len(content), type=media_type, name=name.strip(), actor_id=unit.actor.id, at=unit.now,
    )
    unit.changed(subject_kind, subject)
    return pk


def sweep_orphans(unit: Unit, blobs: Blobs) -> int:
    """Drops bytes that no row speaks of and that are older than an hour; answers how many.

    Runs inside the write transaction, so that no row can come to speak of them meanwhile.
    """
    return blobs.sweep(known_hashes(unit.session), now=unit.now)
