#!/bin/sh
# Copies a running server into an empty data folder, as its standby: started there, it follows from then on.
#
#   follow.sh DATA HOST PORT    run as user postgres on the standby's machine; PGPASSFILE or PGPASSWORD as usual
#
# A slot on the first server keeps what the standby has yet to fetch (max_slot_wal_keep_size at most).
set -eu
HERE="$(cd "$(dirname "$0")" && pwd)"
# shellcheck source=packaging/server/common.sh
. "$HERE/common.sh"
data="$1" host="$2" port="$3"
slot="standby_$(hostname | tr -c 'a-z0-9\n' '_')"
unset PGHOST PGPORT PGUSER PGDATABASE
primary="host=$host port=$port user=callcentre_standby sslmode=require channel_binding=require application_name=$slot"
# Left from a copy that was broken off, or from the standby that this one replaces.
psql -XAtq -d "$primary replication=true" -c "DROP_REPLICATION_SLOT $slot" 2>/dev/null || :
pg_basebackup --pgdata="$data" --dbname="$primary" --write-recovery-conf --wal-method=stream --checkpoint=fast \
    --create-slot --slot="$slot"
