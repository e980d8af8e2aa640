-- What the server alone keeps about each row: whose site it is, its version, the change that last wrote each field.
DO $$
DECLARE
    entity text;
BEGIN
    FOREACH entity IN ARRAY ARRAY[
        'outlet', 'technician', 'person', 'product', 'part', 'article', 'profile_version', 'customer', 'phone',
        'address', 'asset', 'cover', 'service_order', 'order_alias', 'complaint', 'call', 'attachment'
    ] LOOP
        EXECUTE format(
            'ALTER TABLE public.%I ADD row_version bigint NOT NULL DEFAULT 1, ADD field_by jsonb NOT NULL DEFAULT ''{}''', entity
        );
    END LOOP;
    FOREACH entity IN ARRAY ARRAY[
        'customer', 'phone', 'address', 'asset', 'cover', 'service_order', 'order_alias', 'complaint', 'call', 'attachment',
        'order_event', 'event_text', 'complaint_event', 'complaint_text', 'field_change'
    ] LOOP
        EXECUTE format('ALTER TABLE public.%I ADD site text NOT NULL DEFAULT ''''', entity);
    END LOOP;
    FOREACH entity IN ARRAY ARRAY['customer', 'service_order'] LOOP
        EXECUTE format('ALTER TABLE public.%I ADD made_for uuid', entity);
        EXECUTE format(
            'COMMENT ON COLUMN public.%I.made_for IS %L', entity, 'The outlet whose dispatcher made it; null for the centre.'
        );
    END LOOP;
    FOR entity IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'server_version' LOOP
        EXECUTE format('ALTER TABLE public.%I OWNER TO callcentre_owner', entity);
    END LOOP;
    FOR entity IN SELECT tablename FROM pg_tables WHERE schemaname = 'sync' LOOP
        EXECUTE format('ALTER TABLE sync.%I OWNER TO callcentre_owner', entity);
    END LOOP;
END
$$;

-- Which row holds a natural key. Two desks may have made the same thing unaware of each other: both rows are kept.
CREATE TABLE sync.taken (
    entity text NOT NULL,
    site text NOT NULL,
    key text NOT NULL,
    pk uuid NOT NULL,
    PRIMARY KEY (entity, site, key)
);
ALTER TABLE sync.taken OWNER TO callcentre_owner;

-- Numbers are unique within a site: what another site calls by the same number is nobody's business here.
ALTER TABLE public.customer DROP CONSTRAINT uq_customer_no, ADD CONSTRAINT uq_customer_no UNIQUE (site, no);
ALTER TABLE public.asset DROP CONSTRAINT uq_asset_serial, ADD CONSTRAINT uq_asset_serial UNIQUE (site, serial);
ALTER TABLE public.cover DROP CONSTRAINT uq_cover_no, ADD CONSTRAINT uq_cover_no UNIQUE (site, no);
ALTER TABLE public.service_order DROP CONSTRAINT uq_service_order_no, ADD CONSTRAINT uq_service_order_no UNIQUE (site, no);
ALTER TABLE public.complaint DROP CONSTRAINT uq_complaint_no, ADD CONSTRAINT uq_complaint_no UNIQUE (site, no);
ALTER TABLE public.call DROP CONSTRAINT uq_call_no, ADD CONSTRAINT uq_call_no UNIQUE (site, no);
