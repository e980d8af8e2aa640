#!/bin/sh
# Puts a server up from nothing on Debian 12 or newer. Run it again whenever something shall change: it makes what is
# missing, renews what differs, and leaves all data alone. Other PostgreSQL clusters of the machine are not touched.
#
#   sudo packaging/server/setup.sh --host NAME --network CIDR... --administrator LOGIN [--site CODE]
#
#   --host NAME            the machine's name as workstations will say it (in the certificate)
#   --network CIDR         who may come, such as 10.20.0.0/16; once for each network
#   --listen ADDRESSES     where it listens (all addresses)
#   --port N               its port (the first free one from 5432 on)
#   --certificate FILE --key FILE   a certificate of the company; without them one is made, which is enough
#   --administrator LOGIN  the first administrator, where there is none yet; the password is asked for
#   --site CODE            that person's hotline centre
#   --password-fd N        passwords as lines of a file descriptor: of the administrator, then of the standby
#   --standby CIDR         lets a standby at this address follow (its login's password is asked for the first time)
#   --standby-of HOST      makes this machine the standby of that server (--port: the port of both)
set -eu
umask 022
HERE="$(cd "$(dirname "$0")" && pwd)"
cd "$HERE/../.."
# shellcheck source=packaging/setup.sh
. packaging/setup.sh
fail() { say "$*"; exit 1; }

DATABASE=callcentre CLUSTER=callcentre
SECRETS=/etc/callcentre LIBRARY=/usr/local/lib/callcentre BACKUPS=/var/backups/callcentre
host="" networks="" listen="*" port="" certificate="" key="" administrator="" site="" descriptor="" standby="" primary=""

options() {
    while [ $# -gt 0 ]; do
        [ $# -gt 1 ] || fail "$1 wants a value. $0 says at its top how it is used."
        case "$1" in
            --host) host="$2" ;;
            --network) networks="$networks $2" ;;
            --listen) listen="$2" ;;
            --port) port="$2" ;;
            --certificate) certificate="$2" ;;
            --key) key="$2" ;;
            --administrator) administrator="$2" ;;
            --site) site="$2" ;;
            --password-fd) descriptor="$2" ;;
            --standby) standby="$2" ;;
            --standby-of) primary="$2" ;;
            *) fail "Unknown option $1. $0 says at its top how it is used." ;;
        esac
        shift 2
    done
    [ "$(id -u)" = 0 ] || fail "Root is needed: sudo $0 ..."
    [ -n "$host" ] || fail "--host is missing."
    [ -n "$networks" ] || fail "--network is missing: who may come?"
    [ -z "$certificate" ] || [ -n "$key" ] || fail "--certificate wants its --key."
    [ -z "$primary" ] || [ -n "$port" ] || fail "--standby-of wants the server's --port."
}

# A password: the next line of the descriptor, else typed.
password_of() {
    if [ -n "$descriptor" ]; then
        read -r given <&"$descriptor" || fail "The descriptor holds no password for $1."
    else
        printf 'Password of %s: ' "$1" >&2
        stty -echo; read -r given; stty echo
        say ""
    fi
    [ -n "$given" ] || fail "An empty password is none."
}

packages() {
    had="$(command -v pg_createcluster || :)"
    setup_system postgresql openssl age python3 python3-venv ca-certificates
    version="$(find /usr/lib/postgresql -maxdepth 1 -mindepth 1 -name '[0-9]*' -printf '%f\n' | sort -V | tail -n 1)"
    # Debian has just made a cluster "main", which nobody uses here.
    [ -n "$had" ] || [ ! -d "/etc/postgresql/$version/main" ] || pg_dropcluster --stop "$version" main
    SETTINGS="/etc/postgresql/$version/$CLUSTER"
    DATA="/var/lib/postgresql/$version/$CLUSTER"
}

