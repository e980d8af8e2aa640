# shellcheck shell=sh
# Readies a machine: what the system lacks, then .venv with the program. Sourced by run.sh and test.sh.
#
#   setup_system NAME...   the named Debian packages, installed where one is missing
#   setup_python OPTION    .venv as pyproject.toml pins it; --no-dev, or --group=dev with the tools of the tests

QT="libgl1 libegl1 libxkbcommon0 libdbus-1-3 libfontconfig1 libglib2.0-0"
QT_SCREEN="libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-randr0 libxcb-render-util0 \
libxcb-shape0 libxcb-xkb1 libxkbcommon-x11-0 libx11-xcb1"
UV_VERSION=0.13.9

say() { printf '%s\n' "$*" >&2; }

setup_system() {
    command -v dpkg-query >/dev/null 2>&1 || { setup_elsewhere "$@"; return; }
    missing=""
    for name in "$@"; do
        dpkg-query -W -f '${db:Status-Abbrev}' "$name" 2>/dev/null | grep -q '^ii' || missing="$missing $name"
    done
    [ -n "$missing" ] || return 0
    say "Installing:$missing"
    as_root=""
    if [ "$(id -u)" != 0 ]; then
        command -v sudo >/dev/null 2>&1 || {
            say "These Debian packages are missing and neither root nor sudo is at hand:$missing"
            exit 1
        }
        as_root=sudo
    fi
    # A list that cannot be renewed may still do; what then is not found stops the install.
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq || say "The package lists could not be renewed."
    # shellcheck disable=SC2086
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
}

setup_elsewhere() {
    lacking=""
    for program in python3 git; do
        command -v "$program" >/dev/null 2>&1 || lacking="$lacking $program"
    done
    if [ -n "$lacking" ]; then
        say "This is no Debian system, so please install by hand:$lacking"
        say "(Python 3.11 or newer with its venv module, and the libraries that Qt 6 needs.)"
        exit 1
    fi
    say "This is no Debian system. Should Qt not start, it lacks the counterparts of: $QT $QT_SCREEN"
}

setup_python() {
    python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
        say "Python 3.11 or newer is needed; python3 here is $(python3 --version 2>&1)."
        exit 1
    }
    if [ ! -x build/uv/bin/uv ]; then
        python3 -m venv build/uv
        build/uv/bin/pip install --quiet --disable-pip-version-check "uv==$UV_VERSION"
    fi
    # Inexact: starting the program must not take the tools of the tests away again.
    UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy build/uv/bin/uv sync --quiet --inexact "$1"
}
