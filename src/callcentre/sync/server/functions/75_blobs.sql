-- Bytes of attachments, in parts of at most 192 KiB, for whoever sees the attachment. The last part is checked against the name.
CREATE OR REPLACE FUNCTION sync.blob_put(body jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me sync.member := sync.asking();
    digest text := sync.blob_named(body);
    content bytea := decode(body ->> 'bytes', 'base64');
    in_all integer := (body ->> 'of')::integer;
BEGIN
    IF length(content) > 196608 OR in_all NOT BETWEEN 1 AND 4096 OR NOT (body ->> 'part')::integer BETWEEN 1 AND in_all THEN
        RAISE EXCEPTION 'blob.malformed' USING ERRCODE = 'invalid_parameter_value';
    END IF;
    IF NOT EXISTS (SELECT FROM sync.blob b WHERE b.sha256 = digest AND b.whole) THEN
        DELETE FROM sync.blob b WHERE b.sha256 = digest AND b.parts <> in_all;
        INSERT INTO sync.blob (sha256, part, parts, bytes) VALUES (digest, (body ->> 'part')::integer, in_all, content)
        ON CONFLICT (sha256, part) DO UPDATE SET bytes = excluded.bytes;
        IF (SELECT count(*) FROM sync.blob b WHERE b.sha256 = digest) = in_all THEN
            PERFORM sync.blob_joined(digest);
        END IF;
    END IF;
    RETURN sync.blob_said(digest);
END
$$;

-- All parts are there: they are what their name says, or worth nothing.
CREATE OR REPLACE FUNCTION sync.blob_joined(digest text) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT encode(sha256(string_agg(b.bytes, '' ORDER BY b.part)), 'hex') FROM sync.blob b WHERE b.sha256 = digest) = digest THEN
        UPDATE sync.blob b SET whole = true WHERE b.sha256 = digest;
        DELETE FROM sync.wish w WHERE w.sha256 = digest;
    ELSE
        DELETE FROM sync.blob b WHERE b.sha256 = digest;
    END IF;
END
$$;

-- The name of bytes that an attachment in the asker's sight speaks of.
CREATE OR REPLACE FUNCTION sync.blob_named(body jsonb) RETURNS text
LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM public.attachment a WHERE a.sha256 = body ->> 'sha256') THEN
        RAISE EXCEPTION 'row.unknown' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN body ->> 'sha256';
END
$$;

CREATE OR REPLACE FUNCTION sync.blob_said(digest text) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object('now', sync.now(), 'whole', coalesce(bool_or(b.whole), false), 'of', max(b.parts),
        'parts', coalesce(jsonb_agg(b.part ORDER BY b.part), '[]'))
    FROM sync.blob b WHERE b.sha256 = digest
$$;

-- sync.blob_held: which parts are here already, for whoever goes on where they were cut off.
CREATE OR REPLACE FUNCTION sync.blob_held(body jsonb) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me sync.member := sync.asking();
BEGIN
    RETURN sync.blob_said(sync.blob_named(body));
END
$$;

-- sync.blob_get: one part; null where nobody has brought the bytes yet, and then they are wished for.
CREATE OR REPLACE FUNCTION sync.blob_get(body jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me sync.member := sync.asking();
    found sync.blob;
BEGIN
    SELECT b.* INTO found FROM sync.blob b
    WHERE b.sha256 = body ->> 'sha256' AND b.part = (body ->> 'part')::integer AND b.whole;
    IF found.sha256 IS NULL THEN
        INSERT INTO sync.wish (sha256) SELECT a.sha256 FROM public.attachment a WHERE a.sha256 = body ->> 'sha256' LIMIT 1
        ON CONFLICT DO NOTHING;
    END IF;
    RETURN jsonb_build_object('now', sync.now(), 'part', found.part, 'of', found.parts,
        'bytes', translate(encode(found.bytes, 'base64'), E'\n', ''));
END
$$;
