-- sync.erase: what is told of a person is blanked wherever it stands here, and every feed that carried it says so.
CREATE OR REPLACE FUNCTION sync.erase(body jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me sync.member := sync.asking();
BEGIN
    IF NOT sync.is_keeper() THEN
        RAISE EXCEPTION 'act.no_right' USING ERRCODE = 'insufficient_privilege';
    ELSIF NOT EXISTS (SELECT FROM public.customer c WHERE c.id = (body ->> 'pk')::uuid AND body ->> 'entity' = 'customer') THEN
        RAISE EXCEPTION 'row.unknown' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN jsonb_build_object('now', sync.now(), 'erased', sync.erased(me, (body ->> 'pk')::uuid, (body ->> 'device')::uuid));
END
$$;

-- Blanks a customer and all that speaks of them; answers how many rows that were.
CREATE OR REPLACE FUNCTION sync.erased(me sync.member, who uuid, at_device uuid) RETURNS integer
LANGUAGE plpgsql AS $$
DECLARE
    of_site text;
    orders uuid[];
    complaints uuid[];
    rows uuid[];
    lines sync.entry[];
    drawn uuid := gen_random_uuid();
BEGIN
    SELECT c.site INTO of_site FROM public.customer c WHERE c.id = who FOR NO KEY UPDATE;
    IF of_site IS NULL THEN
        RETURN 0;
    END IF;
    orders := ARRAY(SELECT s.order_id FROM sync.order_standing s WHERE s.customer_id = who);
    complaints := ARRAY(SELECT e.complaint_id FROM public.complaint_event e WHERE e.kind = 'received'
        AND (e.data ->> 'customer' = who::text OR e.data ->> 'order' = ANY (orders::text[])));
    rows := ARRAY(SELECT who UNION SELECT p.id FROM public.phone p WHERE p.customer_id = who
        UNION SELECT a.id FROM public.address a WHERE a.customer_id = who
        UNION SELECT c.id FROM public.call c WHERE c.customer_id = who OR c.order_id = ANY (orders)
        UNION SELECT t.id FROM public.attachment t WHERE t.subject_id = ANY (who || orders || complaints));
    lines := sync.erased_entries(me, who, of_site, orders, complaints, rows, at_device);
    INSERT INTO sync.erasure SELECT DISTINCT l.change, l.entity, l.pk, l.at FROM unnest(lines) l;
    INSERT INTO sync.applied SELECT DISTINCT l.change, l.cmd, drawn, l.at FROM unnest(lines) l;
    INSERT INTO sync.mark VALUES (drawn, clock_timestamp());
    PERFORM sync.drop_bytes(rows);
    PERFORM sync.blank_rows(who, orders, complaints, rows);
    PERFORM sync.blank_fields(lines);
    PERFORM sync.blank_traces(orders, complaints, rows);
    PERFORM sync.placed(lines, drawn, clock_timestamp());
    RETURN (SELECT count(DISTINCT l.change) FROM unnest(lines) l);
END
$$;

-- Bytes of attachments that are erased go, but for those that another attachment speaks of as well.
CREATE OR REPLACE FUNCTION sync.drop_bytes(rows uuid[]) RETURNS void
LANGUAGE sql VOLATILE AS $$
    DELETE FROM sync.blob b WHERE b.sha256 IN (SELECT a.sha256 FROM public.attachment a WHERE a.id = ANY (rows))
        AND NOT EXISTS (SELECT FROM public.attachment o WHERE o.sha256 = b.sha256 AND NOT o.id = ANY (rows));
    DELETE FROM sync.wish w WHERE w.sha256 IN (SELECT a.sha256 FROM public.attachment a WHERE a.id = ANY (rows))
        AND NOT EXISTS (SELECT FROM public.attachment o WHERE o.sha256 = w.sha256 AND NOT o.id = ANY (rows));
$$;

-- Whoever had seen the words has not seen that they are gone.
CREATE OR REPLACE FUNCTION sync.blank_fields(lines sync.entry[]) RETURNS void
LANGUAGE sql VOLATILE AS $$
    UPDATE public.customer t SET field_by = t.field_by || jsonb_build_object(
        'name', l.change, 'initials', l.change, 'notes', l.change, 'needs', l.change, 'agreed_hours', l.change)
    FROM unnest(lines) l WHERE l.pk = t.id AND l.entity = 'customer';
    UPDATE public.phone t SET field_by = t.field_by || jsonb_build_object(
        'typed', l.change, 'e164', l.change, 'extension', l.change, 'digits_back', l.change)
    FROM unnest(lines) l WHERE l.pk = t.id AND l.entity = 'phone';
    UPDATE public.address t SET field_by = t.field_by || jsonb_build_object(
        'line', l.change, 'lng', l.change, 'lat', l.change, 'exact', l.change)
    FROM unnest(lines) l WHERE l.pk = t.id AND l.entity = 'address';
    UPDATE public.attachment t SET field_by = t.field_by || jsonb_build_object(
        'sha256', l.change, 'size', l.change, 'type', l.change, 'name', l.change)
    FROM unnest(lines) l WHERE l.pk = t.id AND l.entity = 'attachment';
$$;

-- A line for each row in the site's feed, in those of outlets that have ever seen an order of the customer, and in the
-- company's: people who have moved on may hold the words too.
CREATE OR REPLACE FUNCTION sync.erased_entries(
    me sync.member, who uuid, of_site text, orders uuid[], complaints uuid[], rows uuid[], at_device uuid
) RETURNS sync.entry[] LANGUAGE sql VOLATILE AS $$
    SELECT ARRAY(SELECT ROW((row_number() OVER (ORDER BY f.feed, r.entity, r.pk))::integer, 0, f.feed, of_site, r.id, r.id,
        r.entity, r.pk, 'erased', r.version + 1, '{}', me.person_id, at_device, statement_timestamp())::sync.entry
    FROM (SELECT gen_random_uuid() AS id, * FROM (
        SELECT 'customer' AS entity, c.id AS pk, c.row_version AS version FROM public.customer c WHERE c.id = who
        UNION ALL SELECT 'phone', p.id, p.row_version FROM public.phone p WHERE p.customer_id = who
        UNION ALL SELECT 'address', a.id, a.row_version FROM public.address a WHERE a.customer_id = who
        UNION ALL SELECT 'call', c.id, c.row_version FROM public.call c WHERE c.id = ANY (rows)
        UNION ALL SELECT 'attachment', a.id, a.row_version FROM public.attachment a WHERE a.id = ANY (rows)
        UNION ALL SELECT 'order_event', s.order_id, s.last_pos FROM sync.order_standing s WHERE s.order_id = ANY (orders)
        UNION ALL SELECT 'complaint_event', s.complaint_id, s.last_pos FROM sync.complaint_standing s WHERE s.complaint_id = ANY (complaints)
    ) spoken OFFSET 0) r
    CROSS JOIN LATERAL (
        SELECT 'site:' || of_site UNION SELECT 'company' UNION SELECT DISTINCT 'outlet:' || o FROM sync.order_standing s CROSS JOIN unnest(s.seen_before) o
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
    UPDATE public.attachment SET sha256 = '', size = 0, type = '', name = '', row_version = row_version + 1 WHERE id = ANY (rows);
    UPDATE public.event_text t SET texts = '{}' FROM public.order_event e WHERE e.id = t.event_id AND e.order_id = ANY (orders);
    UPDATE public.complaint_text t SET texts = '{}' FROM public.complaint_event e WHERE e.id = t.event_id AND e.complaint_id = ANY (complaints);
$$;

-- History, feeds, conflicts, stored answers and what witnesses brought.
CREATE OR REPLACE FUNCTION sync.blank_traces(orders uuid[], complaints uuid[], rows uuid[]) RETURNS void
LANGUAGE sql VOLATILE AS $$
    UPDATE public.field_change SET old = NULL, new = NULL WHERE pk = ANY (rows);
    -- What says nothing of the person stays: whoever reads the line later needs a whole row.
    UPDATE sync.feed SET fields = fields - ARRAY['name', 'initials', 'notes', 'needs', 'agreed_hours']
    WHERE pk = ANY (rows) AND entity = 'customer';
    UPDATE sync.feed SET fields = fields - ARRAY['typed', 'e164', 'extension', 'digits_back', 'line', 'lng', 'lat', 'exact', 'number', 'words']
    WHERE pk = ANY (rows) AND entity IN ('phone', 'address', 'call');
    UPDATE sync.feed SET fields = fields - ARRAY['sha256', 'size', 'type', 'name'] WHERE pk = ANY (rows) AND entity = 'attachment';
    UPDATE sync.feed SET fields = fields || '{"texts": {}}' WHERE pk = ANY (orders || complaints) AND kind = 'event';
    UPDATE sync.feed f SET fields = f.fields || '{"mine": null, "theirs": null}'
    FROM sync.conflict c WHERE c.pk = ANY (rows) AND f.entity = 'conflict' AND f.pk = c.id;
    UPDATE sync.command a SET answer = a.answer #- ARRAY['changes', c.change_id::text, 'theirs']
    FROM sync.conflict c JOIN sync.applied p ON p.change_id = c.change_id WHERE c.pk = ANY (rows) AND a.cmd_id = p.cmd_id;
    UPDATE sync.conflict SET mine = NULL, theirs = NULL WHERE pk = ANY (rows);
    UPDATE sync.held h SET command = '{}', state = 'erased'
    WHERE EXISTS (SELECT FROM unnest(rows || orders || complaints) r WHERE position(r::text IN h.command::text) > 0);
$$;
