-- Lines of feeds that everybody has may go. No function deletes any: whoever runs the server becomes this role for it.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'callcentre_upkeep') THEN
        CREATE ROLE callcentre_upkeep NOLOGIN NOINHERIT;
    END IF;
    EXECUTE format('GRANT callcentre_upkeep TO %I', current_user);
END
$$;

GRANT USAGE ON SCHEMA sync TO callcentre_upkeep;
GRANT SELECT (feed, pruned_to) ON sync.head TO callcentre_upkeep;
GRANT SELECT (feed, seq), DELETE ON sync.feed TO callcentre_upkeep;
CREATE POLICY swept ON sync.head FOR SELECT TO callcentre_upkeep USING (true);
CREATE POLICY found ON sync.feed FOR SELECT TO callcentre_upkeep USING (true);
CREATE POLICY pruned ON sync.feed FOR DELETE TO callcentre_upkeep USING (true);
