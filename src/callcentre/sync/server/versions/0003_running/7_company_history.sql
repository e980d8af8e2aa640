-- The history of a company's rows is of no site: whoever may change such a row may write what it was.
CREATE POLICY of_company ON public.field_change TO callcentre_owner
    USING (site = '' AND (SELECT sync.is_member())) WITH CHECK (site = '' AND (SELECT sync.is_member()));
