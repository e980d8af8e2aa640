#!/bin/sh
# Proves setup.sh in a bare Debian 12: a server, a workstation, a verified backup, a restore, and a standby in a second root.
#
#   sudo packaging/server/prove_bare.sh [FOLDER]     FOLDER (default: a new temporary one) holds the two roots
#
# Takes a committed tree: it clones this checkout. Needs root and debootstrap. Listens on this machine alone, port 55432.
set -eu
here="$(cd "$(dirname "$0")/../.." && pwd)"
folder="${1:-$(mktemp -d)}"
[ "$(id -u)" = 0 ] || { echo "root is needed for chroot" >&2; exit 1; }
command -v debootstrap >/dev/null || { echo "debootstrap is needed: apt-get install debootstrap" >&2; exit 1; }
first="$folder/first" second="$folder/second" bundle=/etc/ssl/certs/proof.crt

ready() {
    if [ ! -e "$1/usr/bin/python3" ]; then
        debootstrap --variant=minbase --include=python3 bookworm "$1" >/dev/null
    fi
    cp /etc/resolv.conf "$1/etc/resolv.conf"
    # A company's own certificate authority has to be known inside as well.
    mkdir -p "$1/etc/ssl/certs"
    cp -L /etc/ssl/certs/ca-certificates.crt "$1$bundle"
    rm -rf "$1/opt/callcentre/packaging" "$1/opt/callcentre/src"
    git clone --quiet "$here" "$1/opt/fresh"
    mkdir -p "$1/opt/callcentre"
    cp -a "$1/opt/fresh/." "$1/opt/callcentre"
    rm -rf "$1/opt/fresh"
    mount -t proc proc "$1/proc"
    mount --bind /dev "$1/dev"
}

inside() {
    root="$1"
    shift
    chroot "$root" env -i PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/tmp LANG=C.UTF-8 \
        PIP_CERT="$bundle" SSL_CERT_FILE="$bundle" sh -ec "cd /opt/callcentre; $*"
}

ended() {
    for root in "$first" "$second"; do
        [ ! -d "$root/etc/postgresql" ] || chroot "$root" pg_ctlcluster 15 callcentre stop -m immediate >/dev/null 2>&1 || :
        umount --lazy "$root/dev" "$root/proc" 2>/dev/null || :
    done
}
trap ended EXIT

up="sh packaging/server/setup.sh --host localhost --listen 127.0.0.1 --port 55432 --network 127.0.0.0/8 --administrator chief --site HF \
    --standby 127.0.0.0/8 --password-fd 3"
callcentre=".venv/bin/callcentre --lang en --key-file /tmp/key --password-fd 0"
admin="postgresql://callcentre_admin@/callcentre?host=/var/run/postgresql&port=55432"
server="postgresql://li@127.0.0.1:55432/callcentre"

echo "== a server from nothing"
ready "$first"
inside "$first" "! command -v pg_dropcluster >/dev/null || pg_dropcluster --stop 15 callcentre 2>/dev/null || :
    rm -rf /etc/callcentre /var/backups/callcentre /tmp/li /tmp/other /tmp/key"
inside "$first" "printf 'of the chief\nof the standby\n' >/tmp/secrets; $up 3</tmp/secrets"
echo "== once more: nothing is asked, nothing restarts"
inside "$first" "head -n 1 /var/lib/postgresql/15/callcentre/postmaster.pid >/tmp/before; $up 3</dev/null
    head -n 1 /var/lib/postgresql/15/callcentre/postmaster.pid | cmp - /tmp/before"
echo "== a login, a workstation, a backup"
inside "$first" "printf '\nsecret\n' | $callcentre server user add li --role agent --site HF --url '$admin'
    echo secret | $callcentre --data /tmp/li connect --url $server --yes
    runuser -u postgres -- /usr/local/lib/callcentre/backup.sh
    echo | $callcentre server status --url '$admin'"
echo "== put back to it"
inside "$first" "runuser -u postgres -- sh -c '/usr/local/lib/callcentre/restore.sh /var/backups/callcentre/20*Z'
    echo secret | $callcentre --data /tmp/li sync --once"
echo "== a standby in a second root"
ready "$second"
inside "$second" "! command -v pg_dropcluster >/dev/null || pg_dropcluster --stop 15 callcentre 2>/dev/null || :
    printf 'of the standby\n' >/tmp/secrets
    sh packaging/server/setup.sh --host localhost --listen 127.0.0.2 --port 55432 --network 127.0.0.0/8 --standby-of 127.0.0.1 --password-fd 3 3</tmp/secrets
    runuser -u postgres -- psql -p 55432 -d callcentre -XAtc 'SELECT pg_is_in_recovery(), count(*) FROM sync.feed'"
echo "== the first is gone, the second takes over and is a server like the first"
inside "$first" "pg_ctlcluster 15 callcentre stop -m immediate; cp -a /etc/callcentre/backup.key /tmp/backup.key"
inside "$second" "pg_ctlcluster 15 callcentre promote"
cp -a "$first/tmp/backup.key" "$second/etc/callcentre/backup.key"
inside "$second" "chown postgres /etc/callcentre/backup.key
    sh packaging/server/setup.sh --host localhost --listen 127.0.0.2 --port 55432 --network 127.0.0.0/8
    runuser -u postgres -- /usr/local/lib/callcentre/backup.sh"
inside "$first" "echo secret | $callcentre --data /tmp/li sync --once && exit 1
    echo secret | $callcentre --data /tmp/other connect --url postgresql://li@127.0.0.2:55432/callcentre --yes"
echo "== all passed in bare roots"
