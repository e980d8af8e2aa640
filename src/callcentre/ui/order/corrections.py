"""Correcting a step of the story: the same fields as its act, what they hold now, and why."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from callcentre.acts import orders, visits
from callcentre.domain.lifecycle import CORRECTABLE
from callcentre.domain.story import TEXT_FIELDS
from callcentre.store.order_card import StoryRow
from callcentre.store.order_choices import OrderChoices
from callcentre.ui.acting.forms import ActForm, Ask, Values
from callcentre.ui.order.forms import BY_KIND
from callcentre.words import N_

WHY = Ask("why", N_("Why"), "line", required=True)
_OF_WINDOW = frozenset({"start", "end"})


def correction(row: StoryRow, choices: OrderChoices) -> ActForm | None:
    """The form that corrects a step; None where nothing of it may be corrected."""
    fields = CORRECTABLE.get(row.kind, frozenset())
    if row.effect == "undone" or not fields:
        return None
    asks = tuple(replace(ask, required=False) for ask in BY_KIND[row.kind].asks if _is_among(ask, fields))
    held = {ask.code: _held(ask, row, choices) for ask in asks}

    def write(unit: Any, order: UUID, values: Values) -> object:
        changed = _changed(unit, held, values)
        return orders.correct(unit, order, row.event_id, changed, reason=values["why"]) if changed else None

    return ActForm("corrected", N_("Correct this step"), (*asks, WHY), write, icon="edit", reasons=row.kind, preset=held)


def _is_among(ask: Ask, fields: frozenset[str]) -> bool:
    return ask.code in fields or (ask.kind == "window" and fields >= _OF_WINDOW)


def _held(ask: Ask, row: StoryRow, choices: OrderChoices) -> Any:
    """What the step says now, as the field would answer it."""
    if ask.code == "technician":
        return next((one.id for one in choices.technicians if one.name == row.technician), None)
    if ask.kind == "window":
        start, end = row.data.get("start"), row.data.get("end")
        return (start, end) if start is not None and end is not None else None
    if ask.kind == "parts":
        listed: Any = row.data.get("parts") or ()
        return [(code, count) for code, count, _price in listed]
    if ask.code in TEXT_FIELDS:
        return row.texts.get(ask.code, "")
    found = row.data.get(ask.code)
    return "" if found is None and ask.kind in ("code", "reason", "line", "words") else found


def _changed(unit: Any, held: Mapping[str, Any], values: Values) -> dict[str, object]:
    """The fields that read otherwise now, in the shape in which events hold them."""
    changed: dict[str, object] = {}
    for code, was in held.items():
        value = values[code]
        if value == was:
            continue
        if code == "window":
            changed["start"], changed["end"] = value or (None, None)
        elif code == "parts":
            changed[code] = visits.priced(unit, value)
        elif isinstance(value, UUID):
            changed[code] = str(value)
        else:
            changed[code] = value if value != "" or code in TEXT_FIELDS else None
    return changed
