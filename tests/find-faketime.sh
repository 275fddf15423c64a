#!/bin/sh
# Find libfaketime, or install Debian's package. It is a library: nothing uses it but the servers that a test starts with it.
set -eu
for folder in /usr/lib/*/faketime /usr/lib/faketime /usr/lib64/faketime /usr/local/lib/faketime; do
  test -e "$folder/libfaketimeMT.so.1" && exit 0
done
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
  echo "libfaketime is needed for these tests: install it (Debian: apt-get install libfaketime)" >&2
  exit 1
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq >/dev/null 2>&1 || true
apt-get install -y -qq --no-install-recommends libfaketime >/dev/null
