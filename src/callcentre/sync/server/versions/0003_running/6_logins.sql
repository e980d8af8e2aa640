-- Over whose login a command came: a supervisor may send what a colleague did, and both names are kept. Of those of before it
-- is not known.
ALTER TABLE sync.command ADD COLUMN login name;
ALTER TABLE sync.command ALTER COLUMN login SET DEFAULT session_user;
