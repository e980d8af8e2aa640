#!/bin/sh
# Called by snapshot.sql: database and logins into $FOLDER, encrypted on their way. $FOLDER/dumped says that all went well.
set -eu
encrypted() { age --encrypt --identity "$BACKUP_KEY" --output "$FOLDER/$1.age"; }
# A pipe tells of its last part alone.
{ pg_dump --format=custom --snapshot="$SNAPSHOT" || : >"$FOLDER/failed"; } | encrypted database
{ pg_dumpall --roles-only || : >"$FOLDER/failed"; } | encrypted logins
[ -e "$FOLDER/failed" ] || : >"$FOLDER/dumped"
