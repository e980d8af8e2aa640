"""The branches of sync.clone: how the rows of one kind are read for one kind of audience."""

from callcentre.sync.audiences import AUDIENCES, COMPANY

_ROW = "json_build_object('entity', '{entity}', 'pk', (t.x).id, 'version', (t.x).row_version, 'fields', {fields}, 'by', (t.x).field_by)"
_EVENT = "json_build_object('entity', '{entity}', 'pk', (t.x).{subject}, 'change', (t.x).id, 'version', (t.x).pos, 'fields', {fields})"
_HISTORY = (
    "json_build_object('entity', 'field_change', 'pk', (t.x).id, 'version', 1, 'fields', json_build_object('change_id', (t.x).change_id, "
    "'entity', (t.x).entity, 'pk', (t.x).pk, 'field', (t.x).field, 'old', (t.x).old, 'new', (t.x).new, "
    "'actor_id', (t.x).actor_id, 'desk', (t.x).desk, 'at', sync.micros((t.x).at)))"
)
_ERASED = (
    "json_build_object('entity', 'erased', 'pk', (t.x).id, 'version', 1, 'fields', "
    "json_build_object('entity', (t.x).entity, 'pk', (t.x).pk))"
)
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
        whole = f"sync.plain_{entity}(t.x)"
        if audience.feed == COMPANY:
            cut = f"CASE WHEN mine IS NULL THEN {whole} ELSE sync.cut_company('{entity}', (t.x).id, {whole}, mine) END"
            branches.append(_branch("company", entity, table, "true", _ROW.format(entity=entity, fields=cut)))
            continue
        branches.append(_branch("site", entity, table, "x.site = of_site", _ROW.format(entity=entity, fields=whole)))
        if entity in _SEEN_BY_OUTLET:
            cut = whole if entity == "conflict" else f"sync.cut('{entity}', {whole})"
            branches.append(_branch("outlet", entity, table, _SEEN_BY_OUTLET[entity], _ROW.format(entity=entity, fields=cut)))
    branches.append(_branch("company", "erased", "sync.erasure", "true", _ERASED))
    branches += [*_event_branches(), _branch("site", "field_change", "public.field_change", "x.site = of_site", _HISTORY)]
    return {"kinds": ", ".join(f"'{kind}'" for kind in kinds), "branches": "\n".join(branches)}


def _event_branches() -> list[str]:
    texts = "(SELECT w.texts FROM public.{} w WHERE w.event_id = (t.x).id)"
    order = f"sync.order_event_fields(t.x, {texts.format('event_text')})"
    complaint = f"sync.complaint_event_fields(t.x, {texts.format('complaint_text')})"
    of_order = {"entity": "order_event", "subject": "order_id"}
    return [
        _branch("site", "order_event", "public.order_event", "x.site = of_site", _EVENT.format(**of_order, fields=order)),
        _branch("outlet", "order_event", "public.order_event", _SEEN_BY_OUTLET["order_event"],
                _EVENT.format(**of_order, fields=f"sync.cut_event({order})")),
        _branch("site", "complaint_event", "public.complaint_event", "x.site = of_site",
                _EVENT.format(entity="complaint_event", subject="complaint_id", fields=complaint)),
    ]  # fmt: skip


def _branch(feed: str, entity: str, table: str, where: str, line: str) -> str:
    return (
        f"        WHEN '{feed} {entity}' THEN\n"
        f"            SELECT array_agg({line} ORDER BY (t.x).id), (array_agg((t.x).id ORDER BY (t.x).id DESC))[1] INTO lines, last\n"
        f"            FROM (SELECT x FROM {table} x WHERE x.id > clone_page.after AND {where} ORDER BY x.id LIMIT most) t;"
    )
