"""The projection of complaints: where each stands, for lists, cards and the counted complaints of jobs."""

from typing import Any

from callcentre.domain.complaint_story import ComplaintStory
from callcentre.store.complaint_stories import complaints_of
from callcentre.store.tables import ComplaintView, table_of
from callcentre.store.unit import Unit

_VIEW = table_of(ComplaintView)


def complaint_row(story: ComplaintStory) -> dict[str, Any]:
    """The columns of `complaint_view` for one complaint."""
    now = story.now
    return {
        "complaint_id": story.id, "no": story.no, "order_id": now.order, "customer_id": now.customer,
        "outlet_id": now.outlet, "person_id": now.concerned, "against": now.against, "category": now.category,
        "severity": now.severity, "channel": now.channel, "external_ref": now.external_ref, "state": now.state,
        "owner_id": now.owner, "offered_to": now.offered_to, "received_at": now.received_at,
        "ended_at": now.ended_at, "ended_as": now.ended_as, "last_pos": story.events[-1].pos,
    }


def project_complaints(unit: Unit) -> None:
    """Writes the views of the complaints this unit wrote to anew, and what the search finds of them."""
    for story in complaints_of(unit.session, unit.complaints):
        unit.put(_VIEW, [complaint_row(story)])
        words = (story.no, story.now.external_ref, story.events[0].texts.get("words", ""))
        unit.index([("complaint", story.id, " ".join(filter(None, words)))])
