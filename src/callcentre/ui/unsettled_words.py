"""What waits, was refused or is in conflict, in words: the act, what it is about, why it stands where it stands."""

import json
from collections.abc import Mapping
from typing import Any

from callcentre.domain.errors import Problem
from callcentre.store.unsettled import WAITS, Change, Subject, Unsent
from callcentre.ui import formats
from callcentre.words import N_, _, codes, ngettext
from callcentre.words.errors import say

KINDS: Mapping[str, str] = {
    "customer": N_("customer"), "phone": N_("phone number"), "address": N_("address"), "asset": N_("machine"),
    "cover": N_("cover"), "service_order": N_("order"), "order": N_("order"), "order_event": N_("step of an order"),
    "order_alias": N_("former order number"), "complaint": N_("Complaint"), "complaint_event": N_("step of a complaint"),
    "call": N_("call"), "attachment": N_("file"), "outlet": N_("outlet"), "technician": N_("technician"),
    "person": N_("person"), "product": N_("model"), "part": N_("part"), "article": N_("article"),
    "profile_version": N_("version of the rules"), "conflict": N_("settled conflict"),
}  # fmt: skip
"""Kinds of rows, as one speaks of one of them."""
FIELDS: Mapping[str, str] = {
    "no": N_("number"), "name": N_("name"), "tier": N_("tier"), "notes": N_("notes"), "needs": N_("needs"),
    "agreed_hours": N_("hours agreed"), "state": N_("state"), "merged_into": N_("merged into"), "typed": N_("phone number"),
    "e164": N_("phone number"), "extension": N_("extension"), "kind": N_("kind"), "rank": N_("place in the list"),
    "province": N_("province"), "city": N_("city"), "district": N_("district"), "line": N_("street and house"),
    "address": N_("address"), "lng": N_("longitude"), "lat": N_("latitude"), "exact": N_("how exact"),
    "serial": N_("serial number"), "customer_id": N_("customer"), "product_id": N_("model"), "purchased_on": N_("bought on"),
    "sold_by": N_("sold by"), "invoice_no": N_("invoice"), "installed_on": N_("installed on"), "place": N_("where it stands"),
    "do_not_use": N_("not to be used"), "scope": N_("scope"), "from_on": N_("from"), "until_on": N_("until"),
    "payer": N_("who pays"), "model": N_("model"), "category": N_("category"), "principal": N_("maker"),
    "warranty_months": N_("months of warranty"), "code": N_("code"), "price_fen": N_("price"), "title": N_("title"),
    "body": N_("text"), "symptom": N_("fault"), "parent_id": N_("above it"), "phone": N_("phone number"),
    "night_phone": N_("phone at night"), "skills": N_("skills"), "brands": N_("brands"), "capacity_per_day": N_("visits a day"),
    "opened_on": N_("opened on"), "certified_until": N_("certified until"), "account": N_("account"), "roles": N_("roles"),
    "outlet_id": N_("outlet"), "site": N_("site"),
}  # fmt: skip
"""Fields of rows; what is not here is made from others and is not shown."""
_TOLD = frozenset({"service_order", "complaint"})
"""Rows whose first step says that they are new."""
_SPOKEN_OF = frozenset({"customer", "asset", "outlet", "technician", "person", "product", "part", "article", "call"})
"""Rows that an act is said to be about: their kind need not be said again."""
_QUIET = frozenset({"order_alias", "field_change"})
_STATES = codes.CUSTOMER_STATES | {"ended": N_("no longer in use")}


def act_words(act: Unsent) -> str:
    """What the person did."""
    told = any(change.kind == "event" for change in act.changes)
    said = list(dict.fromkeys(filter(None, (_change_words(change) for change in act.changes if not (told and change.entity in _TOLD)))))
    return formats.listed(*said[:2]) + ("…" if len(said) > 2 else "")


def subject_words(subject: Subject) -> str:
    """What it is about, as people call it."""
    kind = formats.begun(kind_words(subject.kind))
    return _("{kind} {name}").format(kind=kind, name=subject.name) if subject.name else kind


def kind_words(kind: str) -> str:
    """One row of a kind."""
    return codes.shown(dict(KINDS), kind)


def field_words(field: str) -> str:
    """A field of a row."""
    return codes.shown(dict(FIELDS), field)


def refusal_words(act: Unsent) -> str:
    """The server's last answer to an act."""
    # Here it is gone, as a colleague had seen it; there it is only not known yet.
    code = "row.not_yet" if act.state == WAITS and act.reason == "row.unknown" else act.reason
    return reason_words(code, act.told)


def reason_words(code: str, told: Mapping[str, Any]) -> str:
    """A code of the server with what it tells; one of a later server shows itself."""
    return say(Problem(code, **told))


def behind_words(act: Unsent) -> str:
    """How many later acts wait for this one; empty for none."""
    if not act.behind:
        return ""
    return ngettext("{n} later act waits for it", "{n} later acts wait for it", act.behind).format(n=formats.count(act.behind))


def value_words(field: str, value: Any, names: Mapping[str, str]) -> str:
    """A value of a field as one reads it; `names` are of rows that it may point to."""
    if value is None or value in ("", []):
        return formats.NONE
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if field == "state":
        return codes.shown(dict(_STATES), str(value))
    if field == "roles":
        return formats.listed(*(codes.shown(codes.ROLES, role) for role in value))
    if field.endswith("_fen"):
        return formats.money(int(value))
    if isinstance(value, str):
        return names.get(value, value)
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return formats.listed(*value)
    return json.dumps(value, ensure_ascii=False)


def _change_words(change: Change) -> str:
    if change.kind == "event":
        table = codes.COMPLAINT_EVENTS if change.entity == "complaint_event" else codes.EVENTS
        return codes.shown(table, change.event)
    if change.entity in _QUIET:
        return ""
    if change.entity == "conflict":
        return _("Conflict settled")
    if change.kind == "create":
        return _("New: {kind}").format(kind=kind_words(change.entity))
    fields = list(dict.fromkeys(field_words(name) for name in change.fields if name in FIELDS))
    shown = formats.listed(*fields[:3]) + ("…" if len(fields) > 3 else "")
    if change.entity in _SPOKEN_OF:
        return _("Changed: {fields}").format(fields=shown)
    return _("{kind} changed: {fields}").format(kind=formats.begun(kind_words(change.entity)), fields=shown)