cluster() {
    if [ ! -e "$SETTINGS/postgresql.conf" ]; then
        # Checksums: a disk that forgets is noticed by the next read, not by a customer.
        pg_createcluster ${port:+--port "$port"} --locale C.UTF-8 --encoding UTF8 "$version" "$CLUSTER" -- --data-checksums >/dev/null
    fi
    [ -n "$port" ] || port="$(sed -n 's/^port = \([0-9]*\).*/\1/p' "$SETTINGS/postgresql.conf" "$SETTINGS"/conf.d/local.conf 2>/dev/null | tail -n 1)"
}

certificates() {
    install -d -o root -g postgres -m 750 "$SECRETS"
    if [ -n "$certificate" ]; then
        install -o postgres -g postgres -m 644 "$certificate" "$SECRETS/server.crt"
        install -o postgres -g postgres -m 600 "$key" "$SECRETS/server.key"
    elif ! openssl x509 -in "$SECRETS/server.crt" -noout -checkend 2592000 >/dev/null 2>&1 ||
        ! openssl x509 -in "$SECRETS/server.crt" -noout -checkhost "$host" | grep -q 'does match'; then
        openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3650 -subj "/CN=$host" \
            -addext "subjectAltName=DNS:$host" -keyout "$SECRETS/server.key" -out "$SECRETS/server.crt" 2>/dev/null
        chown postgres:postgres "$SECRETS/server.key" "$SECRETS/server.crt"
        chmod 600 "$SECRETS/server.key"
    fi
}

settings() {
    memory="$(sed -n 's/^MemTotal: *\([0-9]*\) kB/\1/p' /proc/meminfo)"
    install -d "$SETTINGS/conf.d"
    install -m 644 "$HERE/callcentre.conf" "$SETTINGS/conf.d/callcentre.conf"
    cat >"$SETTINGS/conf.d/local.conf" <<-END
	# Written by setup.sh for this machine.
	port = $port
	listen_addresses = '$listen'
	ssl_cert_file = '$SECRETS/server.crt'
	ssl_key_file = '$SECRETS/server.key'
	shared_buffers = $((memory / 4096))MB
	effective_cache_size = $((memory / 1700))MB
	END
    {
        sed "s/@DATABASE@/$DATABASE/g" "$HERE/pg_hba.conf"
        for network in $networks; do
            printf 'hostssl %s all %s scram-sha-256\n' "$DATABASE" "$network"
        done
        [ -z "$standby" ] || printf 'hostssl replication callcentre_standby %s scram-sha-256\n' "$standby"
    } >"$SETTINGS/pg_hba.conf"
    # Root and postgres of this machine may act for the owner.
    printf 'callcentre %s callcentre_admin\n' root postgres >"$SETTINGS/pg_ident.conf"
    chown -R postgres:postgres "$SETTINGS"
    chmod 640 "$SETTINGS/pg_hba.conf" "$SETTINGS/pg_ident.conf"
}

