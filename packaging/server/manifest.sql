-- What a database holds, one line for each table, feed and login: equal manifests are equal databases.
-- The sum over the hashes of all rows knows no order and needs no memory.
SET TIME ZONE 'UTC';
SET statement_timeout = 0;
SET extra_float_digits = 1;
SET bytea_output = 'hex';
SELECT 'owner', pg_get_userbyid(datdba) FROM pg_database WHERE datname = current_database();
SELECT 'revision', version_num FROM public.server_version;
SELECT format(
    'SELECT %L, count(*), coalesce(sum(hashtextextended(x::text, 0)::numeric), 0) FROM ONLY %I.%I x',
    schemaname || '.' || tablename, schemaname, tablename
) FROM pg_tables WHERE schemaname IN ('public', 'sync') ORDER BY schemaname, tablename \gexec
SELECT 'feed', h.feed, h.seq, h.pruned_to, f.mark FROM sync.head h LEFT JOIN sync.feed f USING (feed, seq) ORDER BY h.feed;
SELECT 'login', m.login, array_agg(g.rolname ORDER BY g.rolname)
FROM sync.member m JOIN pg_roles r ON r.rolname = m.login
JOIN pg_auth_members a ON a.member = r.oid JOIN pg_roles g ON g.oid = a.roleid GROUP BY m.login ORDER BY m.login;
