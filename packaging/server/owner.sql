-- The one who sets the server up and looks after it: owns the database and may make logins, and is no superuser.
-- setup.sh runs it each time; it changes nothing that is there.
SET client_min_messages = warning;
SELECT 'CREATE ROLE callcentre_admin LOGIN CREATEROLE' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'callcentre_admin') \gexec
-- To end the sessions of a login that is locked, and to see how the server does.
GRANT pg_signal_backend, pg_monitor TO callcentre_admin;
SELECT format('CREATE DATABASE %I OWNER callcentre_admin TEMPLATE template0 ENCODING UTF8', :'database')
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'database') \gexec