started() {
    # Most settings need no restart, but which do only a restart tells; windows come back by themselves within a minute.
    if pg_ctlcluster "$version" "$CLUSTER" status >/dev/null 2>&1; then
        now="$(cat "$SETTINGS"/conf.d/*.conf "$SETTINGS/pg_hba.conf" "$SECRETS/server.crt" | sha256sum)"
        [ "$now" = "$(cat "$SECRETS/started" 2>/dev/null)" ] || pg_ctlcluster "$version" "$CLUSTER" restart -m fast
    else
        pg_ctlcluster "$version" "$CLUSTER" start
    fi
    cat "$SETTINGS"/conf.d/*.conf "$SETTINGS/pg_hba.conf" "$SECRETS/server.crt" | sha256sum >"$SECRETS/started"
}

as_postgres() { (cd / && runuser -u postgres -- env PGHOST=/var/run/postgresql PGPORT="$port" "$@"); }
program() { .venv/bin/callcentre --password-fd 0 server "$@" --url "postgresql://callcentre_admin@/$DATABASE?host=/var/run/postgresql&port=$port"; }

database() {
    as_postgres psql -Xq -v ON_ERROR_STOP=1 -v database="$DATABASE" -d postgres -f - <"$HERE/owner.sql"
    setup_python --no-dev
    if [ -z "$(as_postgres psql -XAtq -d "$DATABASE" -c "SELECT to_regclass('public.server_version')")" ]; then
        echo | program init
    else
        echo | program upgrade
    fi
    if [ -n "$administrator" ] &&
        [ -z "$(as_postgres psql -XAtq -d "$DATABASE" -c "SELECT 1 FROM sync.member WHERE 'administrator' = ANY (roles) LIMIT 1")" ]; then
        password_of "$administrator"
        printf '\n%s\n' "$given" | program user add "$administrator" --role administrator --site "$site"
    fi
    if [ -n "$standby" ] && [ -z "$(as_postgres psql -XAtq -d postgres -c "SELECT 1 FROM pg_roles WHERE rolname = 'callcentre_standby'")" ]; then
        password_of callcentre_standby
        as_postgres psql -Xq -v ON_ERROR_STOP=1 -d postgres -f - <"$HERE/standby.sql"
        # Hashed here: the server never sees the password itself, and no log could hold it.
        verifier="$(printf '%s' "$given" | .venv/bin/python -c "
import sys, psycopg.pq as pq
print(pq.PGconn.connect_start(b'').encrypt_password(sys.stdin.buffer.read(), b'callcentre_standby', b'scram-sha-256').decode())")"
        printf "ALTER ROLE callcentre_standby PASSWORD '%s'" "$verifier" | as_postgres psql -Xq -v ON_ERROR_STOP=1 -d postgres -f -
    fi
}

following() {
    [ ! -e "$DATA/standby.signal" ] || return 0
    # An empty cluster has three databases of PostgreSQL's own.
    [ "$(find "$DATA/base" -mindepth 1 -maxdepth 1 | wc -l)" -le 3 ] || fail "$DATA holds databases of its own: not made into a standby."
    password_of callcentre_standby
    ! pg_ctlcluster "$version" "$CLUSTER" status >/dev/null 2>&1 || pg_ctlcluster "$version" "$CLUSTER" stop -m fast
    rm -rf "$DATA"
    (cd / && PGPASSWORD="$given" runuser -u postgres -- "$LIBRARY/follow.sh" "$DATA" "$primary" "$port")
}

backups() {
    install -d "$LIBRARY"
    install -m 755 "$HERE"/*.sh "$LIBRARY"
    install -m 644 "$HERE"/*.sql "$LIBRARY"
    install -d -o postgres -g postgres -m 700 "$BACKUPS"
    if [ ! -e "$SECRETS/backup.key" ] && [ -z "$primary" ]; then
        age-keygen -o "$SECRETS/backup.key" 2>/dev/null
        chown postgres:postgres "$SECRETS/backup.key"
        chmod 400 "$SECRETS/backup.key"
    fi
    cat >"$SECRETS/server.env" <<-END
	# Written by setup.sh for the scripts in $LIBRARY.
	PGHOST=/var/run/postgresql
	PGPORT=$port
	PGUSER=postgres
	PGDATABASE=$DATABASE
	BACKUPS=$BACKUPS
	BACKUP_KEY=$SECRETS/backup.key
	KEEP_DAYS=40
	END
    [ -d /etc/systemd/system ] || return 0
    install -m 644 "$HERE/callcentre-backup.service" "$HERE/callcentre-backup.timer" /etc/systemd/system
    [ ! -d /run/systemd/system ] || { systemctl daemon-reload; systemctl enable --quiet --now callcentre-backup.timer; }
}

options "$@"
packages
cluster
certificates
settings
backups
if [ -n "$primary" ]; then
    following
    started
    say "This machine follows $primary."
    exit 0
fi
started
database
say ""
say "The server is up. Workstations name it   postgresql://LOGIN@$host:$port/$DATABASE"
say "Next logins, as root on this machine:    callcentre server user add NAME --role agent --site CODE \\"
say "    --url 'postgresql://callcentre_admin@/$DATABASE?host=/var/run/postgresql&port=$port'"
say "Backups each night into                  $BACKUPS"
say "Their key, keep a copy elsewhere:        $SECRETS/backup.key"
