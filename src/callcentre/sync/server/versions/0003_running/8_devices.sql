-- How far a workstation had come when it was last met, by which a file that was put back is known: own changes ever made,
-- and the instant of the last answer it had. Nothing is known of those of before.
ALTER TABLE sync.device ADD COLUMN steps bigint NOT NULL DEFAULT 0, ADD COLUMN answered_at bigint NOT NULL DEFAULT 0;
