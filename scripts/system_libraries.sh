#!/bin/sh
# What Python packages cannot bring: Pango for PDF pages; with the word "tests" also Chromium,
# what its driver needs, and the virus scanner. Installs where it may, else names the line to type.
set -eu

packages=
need_library() { # file package
    { ldconfig -p 2>/dev/null || /sbin/ldconfig -p 2>/dev/null; } | grep -q "$1" || packages="$packages $2"
}

need_library libpango-1.0.so.0 libpango-1.0-0
need_library libpangoft2-1.0.so.0 libpangoft2-1.0-0
if [ "${1:-}" = tests ]; then
    need_library libatomic.so.1 libatomic1
    command -v clamd >/dev/null || [ -x /usr/sbin/clamd ] || packages="$packages clamav-daemon"
    command -v chromium >/dev/null || command -v chromium-browser >/dev/null || packages="$packages chromium"
fi
[ -n "$packages" ] || exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Systempakete werden installiert:$packages …" >&2
    export DEBIAN_FRONTEND=noninteractive
    # shellcheck disable=SC2086 # several words on purpose
    if apt-get update -qq >/dev/null &&
        apt-get install -y -qq --no-install-recommends $packages >/dev/null 2>&1; then
        exit 0
    fi
fi
echo "Es fehlen Systempakete. Bitte eingeben:  sudo apt-get install$packages" >&2
# Without Pango the portal runs, only PDF pages are missing; the tests need all of it.
[ "${1:-}" != tests ]
