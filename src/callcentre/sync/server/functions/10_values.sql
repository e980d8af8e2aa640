-- Instants on the line are whole microseconds since 1970, UTC; both ways are exact.
CREATE OR REPLACE FUNCTION sync.moment(micros bigint) RETURNS timestamptz
LANGUAGE sql STABLE AS $$
    SELECT timestamptz '1970-01-01 00:00:00+00' + micros * interval '1 microsecond'
$$;

CREATE OR REPLACE FUNCTION sync.micros(moment timestamptz) RETURNS bigint
LANGUAGE sql STABLE AS $$
    SELECT (extract(epoch FROM moment) * 1000000)::bigint
$$;

CREATE OR REPLACE FUNCTION sync.now() RETURNS bigint
LANGUAGE sql VOLATILE AS $$
    SELECT sync.micros(clock_timestamp())
$$;

-- Whether a value is of a type. Most are one look; lists are gone through by is_listed.
CREATE OR REPLACE FUNCTION sync.fits(type text, among text[], value jsonb) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE
        WHEN type IN ('text', 'code') THEN
            jsonb_typeof(value) = 'string' AND (among IS NULL OR value #>> '{}' = ANY (among))
        WHEN type IN ('uuid', 'id') THEN
            jsonb_typeof(value) = 'string'
            AND value #>> '{}' ~ '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$'
        -- The years 1900 to 2199, as domain.instants.check_told.
        WHEN type = 'instant' THEN CASE WHEN value::text ~ '^-?[0-9]{1,16}$'
            THEN value::text::bigint BETWEEN -2209075200000000 AND 7258204800000000 ELSE false END
        WHEN type IN ('bool', 'flag') THEN jsonb_typeof(value) = 'boolean'
        WHEN type = 'int' THEN CASE WHEN value::text ~ '^-?[0-9]{1,10}$'
            THEN value::text::bigint BETWEEN -2147483648 AND 2147483647 ELSE false END
        WHEN type = 'fen' THEN CASE WHEN value::text ~ '^[0-9]{1,13}$' THEN value::text::bigint <= 1000000000000 ELSE false END
        WHEN type = 'score' THEN value::text ~ '^([0-9]|10)$'
        WHEN type = 'float' THEN CASE WHEN jsonb_typeof(value) = 'number' THEN abs(value::text::numeric) < 1e9 ELSE false END
        WHEN type = 'day' THEN jsonb_typeof(value) = 'string' AND sync.is_day(value #>> '{}')
        ELSE sync.is_listed(type, among, value)
    END
$$;

CREATE OR REPLACE FUNCTION sync.is_day(written text) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    RETURN written ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' AND written::date IS NOT NULL;
EXCEPTION WHEN datetime_field_overflow OR invalid_datetime_format THEN
    RETURN false;
END
$$;

-- texts: ["..."]; hours: [[weekday, from minute, until minute], ...]; parts: [[code, count, fen], ...]; object, fields: {...}.
CREATE OR REPLACE FUNCTION sync.is_listed(type text, among text[], value jsonb) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    part jsonb;
BEGIN
    IF type = 'object' THEN
        RETURN jsonb_typeof(value) = 'object';
    ELSIF type = 'fields' THEN
        RETURN jsonb_typeof(value) = 'object' AND value <> '{}';
    ELSIF jsonb_typeof(value) <> 'array' THEN
        RETURN false;
    END IF;
    FOR part IN SELECT jsonb_array_elements(value) LOOP
        IF type = 'texts' THEN
            CONTINUE WHEN sync.fits('text', among, part);
        ELSIF jsonb_typeof(part) = 'array' AND jsonb_array_length(part) = 3 THEN
            CONTINUE WHEN type = 'hours' AND sync.fits('int', NULL, part -> 0) AND sync.fits('int', NULL, part -> 1)
                AND sync.fits('int', NULL, part -> 2);
            CONTINUE WHEN type = 'parts' AND sync.fits('code', NULL, part -> 0) AND sync.fits('fen', NULL, part -> 1)
                AND part -> 1 <> '0' AND sync.fits('fen', NULL, part -> 2);
        END IF;
        RETURN false;
    END LOOP;
    RETURN true;
END
$$;
