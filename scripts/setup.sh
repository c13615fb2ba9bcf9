#!/bin/sh
# Makes .venv with the locked dependencies. Fast when nothing has changed since.
set -eu
cd "$(dirname "$0")/.."

venv=.venv
lock=requirements/dev.txt
mark=$venv/.requirements

say() { printf '%s\n' "$*" >&2; }
as_root_with_apt() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; }
apt_install() {
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null 2>&1 || {
        apt-get update -qq >/dev/null
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
    }
}

find_python() {
    for candidate in ${PYTHON:-} python3.11 python3; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null; then
            command -v "$candidate"
            return
        fi
    done
    return 1
}

if [ -x $venv/bin/python ] && cmp -s $lock $mark; then
    exit 0
fi

python=$(find_python) || {
    if as_root_with_apt; then
        say "Python 3.11 wird installiert …"
        apt_install python3.11 python3.11-venv || true
    fi
    python=$(find_python) || {
        say "Python 3.11 fehlt. Bitte eingeben:  sudo apt-get install python3.11 python3.11-venv"
        exit 1
    }
}

if ! [ -x $venv/bin/pip ]; then
    say "Python-Umgebung wird angelegt …"
    if ! "$python" -m venv --clear $venv >/dev/null 2>&1; then
        if as_root_with_apt; then
            apt_install python3.11-venv || apt_install python3-venv
        else
            say "Das venv-Modul fehlt. Bitte eingeben:  sudo apt-get install python3.11-venv"
            exit 1
        fi
        "$python" -m venv --clear $venv
    fi
fi

say "Abhängigkeiten werden geladen (nur beim ersten Mal und nach Änderungen) …"
$venv/bin/python -m pip install --quiet --no-input --disable-pip-version-check --require-hashes -r $lock
cp $lock $mark
