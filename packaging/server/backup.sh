#!/bin/sh
# One verified backup: dumped, encrypted, restored for trial, compared; then the server is told how far it reaches.
#
#   backup.sh          run as user postgres, each night (callcentre-backup.timer)
#
# A folder in $BACKUPS for each: database.age, logins.age, manifest. Those older than $KEEP_DAYS (40) go, the newest never.
# Only what the trial brought back counts as covered: workstations let go of what they have sent by that alone.
set -eu
umask 077
HERE="$(cd "$(dirname "$0")" && pwd)"
# shellcheck source=packaging/server/common.sh
. "$HERE/common.sh"
[ -r "$BACKUP_KEY" ] || fail "The key of the backups cannot be read: $BACKUP_KEY"

mkdir -p "$BACKUPS"
exec 9>"$BACKUPS/.lock"
flock -n 9 || fail "Another backup is running."
name="$(date -u +%Y-%m-%dT%H%M%SZ)"
FOLDER="$BACKUPS/$name.part"
export HERE FOLDER BACKUP_KEY
rm -rf "$BACKUPS"/*.part
mkdir "$FOLDER"
psql -XAtq -v ON_ERROR_STOP=1 -f "$HERE/snapshot.sql" >"$FOLDER/manifest"
[ -e "$FOLDER/dumped" ] || fail "The dump failed; see above. The backups before are untouched."
rm "$FOLDER/dumped"

places="$("$HERE/verify.sh" "$FOLDER")"
sync "$FOLDER"/* "$FOLDER"
mv "$FOLDER" "$BACKUPS/$name"
covered="$(ask "SELECT sync.record_backup('$places', '$(sed -n 's/^made_at|//p' "$BACKUPS/$name/manifest")')")"
say "$BACKUPS/$name is verified; it covers $covered feeds."

find "$BACKUPS" -maxdepth 1 -mindepth 1 -type d -name '20*Z' -mtime "+${KEEP_DAYS:-40}" ! -name "$name" -exec rm -r {} +
