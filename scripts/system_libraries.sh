#!/bin/sh
# Libraries of the system that Python packages cannot bring: Pango for PDF, Chromium for the browser tests.
# With the word "tests" also Chromium. Installs where it may, else names the line to type.
set -eu

packages=
for library in libpango-1.0.so.0 libpangoft2-1.0.so.0; do
    if ! { ldconfig -p 2>/dev/null || /sbin/ldconfig -p 2>/dev/null; } | grep -q "$library"; then
        packages="libpango-1.0-0 libpangoft2-1.0-0"
    fi
done
if [ "${1:-}" = tests ] && ! command -v chromium >/dev/null && ! command -v chromium-browser >/dev/null; then
    packages="$packages chromium"
fi
[ -n "$packages" ] || exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Systempakete werden installiert: $packages …" >&2
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq >/dev/null
    # shellcheck disable=SC2086 # several words on purpose
    apt-get install -y -qq --no-install-recommends $packages >/dev/null && exit 0
fi
echo "Es fehlen Systempakete. Bitte eingeben:  sudo apt-get install $packages" >&2
# The portal runs without Pango (only PDF pages say it is missing); tests need all of it.
[ "${1:-}" != tests ]
