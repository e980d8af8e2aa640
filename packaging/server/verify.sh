#!/bin/sh
# Restores a backup into a server of its own that ends with this script, and compares row for row.
#
#   verify.sh FOLDER   run as user postgres, also on another machine that has the key
#
# Prints the places that the backup reaches, {feed: [line, mark]}, when everything is there; else says what differs.
set -eu
umask 077
HERE="$(cd "$(dirname "$0")" && pwd)"
# shellcheck source=packaging/server/common.sh
. "$HERE/common.sh"
folder="$(named "$@")"

trial="$(mktemp -d -p "${BACKUPS:-/tmp}" .trial.XXXXXX)"
# A socket's path must be short.
socket="$(mktemp -d)"
trap 'pg_ctl -D "$trial/data" -s -m immediate stop 2>/dev/null || :; rm -rf "$trial" "$socket"' EXIT
initdb -D "$trial/data" -U postgres --auth=trust -E UTF8 --locale=C.UTF-8 -N >/dev/null
# It need survive nothing, and nobody but this user reaches its socket.
pg_ctl -D "$trial/data" -s -w -l "$trial/log" -o "-c port=5432 -c listen_addresses='' -c unix_socket_directories='$socket' -c fsync=off \
    -c full_page_writes=off -c synchronous_commit=off -c maintenance_work_mem=256MB -c autovacuum=off" start
PGHOST="$socket" PGPORT=5432 PGUSER=postgres
export PGHOST PGPORT PGUSER

opened "$folder/logins.age" | sed '/^CREATE ROLE postgres;$/d' | psql -Xq -v ON_ERROR_STOP=1 -d postgres >/dev/null
createdb --template=template0 trial
opened "$folder/database.age" | pg_restore --exit-on-error --dbname=trial
ask "ALTER DATABASE trial OWNER TO \"$(sed -n 's/^owner|//p' "$folder/manifest")\"" postgres
psql -XAtq -v ON_ERROR_STOP=1 -d trial -f "$HERE/manifest.sql" >"$trial/manifest"
sed '/^made_at|/d' "$folder/manifest" | diff - "$trial/manifest" >&2 || fail "What came back is not what was saved."
places trial
