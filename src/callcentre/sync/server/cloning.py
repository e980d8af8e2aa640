"""The branches of sync.clone: how the rows of one kind are read for one kind of audience."""

from callcentre.sync.audiences import AUDIENCES, COMPANY

_ROW = "json_build_object('entity', '{entity}', 'pk', x.id, 'version', x.row_version, 'fields', {fields}, 'by', x.field_by)"
_EVENT = "json_build_object('entity', '{entity}', 'pk', x.{subject}, 'change', x.id, 'version', x.pos, 'fields', {fields})"
_HISTORY = (
    "json_build_object('entity', 'field_change', 'pk', x.id, 'version', 1, 'fields', json_build_object('change_id', x.change_id, "
    "'entity', x.entity, 'pk', x.pk, 'field', x.field, 'old', x.old, 'new', x.new, "
    "'actor_id', x.actor_id, 'desk', x.desk, 'at', sync.micros(x.at)))"
)
_ERASED = (
    "json_build_object('entity', 'erased', 'pk', x.id, 'version', 1, 'fields', "
    "json_build_object('entity', x.entity, 'pk', x.pk))"
)
_SAID = (
    "json_build_object('{subject}', x.{subject}, 'pos', x.pos, 'kind', x.kind, 'at', sync.micros(x.at), "
    "'stated_at', sync.micros(x.stated_at), 'actor_id', x.actor_id, 'desk', x.desk, {more}'data', x.data, 'effect', x.effect, "
    "'state_before', x.state_before, 'state_after', x.state_after, "
    "'texts', coalesce((SELECT w.texts FROM public.{words} w WHERE w.event_id = x.id), '{{}}'))"
)
"""As sync.told_event and sync.complaint_event_fields, but as text: half the work."""
_SEEN = "(SELECT s.{column} FROM sync.order_standing s WHERE s.seen_by = outlet)"
_SEEN_BY_OUTLET = {
    "customer": f"x.id IN {_SEEN.format(column='customer_id')}",
    "phone": f"x.customer_id IN {_SEEN.format(column='customer_id')}",
    "address": "x.id IN (SELECT sync.address_of(s) FROM sync.order_standing s WHERE s.seen_by = outlet)",
    "asset": f"x.id IN {_SEEN.format(column='asset_id')}",
    "cover": f"x.asset_id IN {_SEEN.format(column='asset_id')}",
    "service_order": f"x.id IN {_SEEN.format(column='order_id')}",
    "order_alias": f"x.order_id IN {_SEEN.format(column='order_id')}",
    "attachment": f"x.subject_kind = 'order' AND x.subject_id IN {_SEEN.format(column='order_id')}",
    "conflict": "x.outlet_id = outlet AND x.kind = 'field'",
    "order_event": f"x.order_id IN {_SEEN.format(column='order_id')}",
}
_LATE = ("attachment", "conflict")
"""Rows that speak of others: they come last."""


def clone_branches() -> dict[str, str]:
    """What the template of sync.clone is filled with: the kinds in their order, a branch for each audience."""
    rows = [audience.entity for audience in AUDIENCES if audience.entity not in _LATE]
    kinds = [*rows, "order_event", "complaint_event", "field_change", *_LATE, "erased"]
    branches = []
    for audience in AUDIENCES:
        entity = audience.entity
        table = "sync.conflict" if entity == "conflict" else f"public.{entity}"
        whole = f"sync.plain_{entity}(x)"
        if audience.feed == COMPANY:
            cut = f"CASE WHEN mine IS NULL THEN {whole} ELSE sync.cut_company('{entity}', x.id, {whole}, mine) END"
            branches.append(_branch("company", entity, table, "true", _ROW.format(entity=entity, fields=cut)))
            continue
        branches.append(_branch("site", entity, table, "x.site = of_site", _ROW.format(entity=entity, fields=f"sync.told_{entity}(x)")))
        if entity in _SEEN_BY_OUTLET:
            cut = whole if entity == "conflict" else f"sync.cut('{entity}', {whole})"
            branches.append(_branch("outlet", entity, table, _SEEN_BY_OUTLET[entity], _ROW.format(entity=entity, fields=cut)))
    branches.append(_branch("company", "erased", "sync.erasure", "true", _ERASED))
    branches += [*_event_branches(), _branch("site", "field_change", "public.field_change", "x.site = of_site", _HISTORY)]
    return {"kinds": ", ".join(f"'{kind}'" for kind in kinds), "branches": "\n".join(branches)}


def _event_branches() -> list[str]:
    texts = "(SELECT w.texts FROM public.event_text w WHERE w.event_id = x.id)"
    order = _SAID.format(subject="order_id", words="event_text", more="'outlet_id', x.outlet_id, 'technician_id', x.technician_id, ")
    complaint = _SAID.format(subject="complaint_id", words="complaint_text", more="")
    of_order = {"entity": "order_event", "subject": "order_id"}
    return [
        _branch("site", "order_event", "public.order_event", "x.site = of_site", _EVENT.format(**of_order, fields=order)),
        _branch("outlet", "order_event", "public.order_event", _SEEN_BY_OUTLET["order_event"],
                _EVENT.format(**of_order, fields=f"sync.cut_event(sync.order_event_fields(x, {texts}))")),
        _branch("site", "complaint_event", "public.complaint_event", "x.site = of_site",
                _EVENT.format(entity="complaint_event", subject="complaint_id", fields=complaint)),
    ]  # fmt: skip


def _branch(feed: str, entity: str, table: str, where: str, line: str) -> str:
    return (
        f"        WHEN '{feed} {entity}' THEN\n"
        f"            SELECT array_agg(t.line ORDER BY t.id), (array_agg(t.id ORDER BY t.id DESC))[1] INTO lines, last FROM (\n"
        f"                SELECT x.id, {line} AS line FROM {table} x\n"
        f"                WHERE x.id > clone_page.after AND {where} ORDER BY x.id LIMIT most\n            ) t;"
    )
