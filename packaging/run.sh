#!/bin/sh
# Sets everything up and starts Callcentre on demo data; without a display it plays the tour instead.
set -eu
cd "$(dirname "$0")/.."
. packaging/setup.sh

# shellcheck disable=SC2086
setup_system python3 python3-venv ca-certificates $QT $QT_SCREEN
setup_python --no-dev
if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
    exec .venv/bin/callcentre --demo "$@"
fi
say "There is no display here, so the tour of twelve cases is played instead of opening the window."
QT_QPA_PLATFORM=offscreen exec .venv/bin/callcentre --demo tour "$@"
