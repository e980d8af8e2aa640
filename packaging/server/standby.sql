-- The login by which a standby follows: it reads the server's journal and no table. setup.sh asks for its password.
SELECT 'CREATE ROLE callcentre_standby LOGIN REPLICATION' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'callcentre_standby') \gexec
