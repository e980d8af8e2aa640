#!/bin/sh
# Puts the server back to a backup. The database as it was is kept beside it under another name.
#
#   restore.sh FOLDER  run as user postgres on the machine of the server, which may be a new one after setup.sh
#
# Workstations notice by themselves, send again what the backup lacks, and tell their people. Until all have come back
# (the README says how to see it) some changes are missing; no claim is given to two people meanwhile.
set -eu
umask 077
HERE="$(cd "$(dirname "$0")" && pwd)"
# shellcheck source=packaging/server/common.sh
. "$HERE/common.sh"
folder="$(named "$@")"
owner="$(sed -n 's/^owner|//p' "$folder/manifest")"
fresh="${PGDATABASE}_restoring"

if [ -z "$(ask "SELECT 1 FROM pg_roles WHERE rolname = 'callcentre_owner'" postgres)" ]; then
    # Who is here already stays as it is: passwords and locks may be newer than the backup.
    opened "$folder/logins.age" | sed '/^CREATE ROLE postgres;$/d; /^ALTER ROLE postgres /d' |
        psql -Xq -d postgres 2>&1 | grep -v 'already exists' >&2 || :
fi
dropdb --if-exists "$fresh"
createdb --template=template0 --owner="$owner" "$fresh"
# Nobody gets in before everything is there.
ask "REVOKE ALL ON DATABASE \"$fresh\" FROM PUBLIC" postgres
opened "$folder/database.age" | pg_restore --exit-on-error --dbname="$fresh"
back="$(mktemp)"
trap 'rm -f "$back"' EXIT
psql -XAtq -v ON_ERROR_STOP=1 -d "$fresh" -f "$HERE/manifest.sql" | grep -v '^login|' >"$back"
sed '/^made_at|/d; /^login|/d' "$folder/manifest" | diff - "$back" >&2 || fail "What came back is not what was saved. The server is as it was."
ask "SELECT sync.begin_epoch('restored $(basename "$folder")')" "$fresh" >/dev/null
# What it was put back to is covered by the backup it came from.
ask "SELECT sync.record_backup('$(places "$fresh")', '$(sed -n 's/^made_at|//p' "$folder/manifest")')" "$fresh" >/dev/null
ask "GRANT CONNECT ON DATABASE \"$fresh\" TO callcentre_desk, callcentre_outlet" postgres

if [ -n "$(ask "SELECT 1 FROM pg_database WHERE datname = '$PGDATABASE'" postgres)" ]; then
    before="${PGDATABASE}_before_$(date -u +%Y%m%d%H%M%S)"
    ask "ALTER DATABASE \"$PGDATABASE\" ALLOW_CONNECTIONS false" postgres
    ask "SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity WHERE datname = '$PGDATABASE'" postgres >/dev/null
    ask "ALTER DATABASE \"$PGDATABASE\" RENAME TO \"$before\"" postgres
    say "The database as it was is kept as $before; drop it once nobody misses anything."
fi
ask "ALTER DATABASE \"$fresh\" RENAME TO \"$PGDATABASE\"" postgres
say "$PGDATABASE is what it was at $(sed -n 's/^made_at|//p' "$folder/manifest")."
missing="$(ask "SELECT string_agg(m.login, ', ') FROM sync.member m WHERE NOT EXISTS (SELECT FROM pg_roles r WHERE r.rolname = m.login)")"
[ -z "$missing" ] || say "These have no login on this machine: $missing"
