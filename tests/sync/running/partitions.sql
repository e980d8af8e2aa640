-- A trial: the lines of feeds in sixteen parts by their feed, with the keys, rights and policies of the whole.
-- Packaged servers do not do this; packaging/server/README.md says what was measured.
ALTER TABLE sync.feed RENAME TO feed_whole;
CREATE TABLE sync.feed (LIKE sync.feed_whole INCLUDING DEFAULTS) PARTITION BY HASH (feed);
SELECT format('CREATE TABLE sync.feed_%s PARTITION OF sync.feed FOR VALUES WITH (MODULUS 16, REMAINDER %s)', n, n)
FROM generate_series(0, 15) n \gexec
INSERT INTO sync.feed SELECT * FROM sync.feed_whole;
ALTER TABLE sync.feed ADD PRIMARY KEY (feed, seq);
CREATE INDEX ON sync.feed (pk, entity);
ALTER TABLE sync.feed OWNER TO callcentre_owner;
SELECT format('ALTER TABLE sync.feed_%s OWNER TO callcentre_owner', n) FROM generate_series(0, 15) n \gexec
SELECT format('CREATE POLICY %I ON sync.feed FOR %s TO %s %s %s', p.policyname, p.cmd, array_to_string(p.roles, ', '),
    'USING (' || p.qual || ')', 'WITH CHECK (' || p.with_check || ')')
FROM pg_policies p WHERE p.schemaname = 'sync' AND p.tablename = 'feed_whole' \gexec
ALTER TABLE sync.feed ENABLE ROW LEVEL SECURITY;
ALTER TABLE sync.feed FORCE ROW LEVEL SECURITY;
REVOKE DELETE, TRUNCATE ON sync.feed FROM callcentre_owner;
GRANT SELECT (feed, seq), DELETE ON sync.feed TO callcentre_upkeep;
DROP TABLE sync.feed_whole;
ANALYZE sync.feed;
