# shellcheck shell=sh
# What the scripts of this folder share. Sourced, never run.
#
# Where the server is comes from PGHOST, PGPORT, PGUSER and PGDATABASE, as for every program of PostgreSQL; where
# backups lie from BACKUPS, and the key they are encrypted with from BACKUP_KEY. setup.sh writes them all into
# $CONFIGURATION; what the environment says stands above it.

CONFIGURATION="${CONFIGURATION:-/etc/callcentre/server.env}"
if [ -z "${PGHOST:-}" ] && [ -r "$CONFIGURATION" ]; then
    set -a
    # shellcheck disable=SC1090
    . "$CONFIGURATION"
    set +a
fi
newest="$(find /usr/lib/postgresql -maxdepth 1 -mindepth 1 -name '[0-9]*' 2>/dev/null | sort -V | tail -n 1)"
# The programs themselves, not Debian's wrappers: those look for a cluster of their own choice.
PATH="${PGBIN:-${newest:-/usr}/bin}:$PATH"
# What is not there yet is no news.
PGOPTIONS="-c client_min_messages=warning"
export PATH PGOPTIONS

say() { printf '%s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }
[ "$(id -u)" != 0 ] || fail "This runs as user postgres: runuser -u postgres -- $0 $*"

# The folder of a backup, where there is one.
named() {
    [ -n "${1:-}" ] || fail "Which backup? $0 FOLDER; they are in ${BACKUPS:-the folder that BACKUPS names}"
    [ -r "$1/manifest" ] || fail "There is no backup in $1, or it is not to be read."
    printf '%s' "$1"
}

# One value or row, of the database that is named or else of PGDATABASE.
ask() { psql -XAtq -v ON_ERROR_STOP=1 -d "${2:-$PGDATABASE}" -c "$1"; }

# How far a database reaches: {feed: [line, mark]}.
places() {
    ask "SELECT coalesce(jsonb_object_agg(h.feed, jsonb_build_array(h.seq, f.mark)), '{}') FROM sync.head h JOIN sync.feed f USING (feed, seq)" "$1"
}

# What a backup's file holds, decrypted to stdout.
opened() { age --decrypt --identity "$BACKUP_KEY" "$1"; }
