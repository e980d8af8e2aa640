#!/bin/sh
# Sets everything up and runs the tests, a real PostgreSQL included. Arguments go to pytest.
set -eu
cd "$(dirname "$0")/.."
. packaging/setup.sh

# git: tests look at the tracked files. poppler-utils: tests read the PDF that was drawn. postgresql: servers of
# the tests' own with TLS and passwords, as Debian runs them. age: their backups are encrypted.
# shellcheck disable=SC2086
setup_system python3 python3-venv ca-certificates git poppler-utils postgresql age $QT $QT_SCREEN
setup_python --group=dev
exec .venv/bin/python -m pytest "$@"
