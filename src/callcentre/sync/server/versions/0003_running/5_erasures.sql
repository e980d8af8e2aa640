-- Whether a row was erased is asked with each patch.
CREATE INDEX erasure_pk ON sync.erasure (pk);
