-- What an outlet is sent when an order comes into its sight, and what it loses when the order goes.

-- Versions rise with every move, so that whoever reads both feeds can tell an old leave from a new enter.
CREATE OR REPLACE FUNCTION sync.raise_versions(moves sync.moved[]) RETURNS void
LANGUAGE sql VOLATILE AS $$
    UPDATE public.service_order o SET row_version = o.row_version + 2 * m.times
    FROM (SELECT order_id, count(*) AS times FROM unnest(moves) GROUP BY order_id) m WHERE o.id = m.order_id;
    UPDATE public.customer c SET row_version = c.row_version + 2
    WHERE c.id IN (SELECT (m.now).customer_id FROM unnest(moves) m UNION SELECT m.left_customer FROM unnest(moves) m);
$$;

-- A row as it enters, with who wrote its fields last: whoever writes over what they were shown has seen it. The writers stand
-- among the fields until they are read (sync.pull).
CREATE OR REPLACE FUNCTION sync.entering(of_entity text, shown jsonb, field_by jsonb) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT shown || jsonb_build_object('~by', CASE field_by WHEN '{}' THEN '{}' ELSE sync.cut(of_entity, field_by) END)
$$;

CREATE OR REPLACE FUNCTION sync.moving_entries(moves sync.moved[], at_now timestamptz) RETURNS SETOF sync.entry
LANGUAGE sql STABLE AS $$
    WITH move AS MATERIALIZED (
        SELECT m.*, (m.now).customer_id AS customer, (m.now).asset_id AS asset, sync.address_of(m.now) AS address,
            -- Which of the versions that raise_versions has given out: the last move has the highest.
            o.row_version - 2 * (max(m.k) OVER (PARTITION BY m.order_id) - m.k) AS version, o.no
        FROM unnest(moves) m JOIN public.service_order o ON o.id = m.order_id
    ), line AS (
        SELECT n, 10 AS part, 'outlet:' || left_outlet AS feed, 'service_order' AS entity, order_id AS pk, 'leave' AS kind,
            version - 1 AS version, '{}'::jsonb AS fields, NULL::uuid AS event, NULL::uuid AS author
        FROM move WHERE left_outlet IS NOT NULL
        UNION ALL
        SELECT m.n, 11, 'outlet:' || coalesce(m.left_outlet, m.entered), 'customer', c.id, 'leave', c.row_version - 1, '{}', NULL, NULL
        FROM move m JOIN public.customer c ON c.id = m.left_customer
        WHERE NOT EXISTS (
            SELECT FROM sync.order_standing s
            WHERE s.customer_id = c.id AND s.seen_by = coalesce(m.left_outlet, m.entered))
        UNION ALL
        SELECT m.n, 20, 'outlet:' || m.entered, 'customer', c.id, 'enter', c.row_version, sync.entering('customer', sync.shown_customer(c), c.field_by), NULL, NULL
        FROM move m JOIN public.customer c ON c.id = m.customer WHERE m.entered IS NOT NULL
        UNION ALL
        SELECT m.n, 21, 'outlet:' || m.entered, 'phone', p.id, 'enter', p.row_version, sync.entering('phone', sync.shown_phone(p), p.field_by), NULL, NULL
        FROM move m JOIN public.phone p ON p.customer_id = m.customer WHERE m.entered IS NOT NULL
        UNION ALL
        SELECT m.n, 22, 'outlet:' || m.entered, 'address', a.id, 'enter', a.row_version, sync.entering('address', sync.shown_address(a), a.field_by), NULL, NULL
        FROM move m JOIN public.address a ON a.id = m.address WHERE m.entered IS NOT NULL
        UNION ALL
        SELECT m.n, 23, 'outlet:' || m.entered, 'asset', a.id, 'enter', a.row_version, sync.entering('asset', sync.shown_asset(a), a.field_by), NULL, NULL
        FROM move m JOIN public.asset a ON a.id = m.asset WHERE m.entered IS NOT NULL
        UNION ALL
        SELECT m.n, 24, 'outlet:' || m.entered, 'cover', c.id, 'enter', c.row_version, sync.shown_cover(c), NULL, NULL
        FROM move m JOIN public.cover c ON c.asset_id = m.asset WHERE m.entered IS NOT NULL
        UNION ALL
        SELECT m.n, 25, 'outlet:' || m.entered, 'service_order', m.order_id, 'enter', m.version, jsonb_build_object('no', m.no), NULL, NULL
        FROM move m WHERE m.entered IS NOT NULL
        UNION ALL
        SELECT m.n, 26, 'outlet:' || m.entered, 'order_alias', a.id, 'enter', a.row_version, sync.shown_order_alias(a), NULL, NULL
        FROM move m JOIN public.order_alias a ON a.order_id = m.order_id WHERE m.entered IS NOT NULL
        UNION ALL
        SELECT m.n, 1000 + e.pos, 'outlet:' || m.entered, 'order_event', m.order_id, 'event', e.pos,
            sync.cut_event(sync.order_event_fields(e, t.texts)), e.id, e.actor_id
        FROM move m JOIN public.order_event e ON e.order_id = m.order_id AND e.pos <= m.pos
        LEFT JOIN public.event_text t ON t.event_id = e.id WHERE m.entered IS NOT NULL
        UNION ALL
        SELECT m.n, 2000000000, 'outlet:' || m.entered, 'attachment', a.id, 'enter', a.row_version,
            sync.shown_attachment(a), NULL, NULL
        FROM move m JOIN public.attachment a ON a.subject_id = m.order_id AND a.subject_kind = 'order' WHERE m.entered IS NOT NULL
    )
    SELECT l.n, l.part, l.feed, m.site, coalesce(l.event, m.change), m.cmd, l.entity, l.pk, l.kind, l.version, l.fields,
        coalesce(l.author, m.actor), m.device, at_now
    FROM line l JOIN move m ON m.n = l.n
$$;
