-- Bytes that somebody wanted to see and nobody had brought: whoever has them is told when they are met.
CREATE TABLE sync.wish (
    sha256 text PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT clock_timestamp()
);
ALTER TABLE sync.wish OWNER TO callcentre_owner;
ALTER TABLE sync.wish ENABLE ROW LEVEL SECURITY;
ALTER TABLE sync.wish FORCE ROW LEVEL SECURITY;
REVOKE ALL ON sync.wish FROM PUBLIC;
CREATE POLICY attached ON sync.wish TO callcentre_owner
    USING (EXISTS (SELECT FROM public.attachment a WHERE a.sha256 = wish.sha256))
    WITH CHECK (EXISTS (SELECT FROM public.attachment a WHERE a.sha256 = wish.sha256));
