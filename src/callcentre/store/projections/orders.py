"""The projection of orders: where each stands, for lists, queues and search."""

from collections.abc import Iterable
from typing import Any

from callcentre.domain.numbers import tail_key
from callcentre.domain.outline import outline
from callcentre.domain.profile import Profile
from callcentre.domain.stages import stage_clock
from callcentre.domain.story import Story, header
from callcentre.store.search_index import Document
from callcentre.store.tables import OrderView, table_of
from callcentre.store.unit import Unit

_VIEW = table_of(OrderView)


def fault_key(fault: str) -> str:
    """What makes two faults the same: trimmed and case folded."""
    return fault.strip().casefold()


def view_row(story: Story, profile: Profile) -> dict[str, Any]:
    """The columns of `order_view` for one order."""
    seen = outline(story.events)
    clock = stage_clock(seen, profile)
    last = story.events[-1]
    return {
        "order_id": story.id, "no": story.no, "no_back": tail_key(story.no), "customer_id": seen.customer,
        "address_id": seen.address, "asset_id": seen.asset, "kind": seen.kind, "category": seen.category,
        "fault": seen.fault, "fault_key": fault_key(seen.fault), "urgency": seen.urgency,
        "channel": seen.channel, "origin": seen.origin, "repeat_of": seen.repeat_of, "follows": seen.follows,
        "group_no": seen.group_no, "external_ref": seen.external_ref, "state": seen.state,
        "outlet_id": seen.outlet, "opened_at": seen.opened_at, "opened_by": seen.opened_by,
        "state_since": seen.state_since, "ended_at": seen.ended_at, "ended_by": seen.ended_by,
        "end_reason": seen.end_reason, "due_at": clock.due if clock else None,
        "stage": clock.stage if clock else "", "clock_since": clock.since if clock else None,
        "promised_at": seen.next_call, "window_start": seen.window_start,
        "window_end": seen.window_end, "held_reason": seen.held_reason, "held_until": seen.held_until,
        "urges": seen.urges, "attempts": seen.attempts, "served_by": seen.served_by,
        "last_pos": last.pos, "last_at": last.at,
    }


def project_views(unit: Unit, stories: Iterable[Story]) -> None:
    """Writes the views of these orders anew."""
    unit.put(_VIEW, [view_row(story, unit.profile) for story in stories])


def index_orders(unit: Unit, stories: Iterable[Story]) -> None:
    """Puts number, reference and the callers' own words of orders opened or amended here into the search."""
    changes = unit.changes
    unit.index(
        order_document(story) for story in stories if ("service_order", story.id) in changes or _is_amended(story, unit)
    )


def order_document(story: Story) -> Document:
    """Number, reference and the callers' own words of an order."""
    return "order", story.id, " ".join(filter(None, (story.no, _reference(story), story.events[0].texts.get("words", ""))))


def _is_amended(story: Story, unit: Unit) -> bool:
    return any(event.kind == "amended" and event.at >= unit.now for event in story.events)


def _reference(story: Story) -> str:
    return str(header(story.events).get("external_ref") or "")
