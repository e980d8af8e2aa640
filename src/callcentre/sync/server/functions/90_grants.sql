-- Everything belongs to the owner; members may call what is theirs to call and nothing else.
DO $$
DECLARE
    made text;
BEGIN
    FOR made IN
        SELECT p.oid::regprocedure::text FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname = 'sync'
    LOOP
        EXECUTE format('ALTER FUNCTION %s OWNER TO callcentre_owner', made);
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', made);
    END LOOP;
    FOREACH made IN ARRAY ARRAY[
        'hello', 'push', 'pull', 'missing', 'clone', 'claim', 'next', 'renew', 'release', 'break_claim', 'claims',
        'held_commands', 'decide', 'blob_put', 'blob_get', 'blob_held', 'erase'
    ] LOOP
        EXECUTE format('GRANT EXECUTE ON FUNCTION sync.%I(jsonb) TO callcentre_desk, callcentre_outlet', made);
    END LOOP;
END
$$;
