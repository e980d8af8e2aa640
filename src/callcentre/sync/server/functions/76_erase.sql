-- sync.erase: what is told of a person is blanked wherever it stands here, and every feed that carried it says so.
CREATE OR REPLACE FUNCTION sync.erase(body jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me sync.member := sync.asking();
    who uuid := (body ->> 'pk')::uuid;
    of_site text;
    orders uuid[];
    complaints uuid[];
    rows uuid[];
    erased sync.entry[];
BEGIN
    IF NOT sync.is_keeper() THEN
        RAISE EXCEPTION 'act.no_right' USING ERRCODE = 'insufficient_privilege';
    END IF;
    SELECT c.site INTO of_site FROM public.customer c WHERE c.id = who AND body ->> 'entity' = 'customer' FOR UPDATE;
    IF of_site IS NULL THEN
        RAISE EXCEPTION 'row.unknown' USING ERRCODE = 'insufficient_privilege';
    END IF;
    orders := ARRAY(SELECT s.order_id FROM sync.order_standing s WHERE s.customer_id = who);
    complaints := ARRAY(SELECT e.complaint_id FROM public.complaint_event e WHERE e.kind = 'received' AND e.data ->> 'customer' = who::text);
    rows := ARRAY(SELECT who UNION SELECT p.id FROM public.phone p WHERE p.customer_id = who
        UNION SELECT a.id FROM public.address a WHERE a.customer_id = who
        UNION SELECT c.id FROM public.call c WHERE c.customer_id = who OR c.order_id = ANY (orders));
    erased := sync.erased_entries(me, who, of_site, orders, complaints, rows, (body ->> 'device')::uuid);
    PERFORM sync.blank_rows(who, orders, complaints, rows);
    PERFORM sync.blank_traces(orders, complaints, rows);
    PERFORM sync.placed(erased, gen_random_uuid(), clock_timestamp());
    RETURN jsonb_build_object('now', sync.now(), 'erased', cardinality(erased));
END
$$;

-- One line for each row in the site's feed, and in those of outlets that have ever seen an order of the customer.
CREATE OR REPLACE FUNCTION sync.erased_entries(
    me sync.member, who uuid, of_site text, orders uuid[], complaints uuid[], rows uuid[], at_device uuid
) RETURNS sync.entry[] LANGUAGE sql VOLATILE AS $$
    SELECT ARRAY(SELECT ROW((row_number() OVER (ORDER BY f.feed, r.entity, r.pk))::integer, 0, f.feed, of_site, gen_random_uuid(), r.pk,
        r.entity, r.pk, 'erased', r.version + 1, '{}', me.person_id, at_device, clock_timestamp())::sync.entry
    FROM (
        SELECT 'customer' AS entity, c.id AS pk, c.row_version AS version FROM public.customer c WHERE c.id = who
        UNION ALL SELECT 'phone', p.id, p.row_version FROM public.phone p WHERE p.customer_id = who
        UNION ALL SELECT 'address', a.id, a.row_version FROM public.address a WHERE a.customer_id = who
        UNION ALL SELECT 'call', c.id, c.row_version FROM public.call c WHERE c.id = ANY (rows)
        UNION ALL SELECT 'order_event', s.order_id, s.last_pos FROM sync.order_standing s WHERE s.order_id = ANY (orders)
        UNION ALL SELECT 'complaint_event', s.complaint_id, s.last_pos FROM sync.complaint_standing s WHERE s.complaint_id = ANY (complaints)
    ) r
    CROSS JOIN LATERAL (
        SELECT 'site:' || of_site UNION SELECT DISTINCT 'outlet:' || o FROM sync.order_standing s CROSS JOIN unnest(s.seen_before) o
        WHERE s.order_id = ANY (orders) AND r.entity NOT IN ('call', 'complaint_event')
    ) f (feed))
$$;

CREATE OR REPLACE FUNCTION sync.blank_rows(who uuid, orders uuid[], complaints uuid[], rows uuid[]) RETURNS void
LANGUAGE sql VOLATILE AS $$
    UPDATE public.customer SET name = '', initials = '', notes = '', needs = '', agreed_hours = '[]', row_version = row_version + 1
    WHERE id = who;
    UPDATE public.phone SET typed = '', e164 = '', extension = '', digits_back = '', row_version = row_version + 1 WHERE customer_id = who;
    UPDATE public.address SET line = '', lng = NULL, lat = NULL, exact = 'none', row_version = row_version + 1 WHERE customer_id = who;
    UPDATE public.call SET number = '', words = '', row_version = row_version + 1 WHERE id = ANY (rows);
    UPDATE public.event_text t SET texts = '{}' FROM public.order_event e WHERE e.id = t.event_id AND e.order_id = ANY (orders);
    UPDATE public.complaint_text t SET texts = '{}' FROM public.complaint_event e WHERE e.id = t.event_id AND e.complaint_id = ANY (complaints);
$$;

-- History, feeds, conflicts, stored answers and what witnesses brought.
CREATE OR REPLACE FUNCTION sync.blank_traces(orders uuid[], complaints uuid[], rows uuid[]) RETURNS void
LANGUAGE sql VOLATILE AS $$
    UPDATE public.field_change SET old = NULL, new = NULL WHERE pk = ANY (rows);
    UPDATE sync.feed SET fields = '{}' WHERE pk = ANY (rows) AND entity IN ('customer', 'phone', 'address', 'call');
    UPDATE sync.feed SET fields = fields || '{"texts": {}}' WHERE pk = ANY (orders || complaints) AND kind = 'event';
    UPDATE sync.feed f SET fields = f.fields || '{"mine": null, "theirs": null}'
    FROM sync.conflict c WHERE c.pk = ANY (rows) AND f.entity = 'conflict' AND f.pk = c.id;
    UPDATE sync.command a SET answer = a.answer #- ARRAY['changes', c.change_id::text, 'theirs']
    FROM sync.conflict c JOIN sync.applied p ON p.change_id = c.change_id WHERE c.pk = ANY (rows) AND a.cmd_id = p.cmd_id;
    UPDATE sync.conflict SET mine = NULL, theirs = NULL WHERE pk = ANY (rows);
    UPDATE sync.held h SET command = '{}', state = 'erased'
    WHERE EXISTS (SELECT FROM unnest(rows || orders || complaints) r WHERE position(r::text IN h.command::text) > 0);
$$;
