-- A login has the roles, site and outlet of its person's row, whoever changes that row and from where.
CREATE OR REPLACE FUNCTION sync.follow_person() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE sync.member m SET roles = ARRAY(SELECT jsonb_array_elements_text(NEW.roles)), site = coalesce(NEW.site, ''),
        outlet_id = NEW.outlet_id, locked = m.locked OR NEW.state <> 'active'
    WHERE m.person_id = NEW.id;
    RETURN NULL;
END
$$;

CREATE OR REPLACE TRIGGER member_follows AFTER UPDATE ON public.person FOR EACH ROW EXECUTE FUNCTION sync.follow_person();
