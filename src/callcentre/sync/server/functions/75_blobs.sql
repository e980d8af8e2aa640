-- Bytes of attachments, in parts of at most 192 KiB, for whoever sees the attachment. The last part is checked against the name.
CREATE OR REPLACE FUNCTION sync.blob_put(body jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me sync.member := sync.asking();
    digest text := body ->> 'sha256';
    content bytea := decode(body ->> 'bytes', 'base64');
    in_all integer := (body ->> 'of')::integer;
    whole boolean;
BEGIN
    IF NOT EXISTS (SELECT FROM public.attachment a WHERE a.sha256 = digest) THEN
        RAISE EXCEPTION 'row.unknown' USING ERRCODE = 'insufficient_privilege';
    ELSIF length(content) > 196608 OR in_all NOT BETWEEN 1 AND 4096 OR NOT (body ->> 'part')::integer BETWEEN 1 AND in_all THEN
        RAISE EXCEPTION 'blob.malformed' USING ERRCODE = 'invalid_parameter_value';
    END IF;
    IF NOT EXISTS (SELECT FROM sync.blob b WHERE b.sha256 = digest AND b.whole) THEN
        INSERT INTO sync.blob (sha256, part, parts, bytes) VALUES (digest, (body ->> 'part')::integer, in_all, content)
        ON CONFLICT (sha256, part) DO UPDATE SET bytes = excluded.bytes, parts = excluded.parts;
        IF (SELECT count(*) FROM sync.blob b WHERE b.sha256 = digest AND b.parts = in_all) = in_all THEN
            IF (SELECT encode(sha256(string_agg(b.bytes, '' ORDER BY b.part)), 'hex') FROM sync.blob b WHERE b.sha256 = digest) = digest THEN
                UPDATE sync.blob b SET whole = true WHERE b.sha256 = digest;
            ELSE
                DELETE FROM sync.blob b WHERE b.sha256 = digest;
            END IF;
        END IF;
    END IF;
    RETURN jsonb_build_object('now', sync.now(),
        'whole', EXISTS (SELECT FROM sync.blob b WHERE b.sha256 = digest AND b.whole),
        'parts', (SELECT coalesce(jsonb_agg(b.part ORDER BY b.part), '[]') FROM sync.blob b WHERE b.sha256 = digest));
END
$$;

CREATE OR REPLACE FUNCTION sync.blob_get(body jsonb) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me sync.member := sync.asking();
    found sync.blob;
BEGIN
    SELECT b.* INTO found FROM sync.blob b
    WHERE b.sha256 = body ->> 'sha256' AND b.part = (body ->> 'part')::integer AND b.whole;
    RETURN jsonb_build_object('now', sync.now(), 'part', found.part, 'of', found.parts,
        'bytes', translate(encode(found.bytes, 'base64'), E'\n', ''));
END
$$;
