#!/bin/sh
# Proves the README's two commands in a bare Debian 12: a fresh root with nothing but python3 in it.
#
#   sudo packaging/prove_bare.sh [FOLDER]     FOLDER (default: a new temporary one) holds the root
#
# Takes a committed tree: it clones this checkout. Needs root and debootstrap.
set -eu
here="$(cd "$(dirname "$0")/.." && pwd)"
root="${1:-$(mktemp -d)}"
[ "$(id -u)" = 0 ] || { echo "root is needed for chroot" >&2; exit 1; }
command -v debootstrap >/dev/null || { echo "debootstrap is needed: apt-get install debootstrap" >&2; exit 1; }

if [ ! -e "$root/usr/bin/python3" ]; then
    debootstrap --variant=minbase --include=python3 bookworm "$root" >/dev/null
fi
cp /etc/resolv.conf "$root/etc/resolv.conf"
# A company's own certificate authority has to be known inside as well.
if [ -f /etc/ssl/certs/ca-certificates.crt ]; then
    mkdir -p "$root/etc/ssl/certs"
    cp -L /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/"
fi
rm -rf "$root/opt/callcentre"
git clone --quiet "$here" "$root/opt/callcentre"
mount -t proc proc "$root/proc"
mount --bind /dev "$root/dev"
mount -t devpts -o ptmxmode=0666 devpts "$root/dev/pts"
trap 'umount --lazy "$root/dev/pts" "$root/dev" "$root/proc"' EXIT

inside() {
    # The certificate bundle is named because installing ca-certificates writes its own anew.
    chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 \
        PIP_CERT="${bundle:-}" SSL_CERT_FILE="${bundle:-}" sh -c "cd /opt/callcentre && $1"
}
bundle=/etc/ssl/certs/proof.crt
cp -L /etc/ssl/certs/ca-certificates.crt "$root$bundle"
echo "== first command"
inside "sh packaging/run.sh"
echo "== second command"
inside "sh packaging/test.sh"
echo "== both passed in a bare root"
