"""Files attached to orders, complaints and customers, as rows; their bytes live in `store.blobs`."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from callcentre.domain.instants import Instant
from callcentre.store.tables import Attachment, Person


@dataclass(frozen=True, slots=True)
class AttachmentRow:
    """One attached file; `sha256` finds its bytes, `type` is its media type."""

    id: UUID
    name: str
    type: str
    size: int
    sha256: str
    at: Instant
    by: str


_OF_SUBJECT = (
    select(
        Attachment.id, Attachment.name, Attachment.type, Attachment.size, Attachment.sha256, Attachment.at,
        Person.name,
    )
    .outerjoin(Person, Person.id == Attachment.actor_id)
    # One that was erased has no bytes and no name left.
    .where(Attachment.subject_id == bindparam("subject"), Attachment.sha256 != "")
    .order_by(Attachment.at, Attachment.id)
)


def attachments_of(session: Session, subject: UUID) -> list[AttachmentRow]:
    """What is attached to an order, complaint or customer, oldest first."""
    rows = session.execute(_OF_SUBJECT, {"subject": subject})
    return [AttachmentRow(*row[:6], row[6] or "") for row in rows]


def known_hashes(session: Session) -> frozenset[str]:
    """The hashes that some row speaks of: every other content is an orphan."""
    return frozenset(session.scalars(select(Attachment.sha256).distinct()))
